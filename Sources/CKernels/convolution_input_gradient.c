// The input gradient of dense convolutions, as products of rows of the upstream gradient.
//
// An input pixel sums the outputs whose window covers it: every stride-th tap of the kernel, in as many phases
// as there are remainders of its row and column. Pixels of one phase see the same taps.
#include "geometry.h"

#include <string.h>

enum { ROWS = CK_PRODUCT_ROWS };

long ck_input_gradient_packed_size(const ck_geometry *g, long columns) {
    long size = 0;
    for (int py = 0; py < g->stride; py++)
        for (int px = 0; px < g->stride; px++) {
            phase f = phase_at(g, py, px);
            size += ck_packed_size(f.rows * f.columns * columns, g->channels);
        }
    return size;
}

void ck_input_gradient_pack(const ck_geometry *g, long columns, long first, long count, const float *w,
                            float *packed) {
    for (int py = 0; py < g->stride; py++)
        for (int px = 0; px < g->stride; px++) {
            phase f = phase_at(g, py, px);
            long depth = (long)f.rows * f.columns * columns;
            for (int j = 0; j < f.rows * f.columns; j++) {
                int ky = f.ky + j / f.columns * g->stride, kx = f.kx + j % f.columns * g->stride;
                // Element (n, c) of the tap is w[ky, kx, c, n].
                ck_pack(j * columns + first, count, g->channels,
                        w + ((long)ky * g->kernel + kx) * g->channels * columns + first, 1, columns, depth, packed);
            }
            packed += ck_packed_size(depth, g->channels);
        }
}

long ck_input_gradient_scratch(const ck_geometry *g, long columns, long lines) {
    if (is_pointwise(g)) return 0;
    // Whole images, and at both ends of a block parts of one.
    long images = lines / g->height + 2;
    long out_lines = (least(lines, g->height) + g->kernel) / g->stride + 2;
    return images * out_lines * gradient_width(g) * columns;
}

// Lines y0..<y1 of one image, and the upstream gradient around them with zeros where it has none.
typedef struct {
    long y0, y1, base;
    float *dx;
    const float *lines;
} part;

static part copy_part(const ck_geometry *g, long columns, long y0, long y1, const float *dy, float *dx,
                      float **scratch) {
    const long width = gradient_width(g) * columns, left = gradient_left(g) * columns, line = g->out_width * columns;
    const long base = first_line(g, y0), end = (y1 - 1 + g->padding) / g->stride + 1;
    part p = {y0, y1, base, dx, *scratch};
    for (long oy = base; oy < end; oy++, *scratch += width) {
        float *to = *scratch;
        if (oy < 0 || oy >= g->out_height) {
            memset(to, 0, sizeof(float) * width);
            continue;
        }
        memset(to, 0, sizeof(float) * left);
        memcpy(to + left, dy + oy * line, sizeof(float) * line);
        memset(to + left + line, 0, sizeof(float) * (width - left - line));
    }
    return p;
}

// Rows of one product as they are collected.
typedef struct {
    const float *rows[ROWS];
    float *out[ROWS];
    long count;
} batch;

static void flush(batch *b, long taps, const long *offsets, long depth, long columns, const float *packed,
                  int accumulate) {
    if (b->count > 0) ck_row_product(b->count, b->rows, taps, offsets, depth, columns, packed, b->out, accumulate);
    b->count = 0;
}

// The pixels of one phase in all parts.
static void phase_pixels(const ck_geometry *g, long columns, int accumulate, int py, int px, const part *parts,
                         long part_count, const float *packed) {
    const phase f = phase_at(g, py, px);
    const long taps = (long)f.rows * f.columns, width = gradient_width(g), left = gradient_left(g), s = g->stride;
    long offsets[CK_MOST_KERNEL * CK_MOST_KERNEL];
    for (long j = 0; j < taps; j++) offsets[j] = -(j / f.columns * width + j % f.columns) * columns;
    batch b;
    b.count = 0;
    for (const part *p = parts; p < parts + part_count; p++)
        for (long y = p->y0 + (s + py - p->y0 % s) % s; y < p->y1; y += s) {
            long oy = (y + g->padding - f.ky) / s;
            for (long x = px; x < g->width; x += s) {
                float *to = p->dx + (y * g->width + x) * g->channels;
                if (taps == 0) {
                    if (!accumulate) memset(to, 0, sizeof(float) * g->channels);
                    continue;
                }
                long ox = (x + g->padding - f.kx) / s;
                b.rows[b.count] = p->lines + ((oy - p->base) * width + left + ox) * columns;
                b.out[b.count] = to;
                if (++b.count == ROWS) flush(&b, taps, offsets, columns, g->channels, packed, accumulate);
            }
        }
    flush(&b, taps, offsets, columns, g->channels, packed, accumulate);
}

void ck_single_tap_input_gradient(const ck_geometry *g, long columns, int accumulate, long start, long count,
                                  const float *dy, const float *packed, float *dx) {
    const float *rows[ROWS];
    float *out[ROWS];
    const long none = 0;
    long ox = start % g->out_width, oy = start / g->out_width % g->out_height;
    long image = start / g->out_width / g->out_height;
    for (long i = 0; i < count; i++) {
        rows[i] = dy + i * columns;
        out[i] = dx + ((image * g->height + oy * g->stride) * g->width + ox * g->stride) * g->channels;
        if (++ox < g->out_width) continue;
        ox = 0;
        if (++oy == g->out_height) oy = 0, image++;
    }
    ck_row_product(count, rows, 1, &none, columns, g->channels, packed, out, accumulate);
}

void ck_convolution_input_gradient(const ck_geometry *g, long columns, int accumulate, long start, long count,
                                   const float *dy, const float *packed, float *dx, float *scratch) {
    if (is_pointwise(g)) {
        batch b;
        b.count = 0;
        const long none = 0;
        for (long i = start * g->width; i < (start + count) * g->width; i++) {
            b.rows[b.count] = dy + i * columns;
            b.out[b.count] = dx + i * g->channels;
            if (++b.count == ROWS) flush(&b, 1, &none, columns, g->channels, packed, accumulate);
        }
        flush(&b, 1, &none, columns, g->channels, packed, accumulate);
        return;
    }
    part parts[CK_GRADIENT_LINES];
    long part_count = 0;
    for (long line = start; line < start + count;) {
        long image = line / g->height, y0 = line % g->height, y1 = least(g->height, y0 + start + count - line);
        parts[part_count++] =
            copy_part(g, columns, y0, y1, dy + image * g->out_height * g->out_width * columns,
                      dx + image * g->height * g->width * g->channels, &scratch);
        line += y1 - y0;
    }
    for (int py = 0; py < g->stride; py++)
        for (int px = 0; px < g->stride; px++) {
            phase_pixels(g, columns, accumulate, py, px, parts, part_count, packed);
            phase f = phase_at(g, py, px);
            packed += ck_packed_size((long)f.rows * f.columns * columns, g->channels);
        }
}
