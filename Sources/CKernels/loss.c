#include "CAblateKernels.h"

#include <math.h>

// A few hundred rows a step at most: plain code in double precision costs nothing that matters.
double ck_cross_entropy(long rows, long classes, const float *logits, const float *targets, float *d_logits) {
    double total = 0;
    for (long r = 0; r < rows; r++, logits += classes, targets += classes) {
        // Starting from the first logit lets NaN through to the loss.
        double high = logits[0], sum = 0, loss = 0;
        for (long c = 1; c < classes; c++)
            if (logits[c] > high) high = logits[c];
        for (long c = 0; c < classes; c++) sum += exp(logits[c] - high);
        double log_sum = log(sum) + high;
        for (long c = 0; c < classes; c++) loss += targets[c] * (log_sum - logits[c]);
        total += loss;
        if (!d_logits) continue;
        for (long c = 0; c < classes; c++) d_logits[c] = (float)((exp(logits[c] - log_sum) - targets[c]) / rows);
        d_logits += classes;
    }
    return total;
}
