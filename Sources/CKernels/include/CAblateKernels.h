// The arithmetic of the engine in C. All arrays are float32, row-major and dense; maps are [N, H, W, C].
//
// Every kernel has a plain reference beside its fast form and is chosen at run time among builds for the
// instruction sets of this machine. Results of one set do not depend on anything but the arguments.
// "Overwrites" and "adds to" say what happens to an output's old content.
#ifndef ABLATE_CKERNELS_H
#define ABLATE_CKERNELS_H

#include <stdint.h>

// ---- Instruction sets ---------------------------------------------------------------------------------

typedef enum { CK_REFERENCE = 0, CK_BASELINE = 1, CK_AVX2 = 2, CK_AVX512 = 3 } ck_set;

ck_set ck_best_instruction_set(void);
ck_set ck_instruction_set(void);
// Takes effect for the whole process; 0 when this machine lacks the set.
int ck_use_instruction_set(ck_set set);
// Takes effect for the calling thread alone, over the process's choice, until the next call; a negative number
// ends it. For tests, which run beside each other; 0 when this machine lacks the set.
int ck_use_instruction_set_here(int set);

// ---- Threads ------------------------------------------------------------------------------------------

typedef struct ck_pool ck_pool;
typedef void (*ck_task)(void *context, long task, int worker);

// A pool of `threads` workers, the calling thread being worker 0. NULL when threads cannot be made.
// Workers are pinned, one to a granted CPU, when they are as many as the granted CPUs.
ck_pool *ck_pool_create(int threads);
void ck_pool_destroy(ck_pool *pool);
// Runs tasks 0..<count, each once, on whichever worker is free, and returns when all are done.
void ck_pool_run(ck_pool *pool, long count, ck_task task, void *context);
// CPUs that this process may use.
int ck_granted_cpus(void);

// ---- Activations --------------------------------------------------------------------------------------

// Sigmoid and SiLU, x times it, are for the three calls below alone: norms, readings and sums do not know them.
typedef enum { CK_IDENTITY = 0, CK_RELU = 1, CK_GELU = 2, CK_SIGMOID = 3, CK_SILU = 4 } ck_activation;

// Overwrites y[i] = f(x[i]); y may be x.
void ck_activate(long count, ck_activation f, const float *x, float *y);
// Overwrites dx[i] = dy[i] f'(x[i]); dx may be dy. The derivative of ReLU at 0 is 0.
void ck_activate_backward(long count, ck_activation f, const float *x, const float *dy, float *dx);
// Overwrites y[i] = f(x[i]) and then x[i] = f'(x[i]): what the backward pass multiplies by, for functions whose parts
// cost more than keeping it.
void ck_activate_keeping(long count, ck_activation f, float *x, float *y);
// Overwrites out[i] = a[i] b[i]; out may be either.
void ck_multiply(long count, const float *a, const float *b, float *out);
// Adds x[i] to y[i].
void ck_add(long count, const float *x, float *y);
// Adds bias[c] to y[r, c].
void ck_add_bias(long rows, long channels, const float *bias, float *y);

// ---- Sums ---------------------------------------------------------------------------------------------

// Adds the sum over rows of x [rows, channels] to sums [channels].
void ck_column_sums(long rows, long channels, const float *x, float *sums);
// Overwrites out[i] with the sum over p of parts[p * stride + i], in the order of p, in double precision.
void ck_combine(long parts, long stride, long count, const float *partial, float *out);

// ---- Batch norm ---------------------------------------------------------------------------------------

// Overwrites, for x [rows, channels], the mean of each channel and the sum of squared deviations from it.
void ck_moments(long rows, long channels, const float *x, float *mean, float *deviation);
// Overwrites y = f(x * scale[c] + shift[c]).
void ck_scale_shift(long rows, long channels, ck_activation f, const float *x, const float *scale,
                    const float *shift, float *y);
// With z = x * scale + shift and g = dy f'(z): overwrites sum_g[c] and sum_gx[c], the sums over rows of g and
// of g (x - mean[c]).
void ck_batch_norm_sums(long rows, long channels, ck_activation f, const float *x, const float *scale,
                        const float *shift, const float *mean, const float *dy, float *sum_g, float *sum_gx);
// With g as above: overwrites dx = scale[c] g - a[c] - b[c] (x - mean[c]); dx may be dy.
void ck_batch_norm_backward(long rows, long channels, ck_activation f, const float *x, const float *scale,
                            const float *shift, const float *mean, const float *a, const float *b,
                            const float *dy, float *dx);

