#include "activation_vector.h"

// One vector of channels at a time: the map's columns are gathered into scratch, contiguous and with zero
// columns beside them, so that the inner loops know no borders; rows outside the map are skipped.

// Copies a map of `height` rows into rows of `stride` vectors, `left` zero vectors before each.
static inline __attribute__((always_inline)) void NAME(gather)(
    const float *map, long height, long width, long channels, long n, long left, long stride, float *scratch) {
    for (long y = 0; y < height; y++) {
        float *row = scratch + y * stride * LANES;
        memset(row, 0, sizeof(float) * left * LANES);
        for (long x = 0; x < width; x++)
            NAME(store)(row + (left + x) * LANES, NAME(load)(map + (y * width + x) * channels, n), LANES);
        memset(row + (left + width) * LANES, 0, sizeof(float) * (stride - left - width) * LANES);
    }
}

// The same for the input, from channel c on, through its reading.
static void NAME(gather_input)(const ck_geometry *g, const float *map, const ck_reading *reading, long c,
                               float *scratch) {
    const long n = g->channels - c, stride = padded_width(g);
    NAME(gather)(map + c, g->height, g->width, g->channels, n, g->padding, stride, scratch);
    if (!reading) return;
    const V scale = NAME(load)(reading->scale + c, n), shift = NAME(load)(reading->shift + c, n);
    const int rectifies = reading->activation == CK_RELU;
    for (long y = 0; y < g->height; y++)
        for (long x = 0; x < g->width; x++) {
            float *p = scratch + (y * stride + g->padding + x) * LANES;
            V z = NAME(load)(p, LANES) * scale + shift;
            NAME(store)(p, rectifies ? NAME(activated)(CK_RELU, z) : z, LANES);
        }
}

// out[t] = start + the sum over `rows` x `taps` of source[row][tap + t] * weight[row][tap] for t < count
// <= TILE; all strides in floats.
static inline __attribute__((always_inline)) void NAME(tile)(
    const int count, V start, const float *source, long source_row, long source_tap, long source_output,
    const float *weight, long weight_row, long weight_tap, long rows, long taps, float *out, long out_stride, long n,
    int accumulate) {
    V sum[TILE];
    for (int t = 0; t < count; t++) sum[t] = start;
    for (long r = 0; r < rows; r++)
        for (long k = 0; k < taps; k++) {
            const float *s = source + r * source_row + k * source_tap;
            V w = NAME(load)(weight + r * weight_row + k * weight_tap, LANES);
#pragma clang loop unroll(full)
            for (int t = 0; t < count; t++) sum[t] += NAME(load)(s + t * source_output, LANES) * w;
        }
    for (int t = 0; t < count; t++) {
        float *p = out + t * out_stride;
        NAME(store)(p, accumulate ? NAME(load)(p, n) + sum[t] : sum[t], n);
    }
}

static void NAME(tile_of)(long count, V start, const float *source, long source_row, long source_tap,
                          long source_output, const float *weight, long weight_row, long weight_tap, long rows,
                          long taps, float *out, long out_stride, long n, int accumulate) {
#define CASE(COUNT)                                                                                               \
    case COUNT:                                                                                                   \
        if (source_output == LANES)                                                                               \
            NAME(tile)(COUNT, start, source, source_row, source_tap, LANES, weight, weight_row, weight_tap, rows, \
                       taps, out, out_stride, n, accumulate);                                                     \
        else                                                                                                      \
            NAME(tile)(COUNT, start, source, source_row, source_tap, source_output, weight, weight_row,           \
                       weight_tap, rows, taps, out, out_stride, n, accumulate);                                   \
        break;
    switch (count) {
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
    }
#undef CASE
}

// The weights of one vector of channels, contiguous.
static inline __attribute__((always_inline)) void NAME(gather_weights)(const ck_geometry *g, const float *w,
                                                                       long n, float *scratch) {
    for (long k = 0; k < (long)g->kernel * g->kernel; k++)
        NAME(store)(scratch + k * LANES, NAME(load)(w + k * g->channels, n), LANES);
}

