// Multiply-adds on registers alone, as many at once as hide their latency: nothing can be faster.
static void NAME(multiply_add)(long rounds, float *sink) {
    enum { AT_ONCE = LANES == 16 ? 24 : 12 };
    V sum[AT_ONCE], a = NAME(splat)(0.5f), b = NAME(splat)(*sink);
    for (int i = 0; i < AT_ONCE; i++) sum[i] = b + (float)i;
    for (long r = 0; r < rounds; r++) {
#pragma clang loop unroll(full)
        for (int i = 0; i < AT_ONCE; i++) {
            sum[i] = sum[i] * a + b;
            // Keeps the compiler from computing rounds at once.
            __asm__ volatile("" : "+v"(sum[i]));
        }
    }
    for (int i = 1; i < AT_ONCE; i++) sum[0] += sum[i];
    *sink = NAME(sum)(sum[0]);
}
