#include "activation_vector.h"

static inline __attribute__((always_inline)) void NAME(activate_as)(const ck_activation f, long count,
                                                                    const float *x, float *y) {
    // Two vectors at once: one's divisions and polynomials hide the other's latency.
    long i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        V u = NAME(activated)(f, NAME(load)(x + i, LANES)), v = NAME(activated)(f, NAME(load)(x + i + LANES, LANES));
        NAME(store)(y + i, u, LANES);
        NAME(store)(y + i + LANES, v, LANES);
    }
    for (; i < count; i += LANES)
        NAME(store)(y + i, NAME(activated)(f, NAME(load)(x + i, count - i)), count - i);
}

static void NAME(activate)(long count, ck_activation f, const float *x, float *y) {
    switch (f) {
    case CK_RELU: NAME(activate_as)(CK_RELU, count, x, y); break;
    case CK_GELU: NAME(activate_as)(CK_GELU, count, x, y); break;
    case CK_SIGMOID: NAME(activate_as)(CK_SIGMOID, count, x, y); break;
    case CK_SILU: NAME(activate_as)(CK_SILU, count, x, y); break;
    default: NAME(activate_as)(CK_IDENTITY, count, x, y); break;
    }
}

static inline __attribute__((always_inline)) void NAME(activate_backward_as)(
    const ck_activation f, long count, const float *x, const float *dy, float *dx) {
    long i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        long j = i + LANES;
        V u = NAME(activated_backward)(f, NAME(load)(x + i, LANES), NAME(load)(dy + i, LANES));
        V v = NAME(activated_backward)(f, NAME(load)(x + j, LANES), NAME(load)(dy + j, LANES));
        NAME(store)(dx + i, u, LANES);
        NAME(store)(dx + j, v, LANES);
    }
    for (; i < count; i += LANES) {
        V g = NAME(load)(dy + i, count - i);
        NAME(store)(dx + i, NAME(activated_backward)(f, NAME(load)(x + i, count - i), g), count - i);
    }
}

static void NAME(activate_backward)(long count, ck_activation f, const float *x, const float *dy, float *dx) {
    switch (f) {
    case CK_RELU: NAME(activate_backward_as)(CK_RELU, count, x, dy, dx); break;
    case CK_GELU: NAME(activate_backward_as)(CK_GELU, count, x, dy, dx); break;
    case CK_SIGMOID: NAME(activate_backward_as)(CK_SIGMOID, count, x, dy, dx); break;
    case CK_SILU: NAME(activate_backward_as)(CK_SILU, count, x, dy, dx); break;
    default: NAME(activate_backward_as)(CK_IDENTITY, count, x, dy, dx); break;
    }
}

static inline __attribute__((always_inline)) void NAME(activate_keeping_as)(const ck_activation f, long count,
                                                                            float *x, float *y) {
    long i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        long j = i + LANES;
        V u, v, du, dv;
        u = NAME(activated_keeping)(f, NAME(load)(x + i, LANES), &du);
        v = NAME(activated_keeping)(f, NAME(load)(x + j, LANES), &dv);
        NAME(store)(y + i, u, LANES);
        NAME(store)(y + j, v, LANES);
        NAME(store)(x + i, du, LANES);
        NAME(store)(x + j, dv, LANES);
    }
    for (; i < count; i += LANES) {
        V du, u = NAME(activated_keeping)(f, NAME(load)(x + i, count - i), &du);
        NAME(store)(y + i, u, count - i);
        NAME(store)(x + i, du, count - i);
    }
}

static void NAME(activate_keeping)(long count, ck_activation f, float *x, float *y) {
    switch (f) {
    case CK_RELU: NAME(activate_keeping_as)(CK_RELU, count, x, y); break;
    case CK_GELU: NAME(activate_keeping_as)(CK_GELU, count, x, y); break;
    case CK_SIGMOID: NAME(activate_keeping_as)(CK_SIGMOID, count, x, y); break;
    case CK_SILU: NAME(activate_keeping_as)(CK_SILU, count, x, y); break;
    default: NAME(activate_keeping_as)(CK_IDENTITY, count, x, y); break;
    }
}

static void NAME(multiply)(long count, const float *a, const float *b, float *out) {
    for (long i = 0; i < count; i += LANES)
        NAME(store)(out + i, NAME(load)(a + i, count - i) * NAME(load)(b + i, count - i), count - i);
}

static void NAME(add)(long count, const float *x, float *y) {
    for (long i = 0; i < count; i += LANES)
        NAME(store)(y + i, NAME(load)(y + i, count - i) + NAME(load)(x + i, count - i), count - i);
}

static void NAME(add_bias)(long rows, long channels, const float *bias, float *y) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c;
        V b = NAME(load)(bias + c, n);
        for (long r = 0; r < rows; r++) {
            float *p = y + r * channels + c;
            NAME(store)(p, NAME(load)(p, n) + b, n);
        }
    }
}
