// Products of a few dozen rows and columns, all of whose operands are in the first-level cache.

#define PRODUCT NAME(small_product)

// out[r, c] = the sum over k < depth of a(r, k) b[k, c], with a(r, k) at a[r * a_stride + k], or at a[k * a_stride + r]
// when `is_turned`. b has whole vectors of columns; what is past the last one does not matter but is finite.
typedef struct {
    long rows, columns, depth;
    int is_turned;
    const float *a;
    long a_stride;
    const float *b;
    long b_stride;
    // Added to the sum where not NULL; whole vectors at start[r * out_stride + c].
    const float *start;
    // Multiplies row r where not NULL.
    const float *factors;
    float *out;
    long out_stride;
    // Row r of the result goes to row at[r] of out, and nowhere if that is negative. NULL: to row r.
    const int32_t *at;
} PRODUCT;

static inline __attribute__((always_inline)) void NAME(small_tile)(const int is_turned, const int height,
                                                                   const int vectors, const PRODUCT *p, long row,
                                                                   long column) {
    V sum[8][4];
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            sum[r][v] =
                p->start ? NAME(load)(p->start + (row + r) * p->out_stride + column + v * LANES, LANES) : (V){0};
    const long a_stride = p->a_stride, b_stride = p->b_stride, depth = p->depth;
    const float *a = p->a + (is_turned ? row : row * a_stride), *b = p->b + column;
    for (long k = 0; k < depth; k++, b += b_stride) {
        V right[4];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) right[v] = NAME(load)(b + v * LANES, LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < height; r++) {
            V left = NAME(splat)(is_turned ? a[k * a_stride + r] : a[r * a_stride + k]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sum[r][v] += left * right[v];
        }
    }
    const long n = p->columns - column;
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++) {
        const long to = p->at ? p->at[row + r] : row + r;
        if (to < 0) continue;
        const float factor = p->factors ? p->factors[row + r] : 1;
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            NAME(store)(p->out + to * p->out_stride + column + v * LANES, sum[r][v] * factor, n - v * LANES);
    }
}

// Tiles as wide and high as registers allow, of nearly equal height: up to 6 x 4, 8 x 3 and 8 x 2 sums of AVX-512, and
// 6 x 2 of the others.
#define WIDEST (LANES == 16 ? 4 : 2)
#define TALLEST(vectors) (LANES == 16 ? ((vectors) == 4 ? 6 : 8) : 6)

static inline __attribute__((always_inline)) void NAME(small_panel)(const int is_turned, const int vectors,
                                                                    const PRODUCT *p, long column) {
    long row = 0;
    for (long tiles = (p->rows + TALLEST(vectors) - 1) / TALLEST(vectors); tiles > 0; tiles--) {
        const long height = (p->rows - row + tiles - 1) / tiles;
        switch (height) {
#define TILE(HEIGHT) NAME(small_tile)(is_turned, HEIGHT, vectors, p, row, column)
#if LANES == 16
        case 8: if (vectors < 4) TILE(8); break;
        case 7: if (vectors < 4) TILE(7); break;
#endif
        case 6: TILE(6); break;
        case 5: TILE(5); break;
        case 4: TILE(4); break;
        case 3: TILE(3); break;
        case 2: TILE(2); break;
        default: TILE(1);
#undef TILE
        }
        row += height;
    }
}

static inline __attribute__((always_inline)) void NAME(small_panels)(const int is_turned, const PRODUCT *p) {
    for (long column = 0; column < p->columns;) {
        const long left = (p->columns - column + LANES - 1) / LANES, vectors = least(left, WIDEST);
        switch (vectors) {
#if LANES == 16
        case 4: NAME(small_panel)(is_turned, 4, p, column); break;
        case 3: NAME(small_panel)(is_turned, 3, p, column); break;
#endif
        case 2: NAME(small_panel)(is_turned, 2, p, column); break;
        default: NAME(small_panel)(is_turned, 1, p, column);
        }
        column += vectors * LANES;
    }
}

static __attribute__((noinline)) void NAME(small_multiply)(const PRODUCT *p) {
    if (p->is_turned)
        NAME(small_panels)(1, p);
    else
        NAME(small_panels)(0, p);
}

#undef PRODUCT
#undef WIDEST
#undef TALLEST
