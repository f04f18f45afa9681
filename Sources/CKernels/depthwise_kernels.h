#include "activation_vector.h"

// One vector of channels at a time: the map's columns are gathered into scratch, contiguous and with zero
// columns beside them, so that the inner loops know no borders; rows outside the map are skipped.
//
// MAX_LANES channels are gathered together, and more than a cache line: a map of 224 px is larger than the caches, each
// of its lines would be fetched once for each vector in it, and short runs far apart are fetched slowly. Of 56 x 56 x
// 384, 3x3 is 1.4 times as fast with 64 channels as with 16; 128 give no more, and strips of lines gathered just before
// they are used, instead of whole maps, 0.8 times.
enum { NAME(GROUP) = MAX_LANES / LANES };

static inline __attribute__((always_inline)) void NAME(gather_vectors)(
    const int vectors, const float *map, long height, long width, long channels, long n, long left, long stride,
    long size, float *scratch) {
    for (long y = 0; y < height; y++) {
        float *row = scratch + y * stride * LANES;
        for (int v = 0; v < vectors; v++) {
            memset(row + v * size, 0, sizeof(float) * left * LANES);
            memset(row + v * size + (left + width) * LANES, 0, sizeof(float) * (stride - left - width) * LANES);
        }
        for (long x = 0; x < width; x++)
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++)
                NAME(store)(row + v * size + (left + x) * LANES,
                            NAME(load)(map + (y * width + x) * channels + v * LANES, n - v * LANES), LANES);
    }
}

// Copies a map of `height` rows into rows of `stride` vectors, `left` zero vectors before each; the next vectors of
// the group into maps of `size` floats behind it. The first n channels count.
static void NAME(gather)(const float *map, long height, long width, long channels, long n, long left, long stride,
                         long size, float *scratch) {
    if (n >= MAX_LANES) {
        NAME(gather_vectors)(NAME(GROUP), map, height, width, channels, MAX_LANES, left, stride, size, scratch);
        return;
    }
    for (long first = 0; first < n; first += LANES, scratch += size)
        NAME(gather_vectors)(1, map + first, height, width, channels, n - first, left, stride, size, scratch);
}

// Floats of a gathered map.
static inline long NAME(input_map)(const ck_geometry *g) { return g->height * padded_width(g) * LANES; }

// The same for the input, from channel c on, through its reading.
static void NAME(gather_input)(const ck_geometry *g, const float *map, const ck_reading *reading, long c,
                               float *scratch) {
    const long left = g->channels - c, stride = padded_width(g), size = NAME(input_map)(g);
    NAME(gather)(map + c, g->height, g->width, g->channels, left, g->padding, stride, size, scratch);
    if (!reading) return;
    const int rectifies = reading->activation == CK_RELU;
    for (long first = 0; first < least(MAX_LANES, left); first += LANES, scratch += size) {
        const long n = left - first;
        const V scale = NAME(load)(reading->scale + c + first, n), shift = NAME(load)(reading->shift + c + first, n);
        for (long y = 0; y < g->height; y++)
            for (long x = 0; x < g->width; x++) {
                float *p = scratch + (y * stride + g->padding + x) * LANES;
                V z = NAME(load)(p, LANES) * scale + shift;
                NAME(store)(p, rectifies ? NAME(activated)(CK_RELU, z) : z, LANES);
            }
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

// The weights of a group from channel c on, those of each vector contiguous.
static void NAME(gather_weights)(const ck_geometry *g, const float *w, long c, float *scratch) {
    for (long first = c; first < least(c + MAX_LANES, g->channels); first += LANES)
        for (long k = 0; k < (long)g->kernel * g->kernel; k++, scratch += LANES)
            NAME(store)(scratch, NAME(load)(w + k * g->channels + first, g->channels - first), LANES);
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
    const long taps = (long)g->kernel * g->kernel;
    float *weights = scratch, *map = scratch + taps * MAX_LANES;
    for (long group = 0; group < g->channels; group += MAX_LANES) {
        NAME(gather_weights)(g, w, group, weights);
        for (long i = 0; i < images; i++) {
            NAME(gather_input)(g, x + i * input_size(g), reading, group, map);
            for (long first = 0; first < least(MAX_LANES, g->channels - group); first += LANES) {
                const long c = group + first, n = g->channels - c, v = first / LANES;
                V start = bias ? NAME(load)(bias + c, n) : (V){0};
                NAME(depthwise_map)(g, start, map + v * NAME(input_map)(g), weights + v * taps * LANES, n,
                                    y + i * output_size(g) + c);
            }
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
    const long left = gradient_left(g), row = gradient_width(g), size = g->out_height * row * LANES;
    const long taps = (long)g->kernel * g->kernel;
    float *weights = scratch, *map = scratch + taps * MAX_LANES;
    for (long group = 0; group < g->channels; group += MAX_LANES) {
        NAME(gather_weights)(g, w, group, weights);
        for (long i = 0; i < images; i++) {
            NAME(gather)(dy + i * output_size(g) + group, g->out_height, g->out_width, g->channels,
                         g->channels - group, left, row, size, map);
            for (long first = 0; first < least(MAX_LANES, g->channels - group); first += LANES) {
                const long c = group + first, v = first / LANES;
                NAME(input_gradient_map)(g, accumulate, map + v * size, weights + v * taps * LANES, g->channels - c,
                                         dx + i * input_size(g) + c);
            }
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
    const long taps = (long)g->kernel * g->kernel, row = padded_width(g);
    const long size = g->out_height * g->out_width * LANES;
    float *sums = scratch, *zeros = sums + taps * MAX_LANES, *map = zeros + row * LANES;
    float *gradient = map + NAME(GROUP) * NAME(input_map)(g);
    memset(zeros, 0, sizeof(float) * row * LANES);
    for (long group = 0; group < g->channels; group += MAX_LANES) {
        const long here = least(MAX_LANES, g->channels - group);
        memset(sums, 0, sizeof(float) * taps * MAX_LANES);
        for (long image = 0; image < images; image++) {
            NAME(gather_input)(g, x + image * input_size(g), reading, group, map);
            NAME(gather)(dy + image * output_size(g) + group, g->out_height, g->out_width, g->channels,
                         g->channels - group, 0, g->out_width, size, gradient);
            for (long v = 0; v * LANES < here; v++)
                NAME(weight_rows_any)(g, map + v * NAME(input_map)(g), row, zeros, gradient + v * size,
                                      sums + v * taps * LANES);
        }
        for (long first = 0; first < here; first += LANES)
            for (long k = 0; k < taps; k++)
                NAME(store)(dw + k * g->channels + group + first, NAME(load)(sums + (first * taps + k * LANES), LANES),
                            here - first);
    }
}
