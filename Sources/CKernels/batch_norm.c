#include "instruction_set.h"

#include <math.h>

static void moments_reference(long rows, long channels, const float *x, float *mean, float *deviation) {
    for (long c = 0; c < channels; c++) {
        double sum = 0, squares = 0;
        for (long r = 0; r < rows; r++) sum += x[r * channels + c];
        mean[c] = (float)(sum / rows);
        for (long r = 0; r < rows; r++) {
            double d = x[r * channels + c] - (double)mean[c];
            squares += d * d;
        }
        deviation[c] = (float)squares;
    }
}

static void scale_shift_reference(long rows, long channels, ck_activation f, const float *x, const float *scale,
                                  const float *shift, float *y) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c++) y[r * channels + c] = x[r * channels + c] * scale[c] + shift[c];
    ck_activate(rows * channels, f, y, y);
}

static float gradient_before(ck_activation f, float z, float dy) {
    float g;
    ck_activate_backward(1, f, &z, &dy, &g);
    return g;
}

static void batch_norm_sums_reference(long rows, long channels, ck_activation f, const float *x, const float *scale,
                                      const float *shift, const float *mean, const float *dy, float *sum_g,
                                      float *sum_gx) {
    for (long c = 0; c < channels; c++) {
        double g_total = 0, gx_total = 0;
        for (long r = 0; r < rows; r++) {
            float value = x[r * channels + c];
            double g = gradient_before(f, value * scale[c] + shift[c], dy[r * channels + c]);
            g_total += g;
            gx_total += g * (value - mean[c]);
        }
        sum_g[c] = (float)g_total;
        sum_gx[c] = (float)gx_total;
    }
}

static void batch_norm_backward_reference(long rows, long channels, ck_activation f, const float *x,
                                          const float *scale, const float *shift, const float *mean,
                                          const float *a, const float *b, const float *dy, float *dx) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c++) {
            float value = x[r * channels + c];
            float g = gradient_before(f, value * scale[c] + shift[c], dy[r * channels + c]);
            dx[r * channels + c] = scale[c] * g - a[c] - b[c] * (value - mean[c]);
        }
}

#define KERNELS "batch_norm_kernels.h"
#include "each_set.h"

void ck_moments(long rows, long channels, const float *x, float *mean, float *deviation) {
    CK_DISPATCH(moments, rows, channels, x, mean, deviation)
}

void ck_scale_shift(long rows, long channels, ck_activation f, const float *x, const float *scale,
                    const float *shift, float *y) {
    CK_DISPATCH(scale_shift, rows, channels, f, x, scale, shift, y)
}

void ck_batch_norm_sums(long rows, long channels, ck_activation f, const float *x, const float *scale,
                        const float *shift, const float *mean, const float *dy, float *sum_g, float *sum_gx) {
    CK_DISPATCH(batch_norm_sums, rows, channels, f, x, scale, shift, mean, dy, sum_g, sum_gx)
}

void ck_batch_norm_backward(long rows, long channels, ck_activation f, const float *x, const float *scale,
                            const float *shift, const float *mean, const float *a, const float *b,
                            const float *dy, float *dx) {
    CK_DISPATCH(batch_norm_backward, rows, channels, f, x, scale, shift, mean, a, b, dy, dx)
}
