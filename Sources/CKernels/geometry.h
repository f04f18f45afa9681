// Widths that dense and depthwise convolutions share.
#ifndef ABLATE_GEOMETRY_H
#define ABLATE_GEOMETRY_H

#include "CAblateKernels.h"

static inline long least(long a, long b) { return a < b ? a : b; }
static inline long most(long a, long b) { return a > b ? a : b; }

// 1x1 of stride 1: one pixel in, one out, in the same order.
static inline int is_pointwise(const ck_geometry *g) {
    return g->kernel == 1 && g->stride == 1 && g->padding == 0;
}

// Columns of the padded input that the outputs reach; the last may lie short of the padding's end.
static inline long padded_width(const ck_geometry *g) {
    return most(g->width + 2L * g->padding, (g->out_width - 1) * g->stride + g->kernel);
}

// Zero columns that the input gradient reaches to on the left of the upstream gradient, and that gradient's
// width with those on both sides.
static inline long gradient_left(const ck_geometry *g) {
    return (g->kernel - 1 - g->padding + g->stride - 1) / g->stride;
}
static inline long gradient_width(const ck_geometry *g) {
    return gradient_left(g) + g->out_width + most(0, (g->width - 1 + g->padding) / g->stride - (g->out_width - 1));
}

#endif
