#include "instruction_set.h"

#include <stdatomic.h>

ck_set ck_best_instruction_set(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        return CK_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CK_AVX2;
#endif
    return CK_BASELINE;
}

static _Atomic int chosen = -1;
static _Thread_local int here = -1;

ck_set ck_instruction_set(void) {
    if (here >= 0) return (ck_set)here;
    int set = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (set < 0) {
        set = ck_best_instruction_set();
        atomic_store_explicit(&chosen, set, memory_order_relaxed);
    }
    return (ck_set)set;
}

int ck_use_instruction_set(ck_set set) {
    if (set > ck_best_instruction_set()) return 0;
    atomic_store_explicit(&chosen, (int)set, memory_order_relaxed);
    return 1;
}

int ck_use_instruction_set_here(int set) {
    if (set > (int)ck_best_instruction_set()) return 0;
    here = set;
    return 1;
}
