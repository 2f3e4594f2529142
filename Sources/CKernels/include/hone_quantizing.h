// Packing matrices into panels (hone_quantized.h) from the blocks of GGUF files or from single precision.
#ifndef HONE_QUANTIZING_H
#define HONE_QUANTIZING_H

#include "hone_quantized.h"

// GGUF's numbers of the types that can be packed as they are.
typedef enum {
    hone_q4_0 = 2,
    hone_q4_1 = 3,
    hone_q5_0 = 6,
    hone_q5_1 = 7,
    hone_q8_0 = 8,
    hone_q3_k = 11,
    hone_q4_k = 12,
    hone_q5_k = 13,
    hone_q6_k = 14,
} hone_gguf_type;

// The kind that keeps every code of a type, or -1 if there is none. Scales are kept exactly where the type has one
// for each block; of the types with two levels of scales their product is rounded to binary16 (relative error 2^-11).
int32_t hone_quantized_kind_of(int32_t gguf_type);

// Packs up to sixteen rows of such blocks into one panel; missing rows (NULL) become zeros.
void hone_pack_panel(
    hone_gguf_type type, const void *const rows[hone_panel_outputs], int64_t inputs, uint8_t *codes,
    uint16_t *scales);

// Rounds up to sixteen rows of single-precision numbers to 8 bits (hone_symmetric8: scale = largest magnitude / 127,
// rounded to binary16 before the codes are chosen).
void hone_pack_floats(
    const float *const rows[hone_panel_outputs], int64_t inputs, uint8_t *codes, uint16_t *scales);

// One row of the matrix in single precision, [inputs].
void hone_unpack_row(const hone_quantized_matrix *w, int64_t row, float *x);

#endif
