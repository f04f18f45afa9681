// Four rows at a time in four accumulators, so that no addition waits for the one before it.
static void NAME(column_sums)(long rows, long channels, const float *x, float *sums) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c, r = 0;
        V a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0};
        for (; r + 4 <= rows; r += 4) {
            const float *p = x + r * channels + c;
            a0 += NAME(load)(p, n);
            a1 += NAME(load)(p + channels, n);
            a2 += NAME(load)(p + 2 * channels, n);
            a3 += NAME(load)(p + 3 * channels, n);
        }
        for (; r < rows; r++) a0 += NAME(load)(x + r * channels + c, n);
        NAME(store)(sums + c, NAME(load)(sums + c, n) + ((a0 + a1) + (a2 + a3)), n);
    }
}