// ---- Layer norm ---------------------------------------------------------------------------------------

// Overwrites y = (x - mean[r]) rstd[r] weight[c] + bias[c] and the statistics of each row.
void ck_layer_norm(long rows, long channels, float epsilon, const float *x, const float *weight,
                   const float *bias, float *y, float *mean, float *rstd);
// Overwrites dx (adds to it when `accumulate`); adds to d_weight and d_bias. dx may be dy.
void ck_layer_norm_backward(long rows, long channels, int accumulate, const float *x, const float *weight,
                            const float *mean, const float *rstd, const float *dy, float *dx,
                            float *d_weight, float *d_bias);

// ---- Global response norm -----------------------------------------------------------------------------

// Adds the sum over rows of a * b [rows, channels] to sums [channels].
void ck_column_products(long rows, long channels, const float *a, const float *b, float *sums);
// One image, from the sum of squares of each channel: overwrites its length, the mean length plus epsilon, and what the
// norm multiplies x by before it adds its bias: scale[c] = 1 + weight[c] norm[c] / mean.
void ck_response_scale(long channels, float epsilon, const float *squares, const float *weight, float *norm,
                       float *mean, float *scale);
// One image, from the sums over its pixels of dy x: overwrites scale, the slope that dx has along x, and d_weight. The
// slope of a channel of zeros is 0.
void ck_response_slope(long channels, const float *products, const float *weight, const float *norm, float mean,
                       float *scale, float *slope, float *d_weight);
// Overwrites dx = dy * scale[c] + x * slope[c]; dx may be dy.
void ck_response_backward(long rows, long channels, const float *x, const float *scale, const float *slope,
                          const float *dy, float *dx);

// ---- Gates --------------------------------------------------------------------------------------------

// Overwrites y = x * s[c].
void ck_gate(long rows, long channels, const float *x, const float *s, float *y);
// Overwrites dx = dy * s[c], or adds to it when `accumulate`; adds the sum over rows of dy * x to ds.
void ck_gate_backward(long rows, long channels, int accumulate, const float *x, const float *s, const float *dy,
                      float *dx, float *ds);

// ---- Residual addition --------------------------------------------------------------------------------

// Overwrites sum = f((x * scale[c] + shift[c]) * factor + shortcut * shortcut_scale[c] + shortcut_shift[c]), f being
// the identity or ReLU; scales may be NULL (1), and shifts (0).
void ck_residual_add(long rows, long channels, ck_activation f, const float *x, const float *scale, const float *shift,
                     float factor, const float *shortcut, const float *shortcut_scale, const float *shortcut_shift,
                     float *sum);
// Overwrites dx = d * scale[c] * factor; adds the sum over rows of d x factor to d_scale (NULL with scale).
void ck_residual_backward(long rows, long channels, const float *x, const float *scale, float factor,
                          const float *d, float *dx, float *d_scale);

// ---- Pooling ------------------------------------------------------------------------------------------

// One image. Overwrites y and which, the position in the window (row-major) of the first maximum; NaN wins.
void ck_max_pool(long height, long width, long channels, int kernel, int stride, int padding, const float *x,
                 float *y, int32_t *which);
// One image. Overwrites dx.
void ck_max_pool_backward(long height, long width, long channels, int kernel, int stride, int padding,
                          const float *dy, const int32_t *which, float *dx);
// One image. Overwrites y [channels] with the mean over pixels.
void ck_average_pool(long pixels, long channels, const float *x, float *y);
// One image. Overwrites dx.
void ck_average_pool_backward(long pixels, long channels, const float *dy, float *dx);

// ---- Rearrangement ------------------------------------------------------------------------------------

// One image. Overwrites y [out_height, out_width, channels] with x and zeros below and on the right of it.
void ck_pad(long height, long width, long channels, long out_height, long out_width, const float *x, float *y);
// One image. Overwrites dx.
void ck_pad_backward(long height, long width, long channels, long out_width, const float *dy, float *dx);
// One image. Overwrites y [(height + 1) / 2, (width + 1) / 2, 4 channels]: the pixels of each 2x2 patch, columns first,
// and zeros for those that an odd side lacks.
void ck_merge_patches(long height, long width, long channels, const float *x, float *y);
// One image. Overwrites dx.
void ck_merge_patches_backward(long height, long width, long channels, const float *dy, float *dx);

// ---- Products -----------------------------------------------------------------------------------------

