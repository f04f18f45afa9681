#include "instruction_set.h"

static void residual_add_reference(long rows, long channels, ck_activation f, const float *x, const float *scale,
                                   const float *shift, float factor, const float *shortcut,
                                   const float *shortcut_scale, const float *shortcut_shift, float *sum) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c++) {
            long i = r * channels + c;
            float branch = (x[i] * (scale ? scale[c] : 1) + (shift ? shift[c] : 0)) * factor;
            sum[i] = branch + shortcut[i] * (shortcut_scale ? shortcut_scale[c] : 1) +
                     (shortcut_shift ? shortcut_shift[c] : 0);
        }
    ck_activate(rows * channels, f, sum, sum);
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

void ck_residual_add(long rows, long channels, ck_activation f, const float *x, const float *scale, const float *shift,
                     float factor, const float *shortcut, const float *shortcut_scale, const float *shortcut_shift,
                     float *sum) {
    CK_DISPATCH(residual_add, rows, channels, f, x, scale, shift, factor, shortcut, shortcut_scale, shortcut_shift, sum)
}

void ck_residual_backward(long rows, long channels, const float *x, const float *scale, float factor,
                          const float *d, float *dx, float *d_scale) {
    CK_DISPATCH(residual_backward, rows, channels, x, scale, factor, d, dx, d_scale)
}
