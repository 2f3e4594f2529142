// Matrices of few-bit integers with a scale for every block of inputs, packed for products with 8-bit activations.
//
// Sixteen outputs form a panel; a panel's blocks follow each other, and within a block four inputs of all sixteen
// outputs lie together (64 bytes), so that one 8-bit dot-product instruction advances sixteen outputs by four inputs
// and nothing is ever added up across a register. The layout is the same for every instruction set: 512-bit registers
// take a whole line of 64 bytes, 256-bit half of it, 128-bit a quarter.
#ifndef HONE_QUANTIZED_H
#define HONE_QUANTIZED_H

#include <stddef.h>
#include <stdint.h>

#include "hone_instructions.h"

enum { hone_panel_outputs = 16 };

// What a block's codes mean. Scales s and offsets m are binary16.
typedef enum {
    // value = s code + m, codes 0...15, blocks of 32 inputs. Byte 4 o + k of line j holds output o's inputs 4 j + k
    // (lower nibble) and 16 + 4 j + k (upper nibble): four lines a block.
    hone_affine4 = 0,
    // value = s (code - 128), blocks of 32 inputs: eight lines a block, byte 4 o + k of line j being input 4 j + k.
    hone_symmetric8 = 1,
    // The same with blocks of 16 inputs: four lines.
    hone_symmetric8_by_16 = 2,
    // value = s code + m, codes 0...63 (so that pairs of products fit 16 bits), blocks of 32 inputs: eight lines.
    hone_affine8 = 3,
} hone_quantized_kind;

typedef struct {
    hone_quantized_kind kind;
    int64_t outputs;  // rows of W; panels are padded with zeros
    int64_t inputs;   // a multiple of the block
    // [panels][blocks][lines][64]
    const uint8_t *codes;
    // [panels][blocks][16] scales; affine kinds: [panels][blocks][2][16], scales and then offsets
    const uint16_t *scales;
} hone_quantized_matrix;

// Activations: 8-bit codes with a scale for each block of a row, value = scale * code.
typedef struct {
    int8_t *codes;   // [rows][inputs]
    float *scales;   // [rows][blocks]
    // [rows][blocks]: for affine weights scale * (sum of codes), for symmetric ones -128 * (sum of codes) as int32_t
    float *offsets;
} hone_quantized_rows;

static inline int64_t hone_quantized_block(hone_quantized_kind kind) { return kind == hone_symmetric8_by_16 ? 16 : 32; }
static inline int hone_quantized_is_affine(hone_quantized_kind kind) { return kind == hone_affine4 || kind == hone_affine8; }

static inline int64_t hone_quantized_panels(int64_t outputs) {
    return (outputs + hone_panel_outputs - 1) / hone_panel_outputs;
}

// Bytes of one panel's codes.
static inline int64_t hone_quantized_panel_codes(hone_quantized_kind kind, int64_t inputs) {
    return hone_panel_outputs * inputs / (kind == hone_affine4 ? 2 : 1);
}

// Binary16 numbers of one panel's scales and offsets.
static inline int64_t hone_quantized_panel_scales(hone_quantized_kind kind, int64_t inputs) {
    return hone_panel_outputs * (hone_quantized_is_affine(kind) ? 2 : 1) * (inputs / hone_quantized_block(kind));
}

// Rounds rows [rows][inputs] to 8-bit codes: scale = largest magnitude of the block / 127, ties to even. A block with
// a NaN or an infinity gets the scale NaN.
void hone_quantize_rows(
    hone_instructions set, hone_quantized_kind kind, const float *x, int64_t rows, int64_t inputs,
    const hone_quantized_rows *quantized);

// y[r][o - first] (+)= sum over i of W[o][i] x[r][i], for outputs first ..< end; first is a multiple of 16.
void hone_quantized_multiply(
    hone_instructions set, const hone_quantized_matrix *w, int64_t first, int64_t end, const hone_quantized_rows *x,
    int64_t rows, float *y, int64_t stride, int adding);

#endif
