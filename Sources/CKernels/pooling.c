#include "instruction_set.h"

#include <string.h>

static long pooled(long side, int kernel, int stride, int padding) {
    return (side + 2 * padding - kernel) / stride + 1;
}

static void max_pool_reference(long height, long width, long channels, int kernel, int stride, int padding,
                               const float *x, float *y, int32_t *which) {
    long out_height = pooled(height, kernel, stride, padding), out_width = pooled(width, kernel, stride, padding);
    for (long oy = 0; oy < out_height; oy++)
        for (long ox = 0; ox < out_width; ox++)
            for (long c = 0; c < channels; c++) {
                long o = (oy * out_width + ox) * channels + c;
                which[o] = -1;
                for (int k = 0; k < kernel * kernel; k++) {
                    long iy = oy * stride - padding + k / kernel, ix = ox * stride - padding + k % kernel;
                    if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
                    float value = x[(iy * width + ix) * channels + c];
                    if (which[o] >= 0 && (value <= y[o] || y[o] != y[o])) continue;
                    y[o] = value;
                    which[o] = k;
                }
            }
}

static void max_pool_backward_reference(long height, long width, long channels, int kernel, int stride,
                                        int padding, const float *dy, const int32_t *which, float *dx) {
    long out_height = pooled(height, kernel, stride, padding), out_width = pooled(width, kernel, stride, padding);
    memset(dx, 0, sizeof(float) * height * width * channels);
    for (long oy = 0; oy < out_height; oy++)
        for (long ox = 0; ox < out_width; ox++)
            for (long c = 0; c < channels; c++) {
                long o = (oy * out_width + ox) * channels + c;
                long iy = oy * stride - padding + which[o] / kernel, ix = ox * stride - padding + which[o] % kernel;
                dx[(iy * width + ix) * channels + c] += dy[o];
            }
}

static void average_pool_reference(long pixels, long channels, const float *x, float *y) {
    for (long c = 0; c < channels; c++) {
        double sum = 0;
        for (long p = 0; p < pixels; p++) sum += x[p * channels + c];
        y[c] = (float)(sum / pixels);
    }
}

#define KERNELS "pooling_kernels.h"
#include "each_set.h"

void ck_max_pool(long height, long width, long channels, int kernel, int stride, int padding, const float *x,
                 float *y, int32_t *which) {
    CK_DISPATCH(max_pool, height, width, channels, kernel, stride, padding, x, y, which)
}

void ck_max_pool_backward(long height, long width, long channels, int kernel, int stride, int padding,
                          const float *dy, const int32_t *which, float *dx) {
    CK_DISPATCH(max_pool_backward, height, width, channels, kernel, stride, padding, dy, which, dx)
}

void ck_average_pool(long pixels, long channels, const float *x, float *y) {
    // One pass over the last, smallest map.
    average_pool_reference(pixels, channels, x, y);
}

void ck_average_pool_backward(long pixels, long channels, const float *dy, float *dx) {
    for (long p = 0; p < pixels; p++)
        for (long c = 0; c < channels; c++) dx[p * channels + c] = dy[c] / pixels;
}
