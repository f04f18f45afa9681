// The input gradient of grouped convolutions, as that of dense ones (see convolution_input_gradient.c) from slices of
// the upstream gradient: for this pass a group's outputs are what its inputs are forwards.
#include "grouped.h"

#include <string.h>

enum { ROWS = CK_PRODUCT_ROWS, MOST_LANES = 16 };

static slicing slicing_of(const ck_geometry *g, long columns, long groups) {
    return ck_slicing(columns / groups, g->channels / groups, groups);
}

long ck_grouped_turned_size(const ck_geometry *g, long columns, long groups) {
    return groups * ck_packed_size((long)g->kernel * g->kernel * columns / groups, g->channels / groups);
}

// Packed rows of one phase, in the order of phase_pixels below: element (n, c) of a group's tap is w[ky, kx, c, n].
static void turn_phase(const ck_geometry *g, const slicing *s, long columns, phase f, long slice, const float *w,
                       float *packed) {
    const long taps = (long)f.rows * f.columns, first = slice * slice_inputs(s);
    const long groups = least(s->groups_per_slice, s->groups - slice * s->groups_per_slice);
    for (long t = 0; t < taps; t++) {
        const long ky = f.ky + t / f.columns * g->stride, kx = f.kx + t % f.columns * g->stride;
        const float *tap = w + (ky * g->kernel + kx) * s->outputs * columns + first;
        if (s->groups_per_slice == 1) {
            ck_pack(t * s->inputs, s->inputs, s->outputs, tap, 1, columns, taps * s->inputs, packed);
            continue;
        }
        float *to = packed + t * s->inputs * s->panel;
        memset(to, 0, sizeof(float) * s->inputs * s->panel);
        for (long j = 0; j < groups; j++)
            for (long c = 0; c < s->outputs; c++)
                for (long n = 0; n < s->inputs; n++)
                    to[n * s->panel + j * s->outputs + c] = tap[c * columns + j * s->inputs + n];
    }
}

void ck_grouped_turn(const ck_geometry *g, long columns, long groups, long slice, const float *w, float *packed) {
    const slicing s = slicing_of(g, columns, groups);
    float *to = packed + slice * g->kernel * g->kernel * s.inputs * s.panel;
    for (int py = 0; py < g->stride; py++)
        for (int px = 0; px < g->stride; px++) {
            const phase f = phase_at(g, py, px);
            turn_phase(g, &s, columns, f, slice, w, to);
            to += (long)f.rows * f.columns * s.inputs * s.panel;
        }
}

long ck_grouped_input_gradient_scratch(const ck_geometry *g, long columns, long lines) {
    long images = lines / g->height + 2;
    long out_lines = (least(lines, g->height) + g->kernel) / g->stride + 2;
    return images * out_lines * gradient_width(g) * (columns + MOST_LANES);
}

// Lines y0..<y1 of one image, and the upstream gradient around them, in slices, with zeros where it has none.
typedef struct {
    long y0, y1;
    long base, end;          // lines of the upstream gradient
    const float *dy;
    float *dx, *lines;
} part;

static part part_at(const ck_geometry *g, long columns, long line, long end, const float *dy, float *dx) {
    const long image = line / g->height, y0 = line % g->height;
    part p = {y0, least(g->height, y0 + end - line), 0, 0, NULL, NULL, NULL};
    p.base = first_line(g, p.y0);
    p.end = (p.y1 - 1 + g->padding) / g->stride + 1;
    p.dy = dy + image * g->out_height * g->out_width * columns;
    p.dx = dx + image * g->height * g->width * g->channels;
    return p;
}

