#include "windowed_attention.h"
#include "geometry.h"
#include "instruction_set.h"

#include <math.h>

enum { MOST_LANES = 16 };

long ck_attention_bias_size(const ck_attention_geometry *g) { return bias_start(g, ATTENTION_KINDS, MOST_LANES); }

long ck_attention_scratch(const ck_attention_geometry *g, long heads) {
    const long depth = rounded_up(head_depth(g), MOST_LANES), tokens = rounded_up(window_tokens(g), MOST_LANES);
    return 6 * depth * tokens + 2 * tokens * tokens + 5 * tokens + heads * ck_attention_bias_size(g);
}

// For one head, copies the table's entries to every pair of tokens of every kind of region, zeros past the last query;
// where `is_gradient`, adds the pairs' gradients to the entries. Queries of a row have entries one after the other.
static inline __attribute__((always_inline)) void spread_table(const ck_attention_geometry *g, long head, long lanes,
                                                               const int is_gradient, float *table, float *pairs) {
    for (int kind = 0; kind < ATTENTION_KINDS; kind++) {
        const ck_region r = region_of_kind(g, kind);
        const long tokens = r.height * r.width, stride = region_stride(&r, lanes);
        for (long key = 0; key < tokens; key++, pairs += stride) {
            for (long row = 0; row < r.height; row++) {
                float *entry = table + table_entry(g, &r, row * r.width, key) * g->heads + head;
                float *pair = pairs + row * r.width;
                for (long column = 0; column < r.width; column++, entry += g->heads)
                    if (is_gradient)
                        *entry += pair[column];
                    else
                        pair[column] = *entry;
            }
            for (long query = tokens; query < stride && !is_gradient; query++) pairs[query] = 0;
        }
    }
}

static void fill_bias(const ck_attention_geometry *g, long head, long lanes, const float *table, float *bias) {
    // Read alone.
    spread_table(g, head, lanes, 0, (float *)table, bias);
}

static void fold_bias_gradient(const ck_attention_geometry *g, long head, long lanes, float *gradient, float *d_table) {
    for (long e = 0; e < table_entries(g); e++) d_table[e * g->heads + head] = 0;
    spread_table(g, head, lanes, 1, d_table, gradient);
}

static void attention_bias_reference(const ck_attention_geometry *g, long head, const float *table, float *bias) {
    fill_bias(g, head, 1, table, bias);
}

// What a pass of the reference walks over: a region of a window for one head.
typedef struct {
    long tokens, depth, row;                // floats between pixels of qkv
    const float *queries, *keys, *values, *bias;
    int32_t *map, *output;
} region_view;

static region_view view_region(const ck_attention_geometry *g, long window, const ck_region *r, long head,
                               const float *qkv, const float *bias, float *scratch) {
    const long windows = g->height * g->width / window_tokens(g), depth = head_depth(g);
    const float *of_head = qkv + window / windows * g->height * g->width * 3 * g->channels + head * depth;
    int32_t *map = (int32_t *)scratch, *output = map + window_tokens(g);
    find_pixels(g, window % windows, r, map, output);
    return (region_view){
        r->height * r->width, depth, 3 * g->channels, of_head, of_head + g->channels, of_head + 2 * g->channels,
        bias + head * ck_attention_bias_size(g) + bias_start(g, r->kind, 1), map, output};
}

static double logit(const region_view *v, long query, long key) {
    double sum = 0;
    for (long c = 0; c < v->depth; c++)
        sum += (double)v->queries[v->map[query] * v->row + c] * v->keys[v->map[key] * v->row + c];
    return sum / sqrt((double)v->depth) + v->bias[key * v->tokens + query];
}

static void attention_reference(const ck_attention_geometry *g, long first_head, long heads, long first, long count,
                                const float *qkv, const float *bias, float *y, float *statistics, float *scratch) {
    const long windows = g->height * g->width / window_tokens(g);
    for (long window = first; window < first + count; window++) {
        ck_region regions[MOST_REGIONS];
        const int region_count = regions_of(g, window % windows, regions);
        float *image_y = y + window / windows * g->out_height * g->out_width * g->channels;
        for (long h = first_head; h < first_head + heads; h++) {
            float *of_token = statistics + (window * g->heads + h) * 2 * window_tokens(g);
            for (int i = 0; i < region_count; i++) {
                const region_view v = view_region(g, window, &regions[i], h, qkv, bias, scratch);
                for (long q = 0; q < v.tokens; q++, of_token++) {
                    double most = -INFINITY, sum = 0;
                    for (long k = 0; k < v.tokens; k++) most = fmax(most, logit(&v, q, k));
                    for (long k = 0; k < v.tokens; k++) sum += exp(logit(&v, q, k) - most);
                    of_token[0] = (float)most;
                    of_token[window_tokens(g)] = (float)(1 / sum);
                    if (v.output[q] < 0) continue;
                    float *out = image_y + v.output[q] * g->channels + h * v.depth;
                    for (long c = 0; c < v.depth; c++) {
                        double seen = 0;
                        for (long k = 0; k < v.tokens; k++)
                            seen += exp(logit(&v, q, k) - most) / sum * v.values[v.map[k] * v.row + c];
                        out[c] = (float)seen;
                    }
                }
            }
        }
    }
}

