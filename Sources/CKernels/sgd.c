#include "instruction_set.h"

static void sgd_step_reference(long count, float learning_rate, float momentum, float weight_decay,
                               const float *gradient, float *parameter, float *buffer) {
    for (long i = 0; i < count; i++) {
        buffer[i] = momentum * buffer[i] + (gradient[i] + weight_decay * parameter[i]);
        parameter[i] -= learning_rate * buffer[i];
    }
}

#define KERNELS "sgd_kernels.h"
#include "each_set.h"

void ck_sgd_step(long count, float learning_rate, float momentum, float weight_decay, const float *gradient,
                 float *parameter, float *buffer) {
    CK_DISPATCH(sgd_step, count, learning_rate, momentum, weight_decay, gradient, parameter, buffer)
}
