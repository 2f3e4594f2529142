#if defined(__aarch64__)
// 128-bit registers hold a quarter of a panel: four outputs, advanced by four inputs with each sdot.
#include <arm_neon.h>

#include "quantized.h"

#define HONE_TARGET __attribute__((target("dotprod")))
#define UNROLLED _Pragma("clang loop unroll(full)")

// Quarters that share the activations' loads: with four rows sixteen sums of both kinds, which fit the registers.
enum { quarters = 2 };

HONE_TARGET HONE_INLINE int8x16_t four_inputs(const int8_t *x) {
    int32_t bits;
    __builtin_memcpy(&bits, x, sizeof bits);
    return vreinterpretq_s8_s32(vdupq_n_s32(bits));
}

HONE_TARGET HONE_INLINE float32x4_t halves(const uint16_t *source) {
    return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(source)));
}

// Eight outputs (half a panel) against the rows.
HONE_TARGET HONE_INLINE void half_tile(
    const hone_tile *t, const hone_quantized_kind kind, const int rows, const uint8_t *codes, const uint16_t *scales,
    float *y, int64_t columns) {
    const int affine = hone_quantized_is_affine(kind);
    const int64_t size = hone_quantized_block(kind);
    const int lines = kind == hone_affine4 ? 4 : (int)size / 4;
    const uint8x16_t low = vdupq_n_u8(15), top = vdupq_n_u8(0x80);
    float32x4_t sums[4][quarters];
    UNROLLED for (int r = 0; r < rows; r++) {
        UNROLLED for (int q = 0; q < quarters; q++) sums[r][q] = vdupq_n_f32(0);
    }
    const int8_t *x = t->x;
    for (int64_t b = 0; b < t->blocks; b++) {
        int32x4_t dots[4][quarters];
        UNROLLED for (int r = 0; r < rows; r++) {
            UNROLLED for (int q = 0; q < quarters; q++) dots[r][q] = vdupq_n_s32(0);
        }
        UNROLLED for (int line = 0; line < lines; line++) {
            int8x16_t w[quarters], upper[quarters];
            UNROLLED for (int q = 0; q < quarters; q++) {
                const uint8x16_t stored = vld1q_u8(codes + 64 * line + 16 * q);
                if (kind == hone_affine4) {
                    upper[q] = vreinterpretq_s8_u8(vshrq_n_u8(stored, 4));
                    w[q] = vreinterpretq_s8_u8(vandq_u8(stored, low));
                } else {
                    w[q] = vreinterpretq_s8_u8(affine ? stored : veorq_u8(stored, top));
                }
            }
            UNROLLED for (int r = 0; r < rows; r++) {
                const int8x16_t four = four_inputs(x + r * t->inputs + 4 * line);
                UNROLLED for (int q = 0; q < quarters; q++) dots[r][q] = vdotq_s32(dots[r][q], w[q], four);
                if (kind == hone_affine4) {
                    const int8x16_t later = four_inputs(x + r * t->inputs + 16 + 4 * line);
                    UNROLLED for (int q = 0; q < quarters; q++) dots[r][q] = vdotq_s32(dots[r][q], upper[q], later);
                }
            }
        }
        UNROLLED for (int q = 0; q < quarters; q++) {
            const float32x4_t s = halves(scales + 4 * q);
            const float32x4_t m = affine ? halves(scales + hone_panel_outputs + 4 * q) : s;
            UNROLLED for (int r = 0; r < rows; r++) {
                const float32x4_t factor = vmulq_n_f32(s, t->x_scales[r * t->blocks + b]);
                sums[r][q] = vfmaq_f32(sums[r][q], vcvtq_f32_s32(dots[r][q]), factor);
                if (affine) sums[r][q] = vfmaq_n_f32(sums[r][q], m, t->x_offsets[r * t->blocks + b]);
            }
        }
        codes += 64 * lines;
        scales += hone_panel_outputs * (affine ? 2 : 1);
        x += size;
    }
    UNROLLED for (int r = 0; r < rows; r++) {
        float *target = y + r * t->stride;
        float values[4 * quarters];
        UNROLLED for (int q = 0; q < quarters; q++) vst1q_f32(values + 4 * q, sums[r][q]);
        const int64_t count = columns < 4 * quarters ? columns : 4 * quarters;
        for (int64_t i = 0; i < count; i++) target[i] = t->adding ? target[i] + values[i] : values[i];
    }
}

HONE_TARGET HONE_INLINE void tile(const hone_tile *t, const hone_quantized_kind kind, const int panels, const int rows) {
    for (int half = 0; half < 2 * panels && 8 * half < t->columns; half++) {
        half_tile(
            t, kind, rows, t->codes + half / 2 * t->panel_codes + half % 2 * 32,
            t->scales + half / 2 * t->panel_scales + half % 2 * 8, t->y + 8 * half, t->columns - 8 * half);
    }
}

#include "quantize_rows.h"

HONE_VARIANT(hone_quantized_neon_dot);
#endif