// One query's part in the gradients, of which `d_queries`, `d_keys` and `d_values` are the head's channels.
static void query_backward(const ck_attention_geometry *g, const region_view *v, const ck_region *r, long head, long q,
                           double most, double inverse, const float *dy, float *d_queries, float *d_keys,
                           float *d_values, float *d_table) {
    const double scale = 1 / sqrt((double)v->depth);
    double sum = 0;
    // First the sum over keys of p g that every logit's gradient needs, then those gradients.
    for (int pass = 0; pass < 2; pass++)
        for (long k = 0; k < v->tokens; k++) {
            const double p = exp(logit(v, q, k) - most) * inverse;
            double d = 0;
            for (long c = 0; c < v->depth; c++) d += (double)dy[c] * v->values[v->map[k] * v->row + c];
            if (pass == 0) {
                sum += p * d;
                continue;
            }
            const double change = p * (d - sum);
            d_table[table_entry(g, r, q, k) * g->heads + head] += (float)change;
            const long at_query = v->map[q] * v->row, at_key = v->map[k] * v->row;
            for (long c = 0; c < v->depth; c++) {
                d_values[at_key + c] += (float)(p * dy[c]);
                d_keys[at_key + c] += (float)(change * scale * v->queries[at_query + c]);
                d_queries[at_query + c] += (float)(change * scale * v->keys[at_key + c]);
            }
        }
}

static void attention_backward_reference(const ck_attention_geometry *g, long first_head, long heads, long first,
                                         long count, const float *qkv, const float *bias, const float *statistics,
                                         const float *dy, float *d_qkv, float *d_table, float *scratch) {
    const long windows = g->height * g->width / window_tokens(g), tokens = window_tokens(g);
    for (long h = first_head; h < first_head + heads; h++) {
        for (long e = 0; e < table_entries(g); e++) d_table[e * g->heads + h] = 0;
        for (long window = first; window < first + count; window++) {
            ck_region regions[MOST_REGIONS];
            const int region_count = regions_of(g, window % windows, regions);
            const float *of_token = statistics + (window * g->heads + h) * 2 * tokens;
            const float *image_dy = dy + window / windows * g->out_height * g->out_width * g->channels;
            for (int i = 0; i < region_count; i++) {
                const region_view v = view_region(g, window, &regions[i], h, qkv, bias, scratch);
                float *d_queries = d_qkv + (v.queries - qkv);
                float *d_keys = d_queries + g->channels, *d_values = d_keys + g->channels;
                for (long t = 0; t < v.tokens; t++)
                    for (long c = 0; c < v.depth; c++)
                        d_queries[v.map[t] * v.row + c] = d_keys[v.map[t] * v.row + c] =
                            d_values[v.map[t] * v.row + c] = 0;
                for (long q = 0; q < v.tokens; q++, of_token++)
                    if (v.output[q] >= 0)
                        query_backward(g, &v, &regions[i], h, q, of_token[0], of_token[tokens],
                                       image_dy + v.output[q] * g->channels + h * v.depth, d_queries, d_keys,
                                       d_values, d_table);
            }
        }
    }
}

#define KERNELS "windowed_attention_kernels.h"
#include "each_set.h"

void ck_attention_bias(const ck_attention_geometry *g, long head, const float *table, float *bias) {
    CK_DISPATCH(attention_bias, g, head, table, bias)
}

void ck_attention(const ck_attention_geometry *g, long first_head, long heads, long first, long count,
                  const float *qkv, const float *bias, float *y, float *statistics, float *scratch) {
    CK_DISPATCH(attention, g, first_head, heads, first, count, qkv, bias, y, statistics, scratch)
}

void ck_attention_backward(const ck_attention_geometry *g, long first_head, long heads, long first, long count,
                           const float *qkv, const float *bias, const float *statistics, const float *dy,
                           float *d_qkv, float *d_table, float *scratch) {
    CK_DISPATCH(attention_backward, g, first_head, heads, first, count, qkv, bias, statistics, dy, d_qkv, d_table,
                scratch)
}
