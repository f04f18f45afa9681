// Dense convolutions, forwards and weight gradient, as products of rows that lie in the map, or in a copy of its rows
// with zeros around them: each output pixel sees `kernel` runs of kernel * channels floats.
#include "geometry.h"

#include <string.h>

enum { ROWS = CK_PRODUCT_ROWS };

// Whether rows are read from a copy: with zeros around them, or changed by the reading.
static int needs_copy(const ck_geometry *g, int is_read_through) { return g->padding > 0 || is_read_through; }

long ck_convolution_scratch(const ck_geometry *g, long rows, int is_read_through) {
    if (!needs_copy(g, is_read_through)) return 0;
    long pixels = g->out_height * g->out_width;
    // Whole images, and at both ends of a block parts of one.
    long per_image = ((g->out_height - 1) * g->stride + g->kernel) * padded_width(g) * g->channels;
    long block_rows = least(g->out_height, rows / g->out_width + 2);
    long part = ((block_rows - 1) * g->stride + g->kernel) * padded_width(g) * g->channels;
    return (rows / pixels) * per_image + 2 * part;
}

static void copy_pixels(long pixels, long channels, const ck_reading *reading, const float *from, float *to) {
    if (reading)
        ck_scale_shift(pixels, channels, reading->activation, from, reading->scale, reading->shift, to);
    else
        memcpy(to, from, sizeof(float) * pixels * channels);
}

// One line of the map with zeros beside it; all widths in floats.
static void copy_line(const ck_geometry *g, const float *line, long left, long inner, long width,
                      const ck_reading *reading, float *to) {
    memset(to, 0, sizeof(float) * left);
    copy_pixels(inner / g->channels, g->channels, reading, line, to + left);
    memset(to + left + inner, 0, sizeof(float) * (width - left - inner));
}

void ck_convolution_pad(const ck_geometry *g, const float *x, const ck_reading *reading, float *padded) {
    const long line = g->width * g->channels, left = (long)g->padding * g->channels, width = line + 2 * left;
    memset(padded, 0, sizeof(float) * g->padding * width);
    for (long y = 0; y < g->height; y++)
        copy_line(g, x + y * line, left, line, width, reading, padded + (g->padding + y) * width);
    memset(padded + (g->padding + g->height) * width, 0, sizeof(float) * g->padding * width);
}

// Points rows[i] at the top left of what output pixel start + i sees; copies padded rows into scratch.
static void point_rows(const ck_geometry *g, long start, long count, const float *x, const ck_reading *reading,
                       float *scratch, const float **rows) {
    const long pixels = g->out_height * g->out_width, line = g->width * g->channels;
    if (is_pointwise(g)) {
        // One pixel after the other, so that one call changes them all.
        const float *from = x + start * g->channels;
        if (reading) {
            copy_pixels(count, g->channels, reading, from, scratch);
            from = scratch;
        }
        for (long i = 0; i < count; i++) rows[i] = from + i * g->channels;
        return;
    }
    const int copies = needs_copy(g, reading != NULL);
    const long padded = copies ? padded_width(g) * g->channels : line;
    // Zero columns beside the map; the last outputs may not reach its last columns.
    const long left = (long)g->padding * g->channels, inner = least(line, padded - left);
    for (long row = 0; row < count;) {
        long image = (start + row) / pixels, first = (start + row) % pixels, here = least(pixels - first, count - row);
        const float *map = x + image * g->height * line;
        long oy0 = first / g->out_width, oy1 = (first + here - 1) / g->out_width;
        // The line of `from` that the first output row sees first.
        long top = oy0 * g->stride - g->padding;
        const float *from = map + top * line;
        if (copies) {
            long lines = (oy1 - oy0) * g->stride + g->kernel;
            for (long i = 0; i < lines; i++) {
                float *to = scratch + i * padded;
                long y = top + i;
                if (y < 0 || y >= g->height) {
                    memset(to, 0, sizeof(float) * padded);
                    continue;
                }
                copy_line(g, map + y * line, left, inner, padded, reading, to);
            }
            from = scratch;
            scratch += lines * padded;
        }
        long oy = oy0, ox = first % g->out_width;
        for (long i = 0; i < here; i++) {
            rows[row + i] = from + (oy - oy0) * g->stride * padded + ox * g->stride * g->channels;
            if (++ox == g->out_width) ox = 0, oy++;
        }
        row += here;
    }
}

static void tap_rows(const ck_geometry *g, int is_read_through, long *offsets) {
    long line = (needs_copy(g, is_read_through) ? padded_width(g) : g->width) * g->channels;
    for (int i = 0; i < g->kernel; i++) offsets[i] = i * line;
}

void ck_convolution(const ck_geometry *g, long columns, long start, long count, const float *x,
                    const ck_reading *reading, const float *packed, float *y, float *scratch) {
    const float *rows[ROWS];
    float *out[ROWS];
    long offsets[CK_MOST_KERNEL];
    tap_rows(g, reading != NULL, offsets);
    point_rows(g, start, count, x, reading, scratch, rows);
    for (long i = 0; i < count; i++) out[i] = y + (start + i) * columns;
    ck_row_product(count, rows, g->kernel, offsets, g->kernel * g->channels, columns, packed, out, 0);
}

void ck_convolution_weight_gradient(const ck_geometry *g, long columns, long start, long count, long first_column,
                                    long column_count, const float *x, const ck_reading *reading, const float *dy,
                                    float *dw, float *scratch) {
    const float *rows[ROWS], *gradients[ROWS];
    long offsets[CK_MOST_KERNEL];
    tap_rows(g, reading != NULL, offsets);
    point_rows(g, start, count, x, reading, scratch, rows);
    for (long i = 0; i < count; i++) gradients[i] = dy + i * columns;
    ck_weight_product(count, rows, g->kernel, offsets, g->kernel * g->channels, columns, first_column,
                      first_column + column_count, gradients, dw);
}
