#include "instruction_set.h"

#include <math.h>

static float gelu(float x) { return (float)(x * 0.5 * erfc(-x * M_SQRT1_2)); }

static double sigmoid(float x) { return 1 / (1 + exp(-(double)x)); }

static float activated(ck_activation f, float x) {
    switch (f) {
    case CK_RELU: return x < 0 ? 0 : x;
    case CK_GELU: return gelu(x);
    case CK_SIGMOID: return (float)sigmoid(x);
    case CK_SILU: return (float)(x * sigmoid(x));
    default: return x;
    }
}

static float slope(ck_activation f, float x) {
    switch (f) {
    case CK_RELU: return !(x <= 0);
    case CK_GELU: return (float)(0.5 * erfc(-x * M_SQRT1_2) + x * exp(-0.5 * x * x) / sqrt(2 * M_PI));
    // 1 - sigmoid(x) is sigmoid(-x), without the cancellation.
    case CK_SIGMOID: return (float)(sigmoid(x) * sigmoid(-x));
    case CK_SILU: return (float)(sigmoid(x) * (1 + x * sigmoid(-x)));
    default: return 1;
    }
}

static void activate_reference(long count, ck_activation f, const float *x, float *y) {
    for (long i = 0; i < count; i++) y[i] = activated(f, x[i]);
}

static void activate_backward_reference(long count, ck_activation f, const float *x, const float *dy, float *dx) {
    for (long i = 0; i < count; i++) dx[i] = dy[i] * slope(f, x[i]);
}

static void activate_keeping_reference(long count, ck_activation f, float *x, float *y) {
    for (long i = 0; i < count; i++) {
        y[i] = activated(f, x[i]);
        x[i] = slope(f, x[i]);
    }
}

static void multiply_reference(long count, const float *a, const float *b, float *out) {
    for (long i = 0; i < count; i++) out[i] = a[i] * b[i];
}

static void add_reference(long count, const float *x, float *y) {
    for (long i = 0; i < count; i++) y[i] += x[i];
}

static void add_bias_reference(long rows, long channels, const float *bias, float *y) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c++) y[r * channels + c] += bias[c];
}

#define KERNELS "activation_kernels.h"
#include "each_set.h"

void ck_activate(long count, ck_activation f, const float *x, float *y) {
    CK_DISPATCH(activate, count, f, x, y)
}

void ck_activate_backward(long count, ck_activation f, const float *x, const float *dy, float *dx) {
    CK_DISPATCH(activate_backward, count, f, x, dy, dx)
}

void ck_activate_keeping(long count, ck_activation f, float *x, float *y) {
    CK_DISPATCH(activate_keeping, count, f, x, y)
}

void ck_multiply(long count, const float *a, const float *b, float *out) {
    CK_DISPATCH(multiply, count, a, b, out)
}

void ck_add(long count, const float *x, float *y) {
    CK_DISPATCH(add, count, x, y)
}

void ck_add_bias(long rows, long channels, const float *bias, float *y) {
    CK_DISPATCH(add_bias, rows, channels, bias, y)
}
