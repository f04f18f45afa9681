// Dense convolution as matrix products: output pixels become rows of the patches they see.
#include "instruction_set.h"

#include <string.h>

void ck_im2col(const ck_geometry *g, int first_row, int kernel_rows, long first, long count, const float *x,
               float *columns) {
    const long run = (long)g->kernel * g->channels;
    for (long p = first; p < first + count; p++) {
        long top = p / g->out_width * g->stride - g->padding, left = p % g->out_width * g->stride - g->padding;
        // A row of the kernel is contiguous in the map but for the columns that padding adds.
        long kx0 = left < 0 ? -left : 0, kx1 = g->width - left < g->kernel ? g->width - left : g->kernel;
        if (kx1 < kx0) kx1 = kx0;
        for (int ky = first_row; ky < first_row + kernel_rows; ky++, columns += run) {
            long iy = top + ky;
            if (iy < 0 || iy >= g->height || kx0 == kx1) {
                memset(columns, 0, sizeof(float) * run);
                continue;
            }
            memset(columns, 0, sizeof(float) * kx0 * g->channels);
            memcpy(columns + kx0 * g->channels, x + (iy * g->width + left + kx0) * g->channels,
                   sizeof(float) * (kx1 - kx0) * g->channels);
            memset(columns + kx1 * g->channels, 0, sizeof(float) * (g->kernel - kx1) * g->channels);
        }
    }
}

void ck_col2im(const ck_geometry *g, long first, long count, const float *columns, float *dx) {
    const long run = (long)g->kernel * g->channels;
    for (long p = first; p < first + count; p++) {
        long top = p / g->out_width * g->stride - g->padding, left = p % g->out_width * g->stride - g->padding;
        long kx0 = left < 0 ? -left : 0, kx1 = g->width - left < g->kernel ? g->width - left : g->kernel;
        for (int ky = 0; ky < g->kernel; ky++, columns += run) {
            long iy = top + ky;
            if (iy < 0 || iy >= g->height || kx1 <= kx0) continue;
            ck_add((kx1 - kx0) * g->channels, columns + kx0 * g->channels,
                   dx + (iy * g->width + left + kx0) * g->channels);
        }
    }
}
