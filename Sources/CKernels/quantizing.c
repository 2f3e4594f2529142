// Rows are decoded to one code a byte and a scale (and offset) a block, sixteen at a time, and then interleaved.
// Block layouts after ggml's block structures; all loads are unaligned.
#include "hone_quantizing.h"

#include <string.h>

#include "half.h"

enum { super = 256 };

static uint16_t load16(const uint8_t *source) {
    uint16_t value;
    memcpy(&value, source, sizeof value);
    return value;
}

static uint32_t load32(const uint8_t *source) {
    uint32_t value;
    memcpy(&value, source, sizeof value);
    return value;
}

static void store32(uint8_t *target, uint32_t value) { memcpy(target, &value, sizeof value); }

int32_t hone_quantized_kind_of(int32_t gguf_type) {
    switch (gguf_type) {
    case hone_q4_0:
    case hone_q4_1:
    case hone_q4_k:
        return hone_affine4;
    case hone_q5_0:
    case hone_q8_0:
        return hone_symmetric8;
    case hone_q3_k:
    case hone_q6_k:
        return hone_symmetric8_by_16;
    case hone_q5_1:
    case hone_q5_k:
        return hone_affine8;
    default:
        return -1;
    }
}

// The simple types: a scale a block of 32.

static int64_t block_bytes(hone_gguf_type type) {
    switch (type) {
    case hone_q4_0:
        return 18;
    case hone_q4_1:
        return 20;
    case hone_q5_0:
        return 22;
    case hone_q5_1:
        return 24;
    case hone_q8_0:
        return 34;
    case hone_q3_k:
        return 110;
    case hone_q4_k:
        return 144;
    case hone_q5_k:
        return 176;
    case hone_q6_k:
        return 210;
    }
    return 0;
}

// Block b of one row into lane `output` of its panel.
static inline void pack_block_of_32(
    hone_gguf_type type, const uint8_t *block, int output, uint8_t *codes, uint16_t *scales) {
    scales[output] = load16(block);
    switch (type) {
    case hone_q4_0:
        // value = d (q - 8): the offset -8 d is exact unless d is absurd.
        scales[hone_panel_outputs + output] = hone_half_bits(-8 * hone_half(load16(block)));
        for (int line = 0; line < 4; line++) store32(codes + 64 * line + 4 * output, load32(block + 2 + 4 * line));
        break;
    case hone_q4_1:
        scales[hone_panel_outputs + output] = load16(block + 2);
        for (int line = 0; line < 4; line++) store32(codes + 64 * line + 4 * output, load32(block + 4 + 4 * line));
        break;
    case hone_q8_0:
        for (int line = 0; line < 8; line++) {
            store32(codes + 64 * line + 4 * output, load32(block + 2 + 4 * line) ^ 0x80808080);
        }
        break;
    case hone_q5_0:
    case hone_q5_1: {
        const int header = type == hone_q5_1 ? 4 : 2;
        const uint32_t high = load32(block + header);
        // Q5_0's code 16 means zero, as 128 does here.
        const int shift = type == hone_q5_0 ? 128 - 16 : 0;
        if (type == hone_q5_1) scales[hone_panel_outputs + output] = load16(block + 2);
        for (int i = 0; i < 32; i++) {
            const uint8_t byte = block[header + 4 + i % 16];
            const int code = (i < 16 ? byte & 15 : byte >> 4) | (int)(high >> i & 1) << 4;
            codes[64 * (i / 4) + 4 * output + i % 4] = (uint8_t)(code + shift);
        }
        break;
    }
    default:
        break;
    }
}

// The types with two levels of scales: codes of 256 inputs one a byte, scales and offsets of their 8 or 16 blocks.
typedef struct {
    uint8_t codes[super];
    float scales[16], offsets[16];
} super_block;

// The 6-bit scales and minima of Q4_K and Q5_K: the first four as they stand, of the last four the upper two bits
// lie above the first ones.
static void read_scales_k(const uint8_t *packed, int i, int *scale, int *minimum) {
    if (i < 4) {
        *scale = packed[i] & 63;
        *minimum = packed[i + 4] & 63;
    } else {
        *scale = (packed[i + 4] & 15) | (packed[i - 4] >> 6) << 4;
        *minimum = packed[i + 4] >> 4 | (packed[i] >> 6) << 4;
    }
}

