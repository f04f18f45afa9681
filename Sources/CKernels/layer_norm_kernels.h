static void NAME(layer_norm)(long rows, long channels, float epsilon, const float *x, const float *weight,
                             const float *bias, float *y, float *mean, float *rstd) {
    for (long r = 0; r < rows; r++, x += channels, y += channels) {
        V sum = {0}, squares = {0};
        for (long c = 0; c < channels; c += LANES) sum += NAME(load)(x + c, channels - c);
        float m = NAME(sum)(sum) / channels;
        for (long c = 0; c < channels; c += LANES) {
            // Lanes past the last channel would deviate by -m: keep them at zero.
            V d = NAME(keep)(NAME(load)(x + c, channels - c) - m, channels - c);
            squares += d * d;
        }
        float s = 1 / sqrtf(NAME(sum)(squares) / channels + epsilon);
        for (long c = 0; c < channels; c += LANES) {
            long n = channels - c;
            V h = (NAME(load)(x + c, n) - m) * s;
            NAME(store)(y + c, h * NAME(load)(weight + c, n) + NAME(load)(bias + c, n), n);
        }
        mean[r] = m;
        rstd[r] = s;
    }
}

static void NAME(layer_norm_backward)(long rows, long channels, int accumulate, const float *x,
                                      const float *weight, const float *mean, const float *rstd, const float *dy,
                                      float *dx, float *d_weight, float *d_bias) {
    for (long r = 0; r < rows; r++, x += channels, dy += channels, dx += channels) {
        float m = mean[r], s = rstd[r];
        V sum_g = {0}, sum_gh = {0};
        for (long c = 0; c < channels; c += LANES) {
            long n = channels - c;
            V d = NAME(load)(dy + c, n), h = (NAME(load)(x + c, n) - m) * s;
            // Past the last channel d is zero, so neither sum sees those lanes.
            V g = d * NAME(load)(weight + c, n), dh = d * h;
            sum_g += g;
            sum_gh += g * h;
            NAME(store)(d_weight + c, NAME(load)(d_weight + c, n) + dh, n);
            NAME(store)(d_bias + c, NAME(load)(d_bias + c, n) + d, n);
        }
        float a = NAME(sum)(sum_g) / channels, b = NAME(sum)(sum_gh) / channels;
        for (long c = 0; c < channels; c += LANES) {
            long n = channels - c;
            V h = (NAME(load)(x + c, n) - m) * s;
            V g = NAME(load)(dy + c, n) * NAME(load)(weight + c, n);
            V d = (g - a - h * b) * s;
            NAME(store)(dx + c, accumulate ? NAME(load)(dx + c, n) + d : d, n);
        }
    }
}
