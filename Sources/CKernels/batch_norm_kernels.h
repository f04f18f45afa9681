#include "activation_vector.h"

// Two passes over a block that the cache holds: deviations from the block's own mean lose no digits.
static void NAME(moments)(long rows, long channels, const float *x, float *mean, float *deviation) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c, r = 0;
        V a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0};
        for (; r + 4 <= rows; r += 4) {
            const float *p = x + r * channels + c;
            a0 += NAME(load)(p, n);
            a1 += NAME(load)(p + channels, n);
            a2 += NAME(load)(p + 2 * channels, n);
            a3 += NAME(load)(p + 3 * channels, n);
        }
        for (; r < rows; r++) a0 += NAME(load)(x + r * channels + c, n);
        V m = ((a0 + a1) + (a2 + a3)) / (float)rows;
        a0 = a1 = a2 = a3 = (V){0};
        for (r = 0; r + 4 <= rows; r += 4) {
            const float *p = x + r * channels + c;
            V d0 = NAME(load)(p, n) - m, d1 = NAME(load)(p + channels, n) - m;
            V d2 = NAME(load)(p + 2 * channels, n) - m, d3 = NAME(load)(p + 3 * channels, n) - m;
            a0 += d0 * d0;
            a1 += d1 * d1;
            a2 += d2 * d2;
            a3 += d3 * d3;
        }
        for (; r < rows; r++) {
            V d = NAME(load)(x + r * channels + c, n) - m;
            a0 += d * d;
        }
        NAME(store)(mean + c, m, n);
        NAME(store)(deviation + c, (a0 + a1) + (a2 + a3), n);
    }
}

static inline __attribute__((always_inline)) void NAME(scale_shift_as)(
    const ck_activation f, long rows, long channels, const float *x, const float *scale, const float *shift,
    float *y) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c;
        V s = NAME(load)(scale + c, n), b = NAME(load)(shift + c, n);
        for (long r = 0; r < rows; r++) {
            long i = r * channels + c;
            NAME(store)(y + i, NAME(activated)(f, NAME(load)(x + i, n) * s + b), n);
        }
    }
}

static void NAME(scale_shift)(long rows, long channels, ck_activation f, const float *x, const float *scale,
                              const float *shift, float *y) {
    switch (f) {
    case CK_RELU: NAME(scale_shift_as)(CK_RELU, rows, channels, x, scale, shift, y); break;
    case CK_GELU: NAME(scale_shift_as)(CK_GELU, rows, channels, x, scale, shift, y); break;
    default: NAME(scale_shift_as)(CK_IDENTITY, rows, channels, x, scale, shift, y); break;
    }
}

static inline __attribute__((always_inline)) void NAME(batch_norm_sums_as)(
    const ck_activation f, long rows, long channels, const float *x, const float *scale, const float *shift,
    const float *mean, const float *dy, float *sum_g, float *sum_gx) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c, r = 0;
        V s = NAME(load)(scale + c, n), b = NAME(load)(shift + c, n), m = NAME(load)(mean + c, n);
        V g0 = {0}, g1 = {0}, x0 = {0}, x1 = {0};
        for (; r + 2 <= rows; r += 2) {
            long i = r * channels + c, j = i + channels;
            V u = NAME(load)(x + i, n), v = NAME(load)(x + j, n);
            V du = NAME(activated_backward)(f, u * s + b, NAME(load)(dy + i, n));
            V dv = NAME(activated_backward)(f, v * s + b, NAME(load)(dy + j, n));
            g0 += du;
            g1 += dv;
            x0 += du * (u - m);
            x1 += dv * (v - m);
        }
        for (; r < rows; r++) {
            long i = r * channels + c;
            V u = NAME(load)(x + i, n);
            V du = NAME(activated_backward)(f, u * s + b, NAME(load)(dy + i, n));
            g0 += du;
            x0 += du * (u - m);
        }
        NAME(store)(sum_g + c, g0 + g1, n);
        NAME(store)(sum_gx + c, x0 + x1, n);
    }
}

static void NAME(batch_norm_sums)(long rows, long channels, ck_activation f, const float *x, const float *scale,
                                  const float *shift, const float *mean, const float *dy, float *sum_g,
                                  float *sum_gx) {
    switch (f) {
    case CK_RELU:
        NAME(batch_norm_sums_as)(CK_RELU, rows, channels, x, scale, shift, mean, dy, sum_g, sum_gx);
        break;
    case CK_GELU:
        NAME(batch_norm_sums_as)(CK_GELU, rows, channels, x, scale, shift, mean, dy, sum_g, sum_gx);
        break;
    default:
        NAME(batch_norm_sums_as)(CK_IDENTITY, rows, channels, x, scale, shift, mean, dy, sum_g, sum_gx);
        break;
    }
}

static inline __attribute__((always_inline)) void NAME(batch_norm_backward_as)(
    const ck_activation f, long rows, long channels, const float *x, const float *scale, const float *shift,
    const float *mean, const float *a, const float *b, const float *dy, float *dx) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c;
        V s = NAME(load)(scale + c, n), t = NAME(load)(shift + c, n), m = NAME(load)(mean + c, n);
        V p = NAME(load)(a + c, n), q = NAME(load)(b + c, n);
        for (long r = 0; r < rows; r++) {
            long i = r * channels + c;
            V u = NAME(load)(x + i, n);
            V g = NAME(activated_backward)(f, u * s + t, NAME(load)(dy + i, n));
            NAME(store)(dx + i, s * g - p - q * (u - m), n);
        }
    }
}

static void NAME(batch_norm_backward)(long rows, long channels, ck_activation f, const float *x,
                                      const float *scale, const float *shift, const float *mean, const float *a,
                                      const float *b, const float *dy, float *dx) {
    switch (f) {
    case CK_RELU:
        NAME(batch_norm_backward_as)(CK_RELU, rows, channels, x, scale, shift, mean, a, b, dy, dx);
        break;
    case CK_GELU:
        NAME(batch_norm_backward_as)(CK_GELU, rows, channels, x, scale, shift, mean, a, b, dy, dx);
        break;
    default:
        NAME(batch_norm_backward_as)(CK_IDENTITY, rows, channels, x, scale, shift, mean, a, b, dy, dx);
        break;
    }
}
