static void NAME(max_pool)(long height, long width, long channels, int kernel, int stride, int padding,
                           const float *x, float *y, int32_t *which) {
    long out_height = pooled(height, kernel, stride, padding), out_width = pooled(width, kernel, stride, padding);
    for (long oy = 0; oy < out_height; oy++)
        for (long ox = 0; ox < out_width; ox++)
            for (long c = 0; c < channels; c += LANES) {
                long n = channels - c, o = (oy * out_width + ox) * channels + c;
                V best = {0};
                VI at = (VI){0} - 1;
                for (int ky = 0; ky < kernel; ky++) {
                    long iy = oy * stride - padding + ky;
                    if (iy < 0 || iy >= height) continue;
                    for (int kx = 0; kx < kernel; kx++) {
                        long ix = ox * stride - padding + kx;
                        if (ix < 0 || ix >= width) continue;
                        V value = NAME(load)(x + (iy * width + ix) * channels + c, n);
                        VI takes = ~(value <= best) & (best == best);
                        takes |= at < 0;
                        best = (V)(((VI)value & takes) | ((VI)best & ~takes));
                        at = ((ky * kernel + kx) & takes) | (at & ~takes);
                    }
                }
                NAME(store)(y + o, best, n);
                NAME(store)((float *)which + o, (V)at, n);
            }
}

// Each input pixel gathers from the windows that cover it, in the order of the windows.
static void NAME(max_pool_backward)(long height, long width, long channels, int kernel, int stride, int padding,
                                    const float *dy, const int32_t *which, float *dx) {
    long out_height = pooled(height, kernel, stride, padding), out_width = pooled(width, kernel, stride, padding);
    for (long iy = 0; iy < height; iy++)
        for (long ix = 0; ix < width; ix++) {
            long oy_first = iy + padding - kernel + 1, ox_first = ix + padding - kernel + 1;
            oy_first = oy_first <= 0 ? 0 : (oy_first + stride - 1) / stride;
            ox_first = ox_first <= 0 ? 0 : (ox_first + stride - 1) / stride;
            for (long c = 0; c < channels; c += LANES) {
                long n = channels - c;
                V total = {0};
                for (long oy = oy_first; oy < out_height && oy * stride - padding <= iy; oy++)
                    for (long ox = ox_first; ox < out_width && ox * stride - padding <= ix; ox++) {
                        long o = (oy * out_width + ox) * channels + c;
                        int32_t k = (int32_t)((iy - oy * stride + padding) * kernel + ix - ox * stride + padding);
                        VI here = (VI)NAME(load)((const float *)which + o, n) == k;
                        total += (V)((VI)NAME(load)(dy + o, n) & here);
                    }
                NAME(store)(dx + (iy * width + ix) * channels + c, total, n);
            }
        }
}
