#include "instruction_set.h"

static void multiply_add_reference(long rounds, float *sink) {
    float sum = *sink;
    for (long i = 0; i < rounds; i++) sum += sum * 0.5f - sum;
    *sink = sum;
}

#define KERNELS "ceiling_kernels.h"
#include "each_set.h"

long ck_multiply_add_flops(long rounds) {
    switch (ck_instruction_set()) {
    case CK_AVX512: return rounds * 24 * 16 * 2;
    case CK_AVX2: return rounds * 12 * 8 * 2;
    case CK_BASELINE: return rounds * 12 * 4 * 2;
    default: return rounds * 2;
    }
}

void ck_multiply_add(long rounds, float *sink) { CK_DISPATCH(multiply_add, rounds, sink) }
