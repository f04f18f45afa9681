// Includes the file named by KERNELS once for each instruction set, with SET (the suffix of its functions)
// and LANES (floats in a vector) defined. No include guard: that is the point.
#define SET baseline
#define LANES 4
#include "vector.h"
#include KERNELS
#include "vector_end.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define LANES 8
#include "vector.h"
#include KERNELS
#include "vector_end.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define SET avx512
#define LANES 16
#include "vector.h"
#include KERNELS
#include "vector_end.h"
#pragma clang attribute pop
#endif

#undef KERNELS
