// Row after row, so that memory is read in order; the gate stays in the first-level cache.
static void NAME(gate)(long rows, long channels, const float *x, const float *s, float *y) {
    for (long r = 0; r < rows; r++, x += channels, y += channels)
        for (long c = 0; c < channels; c += LANES) {
            const long n = channels - c;
            NAME(store)(y + c, NAME(load)(x + c, n) * NAME(load)(s + c, n), n);
        }
}

// `count` rows at once: their sums by channel are loaded and stored once for all of them.
static inline __attribute__((always_inline)) void NAME(gate_backward_rows)(
    const int count, const int accumulate, long channels, const float *x, const float *s, const float *dy, float *dx,
    float *ds) {
    for (long c = 0; c < channels; c += LANES) {
        const long n = channels - c;
        const V gate = NAME(load)(s + c, n);
        V sum = NAME(load)(ds + c, n);
#pragma clang loop unroll(full)
        for (int r = 0; r < count; r++) {
            const long i = r * channels + c;
            const V g = NAME(load)(dy + i, n);
            sum += g * NAME(load)(x + i, n);
            NAME(store)(dx + i, accumulate ? NAME(load)(dx + i, n) + g * gate : g * gate, n);
        }
        NAME(store)(ds + c, sum, n);
    }
}

static void NAME(gate_backward)(long rows, long channels, int accumulate, const float *x, const float *s,
                                const float *dy, float *dx, float *ds) {
#define ROWS(COUNT, ACCUMULATE)                                                                                   \
    for (; r + COUNT <= rows; r += COUNT)                                                                         \
        NAME(gate_backward_rows)                                                                                  \
        (COUNT, ACCUMULATE, channels, x + r * channels, s, dy + r * channels, dx + r * channels, ds);
    long r = 0;
    if (accumulate) {
        ROWS(4, 1)
        ROWS(1, 1)
    } else {
        ROWS(4, 0)
        ROWS(1, 0)
    }
#undef ROWS
}
