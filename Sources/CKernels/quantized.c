#include "quantized.h"

static const hone_quantized_variant *variant(hone_instructions set) {
    switch (set) {
#if defined(__x86_64__)
    case hone_avx512_vnni:
        return &hone_quantized_avx512_vnni;
    case hone_avx512:
    case hone_avx2:
        return &hone_quantized_avx2;
#elif defined(__aarch64__)
    case hone_neon_dot:
        return &hone_quantized_neon_dot;
#endif
    default:
        return &hone_quantized_scalar;
    }
}

void hone_quantize_rows(
    hone_instructions set, hone_quantized_kind kind, const float *x, int64_t rows, int64_t inputs,
    const hone_quantized_rows *quantized) {
    variant(set)->quantize(kind, x, rows, inputs, quantized);
}

void hone_quantized_multiply(
    hone_instructions set, const hone_quantized_matrix *w, int64_t first, int64_t end, const hone_quantized_rows *x,
    int64_t rows, float *y, int64_t stride, int adding) {
    const int64_t blocks = w->inputs / hone_quantized_block(w->kind);
    hone_tile_function *const(*tiles)[hone_most_tile_rows] = variant(set)->tiles[w->kind];
    hone_tile tile = {
        .panel_codes = hone_quantized_panel_codes(w->kind, w->inputs),
        .panel_scales = hone_quantized_panel_scales(w->kind, w->inputs),
        .blocks = blocks,
        .inputs = w->inputs,
        .stride = stride,
        .adding = adding,
    };
    // Two panels stay in the first-level cache while all rows pass by. A single row gains nothing from the second
    // panel and reads memory in order with one.
    const int64_t width = rows == 1 ? 1 : hone_most_tile_panels;
    for (int64_t column = first; column < end; column += width * hone_panel_outputs) {
        const int64_t panel = column / hone_panel_outputs;
        const int64_t left = hone_quantized_panels(end - column);
        const int64_t panels = left < width ? left : width;
        tile.codes = w->codes + panel * tile.panel_codes;
        tile.scales = w->scales + panel * tile.panel_scales;
        tile.columns = end - column < panels * hone_panel_outputs ? end - column : panels * hone_panel_outputs;
        for (int64_t row = 0; row < rows; row += hone_most_tile_rows) {
            const int64_t count = rows - row < hone_most_tile_rows ? rows - row : hone_most_tile_rows;
            tile.x = x->codes + row * w->inputs;
            tile.x_scales = x->scales + row * blocks;
            tile.x_offsets = x->offsets + row * blocks;
            tile.y = y + row * stride + (column - first);
            tiles[panels - 1][count - 1](&tile);
        }
    }
}
