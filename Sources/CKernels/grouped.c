// Grouped convolutions, forwards and weight gradient: each output channel sees the inputs of its own group. Padded
// lines are copied slice by slice (see grouped.h), so that what one product reads lies together: at 1024 channels the
// pixels of a map are 4 KiB apart, and all of them would fall into one set of the first-level cache.
#include "grouped.h"

#include <string.h>

enum { ROWS = CK_PRODUCT_ROWS, MOST_LANES = 16 };

static slicing slicing_of(const ck_geometry *g, long columns, long groups) {
    return ck_slicing(g->channels / groups, columns / groups, groups);
}

long ck_grouped_slices(const ck_geometry *g, long columns, long groups) {
    return slicing_of(g, columns, groups).slices;
}

long ck_grouped_packed_size(const ck_geometry *g, long columns, long groups) {
    return groups * ck_packed_size((long)g->kernel * g->kernel * g->channels / groups, columns / groups);
}

void ck_grouped_pack(const ck_geometry *g, long columns, long groups, long slice, const float *w, float *packed) {
    const slicing s = slicing_of(g, columns, groups);
    const long depth = (long)g->kernel * g->kernel * s.inputs, first = slice * slice_outputs(&s);
    const long n = least(slice_outputs(&s), columns - first);
    float *to = packed + slice * depth * s.panel;
    if (s.groups_per_slice == 1) {
        ck_pack(0, depth, s.outputs, w + first, columns, 1, depth, to);
        return;
    }
    for (long d = 0; d < depth; d++, to += s.panel) {
        memcpy(to, w + d * columns + first, sizeof(float) * n);
        memset(to + n, 0, sizeof(float) * (s.panel - n));
    }
}

long ck_grouped_scratch(const ck_geometry *g, long rows) {
    long pixels = g->out_height * g->out_width;
    // Whole images, and at both ends of a block parts of one.
    long per_image = (g->out_height - 1) * g->stride + g->kernel;
    long part = (least(g->out_height, rows / g->out_width + 2) - 1) * g->stride + g->kernel;
    // The last slice takes the place of a whole one, of one vector at most where a slice has several groups.
    return ((rows / pixels) * per_image + 2 * part) * padded_width(g) * (g->channels + MOST_LANES);
}

// Output pixels of one image among start..<start + count, from `row` of these on.
typedef struct {
    long image, first, here;
    long oy0, lines;         // the first output row, and padded lines
} run;

static run run_at(const ck_geometry *g, long start, long count, long row) {
    const long pixels = g->out_height * g->out_width;
    run r = {(start + row) / pixels, (start + row) % pixels, 0, 0, 0};
    r.here = least(pixels - r.first, count - row);
    r.oy0 = r.first / g->out_width;
    r.lines = ((r.first + r.here - 1) / g->out_width - r.oy0) * g->stride + g->kernel;
    return r;
}

// Copies the lines that output pixels start..<start + count see into slices, zeros around the map, and points rows[i]
// at the top left of what pixel start + i sees in the first slice. Returns the floats from one slice to the next.
static long slice_lines(const ck_geometry *g, const slicing *s, long first_slice, long slices, long start, long count,
                        const float *x, float *sliced, const float **rows) {
    const long line = g->width * g->channels, width = slice_inputs(s), padded = padded_width(g) * width;
    const long left = g->padding * width, right = padded - left - g->width * width;
    long stride = 0;
    for (long row = 0; row < count;) {
        const run r = run_at(g, start, count, row);
        stride += r.lines * padded;
        row += r.here;
    }
    for (long row = 0; row < count;) {
        const run r = run_at(g, start, count, row);
        const float *map = x + r.image * g->height * line;
        const long top = r.oy0 * g->stride - g->padding;
        for (long i = 0; i < r.lines; i++) {
            float *to = sliced + i * padded;
            const int is_outside = top + i < 0 || top + i >= g->height;
            for (long k = 0; k < slices; k++) {
                memset(to + k * stride, 0, sizeof(float) * (is_outside ? padded : left));
                memset(to + k * stride + padded - right, 0, sizeof(float) * right);
            }
            if (!is_outside)
                ck_slice_copy(g->width, g->channels, width, first_slice, slices, stride, map + (top + i) * line,
                              to + left);
        }
        for (long i = 0, oy = r.oy0, ox = r.first % g->out_width; i < r.here; i++) {
            rows[row + i] = sliced + (oy - r.oy0) * g->stride * padded + ox * g->stride * width;
            if (++ox == g->out_width) ox = 0, oy++;
        }
        sliced += r.lines * padded;
        row += r.here;
    }
    return stride;
}

// The taps in the slice `floats` behind the first.
static void slice_taps(const ck_geometry *g, const slicing *s, long floats, long *offsets) {
    const long width = slice_inputs(s), padded = padded_width(g) * width;
    for (long t = 0; t < (long)g->kernel * g->kernel; t++)
        offsets[t] = floats + t / g->kernel * padded + t % g->kernel * width;
}

void ck_grouped_convolution(const ck_geometry *g, long columns, long groups, long start, long count, const float *x,
                            const float *packed, float *y, float *scratch) {
    const slicing s = slicing_of(g, columns, groups);
    const long taps = (long)g->kernel * g->kernel;
    const float *rows[ROWS];
    float *out[ROWS];
    long offsets[CK_MOST_KERNEL * CK_MOST_KERNEL];
    const long stride = slice_lines(g, &s, 0, s.slices, start, count, x, scratch, rows);
    for (long slice = 0; slice < s.slices; slice++, packed += taps * s.inputs * s.panel) {
        slice_taps(g, &s, slice * stride, offsets);
        for (long i = 0; i < count; i++) out[i] = y + (start + i) * columns + slice * slice_outputs(&s);
        ck_slice_product(&s, slice, count, rows, taps, offsets, packed, out, 0);
    }
}

void ck_grouped_weight_gradient(const ck_geometry *g, long columns, long groups, long first_slice, long slices,
                                long start, long count, const float *x, const float *dy, float *dw, float *scratch) {
    const slicing s = slicing_of(g, columns, groups);
    const float *rows[ROWS], *gradients[ROWS];
    long offsets[CK_MOST_KERNEL * CK_MOST_KERNEL];
    const long stride = slice_lines(g, &s, first_slice, slices, start, count, x, scratch, rows);
    for (long i = 0; i < slices; i++) {
        const long column = (first_slice + i) * slice_outputs(&s);
        slice_taps(g, &s, i * stride, offsets);
        for (long r = 0; r < count; r++) gradients[r] = dy + r * columns + column;
        ck_slice_weight_product(&s, first_slice + i, count, rows, (long)g->kernel * g->kernel, offsets, columns,
                                gradients, dw + column);
    }
}
