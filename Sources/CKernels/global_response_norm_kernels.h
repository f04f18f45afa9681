// Four rows at a time in four accumulators, so that no addition waits for the one before it.
static void NAME(column_products)(long rows, long channels, const float *a, const float *b, float *sums) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c, r = 0;
        V s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
        for (; r + 4 <= rows; r += 4) {
            const float *p = a + r * channels + c, *q = b + r * channels + c;
            s0 += NAME(load)(p, n) * NAME(load)(q, n);
            s1 += NAME(load)(p + channels, n) * NAME(load)(q + channels, n);
            s2 += NAME(load)(p + 2 * channels, n) * NAME(load)(q + 2 * channels, n);
            s3 += NAME(load)(p + 3 * channels, n) * NAME(load)(q + 3 * channels, n);
        }
        for (; r < rows; r++) s0 += NAME(load)(a + r * channels + c, n) * NAME(load)(b + r * channels + c, n);
        NAME(store)(sums + c, NAME(load)(sums + c, n) + ((s0 + s1) + (s2 + s3)), n);
    }
}

static void NAME(response_backward)(long rows, long channels, const float *x, const float *scale, const float *slope,
                                    const float *dy, float *dx) {
    for (long r = 0; r < rows; r++, x += channels, dy += channels, dx += channels)
        for (long c = 0; c < channels; c += LANES) {
            const long n = channels - c;
            const V g = NAME(load)(dy + c, n) * NAME(load)(scale + c, n);
            NAME(store)(dx + c, NAME(load)(x + c, n) * NAME(load)(slope + c, n) + g, n);
        }
}
