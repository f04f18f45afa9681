// A vector of LANES floats and what the kernels do with it, for the instruction set of this inclusion.
// Arithmetic operators work on vectors as on numbers; a * b + c contracts to one fused operation where the
// instruction set has it.
#include "normal_constants.h"

#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define NAME(function) CK_PASTE(function, SET)
#define V NAME(ck_vector)
#define VI NAME(ck_ivector)

typedef float V __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t VI __attribute__((vector_size(4 * LANES), aligned(4)));

// The first n floats at p (all LANES when n is larger), zeros after them; nothing beyond them is touched.
static inline __attribute__((always_inline)) V NAME(load)(const float *p, long n) {
    V v;
    if (n >= LANES) {
        memcpy(&v, p, sizeof v);
        return v;
    }
#if LANES == 16
    return (V)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#elif LANES == 8
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return (V)_mm256_maskload_ps(p, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), lane));
#else
    v = (V){0};
    for (long i = 0; i < n; i++) v[i] = p[i];
    return v;
#endif
}

static inline __attribute__((always_inline)) void NAME(store)(float *p, V v, long n) {
    if (n >= LANES) {
        memcpy(p, &v, sizeof v);
        return;
    }
#if LANES == 16
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
#elif LANES == 8
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    _mm256_maskstore_ps(p, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), lane), (__m256)v);
#else
    for (long i = 0; i < n; i++) p[i] = v[i];
#endif
}

// x - 0 is x for every x, so the compiler drops the subtraction; 0 + x it must keep, for -0.
static inline __attribute__((always_inline)) V NAME(splat)(float x) { return x - (V){0}; }

// The first n lanes of v, zeros after them.
static inline __attribute__((always_inline)) V NAME(keep)(V v, long n) {
    if (n >= LANES) return v;
#if LANES == 16
    const VI lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif LANES == 8
    const VI lane = {0, 1, 2, 3, 4, 5, 6, 7};
#else
    const VI lane = {0, 1, 2, 3};
#endif
    return (V)((VI)v & (lane < (int32_t)n));
}

// Keeps NaN of a: a comparison with NaN is false, so `a` is chosen by `!(a < b)`.
static inline __attribute__((always_inline)) V NAME(max)(V a, V b) {
    VI less = a < b;
    return (V)(((VI)b & less) | ((VI)a & ~less));
}

// Sum of all lanes: halves are added until one is left.
static inline __attribute__((always_inline)) float NAME(sum)(V v) {
#if LANES == 4
    return (v[0] + v[2]) + (v[1] + v[3]);
#else
#if LANES == 16
    __m256 half = _mm256_add_ps(_mm512_castps512_ps256((__m512)v), _mm512_extractf32x8_ps((__m512)v, 1));
#else
    __m256 half = (__m256)v;
#endif
    __m128 quarter = _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
    quarter = _mm_add_ps(quarter, _mm_movehl_ps(quarter, quarter));
    return _mm_cvtss_f32(_mm_add_ss(quarter, _mm_shuffle_ps(quarter, quarter, 1)));
#endif
}

// e^x for x <= 0, and e^-87 below -87; relative error below 1.2e-7. NaN stays.
// x = n ln 2 + r, |r| <= ln 2 / 2; the polynomial is a fit of (e^r - 1 - r) / r^2 (see normal_constants.h).
static inline __attribute__((always_inline)) V NAME(exp)(V x) {
    const V low = NAME(splat)(-87.0f);
    VI below = x < low;
    x = (V)(((VI)low & below) | ((VI)x & ~below));
    // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
    const V shifter = NAME(splat)(12582912.0f);
    V shifted = x * 1.44269504f + shifter;
    V n = shifted - shifter;
    // ln 2 in two parts, the first exact in few bits.
    V r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    V p = NAME(splat)(CK_EXP_5);
    p = p * r + CK_EXP_4;
    p = p * r + CK_EXP_3;
    p = p * r + CK_EXP_2;
    p = p * r + CK_EXP_1;
    p = p * r + CK_EXP_0;
    V mantissa = (p * r) * r + r + 1.0f;
    VI exponent = ((VI)shifted + (127 - 0x4b400000)) << 23;
    return mantissa * (V)exponent;
}

// For the normal distribution: the density's exponential e = exp(-x^2 / 2), and the upper tail
// 1 - Phi(|x|) = e * q(1 / (1 + k |x|)), with q a polynomial fit (see normal_constants.h).
static inline __attribute__((always_inline)) V NAME(normal_cdf)(V x, V *exponential) {
    VI negative = x < 0.0f;
    V t = (V)((VI)x & 0x7fffffff);
    V e = NAME(exp)(t * t * -0.5f);
    V s = 1.0f / (t * CK_TAIL_K + 1.0f);
    V q = NAME(splat)(CK_TAIL_9);
    q = q * s + CK_TAIL_8;
    q = q * s + CK_TAIL_7;
    q = q * s + CK_TAIL_6;
    q = q * s + CK_TAIL_5;
    q = q * s + CK_TAIL_4;
    q = q * s + CK_TAIL_3;
    q = q * s + CK_TAIL_2;
    q = q * s + CK_TAIL_1;
    q = q * s;
    V tail = e * q;
    V upper = 1.0f - tail;
    *exponential = e;
    return (V)(((VI)tail & negative) | ((VI)upper & ~negative));
}
