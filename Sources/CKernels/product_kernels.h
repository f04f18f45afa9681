// Matrix products whose left operand is read where it lies, through a pointer to each row: what a pixel sees
// through a kernel is a few runs ("taps") of its padded map, and needs no copy.

#include "transpose_vector.h"

// Panels one after the other, each [total_depth, vectors, LANES]; columns past the last are zero.
static void NAME(pack)(long first, long depth, long columns, const float *b, long row_stride, long column_stride,
                       long total_depth, float *packed) {
    for (long c = 0; c < columns;) {
        long vectors = panel_vectors((columns - c + LANES - 1) / LANES), width = vectors * LANES, n = columns - c;
        float *to = packed + first * width;
        if (column_stride == 1) {
            for (long d = 0; d < depth; d++)
                for (long v = 0; v < vectors; v++)
                    NAME(store)(to + d * width + v * LANES,
                                NAME(load)(b + d * row_stride + c + v * LANES, n - v * LANES), LANES);
        } else {
            // A column is a run of the operand: squares of it are turned in registers.
            for (long i = 0; i < width; i += LANES)
                for (long d = 0; d < depth; d += LANES) {
                    V square[LANES];
                    for (long k = 0; k < LANES; k++)
                        square[k] = i + k < n ? NAME(load)(b + (c + i + k) * column_stride + d, depth - d) : (V){0};
                    NAME(transpose)(square);
                    for (long k = 0; k < least(LANES, depth - d); k++)
                        NAME(store)(to + (d + k) * width + i, square[k], LANES);
                }
        }
        packed += total_depth * width;
        c += width;
    }
}