// One image's outputs for one vector of channels, of which the first n count.
static void NAME(depthwise_map)(const ck_geometry *g, V start, const float *map, const float *weights, long n,
                                float *y) {
    const long k = g->kernel, s = g->stride, p = g->padding, row = padded_width(g);
    for (long oy = 0; oy < g->out_height; oy++) {
        long top = oy * s - p;
        long ky0 = most(0, -top), ky1 = least(k, g->height - top);
        for (long ox = 0; ox < g->out_width; ox += TILE) {
            long count = least(TILE, g->out_width - ox);
            // Taps that meet a column of the map for at least one output of the tile.
            long kx0 = most(0, p - (ox + count - 1) * s), kx1 = least(k, g->width + p - ox * s);
            NAME(tile_of)(count, start, map + ((top + ky0) * row + ox * s + kx0) * LANES, row * LANES, LANES,
                          s * LANES, weights + (ky0 * k + kx0) * LANES, k * LANES, LANES, ky1 - ky0, kx1 - kx0,
                          y + (oy * g->out_width + ox) * g->channels, g->channels, n, 0);
        }
    }
}

static void NAME(depthwise)(const ck_geometry *g, long images, const float *x, const ck_reading *reading,
                            const float *w, const float *bias, float *y, float *scratch) {
    float *weights = scratch, *map = scratch + g->kernel * g->kernel * LANES;
    for (long c = 0; c < g->channels; c += LANES) {
        long n = g->channels - c;
        V start = bias ? NAME(load)(bias + c, n) : (V){0};
        NAME(gather_weights)(g, w + c, n, weights);
        for (long i = 0; i < images; i++) {
            NAME(gather_input)(g, x + i * input_size(g), reading, c, map);
            NAME(depthwise_map)(g, start, map, weights, n, y + i * output_size(g) + c);
        }
    }
}

// dx[iy, ix] sums the outputs whose window covers it: every stride-th tap, walking the outputs backwards.
// Pixels of one column phase see the same taps, so a tile takes every stride-th pixel.
static void NAME(input_gradient_map)(const ck_geometry *g, int accumulate, const float *map, const float *weights,
                                     long n, float *dx) {
    const long k = g->kernel, s = g->stride, p = g->padding;
    const long left = gradient_left(g), row = gradient_width(g);
    for (long iy = 0; iy < g->height; iy++) {
        // Tap row ky = first + s j meets output row (iy + p - first) / s - j.
        long ky = (iy + p) % s, oy = (iy + p - ky) / s;
        long skip = most(0, oy - (g->out_height - 1));
        ky += skip * s, oy -= skip;
        long rows = ky < k ? least((k - 1 - ky) / s + 1, oy + 1) : 0;
        for (long phase = 0; phase < s; phase++) {
            long kx = (phase + p) % s, ox = (phase + p - kx) / s;
            long pixels = phase < g->width ? (g->width - phase - 1) / s + 1 : 0;
            long all = kx < k ? (k - 1 - kx) / s + 1 : 0;
            for (long t = 0; t < pixels; t += TILE) {
                long count = least(TILE, pixels - t);
                // Tap j meets output column ox + t - j: keep taps that meet a column for some pixel.
                long j0 = most(0, ox + t - (g->out_width - 1)), j1 = least(all, ox + t + count);
                NAME(tile_of)(count, (V){0}, map + (oy * row + left + ox + t - j0) * LANES, -row * LANES, -LANES,
                              LANES, weights + (ky * k + kx + j0 * s) * LANES, s * k * LANES, s * LANES, rows,
                              most(0, j1 - j0), dx + (iy * g->width + phase + t * s) * g->channels,
                              s * g->channels, n, accumulate);
            }
        }
    }
}

static void NAME(depthwise_input_gradient)(const ck_geometry *g, long images, int accumulate, const float *dy,
                                           const float *w, float *dx, float *scratch) {
    const long left = gradient_left(g), row = gradient_width(g);
    float *weights = scratch, *map = scratch + g->kernel * g->kernel * LANES;
    for (long c = 0; c < g->channels; c += LANES) {
        long n = g->channels - c;
        NAME(gather_weights)(g, w + c, n, weights);
        for (long i = 0; i < images; i++) {
            NAME(gather)(dy + i * output_size(g) + c, g->out_height, g->out_width, g->channels, n, left, row, map);
            NAME(input_gradient_map)(g, accumulate, map, weights, n, dx + i * input_size(g) + c);
        }
    }
}

