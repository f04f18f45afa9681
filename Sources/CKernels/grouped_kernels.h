// A vector of outputs belongs to several narrow groups: the input that a lane multiplies is another group's in another
// lane, so that one vector of inputs is permuted once for each input of a group, and no product is wasted on zeros.

static inline __attribute__((always_inline)) V NAME(permute)(V x, VI index) {
#if LANES == 16
    return (V)_mm512_permutexvar_ps((__m512i)index, (__m512)x);
#elif LANES == 8
    return (V)_mm256_permutevar8x32_ps((__m256)x, (__m256i)index);
#else
    V permuted;
    for (int i = 0; i < LANES; i++) permuted[i] = x[index[i] & (LANES - 1)];
    return permuted;
#endif
}

// In each lane the first input of the group that its output belongs to.
static inline VI NAME(first_inputs)(long inputs, long outputs) {
    VI first;
    for (int i = 0; i < LANES; i++) first[i] = (int32_t)(i / outputs * inputs);
    return first;
}

static void NAME(slice_copy)(long pixels, long channels, long width, long first, long slices, long stride,
                             const float *x, float *sliced) {
    const long last = least(channels, (first + slices) * width);
    if (width == LANES && last == (first + slices) * width) {
        for (long p = 0; p < pixels; p++)
            for (long s = 0; s < slices; s++)
                NAME(store)(sliced + p * LANES + s * stride,
                            NAME(load)(x + p * channels + (first + s) * LANES, LANES), LANES);
        return;
    }
    for (long p = 0; p < pixels; p++) {
        float *to = sliced + p * width;
        for (long c = first * width; c < last; c += width, to += stride)
            for (long i = 0; i < least(width, last - c); i += LANES) {
                const long n = least(width, last - c) - i;
                NAME(store)(to + i, NAME(load)(x + p * channels + c + i, n), n);
            }
    }
}

// What a lane multiplies comes by `index` from the `most_inputs` inputs of the slice, or of a single group is the same
// for all.
static inline __attribute__((always_inline)) void NAME(slice_tile)(
    const int height, const int is_single, const long most_inputs, const float *const *rows, long taps,
    const long *offsets, long inputs, VI first, const float *packed, float *const *out, long n, int accumulate) {
    V sum[12];
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++) sum[r] = accumulate ? NAME(load)(out[r], n) : (V){0};
    for (long t = 0; t < taps; t++) {
        const float *a[12];
#pragma clang loop unroll(full)
        for (int r = 0; r < height; r++) a[r] = rows[r] + offsets[t];
        VI index = first;
        for (long d = 0; d < inputs; d++, index += 1, packed += LANES) {
            V w = NAME(load)(packed, LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < height; r++) {
                V x = is_single ? NAME(splat)(a[r][d]) : NAME(permute)(NAME(load)(a[r], most_inputs), index);
                sum[r] += x * w;
            }
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++) NAME(store)(out[r], sum[r], n);
}

#define TALL (LANES == 16 ? 12 : 8)

static inline __attribute__((always_inline)) void NAME(slice_rows)(
    const int is_single, const long most_inputs, long count, const float *const *rows, long taps, const long *offsets,
    long inputs, VI first, const float *packed, float *const *out, long n, int accumulate) {
    // Tiles of nearly equal height: a short one at the end would wait for its few sums.
    long r = 0;
    for (long tiles = (count + TALL - 1) / TALL; tiles > 0; tiles--) {
        const long height = (count - r + tiles - 1) / tiles;
#define CASE(HEIGHT)                                                                                              \
    case HEIGHT:                                                                                                  \
        NAME(slice_tile)                                                                                          \
        (HEIGHT, is_single, most_inputs, rows + r, taps, offsets, inputs, first, packed, out + r, n, accumulate); \
        break;
        switch (height) {
#if LANES == 16
            CASE(12) CASE(11) CASE(10) CASE(9)
#endif
            CASE(8) CASE(7) CASE(6) CASE(5) CASE(4) CASE(3) CASE(2) CASE(1)
        }
#undef CASE
        r += height;
    }
}

static void NAME(slice_product)(int is_single, long inputs, long outputs, long groups, long count,
                                const float *const *rows, long taps, const long *offsets, const float *packed,
                                float *const *out, int accumulate) {
    const VI first = NAME(first_inputs)(inputs, outputs);
    const long n = groups * outputs;
#define ROWS(IS_SINGLE, MOST_INPUTS)                                                                              \
    NAME(slice_rows)(IS_SINGLE, MOST_INPUTS, count, rows, taps, offsets, inputs, first, packed, out, n, accumulate)
    if (is_single)
        ROWS(1, 0);
    else if (groups * inputs == LANES)
        ROWS(0, LANES);
    else
        ROWS(0, groups * inputs);
#undef ROWS
}

