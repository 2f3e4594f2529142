// The functions of hone_float.h once for each instruction set.
#ifndef HONE_FLOAT_KERNELS_H
#define HONE_FLOAT_KERNELS_H

#include "hone_float.h"

// Keys whose scores are held at once, a multiple of every kernel's number of rows.
#define HONE_KEY_BLOCK 192
// Longest run of products added up in one register before it is added to the rest: bounds the rounding error.
#define HONE_LONGEST_SUM 384

typedef struct {
    void (*pack)(int64_t count, int64_t inputs, const float *w, int64_t stride, float *panels);
    void (*multiply_panels)(
        int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *x, int64_t x_stride,
        const float *panels, float *y, int64_t y_stride, int adding);
    void (*multiply_panels_transposed)(
        int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *y, int64_t y_stride,
        const float *panels, float *x, int64_t x_stride, int adding);
    void (*multiply_panels_gated)(
        int64_t rows, int64_t width, int64_t inputs, const float *x, int64_t x_stride, const float *panels, float *h,
        int64_t h_stride);
    void (*multiply)(
        int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t a_row, int64_t a_column, const float *b,
        int64_t b_row, int64_t b_column, float *c, int64_t c_stride, int adding);
    void (*rms_norm)(
        int64_t rows, int64_t width, float epsilon, const float *x, const float *weight, float *y, float *inverse);
    void (*rms_norm_backward)(
        int64_t rows, int64_t width, const float *dy, const float *x, const float *weight, const float *inverse,
        float *dx);
    void (*gate)(int64_t rows, int64_t width, const float *gate_up, int64_t stride, float *h);
    void (*gate_backward)(int64_t rows, int64_t width, const float *dh, float *gate_up, int64_t stride, float *h);
    void (*rotate)(
        int64_t rows, int64_t heads, int64_t half, float *x, int64_t stride, const int32_t *positions,
        const float *cosines, const float *sines, float direction);
    void (*exponential)(int64_t count, float *x);
    void (*layer_norm)(
        int64_t rows, int64_t width, float epsilon, const float *x, const float *addend, const int32_t *addend_rows,
        float *y, float *inverse);
    void (*layer_norm_backward)(
        int64_t rows, int64_t width, const float *dy, const float *y, const float *inverse, float *dx);
    void (*normal_shares)(int64_t count, float *x);
    void (*gelu)(int64_t count, const float *x, float *y);
    void (*gelu_backward)(int64_t count, const float *x, float *dy);
    void (*attention_forward)(const hone_attention *work, int64_t item, float *scratch);
    void (*attention_backward)(
        const hone_attention *work, const hone_attention_gradients *gradients, int64_t item, float *scratch);
} hone_float_kernels;

extern const hone_float_kernels hone_float_scalar;
#if defined(__x86_64__)
extern const hone_float_kernels hone_float_avx2, hone_float_avx512;
#endif

#endif
