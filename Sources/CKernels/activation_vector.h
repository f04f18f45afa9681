// 1 / (1 + exp(-x)), and `rest`, 1 minus that, each without cancellation: both come from the exponential of -|x|.
static inline __attribute__((always_inline)) V NAME(sigmoid)(V x, V *rest) {
    VI negative = x < 0.0f;
    V e = NAME(exp)((V)((VI)x | INT32_MIN));
    V larger = 1.0f / (e + 1.0f), smaller = e * larger;
    *rest = (V)(((VI)larger & negative) | ((VI)smaller & ~negative));
    return (V)(((VI)smaller & negative) | ((VI)larger & ~negative));
}

// f(x) and dy f'(x) on vectors; with a constant f the switch folds away.
static inline __attribute__((always_inline)) V NAME(activated)(ck_activation f, V x) {
    V e;
    switch (f) {
    // x below 0 becomes 0; NaN, which is not below 0, stays.
    case CK_RELU: return (V)((VI)x & ~(x < 0.0f));
    case CK_GELU: return x * NAME(normal_cdf)(x, &e);
    case CK_SIGMOID: return NAME(sigmoid)(x, &e);
    case CK_SILU: return x * NAME(sigmoid)(x, &e);
    default: return x;
    }
}

static inline __attribute__((always_inline)) V NAME(activated_backward)(ck_activation f, V x, V dy) {
    V e, p;
    switch (f) {
    case CK_RELU: return (V)((VI)dy & ~(x <= 0.0f));
    case CK_GELU:
        p = NAME(normal_cdf)(x, &e);
        return dy * (p + x * e * 0.398942280f);
    case CK_SIGMOID:
        p = NAME(sigmoid)(x, &e);
        return dy * (p * e);
    case CK_SILU:
        p = NAME(sigmoid)(x, &e);
        return dy * (p * (x * e + 1.0f));
    default: return dy;
    }
}

// f(x), and f'(x) beside it.
static inline __attribute__((always_inline)) V NAME(activated_keeping)(ck_activation f, V x, V *derivative) {
    V e, p;
    switch (f) {
    case CK_RELU:
        *derivative = (V)((VI)NAME(splat)(1.0f) & ~(x <= 0.0f));
        return NAME(activated)(CK_RELU, x);
    case CK_GELU:
        p = NAME(normal_cdf)(x, &e);
        *derivative = p + x * e * 0.398942280f;
        return x * p;
    case CK_SIGMOID:
        p = NAME(sigmoid)(x, &e);
        *derivative = p * e;
        return p;
    case CK_SILU:
        p = NAME(sigmoid)(x, &e);
        *derivative = p * (x * e + 1.0f);
        return x * p;
    default: *derivative = NAME(splat)(1.0f); return x;
    }
}
