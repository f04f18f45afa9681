// Widths and phases that dense, grouped and depthwise convolutions share.
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

// The taps of an input gradient that pixels at (py, px) see, counted in strides: all pixels of one phase see the same.
typedef struct {
    int ky, kx;          // first tap
    int rows, columns;   // taps down and across
} phase;

static inline phase phase_at(const ck_geometry *g, int py, int px) {
    phase f;
    f.ky = (py + g->padding) % g->stride;
    f.kx = (px + g->padding) % g->stride;
    f.rows = f.ky < g->kernel ? (g->kernel - 1 - f.ky) / g->stride + 1 : 0;
    f.columns = f.kx < g->kernel ? (g->kernel - 1 - f.kx) / g->stride + 1 : 0;
    return f;
}

// Output lines above the first that lines y0..<y1 of the input reach back to.
static inline long first_line(const ck_geometry *g, long y0) {
    long reach = y0 + g->padding - (g->kernel - 1);
    return reach >= 0 ? reach / g->stride : -((-reach + g->stride - 1) / g->stride);
}

#endif
