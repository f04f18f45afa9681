#include "instruction_set.h"

#include <string.h>

// Outputs in registers at once: with the weight they fill half of AVX2's, which covers the latency of a
// fused multiply-add.
enum { TILE = 8, MAX_LANES = 16 };

static long least(long a, long b) { return a < b ? a : b; }
static long most(long a, long b) { return a > b ? a : b; }

// Zero columns that the input gradient's scratch needs on the left and right of the upstream gradient.
static long gradient_left(const ck_geometry *g) {
    return (g->kernel - 1 - g->padding + g->stride - 1) / g->stride;
}
static long gradient_right(const ck_geometry *g) {
    return most(0, (g->width - 1 + g->padding) / g->stride - (g->out_width - 1));
}

// Columns of the padded input that the outputs reach; the last may lie short of the padding's end.
static long padded_width(const ck_geometry *g) {
    return most(g->width + 2 * g->padding, (g->out_width - 1) * g->stride + g->kernel);
}

long ck_depthwise_scratch(const ck_geometry *g) {
    long weights = (long)g->kernel * g->kernel;
    long input = (g->height + 1) * padded_width(g);
    long gradient = g->out_height * (gradient_left(g) + g->out_width + gradient_right(g));
    return (input + gradient + 2 * weights) * MAX_LANES;
}

static long input_size(const ck_geometry *g) { return g->height * g->width * g->channels; }
static long output_size(const ck_geometry *g) { return g->out_height * g->out_width * g->channels; }

static void depthwise_reference(const ck_geometry *g, long images, const float *x, const float *w,
                                const float *bias, float *y, float *scratch) {
    (void)scratch;
    for (; images > 0; images--, x += input_size(g), y += output_size(g))
      for (long oy = 0; oy < g->out_height; oy++)
        for (long ox = 0; ox < g->out_width; ox++)
            for (long c = 0; c < g->channels; c++) {
                double sum = bias ? bias[c] : 0;
                for (int k = 0; k < g->kernel * g->kernel; k++) {
                    long iy = oy * g->stride - g->padding + k / g->kernel;
                    long ix = ox * g->stride - g->padding + k % g->kernel;
                    if (iy < 0 || iy >= g->height || ix < 0 || ix >= g->width) continue;
                    sum += (double)x[(iy * g->width + ix) * g->channels + c] * w[k * g->channels + c];
                }
                y[(oy * g->out_width + ox) * g->channels + c] = (float)sum;
            }
}

static void depthwise_input_gradient_reference(const ck_geometry *g, long images, int accumulate, const float *dy,
                                               const float *w, float *dx, float *scratch) {
    (void)scratch;
    for (; images > 0; images--, dx += input_size(g), dy += output_size(g))
      for (long iy = 0; iy < g->height; iy++)
        for (long ix = 0; ix < g->width; ix++)
            for (long c = 0; c < g->channels; c++) {
                double sum = 0;
                for (int k = 0; k < g->kernel * g->kernel; k++) {
                    long y = iy + g->padding - k / g->kernel, x = ix + g->padding - k % g->kernel;
                    if (y < 0 || x < 0 || y % g->stride || x % g->stride) continue;
                    y /= g->stride, x /= g->stride;
                    if (y >= g->out_height || x >= g->out_width) continue;
                    sum += (double)dy[(y * g->out_width + x) * g->channels + c] * w[k * g->channels + c];
                }
                long i = (iy * g->width + ix) * g->channels + c;
                dx[i] = (float)(accumulate ? dx[i] + sum : sum);
            }
}

static void depthwise_weight_gradient_reference(const ck_geometry *g, long images, const float *x, const float *dy,
                                                float *dw, float *scratch) {
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
                        sum += (double)x[image * input_size(g) + (iy * g->width + ix) * g->channels + c] *
                               dy[image * output_size(g) + (oy * g->out_width + ox) * g->channels + c];
                    }
            dw[k * g->channels + c] = (float)sum;
        }
}

#define KERNELS "depthwise_kernels.h"
#include "each_set.h"

void ck_depthwise(const ck_geometry *g, long images, const float *x, const float *w, const float *bias, float *y,
                  float *scratch) {
    CK_DISPATCH(depthwise, g, images, x, w, bias, y, scratch)
}

void ck_depthwise_input_gradient(const ck_geometry *g, long images, int accumulate, const float *dy,
                                 const float *w, float *dx, float *scratch) {
    CK_DISPATCH(depthwise_input_gradient, g, images, accumulate, dy, w, dx, scratch)
}

void ck_depthwise_weight_gradient(const ck_geometry *g, long images, const float *x, const float *dy, float *dw,
                                  float *scratch) {
    CK_DISPATCH(depthwise_weight_gradient, g, images, x, dy, dw, scratch)
}