static void read_super_block(hone_gguf_type type, const uint8_t *block, super_block *result) {
    switch (type) {
    case hone_q4_k:
    case hone_q5_k: {
        const float d = hone_half(load16(block)), least = hone_half(load16(block + 2));
        const uint8_t *high = block + 16, *nibbles = block + (type == hone_q5_k ? 48 : 16);
        for (int i = 0; i < 8; i++) {
            int scale, minimum;
            read_scales_k(block + 4, i, &scale, &minimum);
            result->scales[i] = d * (float)scale;
            result->offsets[i] = -least * (float)minimum;
            for (int j = 0; j < 32; j++) {
                const uint8_t byte = nibbles[32 * (i / 2) + j];
                int code = i % 2 == 0 ? byte & 15 : byte >> 4;
                if (type == hone_q5_k) code |= (high[j] >> i & 1) << 4;
                result->codes[32 * i + j] = (uint8_t)code;
            }
        }
        break;
    }
    case hone_q6_k: {
        const float d = hone_half(load16(block + 208));
        for (int i = 0; i < super; i++) {
            const int half = i / 128, run = i / 32 % 4, j = i % 32;
            const uint8_t byte = block[64 * half + j + 32 * (run & 1)];
            const int low = run < 2 ? byte & 15 : byte >> 4;
            const int pair = block[128 + 32 * half + j] >> (2 * run) & 3;
            result->codes[i] = (uint8_t)((low | pair << 4) - 32 + 128);
        }
        for (int i = 0; i < 16; i++) result->scales[i] = d * (float)(int8_t)block[192 + i];
        break;
    }
    case hone_q3_k: {
        // 32 bytes of third bits (set: nothing is subtracted), 64 of bit pairs, 12 of 6-bit scales, d.
        const uint8_t *high = block, *pairs = block + 32, *packed = block + 96;
        const float d = hone_half(load16(block + 108));
        for (int i = 0; i < super; i++) {
            const int half = i / 128, run = i / 32 % 4, j = i % 32;
            const int pair = pairs[32 * half + j] >> (2 * run) & 3;
            const int bit = high[j] >> (4 * half + run) & 1;
            result->codes[i] = (uint8_t)(pair - (bit ? 0 : 4) + 128);
        }
        for (int i = 0; i < 16; i++) {
            const int low = i < 8 ? packed[i] & 15 : packed[i - 8] >> 4;
            const int top = packed[8 + i % 4] >> (2 * (i / 4)) & 3;
            result->scales[i] = d * (float)((low | top << 4) - 32);
        }
        break;
    }
    default:
        break;
    }
}

static void pack_super_block(
    hone_gguf_type type, const uint8_t *source, int output, uint8_t *codes, uint16_t *scales) {
    const hone_quantized_kind kind = (hone_quantized_kind)hone_quantized_kind_of(type);
    const int affine = hone_quantized_is_affine(kind);
    const int64_t size = hone_quantized_block(kind);
    super_block block;
    read_super_block(type, source, &block);
    for (int64_t b = 0; b < super / size; b++) {
        uint16_t *target = scales + b * hone_panel_outputs * (affine ? 2 : 1);
        target[output] = hone_half_bits(block.scales[b]);
        if (affine) target[hone_panel_outputs + output] = hone_half_bits(block.offsets[b]);
    }
    for (int i = 0; i < super; i++) {
        if (kind == hone_affine4) {
            const int within = i % 32;
            if (within >= 16) continue;
            codes[hone_panel_outputs * (i - within) / 2 + 64 * (within / 4) + 4 * output + within % 4] =
                (uint8_t)(block.codes[i] | block.codes[i + 16] << 4);
        } else {
            codes[64 * (i / 4) + 4 * output + i % 4] = block.codes[i];
        }
    }
}

