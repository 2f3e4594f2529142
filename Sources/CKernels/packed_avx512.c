#if defined(__x86_64__)
// 512-bit registers hold one output in each lane; vpdpbusd multiplies unsigned weights by signed activations.
#include <immintrin.h>

#include "packed.h"

#define HONE_TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")))
#define UNROLLED _Pragma("clang loop unroll(full)")

HONE_TARGET HONE_INLINE __m512i four_inputs(const int8_t *x) {
    int32_t bits;
    __builtin_memcpy(&bits, x, sizeof bits);
    return _mm512_set1_epi32(bits);
}

HONE_TARGET HONE_INLINE __m512 halves(const uint16_t *source) {
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)source));
}

HONE_TARGET HONE_INLINE void tile(const hone_tile *t, const hone_packed_kind kind, const int panels, const int rows) {
    const int affine = hone_packed_is_affine(kind);
    const int64_t size = hone_packed_block(kind);
    const int lines = kind == hone_affine4 ? 4 : (int)size / 4;
    const __m512i low = _mm512_set1_epi8(15);
    __m512 sums[4][2];
    UNROLLED for (int r = 0; r < rows; r++) {
        UNROLLED for (int p = 0; p < panels; p++) sums[r][p] = _mm512_setzero_ps();
    }
    const uint8_t *codes = t->codes;
    const uint16_t *scales = t->scales;
    const int8_t *x = t->x;
    for (int64_t b = 0; b < t->blocks; b++) {
        __m512i dots[4][2];
        UNROLLED for (int r = 0; r < rows; r++) {
            const __m512i start = affine
                ? _mm512_setzero_si512()
                : _mm512_castps_si512(_mm512_set1_ps(t->x_offsets[r * t->blocks + b]));
            UNROLLED for (int p = 0; p < panels; p++) dots[r][p] = start;
        }
        UNROLLED for (int line = 0; line < lines; line++) {
            __m512i w[2], upper[2];
            UNROLLED for (int p = 0; p < panels; p++) {
                w[p] = _mm512_loadu_si512(codes + p * t->panel_codes + 64 * line);
                if (kind == hone_affine4) {
                    upper[p] = _mm512_and_si512(_mm512_srli_epi16(w[p], 4), low);
                    w[p] = _mm512_and_si512(w[p], low);
                }
            }
            UNROLLED for (int r = 0; r < rows; r++) {
                const __m512i four = four_inputs(x + r * t->inputs + 4 * line);
                UNROLLED for (int p = 0; p < panels; p++) dots[r][p] = _mm512_dpbusd_epi32(dots[r][p], w[p], four);
                if (kind == hone_affine4) {
                    const __m512i later = four_inputs(x + r * t->inputs + 16 + 4 * line);
                    UNROLLED for (int p = 0; p < panels; p++) {
                        dots[r][p] = _mm512_dpbusd_epi32(dots[r][p], upper[p], later);
                    }
                }
            }
        }
        UNROLLED for (int p = 0; p < panels; p++) {
            const __m512 s = halves(scales + p * t->panel_scales);
            const __m512 m = affine ? halves(scales + p * t->panel_scales + hone_panel_outputs) : s;
            UNROLLED for (int r = 0; r < rows; r++) {
                const __m512 factor = _mm512_mul_ps(s, _mm512_set1_ps(t->x_scales[r * t->blocks + b]));
                sums[r][p] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots[r][p]), factor, sums[r][p]);
                if (affine) {
                    sums[r][p] = _mm512_fmadd_ps(m, _mm512_set1_ps(t->x_offsets[r * t->blocks + b]), sums[r][p]);
                }
            }
        }
        codes += 64 * lines;
        scales += hone_panel_outputs * (affine ? 2 : 1);
        x += size;
    }
    UNROLLED for (int p = 0; p < panels; p++) {
        const int64_t left = t->columns - p * hone_panel_outputs;
        const __mmask16 mask = left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1);
        UNROLLED for (int r = 0; r < rows; r++) {
            float *y = t->y + r * t->stride + p * hone_panel_outputs;
            const __m512 before = t->adding ? _mm512_maskz_loadu_ps(mask, y) : _mm512_setzero_ps();
            _mm512_mask_storeu_ps(y, mask, _mm512_add_ps(before, sums[r][p]));
        }
    }
}

// One block of 16 or 32 numbers in one or two registers.
HONE_TARGET HONE_INLINE void quantize_block(
    const float *x, int8_t *codes, float *scale_out, float *offset_out, const int64_t size, const int affine) {
    const __m512 a = _mm512_loadu_ps(x);
    const __m512 b = size == 32 ? _mm512_loadu_ps(x + 16) : a;
    const __m512 undefined = _mm512_add_ps(_mm512_sub_ps(a, a), _mm512_sub_ps(b, b));
    const float largest = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(a), _mm512_abs_ps(b)));
    const int defined = _mm512_cmp_ps_mask(undefined, undefined, _CMP_UNORD_Q) == 0;
    const __m512 inverse = _mm512_set1_ps(defined && largest > 0 ? 127 / largest : 0);
    __m512i first = _mm512_cvtps_epi32(_mm512_mul_ps(a, inverse));
    __m512i second = _mm512_cvtps_epi32(_mm512_mul_ps(b, inverse));
    if (!defined) first = second = _mm512_setzero_si512();
    _mm_storeu_si128((__m128i *)codes, _mm512_cvtsepi32_epi8(first));
    if (size == 32) _mm_storeu_si128((__m128i *)(codes + 16), _mm512_cvtsepi32_epi8(second));
    const int32_t sum = _mm512_reduce_add_epi32(size == 32 ? _mm512_add_epi32(first, second) : first);
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
        } else if (affine) {
            quantize_block(x + i * 32, codes, scale, offset, 32, 1);
        } else {
            quantize_block(x + i * 32, codes, scale, offset, 32, 0);
        }
    }
}

HONE_VARIANT(hone_packed_avx512_vnni);
#endif
