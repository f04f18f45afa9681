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

// A few rows at a time: their sums first, then their gradients, so that the sums over rows are loaded and stored
// once for all of them.
enum { NAME(GROUP) = 8 };

static void NAME(layer_norm_backward)(long rows, long channels, int accumulate, const float *x,
                                      const float *weight, const float *mean, const float *rstd, const float *dy,
                                      float *dx, float *d_weight, float *d_bias) {
    for (long first = 0; first < rows; first += NAME(GROUP)) {
        long here = rows - first < NAME(GROUP) ? rows - first : NAME(GROUP);
        float a[NAME(GROUP)], b[NAME(GROUP)];
        for (long r = 0; r < here; r++) {
            const float *xr = x + (first + r) * channels, *dr = dy + (first + r) * channels;
            float m = mean[first + r], s = rstd[first + r];
            V sum_g = {0}, sum_gh = {0};
            for (long c = 0; c < channels; c += LANES) {
                long n = channels - c;
                // Past the last channel the gradient is zero, so neither sum sees those lanes.
                V g = NAME(load)(dr + c, n) * NAME(load)(weight + c, n);
                sum_g += g;
                sum_gh += g * ((NAME(load)(xr + c, n) - m) * s);
            }
            a[r] = NAME(sum)(sum_g) / channels;
            b[r] = NAME(sum)(sum_gh) / channels;
        }
        for (long c = 0; c < channels; c += LANES) {
            long n = channels - c;
            V w = NAME(load)(weight + c, n), dw = NAME(load)(d_weight + c, n), db = NAME(load)(d_bias + c, n);
            for (long r = 0; r < here; r++) {
                long i = (first + r) * channels + c;
                V u = NAME(load)(dy + i, n), h = (NAME(load)(x + i, n) - mean[first + r]) * rstd[first + r];
                V d = (u * w - a[r] - h * b[r]) * rstd[first + r];
                NAME(store)(dx + i, accumulate ? NAME(load)(dx + i, n) + d : d, n);
                dw += u * h;
                db += u;
            }
            NAME(store)(d_weight + c, dw, n);
            NAME(store)(d_bias + c, db, n);
        }
    }
}
