static void NAME(adamw_step)(long count, const ck_adamw *settings, const float *gradient, float *parameter,
                             float *m, float *v) {
    const float beta1 = settings->beta1, beta2 = settings->beta2, epsilon = settings->epsilon;
    const float decay = settings->learning_rate * settings->weight_decay;
    const float rate = settings->learning_rate / settings->correction1;
    const float root = 1 / sqrtf(settings->correction2);
    for (long i = 0; i < count; i += LANES) {
        long n = count - i;
        V g = NAME(load)(gradient + i, n), p = NAME(load)(parameter + i, n);
        V first = NAME(load)(m + i, n) * beta1 + g * (1 - beta1);
        V second = NAME(load)(v + i, n) * beta2 + g * g * (1 - beta2);
        NAME(store)(m + i, first, n);
        NAME(store)(v + i, second, n);
        V denominator = __builtin_elementwise_sqrt(second) * root + epsilon;
        NAME(store)(parameter + i, p - p * decay - first / denominator * rate, n);
    }
}
