// How grouped convolutions are cut by channels, and the products of one cut.
#ifndef ABLATE_GROUPED_H
#define ABLATE_GROUPED_H

#include "geometry.h"

// Channels in slices: as many whole groups as fit into a vector, or a single one of `inputs` and `outputs`.
typedef struct {
    long inputs, outputs;
    long groups;             // of the convolution
    long groups_per_slice;
    long slices;
    long panel;              // floats of a row of packed weights
} slicing;

slicing ck_slicing(long inputs, long outputs, long groups);

static inline long slice_inputs(const slicing *s) { return s->groups_per_slice * s->inputs; }
static inline long slice_outputs(const slicing *s) { return s->groups_per_slice * s->outputs; }

// Copies pixels [pixels, channels], from channel first * width on, into `slices` slices of `width` channels (the last
// may have fewer) that lie `stride` floats apart.
void ck_slice_copy(long pixels, long channels, long width, long first, long slices, long stride, const float *x,
                   float *sliced);
// One slice: overwrites out[r][j * outputs + c], or adds to it when `accumulate`: the sum over taps t and inputs d of
// rows[r][offsets[t] + j * inputs + d] times the weights; `offsets` are those of the slice.
void ck_slice_product(const slicing *s, long slice, long count, const float *const *rows, long taps,
                      const long *offsets, const float *packed, float *const *out, int accumulate);
// One slice: adds to its columns of dw [taps, inputs, columns] the sum over r of
// rows[r][offsets[t] + j * inputs + d] * gradients[r][j * outputs + c].
void ck_slice_weight_product(const slicing *s, long slice, long count, const float *const *rows, long taps,
                             const long *offsets, long columns, const float *const *gradients, float *dw);

#endif
