// One region of one head at a time, in the first-level cache. Logits lie turned, [keys, queries]: softmax then needs no
// sum across lanes, and every product finds one operand in whole vectors.
#include "small_product_vector.h"
#include "transpose_vector.h"

// Where the parts of the scratch are, for regions of up to as many tokens as a window has.
typedef struct {
    long depth, padded_depth, tokens, padded_tokens;
    float *queries, *keys, *values, *upstream;                  // [tokens, padded_depth]
    float *turned_queries, *turned_upstream;                    // [depth, padded_tokens]
    float *probabilities, *gradients;                           // [tokens, padded_tokens]: keys, queries
    float *maxima, *inverses, *sums;                            // [padded_tokens]
    int32_t *map, *output;                                      // [tokens]
    float *bias_gradient;
} NAME(workspace);

static NAME(workspace) NAME(divide)(const ck_attention_geometry *g, float *scratch) {
    NAME(workspace) w;
    w.depth = head_depth(g);
    w.padded_depth = rounded_up(w.depth, LANES);
    w.tokens = window_tokens(g);
    w.padded_tokens = rounded_up(w.tokens, LANES);
    const long rows = w.tokens * w.padded_depth, turned = w.depth * w.padded_tokens;
    const long pairs = w.tokens * w.padded_tokens;
    w.turned_queries = scratch;
    w.turned_upstream = w.turned_queries + turned;
    w.queries = w.turned_upstream + turned;
    w.keys = w.queries + rows;
    w.values = w.keys + rows;
    w.upstream = w.values + rows;
    w.probabilities = w.upstream + rows;
    w.gradients = w.probabilities + pairs;
    w.maxima = w.gradients + pairs;
    w.inverses = w.maxima + w.padded_tokens;
    w.sums = w.inverses + w.padded_tokens;
    w.map = (int32_t *)(w.sums + w.padded_tokens);
    w.output = w.map + w.padded_tokens;
    w.bias_gradient = (float *)(w.output + w.padded_tokens);
    return w;
}

static void NAME(attention_bias)(const ck_attention_geometry *g, long head, const float *table, float *bias) {
    fill_bias(g, head, LANES, table, bias);
}

// Asks for what will be read of the next window, and written of this one, before this one is worked on: a head's
// channels are short runs far apart, which no processor foresees. Maps of 56 x 56 x 96 pass 1.4 times as fast forwards
// and 1.2 times backwards as without the former; windows of 4 on 32 x 32 x 64 gain 1.15 and 1.4 times from the latter.
static inline void NAME(foresee)(long count, const int32_t *at, const float *map, long channels, long depth) {
    for (long t = 0; t < count; t++)
        for (long c = 0; c < depth; c += 16) __builtin_prefetch(map + at[t] * channels + c, 0, 2);
}

// Copies the pixels at[0..<count] of one head's channels; zeros where at is negative and past the last channel.
static void NAME(gather)(long count, const int32_t *at, const float *map, long channels, long depth, float *rows) {
    const long stride = rounded_up(depth, LANES);
    for (long t = 0; t < count; t++, rows += stride)
        for (long c = 0; c < depth; c += LANES)
            NAME(store)(rows + c, at[t] < 0 ? (V){0} : NAME(load)(map + at[t] * channels + c, depth - c), LANES);
}

// The same times `factor` as [depth, count], each row filled up with zeros.
static void NAME(gather_turned)(long count, const int32_t *at, const float *map, long channels, long depth,
                                float factor, float *turned) {
    const long stride = rounded_up(count, LANES);
    for (long t = 0; t < count; t += LANES)
        for (long c = 0; c < depth; c += LANES) {
            V square[LANES];
            for (long k = 0; k < LANES; k++)
                square[k] = t + k < count && at[t + k] >= 0
                                ? NAME(load)(map + at[t + k] * channels + c, depth - c) * factor : (V){0};
            NAME(transpose)(square);
            for (long k = 0; k < least(LANES, depth - c); k++)
                NAME(store)(turned + (c + k) * stride + t, square[k], LANES);
        }
}

// Exponentials of logits [keys, queries] less their maximum over keys, in their place; overwrites the maxima and the
// inverses of the sums. Whole rows of four vectors at once instead of one column of vectors took as long.
static void NAME(exponentials)(long keys, long stride, float *logits, float *maxima, float *inverses) {
    for (long q = 0; q < stride; q += LANES) {
        V most = NAME(load)(logits + q, LANES), sum = {0};
        for (long k = 1; k < keys; k++) most = NAME(max)(most, NAME(load)(logits + k * stride + q, LANES));
        for (long k = 0; k < keys; k++) {
            V e = NAME(exp)(NAME(load)(logits + k * stride + q, LANES) - most);
            sum += e;
            NAME(store)(logits + k * stride + q, e, LANES);
        }
        NAME(store)(maxima + q, most, LANES);
        NAME(store)(inverses + q, 1.0f / sum, LANES);
    }
}

