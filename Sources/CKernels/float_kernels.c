#include "float_kernels.h"

static inline const hone_float_kernels *kernels(hone_instructions set) {
#if defined(__x86_64__)
    if (set >= hone_avx512) return &hone_float_avx512;
    if (set >= hone_avx2) return &hone_float_avx2;
#endif
    return &hone_float_scalar;
}

void hone_pack_panels(
    hone_instructions set, int64_t count, int64_t inputs, const float *w, int64_t stride, int64_t first,
    float *panels) {
    kernels(set)->pack(count, inputs, w, stride, panels + first * inputs);
}

void hone_multiply_panels(
    hone_instructions set, int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *x,
    int64_t x_stride, const float *panels, float *y, int64_t y_stride, int adding) {
    kernels(set)->multiply_panels(rows, first, count, inputs, alpha, x, x_stride, panels, y, y_stride, adding);
}

void hone_multiply_panels_transposed(
    hone_instructions set, int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *y,
    int64_t y_stride, const float *panels, float *x, int64_t x_stride, int adding) {
    kernels(set)->multiply_panels_transposed(
        rows, first, count, inputs, alpha, y, y_stride, panels, x, x_stride, adding);
}

void hone_multiply_panels_gated(
    hone_instructions set, int64_t rows, int64_t width, int64_t inputs, const float *x, int64_t x_stride,
    const float *panels, float *h, int64_t h_stride) {
    kernels(set)->multiply_panels_gated(rows, width, inputs, x, x_stride, panels, h, h_stride);
}

void hone_multiply(
    hone_instructions set, int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t a_row,
    int64_t a_column, const float *b, int64_t b_row, int64_t b_column, float *c, int64_t c_stride, int adding) {
    kernels(set)->multiply(m, n, k, alpha, a, a_row, a_column, b, b_row, b_column, c, c_stride, adding);
}

void hone_rms_norm(
    hone_instructions set, int64_t rows, int64_t width, float epsilon, const float *x, const float *weight, float *y,
    float *inverse) {
    kernels(set)->rms_norm(rows, width, epsilon, x, weight, y, inverse);
}

void hone_rms_norm_backward(
    hone_instructions set, int64_t rows, int64_t width, const float *dy, const float *x, const float *weight,
    const float *inverse, float *dx) {
    kernels(set)->rms_norm_backward(rows, width, dy, x, weight, inverse, dx);
}

void hone_gate(hone_instructions set, int64_t rows, int64_t width, const float *gate_up, int64_t stride, float *h) {
    kernels(set)->gate(rows, width, gate_up, stride, h);
}

void hone_gate_backward(
    hone_instructions set, int64_t rows, int64_t width, const float *dh, float *gate_up, int64_t stride, float *h) {
    kernels(set)->gate_backward(rows, width, dh, gate_up, stride, h);
}

void hone_rotate(
    hone_instructions set, int64_t rows, int64_t heads, int64_t half, float *x, int64_t stride,
    const int32_t *positions, const float *cosines, const float *sines, float direction) {
    kernels(set)->rotate(rows, heads, half, x, stride, positions, cosines, sines, direction);
}

void hone_exponential(hone_instructions set, int64_t count, float *x) { kernels(set)->exponential(count, x); }

void hone_layer_norm(
    hone_instructions set, int64_t rows, int64_t width, float epsilon, const float *x, const float *addend,
    const int32_t *addend_rows, float *y, float *inverse) {
    kernels(set)->layer_norm(rows, width, epsilon, x, addend, addend_rows, y, inverse);
}

void hone_layer_norm_backward(
    hone_instructions set, int64_t rows, int64_t width, const float *dy, const float *y, const float *inverse,
    float *dx) {
    kernels(set)->layer_norm_backward(rows, width, dy, y, inverse, dx);
}

void hone_normal_shares(hone_instructions set, int64_t count, float *x) { kernels(set)->normal_shares(count, x); }

void hone_gelu(hone_instructions set, int64_t count, const float *x, float *y) { kernels(set)->gelu(count, x, y); }

void hone_gelu_backward(hone_instructions set, int64_t count, const float *x, float *dy) {
    kernels(set)->gelu_backward(count, x, dy);
}

// Queries and their gradient's operands transposed and plain, running maxima and sums, two blocks of scores.
int64_t hone_attention_scratch(const hone_attention *work) {
    return HONE_PANEL * (6 * work->width + 2 * HONE_KEY_BLOCK + 4);
}

void hone_attention_forward(hone_instructions set, const hone_attention *work, int64_t item, float *scratch) {
    kernels(set)->attention_forward(work, item, scratch);
}

void hone_attention_backward(
    hone_instructions set, const hone_attention *work, const hone_attention_gradients *gradients, int64_t item,
    float *scratch) {
    kernels(set)->attention_backward(work, gradients, item, scratch);
}