// A right operand [depth, columns] in panels for ck_row_product: floats that it takes, and a fill of `depth` of
// its total_depth rows, from row `first` on, element (d, c) from b[d * row_stride + c * column_stride]; one of the
// strides is 1.
long ck_packed_size(long total_depth, long columns);
void ck_pack(long first, long depth, long columns, const float *b, long row_stride, long column_stride,
             long total_depth, float *packed);
// Overwrites out[r][c], or adds to it when `accumulate`: the sum over taps t and d < depth of
// rows[r][offsets[t] + d] * b[t * depth + d, c].
void ck_row_product(long count, const float *const *rows, long taps, const long *offsets, long depth,
                    long columns, const float *packed, float *const *out, int accumulate);
// Adds to the columns first..<last of dw [taps, depth, columns] the sum over r of
// rows[r][offsets[t] + d] * gradients[r][c].
void ck_weight_product(long count, const float *const *rows, long taps, const long *offsets, long depth,
                       long columns, long first, long last, const float *const *gradients, float *dw);

// ---- Windowed attention -------------------------------------------------------------------------------

// Multi-head attention within windows that lie shifted on the map: token (a, b) of window (i, j) is pixel
// ((i window_height + a + shift_height) mod height, (j window_width + b + shift_width) mod width). Windows that the
// map's edge runs through fall into regions, and tokens see those of their own region alone. Outputs exist for the first
// out_height rows and out_width columns; the other pixels are seen and do not look.
//
// Maps are qkv [N, height, width, 3 channels], queries first, and the output [N, out_height, out_width, channels];
// head h has channels h d..<(h + 1) d of each, d = channels / heads. The table of position biases is
// [(2 window_height - 1) (2 window_width - 1), heads].
typedef struct {
    long height, width, out_height, out_width, channels, heads;
    long window_height, window_width, shift_height, shift_width;
} ck_attention_geometry;

// Floats of one head's biases as the kernels want them, for each pair of tokens, and a fill.
long ck_attention_bias_size(const ck_attention_geometry *g);
void ck_attention_bias(const ck_attention_geometry *g, long head, const float *table, float *bias);
// Floats of scratch of either pass for so many heads.
long ck_attention_scratch(const ck_attention_geometry *g, long heads);
// For heads first_head..<first_head + heads in windows first..<first + count, counted through the batch: overwrites y
// and `statistics` [windows, heads, 2, tokens], of each token the maximum of its logits and the inverse of the sum of
// their exponentials. `bias` holds those of all heads, each after the one before.
void ck_attention(const ck_attention_geometry *g, long first_head, long heads, long first, long count,
                  const float *qkv, const float *bias, float *y, float *statistics, float *scratch);
// For the same: overwrites the gradient of qkv, and in d_table, which is as large as the table, what these windows give
// the entries of these heads.
void ck_attention_backward(const ck_attention_geometry *g, long first_head, long heads, long first, long count,
                           const float *qkv, const float *bias, const float *statistics, const float *dy,
                           float *d_qkv, float *d_table, float *scratch);

// ---- Loss ---------------------------------------------------------------------------------------------

// Softmax cross-entropy with soft targets, each row of which sums to 1: returns the sum over rows in nats and,
// unless NULL, overwrites d_logits = (softmax - target) / rows.
double ck_cross_entropy(long rows, long classes, const float *logits, const float *targets, float *d_logits);

// ---- Optimizers ---------------------------------------------------------------------------------------

typedef struct {
    float learning_rate, weight_decay, beta1, beta2, epsilon;
    float correction1, correction2;     // 1 - beta^t
} ck_adamw;

// One AdamW step on `count` parameters; updates parameter, m and v in place.
void ck_adamw_step(long count, const ck_adamw *settings, const float *gradient, float *parameter, float *m,
                   float *v);
// buffer = momentum buffer + (gradient + weight_decay parameter); parameter -= learning_rate buffer.
void ck_sgd_step(long count, float learning_rate, float momentum, float weight_decay, const float *gradient,
                 float *parameter, float *buffer);
// parameter -= learning_rate (sign(beta1 average + (1 - beta1) gradient) + weight_decay parameter);
// average = beta2 average + (1 - beta2) gradient.
void ck_lion_step(long count, float learning_rate, float weight_decay, float beta1, float beta2, const float *gradient,
                  float *parameter, float *average);

// ---- Ceiling ------------------------------------------------------------------------------------------

// Rounds of independent multiply-adds on registers, and the floating-point operations that they are.
void ck_multiply_add(long rounds, float *sink);
long ck_multiply_add_flops(long rounds);

#include "CAblateConvolution.h"

#endif
