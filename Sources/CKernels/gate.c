#include "instruction_set.h"

static void gate_reference(long rows, long channels, const float *x, const float *s, float *y) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c++) y[r * channels + c] = x[r * channels + c] * s[c];
}

static void gate_backward_reference(long rows, long channels, int accumulate, const float *x, const float *s,
                                    const float *dy, float *dx, float *ds) {
    for (long c = 0; c < channels; c++) {
        double sum = 0;
        for (long r = 0; r < rows; r++) {
            long i = r * channels + c;
            sum += (double)dy[i] * x[i];
            dx[i] = dy[i] * s[c] + (accumulate ? dx[i] : 0);
        }
        ds[c] += (float)sum;
    }
}

#define KERNELS "gate_kernels.h"
#include "each_set.h"

void ck_gate(long rows, long channels, const float *x, const float *s, float *y) {
    CK_DISPATCH(gate, rows, channels, x, s, y)
}

void ck_gate_backward(long rows, long channels, int accumulate, const float *x, const float *s, const float *dy,
                      float *dx, float *ds) {
    CK_DISPATCH(gate_backward, rows, channels, accumulate, x, s, dy, dx, ds)
}
