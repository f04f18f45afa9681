#include "activation_vector.h"

static inline __attribute__((always_inline)) void NAME(residual_add_as)(
    const ck_activation f, long rows, long channels, const float *x, const float *scale, const float *shift,
    float factor, const float *shortcut, const float *shortcut_scale, const float *shortcut_shift, float *sum) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c;
        V s = (scale ? NAME(load)(scale + c, n) : NAME(splat)(1)) * factor;
        V b = (shift ? NAME(load)(shift + c, n) : (V){0}) * factor;
        if (shortcut_scale || shortcut_shift) {
            V t = shortcut_scale ? NAME(load)(shortcut_scale + c, n) : NAME(splat)(1);
            if (shortcut_shift) b += NAME(load)(shortcut_shift + c, n);
            for (long r = 0; r < rows; r++) {
                long i = r * channels + c;
                V z = NAME(load)(x + i, n) * s + (NAME(load)(shortcut + i, n) * t + b);
                NAME(store)(sum + i, NAME(activated)(f, z), n);
            }
        } else {
            for (long r = 0; r < rows; r++) {
                long i = r * channels + c;
                V z = NAME(load)(x + i, n) * s + b + NAME(load)(shortcut + i, n);
                NAME(store)(sum + i, NAME(activated)(f, z), n);
            }
        }
    }
}

static void NAME(residual_add)(long rows, long channels, ck_activation f, const float *x, const float *scale,
                               const float *shift, float factor, const float *shortcut, const float *shortcut_scale,
                               const float *shortcut_shift, float *sum) {
    if (f == CK_RELU)
        NAME(residual_add_as)
        (CK_RELU, rows, channels, x, scale, shift, factor, shortcut, shortcut_scale, shortcut_shift, sum);
    else
        NAME(residual_add_as)
        (CK_IDENTITY, rows, channels, x, scale, shift, factor, shortcut, shortcut_scale, shortcut_shift, sum);
}

static void NAME(residual_backward)(long rows, long channels, const float *x, const float *scale, float factor,
                                    const float *d, float *dx, float *d_scale) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c;
        V s = (scale ? NAME(load)(scale + c, n) : NAME(splat)(1)) * factor;
        V total = {0};
        for (long r = 0; r < rows; r++) {
            long i = r * channels + c;
            V g = NAME(load)(d + i, n);
            if (d_scale) total += g * NAME(load)(x + i, n);
            NAME(store)(dx + i, g * s, n);
        }
        if (d_scale) NAME(store)(d_scale + c, NAME(load)(d_scale + c, n) + total * factor, n);
    }
}
