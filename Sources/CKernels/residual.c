#include "instruction_set.h"

static void residual_add_reference(long rows, long channels, const float *x, const float *scale, const float *shift,
                                   float factor, const float *shortcut, float *sum) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c++) {
            long i = r * channels + c;
            sum[i] = (x[i] * (scale ? scale[c] : 1) + (shift ? shift[c] : 0)) * factor + shortcut[i];
        }
}

static void residual_backward_reference(long rows, long channels, const float *x, const float *scale,
                                        float factor, const float *d, float *dx, float *d_scale) {
    for (long c = 0; c < channels; c++) {
        double total = 0;
        for (long r = 0; r < rows; r++) {
            long i = r * channels + c;
            total += (double)d[i] * x[i];
            dx[i] = d[i] * ((scale ? scale[c] : 1) * factor);
        }
        if (d_scale) d_scale[c] += (float)(total * factor);
    }
}

#define KERNELS "residual_kernels.h"
#include "each_set.h"

void ck_residual_add(long rows, long channels, const float *x, const float *scale, const float *shift,
                     float factor, const float *shortcut, float *sum) {
    CK_DISPATCH(residual_add, rows, channels, x, scale, shift, factor, shortcut, sum)
}

void ck_residual_backward(long rows, long channels, const float *x, const float *scale, float factor,
                          const float *d, float *dx, float *d_scale) {
    CK_DISPATCH(residual_backward, rows, channels, x, scale, factor, d, dx, d_scale)
}
