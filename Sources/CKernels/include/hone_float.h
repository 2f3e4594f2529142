// Single-precision kernels of the transformer: matrix products with packed weights, attention, element-wise pieces.
//
// Everything runs on the calling thread, in an order that depends on the sizes and the instruction set alone: same
// input, same bits. Unchecked: the caller answers for the sizes. Matrices are row major unless said otherwise, and a
// stride is the distance between rows in floats. Pointers need no alignment beyond a float's.
#ifndef HONE_FLOAT_H
#define HONE_FLOAT_H

#include <stdint.h>

#include "hone_instructions.h"

// Outputs of a weight matrix that lie together: W [outputs, inputs] is packed as panels [outputs / 32][inputs][32],
// the last one filled up with zeros.
#define HONE_PANEL 32

// Floats that the panels of a matrix take, with what a vector load may touch behind them.
static inline int64_t hone_panel_floats(int64_t outputs, int64_t inputs) {
    return (outputs + HONE_PANEL - 1) / HONE_PANEL * HONE_PANEL * inputs + HONE_PANEL;
}

// Packs outputs first to first + count of w [count, inputs]; first is a multiple of HONE_PANEL.
void hone_pack_panels(
    hone_instructions set, int64_t count, int64_t inputs, const float *w, int64_t stride, int64_t first,
    float *panels);

// y [rows, count] = alpha * x W^T (+ y if adding) for outputs first to first + count.
void hone_multiply_panels(
    hone_instructions set, int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *x,
    int64_t x_stride, const float *panels, float *y, int64_t y_stride, int adding);

// x [rows, inputs] = alpha * y W (+ x if adding), y [rows, count] belonging to outputs first to first + count.
void hone_multiply_panels_transposed(
    hone_instructions set, int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *y,
    int64_t y_stride, const float *panels, float *x, int64_t x_stride, int adding);

// h [rows, width] = silu(x G^T) * (x U^T) with G and U outputs 0 to width and width to 2 * width of one matrix; width
// is a multiple of HONE_PANEL.
void hone_multiply_panels_gated(
    hone_instructions set, int64_t rows, int64_t width, int64_t inputs, const float *x, int64_t x_stride,
    const float *panels, float *h, int64_t h_stride);

// C [m, n] = alpha * A B (+ C if adding); element (i, p) of A at a[i * a_row + p * a_column], of B likewise.
void hone_multiply(
    hone_instructions set, int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t a_row,
    int64_t a_column, const float *b, int64_t b_row, int64_t b_column, float *c, int64_t c_stride, int adding);

// y = x / sqrt(mean(x^2) + epsilon) * weight for rows of `width`; keeps 1 / sqrt(...) of each row if asked.
void hone_rms_norm(
    hone_instructions set, int64_t rows, int64_t width, float epsilon, const float *x, const float *weight, float *y,
    float *inverse);

// Adds the gradient of x to dx, given that of y.
void hone_rms_norm_backward(
    hone_instructions set, int64_t rows, int64_t width, const float *dy, const float *x, const float *weight,
    const float *inverse, float *dx);

// h [rows, width] = silu(gate) * up, gate and up side by side in gate_up [rows, 2 * width] of the given stride.
void hone_gate(hone_instructions set, int64_t rows, int64_t width, const float *gate_up, int64_t stride, float *h);

// Replaces gate and up by their gradients, given that of h; writes h itself again if asked (not NULL).
void hone_gate_backward(
    hone_instructions set, int64_t rows, int64_t width, const float *dh, float *gate_up, int64_t stride, float *h);

// Rotates `heads` neighbouring heads of 2 * half floats of every row: component i with component i + half by the
// angle whose cosine and sine stand at [positions[row], i] of the tables; backwards if direction is -1.
void hone_rotate(
    hone_instructions set, int64_t rows, int64_t heads, int64_t half, float *x, int64_t stride,
    const int32_t *positions, const float *cosines, const float *sines, float direction);

// x = e^x in place, within 2 units in the last place for -87 <= x <= 88 and clamped outside.
void hone_exponential(hone_instructions set, int64_t count, float *x);

// y = (x - mean) / sqrt(variance + epsilon) for rows of `width`, with row addend_rows[row] of `addend` added to x before
// if there is one (else both NULL); keeps 1 / sqrt(...) of each row if asked.
void hone_layer_norm(
    hone_instructions set, int64_t rows, int64_t width, float epsilon, const float *x, const float *addend,
    const int32_t *addend_rows, float *y, float *inverse);

// Adds the gradient of x to dx, given that of y, y itself and what the forward pass kept.
void hone_layer_norm_backward(
    hone_instructions set, int64_t rows, int64_t width, const float *dy, const float *y, const float *inverse,
    float *dx);

// x = the normal distribution's share below x in place, absolute error below 1.5e-7 and rounding.
void hone_normal_shares(hone_instructions set, int64_t count, float *x);

// y = x times the normal distribution's share below x, absolute error below 1.5e-7 |x|; x and y may be the same.
void hone_gelu(hone_instructions set, int64_t count, const float *x, float *y);

// Replaces the gradient of y by that of x.
void hone_gelu_backward(hone_instructions set, int64_t count, const float *x, float *dy);

// Grouped-query attention of `queries` inputs: input i sees keys 0 to limits[i] of the prefix and own_counts[i] keys
// from own_starts[i] on of the pass itself. Head h is columns h * width of queries and outputs; heads / kv_heads
// neighbouring heads share a key head. The work is divided into hone_attention_items pieces, which may run at the same
// time.
typedef struct {
    int64_t queries, heads, kv_heads, width;
    float scale;
    const float *query;
    int64_t query_stride;
    const float *prefix_keys, *prefix_values;
    int64_t prefix_keys_stride, prefix_values_stride;
    const float *own_keys, *own_values;
    int64_t own_keys_stride, own_values_stride;
    const int32_t *limits, *own_starts, *own_counts;
    // [queries, heads * width]; and each score row's log of the sum of exponentials, [heads, queries], or NULL.
    float *output;
    int64_t output_stride;
    float *log_sums;
} hone_attention;

static inline int64_t hone_attention_items(const hone_attention *work) {
    int64_t lanes = work->queries * (work->heads / work->kv_heads);
    return (lanes + HONE_PANEL - 1) / HONE_PANEL * work->kv_heads;
}

// Floats of scratch memory for one piece at a time, forward or backward.
int64_t hone_attention_scratch(const hone_attention *work);

void hone_attention_forward(hone_instructions set, const hone_attention *work, int64_t item, float *scratch);

// Gradients of queries (overwritten), keys and values (added to, one memory a thread, [inputs, kv_heads * width]),
// given that of the output (same layout as the output) and the forward pass's outputs and log sums. Prefix key j and
// own key j are both input j of the pass.
typedef struct {
    const float *output_gradient;
    float *queries;
    int64_t queries_stride;
    float *keys, *values;
} hone_attention_gradients;

void hone_attention_backward(
    hone_instructions set, const hone_attention *work, const hone_attention_gradients *gradients, int64_t item,
    float *scratch);

#endif
