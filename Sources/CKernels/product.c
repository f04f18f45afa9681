#include "geometry.h"
#include "instruction_set.h"

#include <string.h>

enum { MOST_LANES = 16 };

// Columns are cut into panels of two vectors, and a last one of one vector where their number is odd. Tiles of
// 6 x 2 sums, or 12 x 1, leave registers for the operands and keep enough multiply-adds in flight.
static long panel_vectors(long vectors_left) { return vectors_left == 1 ? 1 : 2; }

// Of weight gradients, whose tiles may be three vectors wide.
static long weight_panel_vectors(long vectors_left) { return vectors_left == 3 ? 3 : panel_vectors(vectors_left); }

long ck_packed_size(long depth, long columns) {
    return depth * ((columns + MOST_LANES - 1) / MOST_LANES * MOST_LANES);
}

static void pack_reference(long first, long depth, long columns, const float *b, long row_stride,
                           long column_stride, long total_depth, float *packed) {
    (void)total_depth;
    for (long d = 0; d < depth; d++)
        for (long c = 0; c < columns; c++) packed[(first + d) * columns + c] = b[d * row_stride + c * column_stride];
}

static void row_product_reference(long count, const float *const *rows, long taps, const long *offsets, long depth,
                                  long columns, const float *packed, float *const *out, int accumulate) {
    for (long r = 0; r < count; r++)
        for (long c = 0; c < columns; c++) {
            double sum = accumulate ? out[r][c] : 0;
            for (long t = 0; t < taps; t++)
                for (long d = 0; d < depth; d++)
                    sum += (double)rows[r][offsets[t] + d] * packed[(t * depth + d) * columns + c];
            out[r][c] = (float)sum;
        }
}

static void weight_product_reference(long count, const float *const *rows, long taps, const long *offsets,
                                     long depth, long columns, long first, long last,
                                     const float *const *gradients, float *dw) {
    for (long t = 0; t < taps; t++)
        for (long d = 0; d < depth; d++)
            for (long c = first; c < last; c++) {
                double sum = 0;
                for (long r = 0; r < count; r++) sum += (double)rows[r][offsets[t] + d] * gradients[r][c];
                dw[(t * depth + d) * columns + c] += (float)sum;
            }
}

#define KERNELS "product_kernels.h"
#include "each_set.h"

void ck_pack(long first, long depth, long columns, const float *b, long row_stride, long column_stride,
             long total_depth, float *packed) {
    CK_DISPATCH(pack, first, depth, columns, b, row_stride, column_stride, total_depth, packed)
}

void ck_row_product(long count, const float *const *rows, long taps, const long *offsets, long depth, long columns,
                    const float *packed, float *const *out, int accumulate) {
    CK_DISPATCH(row_product, count, rows, taps, offsets, depth, columns, packed, out, accumulate)
}

void ck_weight_product(long count, const float *const *rows, long taps, const long *offsets, long depth,
                       long columns, long first, long last, const float *const *gradients, float *dw) {
    CK_DISPATCH(weight_product, count, rows, taps, offsets, depth, columns, first, last, gradients, dw)
}
