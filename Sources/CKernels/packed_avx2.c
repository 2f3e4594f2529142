#if defined(__x86_64__)
// 256-bit registers hold half a panel. vpmaddubsw adds pairs of products in 16 bits, saturating: codes up to 63 are
// multiplied as they are, 8-bit weights by magnitude with their sign moved to the activations (128 * 127 * 2 fits).
#include <immintrin.h>

#include "packed.h"

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
    const hone_tile *t, const hone_packed_kind kind, const int rows, const uint8_t *codes, const uint16_t *scales,
    float *y, int64_t columns) {
    const int affine = hone_packed_is_affine(kind);
    const int64_t size = hone_packed_block(kind);
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

HONE_TARGET HONE_INLINE void tile(const hone_tile *t, const hone_packed_kind kind, const int panels, const int rows) {
    for (int half = 0; half < 2 * panels && 8 * half < t->columns; half++) {
        half_tile(
            t, kind, rows, t->codes + half / 2 * t->panel_codes + half % 2 * 32,
            t->scales + half / 2 * t->panel_scales + half % 2 * 8, t->y + 8 * half, t->columns - 8 * half);
    }
}

HONE_TARGET HONE_INLINE float largest_of(__m256 v) {
    __m128 h = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    h = _mm_max_ps(h, _mm_movehl_ps(h, h));
    h = _mm_max_ss(h, _mm_movehdup_ps(h));
    return _mm_cvtss_f32(h);
}

HONE_TARGET HONE_INLINE int32_t sum_of(__m256i v) {
    __m128i h = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    h = _mm_add_epi32(h, _mm_unpackhi_epi64(h, h));
    h = _mm_add_epi32(h, _mm_shuffle_epi32(h, 1));
    return _mm_cvtsi128_si32(h);
}

HONE_TARGET HONE_INLINE void quantize_block(
    const float *x, int8_t *codes, float *scale_out, float *offset_out, const int64_t size, const int affine) {
    const int parts = (int)size / 8;
    __m256 values[4], undefined = _mm256_setzero_ps(), magnitude = _mm256_setzero_ps();
    const __m256 sign = _mm256_set1_ps(-0.0f);
    UNROLLED for (int i = 0; i < parts; i++) {
        values[i] = _mm256_loadu_ps(x + 8 * i);
        undefined = _mm256_add_ps(undefined, _mm256_sub_ps(values[i], values[i]));
        magnitude = _mm256_max_ps(magnitude, _mm256_andnot_ps(sign, values[i]));
    }
    const float largest = largest_of(magnitude);
    const int defined = _mm256_movemask_ps(_mm256_cmp_ps(undefined, undefined, _CMP_UNORD_Q)) == 0;
    const __m256 inverse = _mm256_set1_ps(defined && largest > 0 ? 127 / largest : 0);
    __m256i rounded[4], sums = _mm256_setzero_si256();
    UNROLLED for (int i = 0; i < parts; i++) {
        rounded[i] = defined ? _mm256_cvtps_epi32(_mm256_mul_ps(values[i], inverse)) : _mm256_setzero_si256();
        sums = _mm256_add_epi32(sums, rounded[i]);
    }
    UNROLLED for (int i = 0; i < parts; i += 2) {
        const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(rounded[i], rounded[i + 1]), 0xd8);
        const __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
        _mm_storeu_si128((__m128i *)(codes + 8 * i), bytes);
    }
    const int32_t sum = sum_of(sums);
    const float scale = defined ? largest / 127 : __builtin_nanf("");
    *scale_out = scale;
    const int32_t correction = -128 * sum;
    if (affine) {
        *offset_out = scale * (float)sum;
    } else {
        __builtin_memcpy(offset_out, &correction, sizeof correction);
    }
}

HONE_TARGET static void quantize(
    hone_packed_kind kind, const float *x, int64_t rows, int64_t inputs, const hone_quantized_rows *quantized) {
    const int64_t size = hone_packed_block(kind);
    const int affine = hone_packed_is_affine(kind);
    const int64_t blocks = rows * (inputs / size);
    for (int64_t i = 0; i < blocks; i++) {
        int8_t *codes = quantized->codes + i * size;
        float *scale = quantized->scales + i, *offset = quantized->offsets + i;
        if (size == 16) {
            quantize_block(x + i * 16, codes, scale, offset, 16, 0);
        } else {
            quantize_block(x + i * 32, codes, scale, offset, 32, affine);
        }
    }
}

HONE_VARIANT(hone_packed_avx2);
#endif
