static void NAME(lion_step)(long count, float learning_rate, float weight_decay, float beta1, float beta2,
                            const float *gradient, float *parameter, float *average) {
    for (long i = 0; i < count; i += LANES) {
        long n = count - i;
        V g = NAME(load)(gradient + i, n), p = NAME(load)(parameter + i, n), m = NAME(load)(average + i, n);
        V direction = m * beta1 + g * (1 - beta1);
        // A comparison is -1 where it holds.
        V sign = __builtin_convertvector((direction < 0) - (direction > 0), V);
        NAME(store)(parameter + i, p - (sign + p * weight_decay) * learning_rate, n);
        NAME(store)(average + i, m * beta2 + g * (1 - beta2), n);
    }
}
