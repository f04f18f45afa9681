#include "instruction_set.h"

#include <math.h>

static void adamw_step_reference(long count, const ck_adamw *settings, const float *gradient, float *parameter,
                                 float *m, float *v) {
    for (long i = 0; i < count; i++) {
        float g = gradient[i];
        m[i] = settings->beta1 * m[i] + (1 - settings->beta1) * g;
        v[i] = settings->beta2 * v[i] + (1 - settings->beta2) * g * g;
        float denominator = sqrtf(v[i]) / sqrtf(settings->correction2) + settings->epsilon;
        float decayed = parameter[i] - settings->learning_rate * settings->weight_decay * parameter[i];
        parameter[i] = decayed - settings->learning_rate / settings->correction1 * (m[i] / denominator);
    }
}

#define KERNELS "adamw_kernels.h"
#include "each_set.h"

void ck_adamw_step(long count, const ck_adamw *settings, const float *gradient, float *parameter, float *m,
                   float *v) {
    CK_DISPATCH(adamw_step, count, settings, gradient, parameter, m, v)
}
