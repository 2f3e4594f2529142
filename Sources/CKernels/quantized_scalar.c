// Plain C: what the other variants are tested against, and what runs on processors without their instructions.
#include <math.h>
#include <string.h>

#include "half.h"
#include "quantized.h"

#define HONE_TARGET

HONE_INLINE int32_t code_at(const uint8_t *block, hone_quantized_kind kind, int64_t output, int64_t input) {
    if (kind == hone_affine4) {
        const uint8_t byte = block[64 * (input % 16 / 4) + 4 * output + input % 4];
        return input < 16 ? byte & 15 : byte >> 4;
    }
    const int32_t code = block[64 * (input / 4) + 4 * output + input % 4];
    return hone_quantized_is_affine(kind) ? code : code - 128;
}

HONE_INLINE void tile(const hone_tile *t, const hone_quantized_kind kind, const int panels, const int rows) {
    const int affine = hone_quantized_is_affine(kind);
    const int64_t size = hone_quantized_block(kind);
    for (int64_t column = 0; column < t->columns; column++) {
        const int64_t panel = column / hone_panel_outputs, output = column % hone_panel_outputs;
        for (int row = 0; row < rows; row++) {
            float sum = 0;
            for (int64_t b = 0; b < t->blocks; b++) {
                const uint8_t *block = t->codes + panel * t->panel_codes + b * (t->panel_codes / t->blocks);
                const uint16_t *scales = t->scales + panel * t->panel_scales + b * (t->panel_scales / t->blocks);
                const int8_t *x = t->x + row * t->inputs + b * size;
                int32_t dot = 0;
                for (int64_t i = 0; i < size; i++) dot += code_at(block, kind, output, i) * x[i];
                sum += hone_half(scales[output]) * t->x_scales[row * t->blocks + b] * (float)dot;
                if (affine) {
                    sum += hone_half(scales[hone_panel_outputs + output]) * t->x_offsets[row * t->blocks + b];
                }
            }
            float *y = t->y + row * t->stride + column;
            *y = t->adding ? *y + sum : sum;
        }
    }
    (void)panels;
}

static void quantize(
    hone_quantized_kind kind, const float *x, int64_t rows, int64_t inputs, const hone_quantized_rows *quantized) {
    const int64_t size = hone_quantized_block(kind);
    const int affine = hone_quantized_is_affine(kind);
    for (int64_t block = 0; block < rows * (inputs / size); block++) {
        const float *source = x + block * size;
        int8_t *codes = quantized->codes + block * size;
        float largest = 0, undefined = 0;
        for (int64_t i = 0; i < size; i++) {
            const float magnitude = fabsf(source[i]);
            if (magnitude > largest) largest = magnitude;
            undefined += source[i] - source[i];  // 0, or NaN for NaN and infinities
        }
        const float scale = largest / 127 + undefined;
        const float inverse = largest > 0 && largest <= 3.4e38f ? 127 / largest : 0;
        int32_t sum = 0;
        for (int64_t i = 0; i < size; i++) {
            const float code = undefined == 0 ? nearbyintf(source[i] * inverse) : 0;
            codes[i] = (int8_t)fminf(fmaxf(code, -127), 127);
            sum += codes[i];
        }
        quantized->scales[block] = scale;
        if (affine) {
            quantized->offsets[block] = scale * (float)sum;
        } else {
            const int32_t correction = -128 * sum;
            memcpy(quantized->offsets + block, &correction, sizeof correction);
        }
    }
}

HONE_VARIANT(hone_quantized_scalar);