// The first n floats, and zeros up to a whole vector.
static inline void NAME(copy)(const float *from, long n, float *to) {
    for (long i = 0; i < n; i += LANES) NAME(store)(to + i, NAME(load)(from + i, n - i), LANES);
}

static void NAME(attention_region)(const ck_attention_geometry *g, const NAME(workspace) *w, long tokens,
                                   const float *qkv, const float *bias, float *y, float *statistics) {
    const long stride = rounded_up(tokens, LANES), channels = 3 * g->channels;
    const long next = g->window_width * channels;
    for (int part = 0; part < 3; part++)
        NAME(foresee)(tokens, w->map, qkv + next + part * g->channels, channels, w->depth);
    NAME(foresee)(tokens, w->output, y, g->channels, w->depth);
    NAME(gather_turned)(tokens, w->map, qkv, channels, w->depth, 1 / sqrtf((float)w->depth), w->turned_queries);
    NAME(gather)(tokens, w->map, qkv + g->channels, channels, w->depth, w->keys);
    NAME(gather)(tokens, w->map, qkv + 2 * g->channels, channels, w->depth, w->values);
    NAME(small_multiply)(&(NAME(small_product)){
        .rows = tokens, .columns = stride, .depth = w->depth, .a = w->keys, .a_stride = w->padded_depth,
        .b = w->turned_queries, .b_stride = stride, .start = bias, .out = w->probabilities, .out_stride = stride});
    NAME(exponentials)(tokens, stride, w->probabilities, w->maxima, w->inverses);
    for (long t = 0; t < tokens; t += LANES) {
        NAME(store)(statistics + t, NAME(load)(w->maxima + t, LANES), tokens - t);
        NAME(store)(statistics + w->tokens + t, NAME(load)(w->inverses + t, LANES), tokens - t);
    }
    NAME(small_multiply)(&(NAME(small_product)){
        .rows = tokens, .columns = w->depth, .depth = tokens, .is_turned = 1, .a = w->probabilities,
        .a_stride = stride, .b = w->values, .b_stride = w->padded_depth, .factors = w->inverses, .out = y,
        .out_stride = g->channels, .at = w->output});
}

static void NAME(attention)(const ck_attention_geometry *g, long first_head, long heads, long first, long count,
                            const float *qkv, const float *bias, float *y, float *statistics, float *scratch) {
    const NAME(workspace) w = NAME(divide)(g, scratch);
    const long windows = g->height * g->width / w.tokens;
    const long head_bias = ck_attention_bias_size(g);
    for (long window = first; window < first + count; window++) {
        const long image = window / windows, index = window % windows;
        const float *image_qkv = qkv + image * g->height * g->width * 3 * g->channels;
        float *image_y = y + image * g->out_height * g->out_width * g->channels;
        ck_region regions[MOST_REGIONS];
        const int region_count = regions_of(g, index, regions);
        long done = 0;
        for (int i = 0; i < region_count; i++) {
            const ck_region *r = &regions[i];
            const long tokens = r->height * r->width, start = bias_start(g, r->kind, LANES);
            find_pixels(g, index, r, w.map, w.output);
            for (long h = first_head; h < first_head + heads; h++)
                NAME(attention_region)(g, &w, tokens, image_qkv + h * w.depth, bias + h * head_bias + start,
                                       image_y + h * w.depth,
                                       statistics + (window * g->heads + h) * 2 * w.tokens + done);
            done += tokens;
        }
    }
}

// Overwrites logits [keys, queries] with probabilities.
static void NAME(probabilities)(long keys, long stride, const float *maxima, const float *inverses, float *logits) {
    for (long q = 0; q < stride; q += LANES) {
        V most = NAME(load)(maxima + q, LANES), inverse = NAME(load)(inverses + q, LANES);
        for (long k = 0; k < keys; k++) {
            float *p = logits + k * stride + q;
            NAME(store)(p, NAME(exp)(NAME(load)(p, LANES) - most) * inverse, LANES);
        }
    }
}

// From the gradients of the probabilities those of the logits, times `scale`, in their place; adds them, not scaled, to
// bias_gradient. Derivative of softmax: p (g - the sum over keys of p g).
static void NAME(logit_gradients)(long keys, long stride, float scale, const float *probabilities, float *gradients,
                                  float *bias_gradient) {
    for (long q = 0; q < stride; q += LANES) {
        V sum = {0};
        for (long k = 0; k < keys; k++) {
            const long i = k * stride + q;
            sum += NAME(load)(probabilities + i, LANES) * NAME(load)(gradients + i, LANES);
        }
        for (long k = 0; k < keys; k++) {
            const long i = k * stride + q;
            V d = NAME(load)(probabilities + i, LANES) * (NAME(load)(gradients + i, LANES) - sum);
            NAME(store)(bias_gradient + i, NAME(load)(bias_gradient + i, LANES) + d, LANES);
            NAME(store)(gradients + i, d * scale, LANES);
        }
    }
}

