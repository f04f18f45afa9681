// Run-time choice among the builds of every kernel.
#ifndef ABLATE_INSTRUCTION_SET_H
#define ABLATE_INSTRUCTION_SET_H

#include "CAblateKernels.h"

#define CK_PASTE2(a, b) a##_##b
#define CK_PASTE(a, b) CK_PASTE2(a, b)

#if defined(__x86_64__)
#define CK_DISPATCH(name, ...)                                  \
    switch (ck_instruction_set()) {                             \
    case CK_AVX512: name##_avx512(__VA_ARGS__); break;          \
    case CK_AVX2: name##_avx2(__VA_ARGS__); break;              \
    case CK_BASELINE: name##_baseline(__VA_ARGS__); break;      \
    default: name##_reference(__VA_ARGS__); break;              \
    }
#else
#define CK_DISPATCH(name, ...)                                  \
    switch (ck_instruction_set()) {                             \
    case CK_REFERENCE: name##_reference(__VA_ARGS__); break;    \
    default: name##_baseline(__VA_ARGS__); break;               \
    }
#endif

#endif
