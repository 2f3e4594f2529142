// What the variants of the quantized kernels share.
#ifndef HONE_QUANTIZED_PRIVATE_H
#define HONE_QUANTIZED_PRIVATE_H

#include "hone_quantized.h"

// One call's arguments to a tile: some rows against one or more neighbouring panels.
typedef struct {
    const uint8_t *codes;
    const uint16_t *scales;
    int64_t panel_codes, panel_scales;  // distances between panels
    int64_t blocks, inputs;
    const int8_t *x;  // first row
    const float *x_scales, *x_offsets;
    float *y;
    int64_t stride;
    int64_t columns;  // outputs to write; those of the last panel beyond it are padding or not asked for
    int adding;
} hone_tile;

typedef void hone_tile_function(const hone_tile *);
typedef void hone_quantize_function(
    hone_quantized_kind kind, const float *x, int64_t rows, int64_t inputs, const hone_quantized_rows *quantized);

// A variant: for each kind the tiles of 1 ... most_rows rows (index rows - 1) on 1 ... most_panels panels, widest
// panels last.
enum { hone_most_tile_rows = 4, hone_most_tile_panels = 2, hone_quantized_kinds = 4 };
typedef struct {
    hone_tile_function *tiles[hone_quantized_kinds][hone_most_tile_panels][hone_most_tile_rows];
    hone_quantize_function *quantize;
} hone_quantized_variant;

extern const hone_quantized_variant hone_quantized_scalar;
#if defined(__x86_64__)
extern const hone_quantized_variant hone_quantized_avx2, hone_quantized_avx512_vnni;
#elif defined(__aarch64__)
extern const hone_quantized_variant hone_quantized_neon_dot;
#endif

#define HONE_INLINE static inline __attribute__((always_inline))

#define HONE_TILE(kind, panels, rows)                                                    \
    HONE_TARGET static void kind##_##panels##_##rows(const hone_tile *t) { tile(t, kind, panels, rows); }
#define HONE_TILES(kind)                                                                                 \
    HONE_TILE(kind, 1, 1) HONE_TILE(kind, 1, 2) HONE_TILE(kind, 1, 3) HONE_TILE(kind, 1, 4) \
    HONE_TILE(kind, 2, 1) HONE_TILE(kind, 2, 2) HONE_TILE(kind, 2, 3) HONE_TILE(kind, 2, 4)
#define HONE_TILE_NAMES(kind)                                                   \
    {{kind##_1_1, kind##_1_2, kind##_1_3, kind##_1_4},                          \
     {kind##_2_1, kind##_2_2, kind##_2_3, kind##_2_4}}
#define HONE_VARIANT(name)                                                                                 \
    HONE_TILES(hone_affine4) HONE_TILES(hone_symmetric8) HONE_TILES(hone_symmetric8_by_16)                 \
    HONE_TILES(hone_affine8)                                                                               \
    const hone_quantized_variant name = {                                                                     \
        {HONE_TILE_NAMES(hone_affine4), HONE_TILE_NAMES(hone_symmetric8), HONE_TILE_NAMES(hone_symmetric8_by_16), \
         HONE_TILE_NAMES(hone_affine8)},                                                                   \
        quantize}

#endif