// Adds to the weights of `height` taps and `deep` inputs of each group what `count` rows give; `gradients` is packed.
// `input` is the first of the inputs.
static inline __attribute__((always_inline)) void NAME(slice_weight_tile)(
    const int height, const int deep, const int is_single, const long most_inputs, long count,
    const float *const *rows, const long *offsets, long input, VI first, const float *gradients, float *dw, long tap,
    long columns, long n) {
    V sum[3][4];
    VI index[4];
#pragma clang loop unroll(full)
    for (int d = 0; d < deep; d++) {
        index[d] = first + (int32_t)input + d;
#pragma clang loop unroll(full)
        for (int t = 0; t < height; t++) sum[t][d] = (V){0};
    }
    long offset[3];
#pragma clang loop unroll(full)
    for (int t = 0; t < height; t++) offset[t] = offsets[t];
    for (long r = 0; r < count; r++, gradients += LANES) {
        const V g = NAME(load)(gradients, LANES);
#pragma clang loop unroll(full)
        for (int t = 0; t < height; t++) {
            const float *a = rows[r] + offset[t];
            const V x = is_single ? (V){0} : NAME(load)(a, most_inputs);
#pragma clang loop unroll(full)
            for (int d = 0; d < deep; d++)
                sum[t][d] += (is_single ? NAME(splat)(a[input + d]) : NAME(permute)(x, index[d])) * g;
        }
    }
#pragma clang loop unroll(full)
    for (int t = 0; t < height; t++)
#pragma clang loop unroll(full)
        for (int d = 0; d < deep; d++) {
            float *p = dw + t * tap + d * columns;
            NAME(store)(p, NAME(load)(p, n) + sum[t][d], n);
        }
}

// Taps of a tile of four inputs: AVX-512 has registers for more sums.
#define HIGH (LANES == 16 ? 3 : 2)

static inline __attribute__((always_inline)) void NAME(slice_weight_taps)(
    const int is_single, const long most_inputs, long count, const float *const *rows, long taps,
    const long *offsets, long inputs, VI first, const float *gradients, float *dw, long columns, long n) {
    for (long t = 0; t < taps;) {
        const long high = taps - t >= HIGH ? HIGH : 1;
        float *to = dw + t * inputs * columns;
#define TILE(HEIGHT, DEEP)                                                                                        \
    NAME(slice_weight_tile)                                                                                       \
    (HEIGHT, DEEP, is_single, most_inputs, count, rows, offsets + t, d, first, gradients, to + d * columns,       \
     inputs * columns, columns, n)
#define TILES(DEEP)                                                                                               \
    for (; d + DEEP <= inputs; d += DEEP)                                                                         \
        if (high == HIGH)                                                                                         \
            TILE(HIGH, DEEP);                                                                                     \
        else                                                                                                      \
            TILE(1, DEEP);
        long d = 0;
        TILES(4)
        TILES(2)
        TILES(1)
#undef TILE
#undef TILES
        t += high;
    }
}

static void NAME(slice_weight_product)(int is_single, long inputs, long outputs, long groups, long count,
                                       const float *const *rows, long taps, const long *offsets, long columns,
                                       const float *const *gradients, float *dw) {
    // The gradients of so many rows and what those see stay in the first-level cache.
    enum { MOST_ROWS = 192 };
    float packed[MOST_ROWS * LANES] __attribute__((aligned(64)));
    const VI index = NAME(first_inputs)(inputs, outputs);
    const long n = groups * outputs;
    for (long first = 0; first < count; first += MOST_ROWS) {
        const long here = least(MOST_ROWS, count - first);
        for (long r = 0; r < here; r++)
            NAME(store)(packed + r * LANES, NAME(load)(gradients[first + r], n), LANES);
#define TAPS(IS_SINGLE, MOST_INPUTS)                                                                              \
    NAME(slice_weight_taps)                                                                                       \
    (IS_SINGLE, MOST_INPUTS, here, rows + first, taps, offsets, inputs, index, packed, dw, columns, n)
        if (is_single)
            TAPS(1, 0);
        else if (groups * inputs == LANES)
            TAPS(0, LANES);
        else
            TAPS(0, groups * inputs);
#undef TAPS
    }
}

#undef TALL
#undef HIGH
