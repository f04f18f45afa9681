static void NAME(sgd_step)(long count, float learning_rate, float momentum, float weight_decay,
                           const float *gradient, float *parameter, float *buffer) {
    for (long i = 0; i < count; i += LANES) {
        long n = count - i;
        V p = NAME(load)(parameter + i, n);
        V b = NAME(load)(buffer + i, n) * momentum + (NAME(load)(gradient + i, n) + p * weight_decay);
        NAME(store)(buffer + i, b, n);
        NAME(store)(parameter + i, p - b * learning_rate, n);
    }
}