static void NAME(attention_region_backward)(const ck_attention_geometry *g, const NAME(workspace) *w, long tokens,
                                            const float *qkv, const float *bias, const float *statistics,
                                            const float *dy, float *d_qkv, float *bias_gradient) {
    const long stride = rounded_up(tokens, LANES), channels = 3 * g->channels, depth = w->depth;
    const float scale = 1 / sqrtf((float)depth);
    for (int part = 0; part < 3; part++) {
        NAME(foresee)(tokens, w->map, qkv + g->window_width * channels + part * g->channels, channels, depth);
        NAME(foresee)(tokens, w->map, d_qkv + part * g->channels, channels, depth);
    }
    NAME(foresee)(tokens, w->output, dy + g->window_width * g->channels, g->channels, depth);
    NAME(gather)(tokens, w->map, qkv, channels, depth, w->queries);
    NAME(gather)(tokens, w->map, qkv + g->channels, channels, depth, w->keys);
    NAME(gather)(tokens, w->map, qkv + 2 * g->channels, channels, depth, w->values);
    NAME(gather)(tokens, w->output, dy, g->channels, depth, w->upstream);
    NAME(gather_turned)(tokens, w->map, qkv, channels, depth, scale, w->turned_queries);
    NAME(gather_turned)(tokens, w->output, dy, g->channels, depth, 1, w->turned_upstream);
    NAME(copy)(statistics, tokens, w->maxima);
    NAME(copy)(statistics + w->tokens, tokens, w->inverses);
    NAME(small_multiply)(&(NAME(small_product)){
        .rows = tokens, .columns = stride, .depth = depth, .a = w->keys, .a_stride = w->padded_depth,
        .b = w->turned_queries, .b_stride = stride, .start = bias, .out = w->probabilities, .out_stride = stride});
    NAME(probabilities)(tokens, stride, w->maxima, w->inverses, w->probabilities);
    NAME(small_multiply)(&(NAME(small_product)){
        .rows = tokens, .columns = stride, .depth = depth, .a = w->values, .a_stride = w->padded_depth,
        .b = w->turned_upstream, .b_stride = stride, .out = w->gradients, .out_stride = stride});
    NAME(small_multiply)(&(NAME(small_product)){
        .rows = tokens, .columns = depth, .depth = tokens, .a = w->probabilities, .a_stride = stride,
        .b = w->upstream, .b_stride = w->padded_depth, .out = d_qkv + 2 * g->channels, .out_stride = channels,
        .at = w->map});
    NAME(logit_gradients)(tokens, stride, scale, w->probabilities, w->gradients, bias_gradient);
    NAME(small_multiply)(&(NAME(small_product)){
        .rows = tokens, .columns = depth, .depth = tokens, .a = w->gradients, .a_stride = stride,
        .b = w->queries, .b_stride = w->padded_depth, .out = d_qkv + g->channels, .out_stride = channels,
        .at = w->map});
    NAME(small_multiply)(&(NAME(small_product)){
        .rows = tokens, .columns = depth, .depth = tokens, .is_turned = 1, .a = w->gradients, .a_stride = stride,
        .b = w->keys, .b_stride = w->padded_depth, .out = d_qkv, .out_stride = channels, .at = w->map});
}

static void NAME(attention_backward)(const ck_attention_geometry *g, long first_head, long heads, long first,
                                     long count, const float *qkv, const float *bias, const float *statistics,
                                     const float *dy, float *d_qkv, float *d_table, float *scratch) {
    const NAME(workspace) w = NAME(divide)(g, scratch);
    const long windows = g->height * g->width / w.tokens;
    const long head_bias = ck_attention_bias_size(g);
    memset(w.bias_gradient, 0, sizeof(float) * heads * head_bias);
    for (long window = first; window < first + count; window++) {
        const long image = window / windows, index = window % windows;
        const long start = image * g->height * g->width * 3 * g->channels;
        const float *image_dy = dy + image * g->out_height * g->out_width * g->channels;
        ck_region regions[MOST_REGIONS];
        const int region_count = regions_of(g, index, regions);
        long done = 0;
        for (int i = 0; i < region_count; i++) {
            const ck_region *r = &regions[i];
            const long tokens = r->height * r->width, kind_start = bias_start(g, r->kind, LANES);
            find_pixels(g, index, r, w.map, w.output);
            for (long h = first_head; h < first_head + heads; h++)
                NAME(attention_region_backward)(
                    g, &w, tokens, qkv + start + h * w.depth, bias + h * head_bias + kind_start,
                    statistics + (window * g->heads + h) * 2 * w.tokens + done, image_dy + h * w.depth,
                    d_qkv + start + h * w.depth, w.bias_gradient + (h - first_head) * head_bias + kind_start);
            done += tokens;
        }
    }
    for (long h = first_head; h < first_head + heads; h++)
        fold_bias_gradient(g, h, LANES, w.bias_gradient + (h - first_head) * head_bias, d_table);
}
