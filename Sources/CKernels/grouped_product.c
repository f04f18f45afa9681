#include "grouped.h"
#include "instruction_set.h"

#include <string.h>

static long lanes(void) {
    switch (ck_instruction_set()) {
    case CK_BASELINE: return 4;
    case CK_AVX2: return 8;
    default: return 16;
    }
}

slicing ck_slicing(long inputs, long outputs, long groups) {
    // SSE2 and NEON have no permutation by a vector of indices: each group stands for itself.
    const long together = ck_instruction_set() == CK_BASELINE ? 1 : most(1, lanes() / most(inputs, outputs));
    slicing s = {inputs, outputs, groups, least(groups, together), 0, 0};
    s.slices = (groups + s.groups_per_slice - 1) / s.groups_per_slice;
    s.panel = s.groups_per_slice > 1 ? lanes() : ck_packed_size(1, outputs);
    return s;
}

static void slice_copy_reference(long pixels, long channels, long width, long first, long slices, long stride,
                                 const float *x, float *sliced) {
    for (long s = 0; s < slices; s++)
        for (long p = 0; p < pixels; p++)
            for (long c = 0; c < least(width, channels - (first + s) * width); c++)
                sliced[s * stride + p * width + c] = x[p * channels + (first + s) * width + c];
}

static void slice_product_reference(int is_single, long inputs, long outputs, long groups, long count,
                                    const float *const *rows, long taps, const long *offsets, const float *packed,
                                    float *const *out, int accumulate) {
    const long panel = is_single ? outputs : lanes();
    for (long r = 0; r < count; r++)
        for (long c = 0; c < groups * outputs; c++) {
            double sum = accumulate ? out[r][c] : 0;
            for (long t = 0; t < taps; t++)
                for (long d = 0; d < inputs; d++)
                    sum += (double)rows[r][offsets[t] + c / outputs * inputs + d] *
                           packed[(t * inputs + d) * panel + c];
            out[r][c] = (float)sum;
        }
}

static void slice_weight_product_reference(int is_single, long inputs, long outputs, long groups, long count,
                                           const float *const *rows, long taps, const long *offsets, long columns,
                                           const float *const *gradients, float *dw) {
    (void)is_single;
    for (long t = 0; t < taps; t++)
        for (long d = 0; d < inputs; d++)
            for (long c = 0; c < groups * outputs; c++) {
                double sum = 0;
                for (long r = 0; r < count; r++)
                    sum += (double)rows[r][offsets[t] + c / outputs * inputs + d] * gradients[r][c];
                dw[(t * inputs + d) * columns + c] += (float)sum;
            }
}

#define KERNELS "grouped_kernels.h"
#include "each_set.h"

void ck_slice_copy(long pixels, long channels, long width, long first, long slices, long stride, const float *x,
                   float *sliced) {
    CK_DISPATCH(slice_copy, pixels, channels, width, first, slices, stride, x, sliced)
}

void ck_slice_product(const slicing *s, long slice, long count, const float *const *rows, long taps,
                      const long *offsets, const float *packed, float *const *out, int accumulate) {
    const int is_single = s->groups_per_slice == 1;
    // Of more outputs than a vector's a product has tiles that read each input once for two vectors.
    if (is_single && s->outputs > lanes()) {
        ck_row_product(count, rows, taps, offsets, s->inputs, s->outputs, packed, out, accumulate);
        return;
    }
    const long groups = least(s->groups_per_slice, s->groups - slice * s->groups_per_slice);
    CK_DISPATCH(slice_product, is_single, s->inputs, s->outputs, groups, count, rows, taps, offsets, packed, out,
                accumulate)
}

void ck_slice_weight_product(const slicing *s, long slice, long count, const float *const *rows, long taps,
                             const long *offsets, long columns, const float *const *gradients, float *dw) {
    const int is_single = s->groups_per_slice == 1;
    if (is_single && s->outputs > lanes()) {
        ck_weight_product(count, rows, taps, offsets, s->inputs, columns, 0, s->outputs, gradients, dw);
        return;
    }
    const long groups = least(s->groups_per_slice, s->groups - slice * s->groups_per_slice);
    CK_DISPATCH(slice_weight_product, is_single, s->inputs, s->outputs, groups, count, rows, taps, offsets, columns,
                gradients, dw)
}