// Adds to dw[ky, kx] the sum over outputs of map[oy s + ky][ox s + kx] * gradient[oy][ox], for `rows` kernel rows at
// once so that enough independent sums are in flight. Kernel rows outside the map read a row of zeros.
static inline __attribute__((always_inline)) void NAME(weight_rows)(
    const int rows, const int taps, const ck_geometry *g, long ky, const float *map, long row, const float *zeros,
    const float *gradient, float *dw) {
    V sum[3][11];
    for (int r = 0; r < rows; r++)
        for (int k = 0; k < taps; k++) sum[r][k] = NAME(load)(dw + ((ky + r) * taps + k) * LANES, LANES);
    for (long oy = 0; oy < g->out_height; oy++) {
        const float *source[3];
        int meets = 0;
        for (int r = 0; r < rows; r++) {
            long iy = oy * g->stride - g->padding + ky + r;
            int inside = iy >= 0 && iy < g->height;
            source[r] = inside ? map + iy * row * LANES : zeros;
            meets |= inside;
        }
        if (!meets) continue;
        const float *d = gradient + oy * g->out_width * LANES;
        for (long ox = 0; ox < g->out_width; ox++) {
            V u = NAME(load)(d + ox * LANES, LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                for (int k = 0; k < taps; k++)
                    sum[r][k] += NAME(load)(source[r] + (ox * g->stride + k) * LANES, LANES) * u;
        }
    }
    for (int r = 0; r < rows; r++)
        for (int k = 0; k < taps; k++) NAME(store)(dw + ((ky + r) * taps + k) * LANES, sum[r][k], LANES);
}

static void NAME(weight_rows_any)(const ck_geometry *g, const float *map, long row, const float *zeros,
                                  const float *gradient, float *dw) {
    long ky = 0;
    switch (g->kernel) {
    case 3: NAME(weight_rows)(3, 3, g, 0, map, row, zeros, gradient, dw); break;
    case 5:
        for (; ky < 4; ky += 2) NAME(weight_rows)(2, 5, g, ky, map, row, zeros, gradient, dw);
        NAME(weight_rows)(1, 5, g, 4, map, row, zeros, gradient, dw);
        break;
    case 7:
        for (; ky < 7; ky++) NAME(weight_rows)(1, 7, g, ky, map, row, zeros, gradient, dw);
        break;
    case 9:
        for (; ky < 9; ky++) NAME(weight_rows)(1, 9, g, ky, map, row, zeros, gradient, dw);
        break;
    case 11:
        for (; ky < 11; ky++) NAME(weight_rows)(1, 11, g, ky, map, row, zeros, gradient, dw);
        break;
    default:
        // Kernels that no roadmap has: one tap at a time.
        for (; ky < g->kernel; ky++)
            for (long kx = 0; kx < g->kernel; kx++) {
                V sum = NAME(load)(dw + (ky * g->kernel + kx) * LANES, LANES);
                for (long oy = 0; oy < g->out_height; oy++) {
                    long iy = oy * g->stride - g->padding + ky;
                    if (iy < 0 || iy >= g->height) continue;
                    for (long ox = 0; ox < g->out_width; ox++)
                        sum += NAME(load)(map + (iy * row + ox * g->stride + kx) * LANES, LANES) *
                               NAME(load)(gradient + (oy * g->out_width + ox) * LANES, LANES);
                }
                NAME(store)(dw + (ky * g->kernel + kx) * LANES, sum, LANES);
            }
    }
}

static void NAME(depthwise_weight_gradient)(const ck_geometry *g, long images, const float *x,
                                            const ck_reading *reading, const float *dy, float *dw, float *scratch) {
    const long k = g->kernel, row = padded_width(g);
    float *sums = scratch, *zeros = sums + k * k * LANES, *map = zeros + row * LANES;
    float *gradient = map + g->height * row * LANES;
    memset(zeros, 0, sizeof(float) * row * LANES);
    for (long c = 0; c < g->channels; c += LANES) {
        long n = g->channels - c;
        memset(sums, 0, sizeof(float) * k * k * LANES);
        for (long image = 0; image < images; image++) {
            NAME(gather_input)(g, x + image * input_size(g), reading, c, map);
            NAME(gather)(dy + image * output_size(g) + c, g->out_height, g->out_width, g->channels, n, 0,
                         g->out_width, gradient);
            NAME(weight_rows_any)(g, map, row, zeros, gradient, sums);
        }
        for (long i = 0; i < k * k; i++) NAME(store)(dw + i * g->channels + c, NAME(load)(sums + i * LANES, LANES), n);
    }
}
