// How windows lie on the map and fall into regions.
#ifndef ABLATE_WINDOWED_ATTENTION_H
#define ABLATE_WINDOWED_ATTENTION_H

#include "CAblateKernels.h"

static inline long window_tokens(const ck_attention_geometry *g) { return g->window_height * g->window_width; }
static inline long head_depth(const ck_attention_geometry *g) { return g->channels / g->heads; }
static inline long rounded_up(long count, long lanes) { return (count + lanes - 1) / lanes * lanes; }

static inline long table_entries(const ck_attention_geometry *g) {
    return (2 * g->window_height - 1) * (2 * g->window_width - 1);
}

// A region is a rectangle of a window's tokens. In either direction it is the whole window (0) or, where the map's edge
// runs through a shifted window, what lies before the edge (1) or after it (2); its kind says both.
enum { ATTENTION_SIDES = 3, ATTENTION_KINDS = ATTENTION_SIDES * ATTENTION_SIDES, MOST_REGIONS = 4 };

typedef struct {
    int kind;
    long top, left, height, width;
} ck_region;

static inline ck_region region_of_kind(const ck_attention_geometry *g, int kind) {
    const int down = kind / ATTENTION_SIDES, across = kind % ATTENTION_SIDES;
    const long lengths_down[] = {g->window_height, g->shift_height ? g->window_height - g->shift_height : 0,
                                 g->shift_height};
    const long lengths_across[] = {g->window_width, g->shift_width ? g->window_width - g->shift_width : 0,
                                   g->shift_width};
    return (ck_region){kind, down == 2 ? lengths_down[1] : 0, across == 2 ? lengths_across[1] : 0,
                       lengths_down[down], lengths_across[across]};
}

// The regions of window `index` of an image; returns how many there are.
static inline int regions_of(const ck_attention_geometry *g, long index, ck_region regions[MOST_REGIONS]) {
    const long across = g->width / g->window_width, down = g->height / g->window_height;
    const int cut_down = g->shift_height > 0 && index / across == down - 1;
    const int cut_across = g->shift_width > 0 && index % across == across - 1;
    int count = 0;
    for (int i = cut_down; i <= 2 * cut_down; i++)
        for (int j = cut_across; j <= 2 * cut_across; j++)
            regions[count++] = region_of_kind(g, i * ATTENTION_SIDES + j);
    return count;
}

// Floats between the biases of two keys of a region, whose queries are filled up to whole vectors, and where the biases
// of a kind of region start among those of a head (of all kinds: where they end).
static inline long region_stride(const ck_region *r, long lanes) { return rounded_up(r->height * r->width, lanes); }
static inline long bias_start(const ck_attention_geometry *g, int kind, long lanes) {
    long start = 0;
    for (int k = 0; k < kind; k++) {
        const ck_region r = region_of_kind(g, k);
        start += r.height * r.width * region_stride(&r, lanes);
    }
    return start;
}

// The entry of the table, of one head, that a query and a key of a region share.
static inline long table_entry(const ck_attention_geometry *g, const ck_region *r, long query, long key) {
    const long down = query / r->width - key / r->width, across = query % r->width - key % r->width;
    return (down + g->window_height - 1) * (2 * g->window_width - 1) + across + g->window_width - 1;
}

// The row (or column) of the map that comes to stand at `place` when windows are shifted. Only what is asked for moves:
// timm rolls a map and fills it up then, so that what it was filled up with stays at the end.
static inline long rolled(long place, long shift, long asked) {
    return place < asked ? (place + shift) % asked : place;
}

// Where the tokens of a region of window `index` are: as pixels of one image of the map and of the output, there -1
// where the output is cropped.
static inline void find_pixels(const ck_attention_geometry *g, long index, const ck_region *r, int32_t *map,
                               int32_t *output) {
    const long across = g->width / g->window_width;
    for (long a = 0; a < r->height; a++) {
        const long y = rolled(index / across * g->window_height + r->top + a, g->shift_height, g->out_height);
        for (long b = 0; b < r->width; b++) {
            const long x = rolled(index % across * g->window_width + r->left + b, g->shift_width, g->out_width);
            *map++ = (int32_t)(y * g->width + x);
            *output++ = (int32_t)(y < g->out_height && x < g->out_width ? y * g->out_width + x : -1);
        }
    }
}

#endif