static inline __attribute__((always_inline)) void NAME(row_tile)(
    const int height, const int vectors, const float *const *rows, long taps, const long *offsets, long depth,
    const float *panel, float *const *out, long column, long n, int accumulate) {
    V sum[12][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            sum[r][v] = accumulate && n > v * LANES ? NAME(load)(out[r] + column + v * LANES, n - v * LANES) : (V){0};
    for (long t = 0; t < taps; t++) {
        const float *a[12];
#pragma clang loop unroll(full)
        for (int r = 0; r < height; r++) a[r] = rows[r] + offsets[t];
        for (long d = 0; d < depth; d++, panel += vectors * LANES) {
            V b[2];
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) b[v] = NAME(load)(panel + v * LANES, LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < height; r++) {
                V x = NAME(splat)(a[r][d]);
#pragma clang loop unroll(full)
                for (int v = 0; v < vectors; v++) sum[r][v] += x * b[v];
            }
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            if (n > v * LANES) NAME(store)(out[r] + column + v * LANES, sum[r][v], n - v * LANES);
}

// Rows of a tile of two vectors: AVX-512 has registers for twice as many sums.
#define TALL (LANES == 16 ? 12 : 6)
#define TALLEST 12
#define TALL3 (LANES == 16 ? 8 : 3)

static void NAME(row_panel)(long count, const float *const *rows, long taps, const long *offsets, long depth,
                            const float *panel, long vectors, float *const *out, long column, long n,
                            int accumulate) {
    long r = 0;
#define TILE(HEIGHT, VECTORS)                                                                                     \
    NAME(row_tile)(HEIGHT, VECTORS, rows + r, taps, offsets, depth, panel, out + r, column, n, accumulate)
#define TILES(HEIGHT, VECTORS)                                                                                    \
    for (; r + HEIGHT <= count; r += HEIGHT) TILE(HEIGHT, VECTORS);
    if (vectors == 2) {
        // Tiles of nearly equal height: a short one at the end would wait for its few sums (98 rows as 8 x 12 + 2
        // take 1.02 times as long as 8 x 11 + 10).
        for (long tiles = (count + TALL - 1) / TALL; tiles > 0; tiles--) {
            long height = (count - r + tiles - 1) / tiles;
            switch (height) {
#if LANES == 16
            case 12: TILE(12, 2); break;
            case 11: TILE(11, 2); break;
            case 10: TILE(10, 2); break;
            case 9: TILE(9, 2); break;
            case 8: TILE(8, 2); break;
            case 7: TILE(7, 2); break;
#endif
            case 6: TILE(6, 2); break;
            case 5: TILE(5, 2); break;
            case 4: TILE(4, 2); break;
            case 3: TILE(3, 2); break;
            case 2: TILE(2, 2); break;
            default: TILE(1, 2);
            }
            r += height;
        }
    } else {
        TILES(TALLEST, 1)
        TILES(4, 1)
        TILES(1, 1)
    }
#undef TILE
#undef TILES
}

static void NAME(row_product)(long count, const float *const *rows, long taps, const long *offsets, long depth,
                              long columns, const float *packed, float *const *out, int accumulate) {
    // A small right operand stays in the first-level cache while rows pass once; of a large one each panel does,
    // and rows pass again for each.
    long group = taps * depth * columns <= 4096 ? 2 * TALLEST : count;
    for (long first = 0; first < count; first += group) {
        long rows_here = count - first < group ? count - first : group;
        const float *panel = packed;
        for (long c = 0; c < columns;) {
            long vectors = panel_vectors((columns - c + LANES - 1) / LANES);
            NAME(row_panel)(rows_here, rows + first, taps, offsets, depth, panel, vectors, out + first, c, columns - c,
                            accumulate);
            panel += taps * depth * vectors * LANES;
            c += vectors * LANES;
        }
    }
}

// Adds to `height` rows of dw what `count` rows give; `gradients` is packed.
static inline __attribute__((always_inline)) void NAME(weight_tile)(
    const int height, const int vectors, long count, const float *const *rows, long offset, const float *gradients,
    long n, float *dw, long columns) {
    V sum[12][3];
#pragma clang loop unroll(full)
    for (int k = 0; k < height; k++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sum[k][v] = (V){0};
    for (long r = 0; r < count; r++, gradients += vectors * LANES) {
        const float *a = rows[r] + offset;
        V b[3];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) b[v] = NAME(load)(gradients + v * LANES, LANES);
#pragma clang loop unroll(full)
        for (int k = 0; k < height; k++) {
            V x = NAME(splat)(a[k]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sum[k][v] += x * b[v];
        }
    }
#pragma clang loop unroll(full)
    for (int k = 0; k < height; k++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            if (n > v * LANES) {
                float *p = dw + k * columns + v * LANES;
                NAME(store)(p, NAME(load)(p, n - v * LANES) + sum[k][v], n - v * LANES);
            }
}

// The gradient of one tap's weights [depth, columns] in one panel of columns.
static void NAME(weight_tap)(long count, const float *const *rows, long offset, long depth, long columns,
                             const float *gradients, long vectors, long n, float *dw) {
    long d = 0;
#define TILE(HEIGHT, VECTORS)                                                                                     \
    for (; d + HEIGHT <= depth; d += HEIGHT)                                                                      \
        NAME(weight_tile)(HEIGHT, VECTORS, count, rows, offset + d, gradients, n, dw + d * columns, columns);
    if (vectors == 3) {
        TILE(TALL3, 3)
        TILE(1, 3)
    } else if (vectors == 2) {
        // 4 and 4 rather than 6 and 2, 8 and 8 rather than 12 and 4: few sums in flight would wait for each other.
        for (; depth - d >= TALL && depth - d != (LANES == 16 ? 16 : 8); d += TALL)
            NAME(weight_tile)(TALL, 2, count, rows, offset + d, gradients, n, dw + d * columns, columns);
        if (LANES == 16) {
            TILE(8, 2)
        }
        TILE(4, 2)
        TILE(1, 2)
    } else {
        TILE(TALLEST, 1)
        TILE(8, 1)
        TILE(4, 1)
        TILE(1, 1)
    }
#undef TILE
}

// Panels of the gradients of `count` rows, one after the other, each [count, vectors, LANES]: whole rows are read, so
// that the lines come in order.
static void NAME(pack_gradients)(long count, const float *const *gradients, long first, long last, float *packed) {
    for (long r = 0; r < count; r++) {
        float *panel = packed;
        for (long c = first; c < last;) {
            long n = last - c, vectors = weight_panel_vectors((n + LANES - 1) / LANES), width = vectors * LANES;
            for (long v = 0; v < vectors; v++)
                NAME(store)(panel + r * width + v * LANES,
                            NAME(load)(gradients[r] + c + v * LANES, n - v * LANES), LANES);
            panel += count * width;
            c += width;
        }
    }
}

static void NAME(weight_product)(long count, const float *const *rows, long taps, const long *offsets, long depth,
                                 long columns, long first_column, long last_column,
                                 const float *const *gradients, float *dw) {
    // A panel of the gradients of a few rows and those rows stay in the first-level cache under all tiles. AVX2: 64
    // rows measured ahead of 128 and 192 at most widths (85 against 81 GFLOP/s at 64 x 128). AVX-512 waits for the
    // weights that each run adds to: 196 rows against 64 gave 240 to 220 GFLOP/s at 768 x 3072 and 249 to 227 at 384 x
    // 1536. Its runs are equal, none of them short. Inputs packed as well gave 0.8 to 1.0 times as much at most widths.
    enum { MOST_ROWS = LANES == 16 ? 196 : 64, COLUMNS_AT_ONCE = 256 };
    float packed[MOST_ROWS * COLUMNS_AT_ONCE] __attribute__((aligned(64)));
    const long runs = (count + MOST_ROWS - 1) / MOST_ROWS, length = LANES == 16 ? (count + runs - 1) / runs : MOST_ROWS;
    for (long first = 0; first < count; first += length)
        for (long begin = first_column; begin < last_column; begin += COLUMNS_AT_ONCE) {
            const long here = least(length, count - first), end = least(begin + COLUMNS_AT_ONCE, last_column);
            NAME(pack_gradients)(here, gradients + first, begin, end, packed);
            const float *panel = packed;
            for (long c = begin; c < end;) {
                long n = end - c, vectors = weight_panel_vectors((n + LANES - 1) / LANES);
                for (long t = 0; t < taps; t++)
                    NAME(weight_tap)(here, rows + first, offsets[t], depth, columns, panel, vectors, n,
                                     dw + t * depth * columns + c);
                panel += here * vectors * LANES;
                c += vectors * LANES;
            }
        }
}

#undef TALL
#undef TALLEST
#undef TALL3
