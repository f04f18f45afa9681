// The time of attention within windows alone: forward and backward in milliseconds, the median of many passes. Windows
// and heads are cut into tasks as WindowedAttention.swift cuts them. compare_attention_speed.py builds and runs it.
//
//   attention_speed side window shift channels heads images threads count
#include "CAblateKernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
    ck_attention_geometry g;
    long windows, windows_per_block, blocks, heads_per_task, groups, table;
    float *qkv, *position_bias, *bias, *y, *statistics, *dy, *d_qkv, *sums, *d_position_bias, **scratch;
} benchmark;

static float *random_floats(long count) {
    float *p = aligned_alloc(64, (sizeof(float) * count + 63) / 64 * 64);
    for (long i = 0; i < count; i++) p[i] = (float)(rand() / (RAND_MAX + 1.0) * 4 - 2);
    return p;
}

static double milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

static long least(long a, long b) { return a < b ? a : b; }

static void spread(void *context, long head, int worker) {
    benchmark *b = context;
    (void)worker;
    ck_attention_bias(&b->g, head, b->position_bias, b->bias + head * ck_attention_bias_size(&b->g));
}

static void forward(void *context, long task, int worker) {
    benchmark *b = context;
    const long head = task % b->groups * b->heads_per_task, window = task / b->groups * b->windows_per_block;
    ck_attention(&b->g, head, least(b->heads_per_task, b->g.heads - head), window,
                 least(b->windows_per_block, b->windows - window), b->qkv, b->bias, b->y, b->statistics,
                 b->scratch[worker]);
}

static void backward(void *context, long task, int worker) {
    benchmark *b = context;
    const long head = task % b->groups * b->heads_per_task, block = task / b->groups;
    const long window = block * b->windows_per_block;
    ck_attention_backward(&b->g, head, least(b->heads_per_task, b->g.heads - head), window,
                          least(b->windows_per_block, b->windows - window), b->qkv, b->bias, b->statistics, b->dy,
                          b->d_qkv, b->sums + block * b->table, b->scratch[worker]);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// As RowBlocks.evenSize.
static long even_size(long count, long size) {
    const long blocks = (count + size - 1) / size, even = blocks > 16 ? 8 : 4;
    const long rounded = (blocks + even - 1) / even * even;
    return blocks <= 8 ? size : (count + rounded - 1) / rounded;
}

int main(int argc, char **argv) {
    if (argc != 9) return 64;
    long a[9];
    for (int i = 1; i < 9; i++) a[i] = atol(argv[i]);
    const long side = a[1], window = a[2], shift = a[3], images = a[6], threads = a[7], count = a[8];
    benchmark b = {.g = {side, side, side, side, a[4], a[5], window, window, shift, shift}};
    const long pixels = images * side * side;
    b.windows = pixels / (window * window);
    b.windows_per_block = even_size(b.windows, least(8, b.windows));
    b.blocks = (b.windows + b.windows_per_block - 1) / b.windows_per_block;
    b.heads_per_task = 32 * b.g.heads / b.g.channels;
    if (b.heads_per_task < 1) b.heads_per_task = 1;
    b.heads_per_task = least(b.heads_per_task, b.g.heads);
    b.groups = (b.g.heads + b.heads_per_task - 1) / b.heads_per_task;
    b.table = (2 * window - 1) * (2 * window - 1) * b.g.heads;
    b.qkv = random_floats(pixels * 3 * b.g.channels);
    b.d_qkv = random_floats(pixels * 3 * b.g.channels);
    b.position_bias = random_floats(b.table);
    b.d_position_bias = random_floats(b.table);
    b.bias = random_floats(b.g.heads * ck_attention_bias_size(&b.g));
    b.y = random_floats(pixels * b.g.channels);
    b.dy = random_floats(pixels * b.g.channels);
    b.statistics = random_floats(pixels * 2 * b.g.heads);
    b.sums = random_floats(b.blocks * b.table);
    b.scratch = malloc(sizeof(float *) * threads);
    for (long t = 0; t < threads; t++) b.scratch[t] = random_floats(ck_attention_scratch(&b.g, b.heads_per_task));
    ck_pool *pool = ck_pool_create((int)threads);
    double *times[2] = {malloc(sizeof(double) * count), malloc(sizeof(double) * count)};
    for (long i = -2; i < count; i++) {
        const double start = milliseconds();
        ck_pool_run(pool, b.g.heads, spread, &b);
        ck_pool_run(pool, b.blocks * b.groups, forward, &b);
        const double middle = milliseconds();
        ck_pool_run(pool, b.g.heads, spread, &b);
        ck_pool_run(pool, b.blocks * b.groups, backward, &b);
        ck_combine(b.blocks, b.table, b.table, b.sums, b.d_position_bias);
        if (i < 0) continue;
        times[0][i] = middle - start;
        times[1][i] = milliseconds() - middle;
    }
    for (int pass = 0; pass < 2; pass++) {
        qsort(times[pass], count, sizeof(double), ascending);
        printf("%.4f ", times[pass][count / 2]);
    }
    printf("\n");
    return 0;
}
