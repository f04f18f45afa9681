static void NAME(residual_add)(long rows, long channels, const float *x, const float *scale, const float *shift,
                               float factor, const float *shortcut, float *sum) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c;
        V s = (scale ? NAME(load)(scale + c, n) : NAME(splat)(1)) * factor;
        V b = (shift ? NAME(load)(shift + c, n) : (V){0}) * factor;
        for (long r = 0; r < rows; r++) {
            long i = r * channels + c;
            NAME(store)(sum + i, NAME(load)(x + i, n) * s + b + NAME(load)(shortcut + i, n), n);
        }
    }
}

static void NAME(residual_backward)(long rows, long channels, const float *x, const float *scale, float factor,
                                    const float *d, float *dx, float *d_scale) {
    for (long c = 0; c < channels; c += LANES) {
        long n = channels - c;
        V s = (scale ? NAME(load)(scale + c, n) : NAME(splat)(1)) * factor;
        V total = {0};
        for (long r = 0; r < rows; r++) {
            long i = r * channels + c;
            V g = NAME(load)(d + i, n);
            if (d_scale) total += g * NAME(load)(x + i, n);
            NAME(store)(dx + i, g * s, n);
        }
        if (d_scale) NAME(store)(d_scale + c, NAME(load)(d_scale + c, n) + total * factor, n);
    }
}
