// Turns a square of LANES vectors in registers.
#if LANES == 16
#define LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif LANES == 8
#define LOW 0, 8, 1, 9, 2, 10, 3, 11
#define HIGH 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOW 0, 4, 1, 5
#define HIGH 2, 6, 3, 7
#endif

// Each pass shuffles the first half of all elements with the second and so rotates the bits of an element's index by
// one; after half of them, row and column have changed places.
static inline __attribute__((always_inline)) void NAME(transpose)(V *square) {
#pragma clang loop unroll(full)
    for (int pass = 1; pass < LANES; pass *= 2) {
        V shuffled[LANES];
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES / 2; i++) {
            shuffled[2 * i] = __builtin_shufflevector(square[i], square[i + LANES / 2], LOW);
            shuffled[2 * i + 1] = __builtin_shufflevector(square[i], square[i + LANES / 2], HIGH);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i++) square[i] = shuffled[i];
    }
}

#undef LOW
#undef HIGH
