#include "instruction_set.h"

static void lion_step_reference(long count, float learning_rate, float weight_decay, float beta1, float beta2,
                                const float *gradient, float *parameter, float *average) {
    for (long i = 0; i < count; i++) {
        float direction = beta1 * average[i] + (1 - beta1) * gradient[i];
        float sign = (direction > 0) - (direction < 0);
        parameter[i] -= learning_rate * (sign + weight_decay * parameter[i]);
        average[i] = beta2 * average[i] + (1 - beta2) * gradient[i];
    }
}

#define KERNELS "lion_kernels.h"
#include "each_set.h"

void ck_lion_step(long count, float learning_rate, float weight_decay, float beta1, float beta2, const float *gradient,
                  float *parameter, float *average) {
    CK_DISPATCH(lion_step, count, learning_rate, weight_decay, beta1, beta2, gradient, parameter, average)
}
