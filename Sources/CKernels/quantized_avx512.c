#if defined(__x86_64__)
// 512-bit registers hold one output in each lane; vpdpbusd multiplies unsigned weights by signed activations.
#include <immintrin.h>

#include "quantized.h"

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

HONE_TARGET HONE_INLINE void tile(const hone_tile *t, const hone_quantized_kind kind, const int panels, const int rows) {
    const int affine = hone_quantized_is_affine(kind);
    const int64_t size = hone_quantized_block(kind);
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

#include "quantize_rows.h"

HONE_VARIANT(hone_quantized_avx512_vnni);
#endif