static void slice_part(const ck_geometry *g, const slicing *s, long columns, long stride, const part *p) {
    const long width = slice_inputs(s), padded = gradient_width(g) * width, left = gradient_left(g) * width;
    const long right = padded - left - g->out_width * width;
    for (long oy = p->base; oy < p->end; oy++) {
        float *to = p->lines + (oy - p->base) * padded;
        const int is_outside = oy < 0 || oy >= g->out_height;
        for (long k = 0; k < s->slices; k++) {
            memset(to + k * stride, 0, sizeof(float) * (is_outside ? padded : left));
            memset(to + k * stride + padded - right, 0, sizeof(float) * right);
        }
        if (!is_outside)
            ck_slice_copy(g->out_width, columns, width, 0, s->slices, stride, p->dy + oy * g->out_width * columns,
                          to + left);
    }
}

// Rows of one product as they are collected.
typedef struct {
    const float *rows[ROWS];
    float *out[ROWS];
    long count;
} batch;

// All slices of the collected rows, which point into the first.
static void flush(batch *b, const slicing *s, long stride, long taps, const long *offsets, long slice_floats,
                  const float *packed, int accumulate) {
    long shifted[CK_MOST_KERNEL * CK_MOST_KERNEL];
    for (long slice = 0; slice < s->slices && b->count > 0; slice++, packed += slice_floats) {
        for (long t = 0; t < taps; t++) shifted[t] = offsets[t] + slice * stride;
        ck_slice_product(s, slice, b->count, b->rows, taps, shifted, packed, b->out, accumulate);
        for (long i = 0; i < b->count; i++) b->out[i] += slice_outputs(s);
    }
    b->count = 0;
}

// The pixels of one phase in all parts.
static void phase_pixels(const ck_geometry *g, const slicing *s, int accumulate, int py, int px, const part *parts,
                         long part_count, long stride, const float *packed) {
    const phase f = phase_at(g, py, px);
    const long taps = (long)f.rows * f.columns, slice_floats = (long)g->kernel * g->kernel * s->inputs * s->panel;
    const long width = gradient_width(g), left = gradient_left(g), step = g->stride;
    long offsets[CK_MOST_KERNEL * CK_MOST_KERNEL];
    for (long j = 0; j < taps; j++) offsets[j] = -(j / f.columns * width + j % f.columns) * slice_inputs(s);
    batch b;
    b.count = 0;
    for (const part *p = parts; p < parts + part_count; p++)
        for (long y = p->y0 + (step + py - p->y0 % step) % step; y < p->y1; y += step) {
            const long oy = (y + g->padding - f.ky) / step;
            for (long x = px; x < g->width; x += step) {
                float *to = p->dx + (y * g->width + x) * g->channels;
                if (taps == 0) {
                    if (!accumulate) memset(to, 0, sizeof(float) * g->channels);
                    continue;
                }
                const long ox = (x + g->padding - f.kx) / step;
                b.rows[b.count] = p->lines + ((oy - p->base) * width + left + ox) * slice_inputs(s);
                b.out[b.count] = to;
                if (++b.count == ROWS) flush(&b, s, stride, taps, offsets, slice_floats, packed, accumulate);
            }
        }
    flush(&b, s, stride, taps, offsets, slice_floats, packed, accumulate);
}

void ck_grouped_input_gradient(const ck_geometry *g, long columns, long groups, int accumulate, long start,
                               long count, const float *dy, const float *packed, float *dx, float *scratch) {
    const slicing s = slicing_of(g, columns, groups);
    part parts[CK_GRADIENT_LINES];
    long part_count = 0, stride = 0;
    for (long line = start; line < start + count;) {
        part p = part_at(g, columns, line, start + count, dy, dx);
        p.lines = scratch + stride;
        stride += (p.end - p.base) * gradient_width(g) * slice_inputs(&s);
        parts[part_count++] = p;
        line += p.y1 - p.y0;
    }
    for (long i = 0; i < part_count; i++) slice_part(g, &s, columns, stride, parts + i);
    for (int py = 0; py < g->stride; py++)
        for (int px = 0; px < g->stride; px++) {
            phase_pixels(g, &s, accumulate, py, px, parts, part_count, stride, packed);
            const phase f = phase_at(g, py, px);
            packed += (long)f.rows * f.columns * s.inputs * s.panel;
        }
}
