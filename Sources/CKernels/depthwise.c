#include "geometry.h"
#include "instruction_set.h"

#include <string.h>

// Outputs in registers at once: with the weight they fill half of AVX2's, which covers the latency of a
// fused multiply-add.
enum { TILE = 8, MAX_LANES = 64 };

long ck_depthwise_scratch(const ck_geometry *g) {
    long weights = (long)g->kernel * g->kernel;
    long input = (g->height + 1) * padded_width(g);
    long gradient = g->out_height * gradient_width(g);
    return (input + gradient + 2 * weights) * MAX_LANES;
}

static long input_size(const ck_geometry *g) { return g->height * g->width * g->channels; }
static long output_size(const ck_geometry *g) { return g->out_height * g->out_width * g->channels; }

// An input as the convolution reads it.
static float as_read(const ck_reading *reading, float x, long c) {
    if (reading) {
        x = x * reading->scale[c] + reading->shift[c];
        ck_activate(1, reading->activation, &x, &x);
    }
    return x;
}

static void depthwise_reference(const ck_geometry *g, long images, const float *x, const ck_reading *reading,
                                const float *w, const float *bias, float *y, float *scratch) {
    (void)scratch;
    const long C = g->channels;
    for (long i = 0; i < images * output_size(g); i++) {
        const float *map = x + i / output_size(g) * input_size(g);
        long c = i % C, ox = i / C % g->out_width, oy = i / C / g->out_width % g->out_height;
        double sum = bias ? bias[c] : 0;
        for (int k = 0; k < g->kernel * g->kernel; k++) {
            long iy = oy * g->stride - g->padding + k / g->kernel;
            long ix = ox * g->stride - g->padding + k % g->kernel;
            if (iy < 0 || iy >= g->height || ix < 0 || ix >= g->width) continue;
            sum += (double)as_read(reading, map[(iy * g->width + ix) * C + c], c) * w[k * C + c];
        }
        y[i] = (float)sum;
    }
}

static void depthwise_input_gradient_reference(const ck_geometry *g, long images, int accumulate, const float *dy,
                                               const float *w, float *dx, float *scratch) {
    (void)scratch;
    const long C = g->channels;
    for (long i = 0; i < images * input_size(g); i++) {
        const float *map = dy + i / input_size(g) * output_size(g);
        long c = i % C, ix = i / C % g->width, iy = i / C / g->width % g->height;
        double sum = accumulate ? dx[i] : 0;
        for (int k = 0; k < g->kernel * g->kernel; k++) {
            long y = iy + g->padding - k / g->kernel, x = ix + g->padding - k % g->kernel;
            if (y < 0 || x < 0 || y % g->stride || x % g->stride) continue;
            y /= g->stride, x /= g->stride;
            if (y >= g->out_height || x >= g->out_width) continue;
            sum += (double)map[(y * g->out_width + x) * C + c] * w[k * C + c];
        }
        dx[i] = (float)sum;
    }
}

static void depthwise_weight_gradient_reference(const ck_geometry *g, long images, const float *x,
                                                const ck_reading *reading, const float *dy, float *dw,
                                                float *scratch) {
    (void)scratch;
    for (int k = 0; k < g->kernel * g->kernel; k++)
        for (long c = 0; c < g->channels; c++) {
            double sum = 0;
            for (long image = 0; image < images; image++)
                for (long oy = 0; oy < g->out_height; oy++)
                    for (long ox = 0; ox < g->out_width; ox++) {
                        long iy = oy * g->stride - g->padding + k / g->kernel;
                        long ix = ox * g->stride - g->padding + k % g->kernel;
                        if (iy < 0 || iy >= g->height || ix < 0 || ix >= g->width) continue;
                        float value = x[image * input_size(g) + (iy * g->width + ix) * g->channels + c];
                        sum += (double)as_read(reading, value, c) *
                               dy[image * output_size(g) + (oy * g->out_width + ox) * g->channels + c];
                    }
            dw[k * g->channels + c] = (float)sum;
        }
}

#define KERNELS "depthwise_kernels.h"
#include "each_set.h"

void ck_depthwise(const ck_geometry *g, long images, const float *x, const ck_reading *reading, const float *w,
                  const float *bias, float *y, float *scratch) {
    CK_DISPATCH(depthwise, g, images, x, reading, w, bias, y, scratch)
}

void ck_depthwise_input_gradient(const ck_geometry *g, long images, int accumulate, const float *dy,
                                 const float *w, float *dx, float *scratch) {
    CK_DISPATCH(depthwise_input_gradient, g, images, accumulate, dy, w, dx, scratch)
}

void ck_depthwise_weight_gradient(const ck_geometry *g, long images, const float *x, const ck_reading *reading,
                                  const float *dy, float *dw, float *scratch) {
    CK_DISPATCH(depthwise_weight_gradient, g, images, x, reading, dy, dw, scratch)
}
