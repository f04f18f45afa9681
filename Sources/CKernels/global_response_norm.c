#include "instruction_set.h"

#include <math.h>

static void column_products_reference(long rows, long channels, const float *a, const float *b, float *sums) {
    for (long c = 0; c < channels; c++) {
        double sum = 0;
        for (long r = 0; r < rows; r++) sum += (double)a[r * channels + c] * b[r * channels + c];
        sums[c] += (float)sum;
    }
}

static void response_backward_reference(long rows, long channels, const float *x, const float *scale,
                                        const float *slope, const float *dy, float *dx) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c++) {
            long i = r * channels + c;
            dx[i] = (float)((double)dy[i] * scale[c] + (double)x[i] * slope[c]);
        }
}

#define KERNELS "global_response_norm_kernels.h"
#include "each_set.h"

void ck_column_products(long rows, long channels, const float *a, const float *b, float *sums) {
    CK_DISPATCH(column_products, rows, channels, a, b, sums)
}

void ck_response_backward(long rows, long channels, const float *x, const float *scale, const float *slope,
                          const float *dy, float *dx) {
    CK_DISPATCH(response_backward, rows, channels, x, scale, slope, dy, dx)
}

// A few numbers for each channel of an image: these two are memory-bound as they stand.

void ck_response_scale(long channels, float epsilon, const float *squares, const float *weight, float *norm,
                       float *mean, float *scale) {
    double sum = 0;
    for (long c = 0; c < channels; c++) {
        norm[c] = sqrtf(squares[c]);
        sum += norm[c];
    }
    *mean = (float)(sum / channels + epsilon);
    for (long c = 0; c < channels; c++) scale[c] = weight[c] * norm[c] / *mean + 1;
}

void ck_response_slope(long channels, const float *products, const float *weight, const float *norm, float mean,
                       float *scale, float *slope, float *d_weight) {
    // norm / mean is what the weight multiplies; the gradient of the mean is spread over all channels.
    double spread = 0;
    for (long c = 0; c < channels; c++) spread += (double)weight[c] * products[c] * norm[c];
    spread /= (double)mean * mean * channels;
    for (long c = 0; c < channels; c++) {
        scale[c] = weight[c] * norm[c] / mean + 1;
        d_weight[c] = products[c] * (norm[c] / mean);
        double gradient = (double)weight[c] * products[c] / mean - spread;
        // The length of nothing but zeros has no direction to grow in.
        slope[c] = norm[c] > 0 ? (float)(gradient / norm[c]) : 0;
    }
}
