#if defined(__x86_64__)
// 256-bit registers hold half a panel. vpmaddubsw adds pairs of products in 16 bits, saturating: codes up to 63 are
// multiplied as they are, 8-bit weights by magnitude with their sign moved to the activations (128 * 127 * 2 fits).
#include <immintrin.h>

#include "quantized.h"

#define HONE_TARGET __attribute__((target("avx2,fma,f16c")))
#define UNROLLED _Pragma("clang loop unroll(full)")

HONE_TARGET HONE_INLINE __m256i four_inputs(const int8_t *x) {
    int32_t bits;
    __builtin_memcpy(&bits, x, sizeof bits);
    return _mm256_set1_epi32(bits);
}

HONE_TARGET HONE_INLINE __m256 halves(const uint16_t *source) {
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)source));
}

// One half panel (eight outputs) against the rows.
HONE_TARGET HONE_INLINE void half_tile(
    const hone_tile *t, const hone_quantized_kind kind, const int rows, const uint8_t *codes, const uint16_t *scales,
    float *y, int64_t columns) {
    const int affine = hone_quantized_is_affine(kind);
    const int64_t size = hone_quantized_block(kind);
    const int lines = kind == hone_affine4 ? 4 : (int)size / 4;
    const __m256i low = _mm256_set1_epi8(15), top = _mm256_set1_epi8((char)0x80), ones = _mm256_set1_epi16(1);
    __m256 sums[4];
    UNROLLED for (int r = 0; r < rows; r++) sums[r] = _mm256_setzero_ps();
    const int8_t *x = t->x;
    for (int64_t b = 0; b < t->blocks; b++) {
        __m256i dots[4];
        UNROLLED for (int r = 0; r < rows; r++) dots[r] = _mm256_setzero_si256();
        UNROLLED for (int line = 0; line < lines; line++) {
            const __m256i w = _mm256_loadu_si256((const __m256i *)(codes + 64 * line));
            if (kind == hone_affine4) {
                const __m256i lower = _mm256_and_si256(w, low);
                const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(w, 4), low);
                UNROLLED for (int r = 0; r < rows; r++) {
                    // Eight sums of two products of at most 15 * 127 fit 16 bits: a whole block.
                    const int8_t *four = x + r * t->inputs + 4 * line;
                    dots[r] = _mm256_add_epi16(dots[r], _mm256_maddubs_epi16(lower, four_inputs(four)));
                    dots[r] = _mm256_add_epi16(dots[r], _mm256_maddubs_epi16(upper, four_inputs(four + 16)));
                }
            } else if (affine) {
                UNROLLED for (int r = 0; r < rows; r++) {
                    const __m256i pairs = _mm256_maddubs_epi16(w, four_inputs(x + r * t->inputs + 4 * line));
                    dots[r] = _mm256_add_epi32(dots[r], _mm256_madd_epi16(pairs, ones));
                }
            } else {
                const __m256i value = _mm256_xor_si256(w, top), magnitude = _mm256_abs_epi8(value);
                UNROLLED for (int r = 0; r < rows; r++) {
                    const __m256i four = _mm256_sign_epi8(four_inputs(x + r * t->inputs + 4 * line), value);
                    const __m256i pairs = _mm256_maddubs_epi16(magnitude, four);
                    dots[r] = _mm256_add_epi32(dots[r], _mm256_madd_epi16(pairs, ones));
                }
            }
        }
        const __m256 s = halves(scales);
        const __m256 m = affine ? halves(scales + hone_panel_outputs) : s;
        UNROLLED for (int r = 0; r < rows; r++) {
            const __m256i dot = kind == hone_affine4 ? _mm256_madd_epi16(dots[r], ones) : dots[r];
            const __m256 factor = _mm256_mul_ps(s, _mm256_set1_ps(t->x_scales[r * t->blocks + b]));
            sums[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dot), factor, sums[r]);
            if (affine) sums[r] = _mm256_fmadd_ps(m, _mm256_set1_ps(t->x_offsets[r * t->blocks + b]), sums[r]);
        }
        codes += 64 * lines;
        scales += hone_panel_outputs * (affine ? 2 : 1);
        x += size;
    }
    UNROLLED for (int r = 0; r < rows; r++) {
        float *target = y + r * t->stride;
        if (columns >= 8) {
            const __m256 before = t->adding ? _mm256_loadu_ps(target) : _mm256_setzero_ps();
            _mm256_storeu_ps(target, _mm256_add_ps(before, sums[r]));
        } else {
            float values[8];
            _mm256_storeu_ps(values, sums[r]);
            for (int64_t i = 0; i < columns; i++) target[i] = t->adding ? target[i] + values[i] : values[i];
        }
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

HONE_VARIANT(hone_quantized_avx2);
#endif