void hone_pack_panel(
    hone_gguf_type type, const void *const rows[hone_panel_outputs], int64_t inputs, uint8_t *codes,
    uint16_t *scales) {
    const hone_quantized_kind kind = (hone_quantized_kind)hone_quantized_kind_of(type);
    const int64_t panel_codes = hone_quantized_panel_codes(kind, inputs);
    const int64_t panel_scales = hone_quantized_panel_scales(kind, inputs);
    const int64_t size = type == hone_q3_k || type >= hone_q4_k ? super : 32;
    const int64_t blocks = inputs / size;
    for (int output = 0; output < hone_panel_outputs; output++) {
        if (rows[output] == NULL) {
            memset(codes, 0, (size_t)panel_codes);
            memset(scales, 0, (size_t)panel_scales * sizeof *scales);
        }
    }
    for (int64_t b = 0; b < blocks; b++) {
        uint8_t *block_codes = codes + b * (panel_codes / blocks);
        uint16_t *block_scales = scales + b * (panel_scales / blocks);
        for (int output = 0; output < hone_panel_outputs; output++) {
            if (rows[output] == NULL) continue;
            const uint8_t *source = (const uint8_t *)rows[output] + b * block_bytes(type);
            if (size == super) {
                pack_super_block(type, source, output, block_codes, block_scales);
            } else {
                pack_block_of_32(type, source, output, block_codes, block_scales);
            }
        }
    }
}

// Rounds 32 numbers; returns the scale's binary16. Loops that the compiler can vectorise for the baseline: the largest
// magnitude by its bits (infinities and NaN above all numbers), rounding by an addition.
static uint16_t round_block(const float *x, uint8_t codes[32]) {
    int32_t largest_bits = 0;
    for (int i = 0; i < 32; i++) {
        int32_t bits;
        memcpy(&bits, x + i, sizeof bits);
        bits &= 0x7fffffff;
        largest_bits = bits > largest_bits ? bits : largest_bits;
    }
    float largest;
    memcpy(&largest, &largest_bits, sizeof largest);
    const uint16_t scale_bits = hone_half_bits(largest / 127);
    const float scale = hone_half(scale_bits);
    if (!(scale > 0) || scale > 65504) {
        memset(codes, 128, 32);
        return scale_bits;
    }
    // A scale that was rounded down takes the largest number beyond 127: it is held there.
    const float inverse = 1 / scale, shift = 12582912;
    for (int i = 0; i < 32; i++) {
        float code = x[i] * inverse;
        code = code > 127 ? 127 : code;
        code = code < -127 ? -127 : code;
        const float shifted = code + shift;
        int32_t bits;
        memcpy(&bits, &shifted, sizeof bits);
        codes[i] = (uint8_t)(bits - 0x4b400000 + 128);
    }
    return scale_bits;
}

void hone_pack_floats(
    const float *const rows[hone_panel_outputs], int64_t inputs, uint8_t *codes, uint16_t *scales) {
    for (int output = 0; output < hone_panel_outputs; output++) {
        for (int64_t b = 0; b < inputs / 32; b++) {
            uint8_t block[32];
            if (rows[output] == NULL) {
                memset(block, 128, sizeof block);
                scales[hone_panel_outputs * b + output] = 0;
            } else {
                scales[hone_panel_outputs * b + output] = round_block(rows[output] + 32 * b, block);
            }
            for (int line = 0; line < 8; line++) {
                memcpy(codes + 512 * b + 64 * line + 4 * output, block + 4 * line, 4);
            }
        }
    }
}

void hone_unpack_row(const hone_quantized_matrix *w, int64_t row, float *x) {
    const int affine = hone_quantized_is_affine(w->kind);
    const int64_t size = hone_quantized_block(w->kind), blocks = w->inputs / size;
    const int64_t panel = row / hone_panel_outputs, output = row % hone_panel_outputs;
    const int64_t panel_codes = hone_quantized_panel_codes(w->kind, w->inputs);
    const int64_t panel_scales = hone_quantized_panel_scales(w->kind, w->inputs);
    for (int64_t b = 0; b < blocks; b++) {
        const uint8_t *codes = w->codes + panel * panel_codes + b * (panel_codes / blocks) + 4 * output;
        const uint16_t *scales = w->scales + panel * panel_scales + b * (panel_scales / blocks);
        const float scale = hone_half(scales[output]);
        const float offset = affine ? hone_half(scales[hone_panel_outputs + output]) : -128 * scale;
        for (int64_t i = 0; i < size; i++) {
            int code;
            if (w->kind == hone_affine4) {
                const uint8_t byte = codes[64 * (i % 16 / 4) + i % 4];
                code = i < 16 ? byte & 15 : byte >> 4;
            } else {
                code = codes[64 * (i / 4) + i % 4];
            }
            x[b * size + i] = affine ? scale * (float)code + offset : scale * (float)(code - 128);
        }
    }
}
