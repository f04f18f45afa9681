// Convolutions: dense, grouped and depthwise. Part of CAblateKernels.h, which says what holds of all kernels.
#ifndef ABLATE_CCONVOLUTION_H
#define ABLATE_CCONVOLUTION_H

#include "CAblateKernels.h"

// ---- Convolution --------------------------------------------------------------------------------------

typedef struct {
    long height, width, channels;       // of the input
    long out_height, out_width;
    int kernel, stride, padding;
} ck_geometry;

// What a convolution does to its input while it reads it: f(x * scale[c] + shift[c]), a batch norm and the activation
// after it, which need not be stored. NULL: nothing.
typedef struct {
    const float *scale, *shift;
    ck_activation activation;
} ck_reading;

// Output pixels, and lines of input pixels, of one call; the largest kernel of a dense convolution.
enum { CK_PRODUCT_ROWS = 512, CK_GRADIENT_LINES = 512, CK_MOST_KERNEL = 32 };

// Dense convolutions; `columns` are the output channels and weights [k, k, channels, columns].
//
// Floats of scratch that `rows` output pixels need, forwards and for the weight gradient; `is_read_through` when
// there is a ck_reading.
long ck_convolution_scratch(const ck_geometry *g, long rows, int is_read_through);
// Overwrites y for output pixels start..<start + count (at most CK_PRODUCT_ROWS), counted through the batch;
// `packed` holds the weights as ck_pack makes them of [k * k * channels, columns].
void ck_convolution(const ck_geometry *g, long columns, long start, long count, const float *x,
                    const ck_reading *reading, const float *packed, float *y, float *scratch);
// Overwrites `padded` [height + 2 padding, width + 2 padding, channels] with one image as it is read, zeros around it.
void ck_convolution_pad(const ck_geometry *g, const float *x, const ck_reading *reading, float *padded);
// Adds to the columns first_column..<first_column + column_count of dw [k, k, channels, columns] what these output
// pixels give; `dy` are the gradients of these pixels alone.
void ck_convolution_weight_gradient(const ck_geometry *g, long columns, long start, long count, long first_column,
                                    long column_count, const float *x, const ck_reading *reading, const float *dy,
                                    float *dw, float *scratch);
// For a kernel of one pixel without padding: overwrites dx, or adds to it when `accumulate`, at the input pixels that
// output pixels start..<start + count (at most CK_PRODUCT_ROWS) see; `dy` are the gradients of these pixels alone.
void ck_single_tap_input_gradient(const ck_geometry *g, long columns, int accumulate, long start, long count,
                                  const float *dy, const float *packed, float *dx);
// The weights as the input gradient wants them; a call packs the output channels first..<first + count.
long ck_input_gradient_packed_size(const ck_geometry *g, long columns);
void ck_input_gradient_pack(const ck_geometry *g, long columns, long first, long count, const float *w,
                            float *packed);
// Floats of scratch for `lines` lines (rows of input pixels).
long ck_input_gradient_scratch(const ck_geometry *g, long columns, long lines);
// Overwrites dx, or adds to it when `accumulate`, for lines start..<start + count (at most
// CK_GRADIENT_LINES), counted through the batch.
void ck_convolution_input_gradient(const ck_geometry *g, long columns, int accumulate, long start, long count,
                                   const float *dy, const float *packed, float *dx, float *scratch);

// Grouped convolutions: the outputs of group j of `groups` are the columns j * columns / groups on, and see the same
// part of the channels alone; weights [k, k, channels / groups, columns]. Channels are cut into slices of whole groups,
// as many as this instruction set takes at once.
long ck_grouped_slices(const ck_geometry *g, long columns, long groups);
// The weights of one slice as the forward pass wants them, and all floats that they take.
long ck_grouped_packed_size(const ck_geometry *g, long columns, long groups);
void ck_grouped_pack(const ck_geometry *g, long columns, long groups, long slice, const float *w, float *packed);
// Floats of scratch that `rows` output pixels need, forwards and for the weight gradient.
long ck_grouped_scratch(const ck_geometry *g, long rows);
// Overwrites y for output pixels start..<start + count (at most CK_PRODUCT_ROWS), counted through the batch.
void ck_grouped_convolution(const ck_geometry *g, long columns, long groups, long start, long count, const float *x,
                            const float *packed, float *y, float *scratch);
// Adds to the columns of slices first_slice..<first_slice + slices of dw what these output pixels give; `dy` are the
// gradients of these pixels alone.
void ck_grouped_weight_gradient(const ck_geometry *g, long columns, long groups, long first_slice, long slices,
                                long start, long count, const float *x, const float *dy, float *dw, float *scratch);
// The weights of one slice as the input gradient wants them, and all floats that they take.
long ck_grouped_turned_size(const ck_geometry *g, long columns, long groups);
void ck_grouped_turn(const ck_geometry *g, long columns, long groups, long slice, const float *w, float *packed);
// Floats of scratch for `lines` lines (rows of input pixels).
long ck_grouped_input_gradient_scratch(const ck_geometry *g, long columns, long lines);
// Overwrites dx, or adds to it when `accumulate`, for lines start..<start + count (at most CK_GRADIENT_LINES), counted
// through the batch.
void ck_grouped_input_gradient(const ck_geometry *g, long columns, long groups, int accumulate, long start,
                               long count, const float *dy, const float *packed, float *dx, float *scratch);

// Floats of scratch that the depthwise kernels need for this geometry.
long ck_depthwise_scratch(const ck_geometry *g);
// Overwrites y [images, out_height, out_width, channels]; w is [k, k, channels]; bias may be NULL.
void ck_depthwise(const ck_geometry *g, long images, const float *x, const ck_reading *reading, const float *w,
                  const float *bias, float *y, float *scratch);
// Overwrites dx, or adds to it when `accumulate`.
void ck_depthwise_input_gradient(const ck_geometry *g, long images, int accumulate, const float *dy,
                                 const float *w, float *dx, float *scratch);
// Overwrites dw [k, k, channels].
void ck_depthwise_weight_gradient(const ck_geometry *g, long images, const float *x, const ck_reading *reading,
                                  const float *dy, float *dw, float *scratch);

#endif
