#include "instruction_set.h"

#include <math.h>

static void layer_norm_reference(long rows, long channels, float epsilon, const float *x, const float *weight,
                                 const float *bias, float *y, float *mean, float *rstd) {
    for (long r = 0; r < rows; r++, x += channels, y += channels) {
        double sum = 0, squares = 0;
        for (long c = 0; c < channels; c++) sum += x[c];
        double m = sum / channels;
        for (long c = 0; c < channels; c++) squares += (x[c] - m) * (x[c] - m);
        double s = 1 / sqrt(squares / channels + epsilon);
        for (long c = 0; c < channels; c++) y[c] = (float)((x[c] - m) * s * weight[c] + bias[c]);
        mean[r] = (float)m;
        rstd[r] = (float)s;
    }
}

static void layer_norm_backward_reference(long rows, long channels, int accumulate, const float *x,
                                          const float *weight, const float *mean, const float *rstd,
                                          const float *dy, float *dx, float *d_weight, float *d_bias) {
    for (long r = 0; r < rows; r++, x += channels, dy += channels, dx += channels) {
        double s1 = 0, s2 = 0;
        for (long c = 0; c < channels; c++) {
            double h = (x[c] - mean[r]) * (double)rstd[r], g = dy[c] * (double)weight[c];
            s1 += g;
            s2 += g * h;
            d_weight[c] += (float)(dy[c] * h);
            d_bias[c] += dy[c];
        }
        for (long c = 0; c < channels; c++) {
            double h = (x[c] - mean[r]) * (double)rstd[r], g = dy[c] * (double)weight[c];
            float d = (float)(rstd[r] * (g - s1 / channels - h * s2 / channels));
            dx[c] = accumulate ? dx[c] + d : d;
        }
    }
}

#define KERNELS "layer_norm_kernels.h"
#include "each_set.h"

void ck_layer_norm(long rows, long channels, float epsilon, const float *x, const float *weight,
                   const float *bias, float *y, float *mean, float *rstd) {
    CK_DISPATCH(layer_norm, rows, channels, epsilon, x, weight, bias, y, mean, rstd)
}

void ck_layer_norm_backward(long rows, long channels, int accumulate, const float *x, const float *weight,
                            const float *mean, const float *rstd, const float *dy, float *dx, float *d_weight,
                            float *d_bias) {
    CK_DISPATCH(layer_norm_backward, rows, channels, accumulate, x, weight, mean, rstd, dy, dx, d_weight, d_bias)
}
