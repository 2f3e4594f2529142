// The kernels' text, compiled once for each instruction set; no include guard. Before: WIDTH (floats a vector),
// VECTORS and ROWS (accumulators of the inner product: ROWS x VECTORS must fit the registers beside VECTORS loads),
// KERNELS (name of the resulting table).
//
// Vectors are written with clang's extended vectors, so that one text serves all sets; a * b + c within an expression
// becomes one fused instruction where the set has it.

#include <string.h>

#include "exponential.h"
#include "float_kernels.h"

typedef float vector __attribute__((ext_vector_type(WIDTH)));
typedef float loose_vector __attribute__((ext_vector_type(WIDTH), aligned(4)));
typedef int32_t integers __attribute__((ext_vector_type(WIDTH)));
typedef int32_t loose_integers __attribute__((ext_vector_type(WIDTH), aligned(4)));
typedef float four __attribute__((ext_vector_type(4)));
typedef float loose_four __attribute__((ext_vector_type(4), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
// Columns of one inner product, and vectors in a row of HONE_PANEL floats.
#define TILE (VECTORS * WIDTH)
#define LANES (HONE_PANEL / WIDTH)

INLINE vector load(const float *p) { return *(const loose_vector *)p; }
INLINE void store(float *p, vector v) { *(loose_vector *)p = v; }
INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
INLINE vector choose(integers mask, vector a, vector b) { return (vector)((mask & (integers)a) | (~mask & (integers)b)); }

INLINE float sum(vector v) {
    float parts[WIDTH];
    store(parts, v);
    UNROLL for (int step = WIDTH / 2; step > 0; step /= 2)
        UNROLL for (int i = 0; i < step; i++) parts[i] += parts[i + step];
    return parts[0];
}

// The first n floats, then zeros.
INLINE vector load_part(const float *p, int64_t n) {
    float parts[WIDTH] = {0};
    for (int64_t i = 0; i < n; i++) parts[i] = p[i];
    return load(parts);
}

INLINE void store_part(float *p, vector v, int64_t n) {
    float parts[WIDTH];
    store(parts, v);
    for (int64_t i = 0; i < n; i++) p[i] = parts[i];
}

#define exponential_of(x) HONE_EXPONENTIAL(vector, integers, x)

// ---------------------------------------------------------------------------------------------- the inner product

#define INNER_WIDTH WIDTH
#define INNER_ROWS ROWS
#define INNER(name) inner_##name
#include "float_inner.h"
#undef INNER_WIDTH
#undef INNER_ROWS
#undef INNER

#if WIDTH == 16
// Sixteen columns or fewer: one vector of sixteen would wait for the loads of A, two of eight do not.
#define INNER_WIDTH 8
#define INNER_ROWS 6
#define INNER(name) narrow_##name
#include "float_inner.h"
#undef INNER_WIDTH
#undef INNER_ROWS
#undef INNER
#endif

// C [rows, columns] = alpha * A B (+ C) for up to HONE_PANEL columns of one panel's rows.
static void product(
    int64_t rows, int64_t k, const float *a, int64_t a_row, int64_t a_column, const float *b, int64_t b_row, float *c,
    int64_t c_row, int64_t columns, float alpha, int adding) {
    const int64_t all = columns;
    for (int64_t j = 0; j < all; j += TILE, b += TILE, c += TILE) {
        columns = all - j;
        const float *x = a;
        float *y = c;
#if WIDTH == 16
        if (columns <= WIDTH) {
            int64_t i = 0;
            for (; i + 6 <= rows; i += 6, x += 6 * a_row, y += 6 * c_row)
                narrow_full(k, x, a_row, a_column, b, b_row, y, c_row, columns, alpha, adding);
            if (i < rows)
                narrow_rows(rows - i, k, x, a_row, a_column, b, b_row, y, c_row, columns, alpha, adding);
            return;
        }
#endif
        int64_t i = 0;
        for (; i + ROWS <= rows; i += ROWS, x += ROWS * a_row, y += ROWS * c_row)
            inner_full(k, x, a_row, a_column, b, b_row, y, c_row, columns, alpha, adding);
        if (i < rows)
            inner_rows(rows - i, k, x, a_row, a_column, b, b_row, y, c_row, columns, alpha, adding);
    }
}

// Length of the equal parts, none above HONE_LONGEST_SUM, that a sum of k products is cut into.
INLINE int64_t part_of(int64_t k) {
    int64_t parts = (k + HONE_LONGEST_SUM - 1) / HONE_LONGEST_SUM;
    return parts > 1 ? ((k + parts - 1) / parts + 15) & ~15 : larger(1, k);
}

// ---------------------------------------------------------------------------------------------- packing

// target [q, lane] = rows[lane][q] with HONE_PANEL lanes a row, for q < length; lanes count to `filled` become zeros.
static void transpose_in(const float *const *rows, int64_t count, int64_t filled, int64_t length, float *target) {
    const int64_t fours = count / 4 * 4, lengths = length / 4 * 4;
    for (int64_t start = 0; start < lengths; start += 16) {
        const int64_t end = smaller(start + 16, lengths);
        for (int64_t lane = 0; lane < fours; lane += 4) {
            const float *r0 = rows[lane], *r1 = rows[lane + 1], *r2 = rows[lane + 2], *r3 = rows[lane + 3];
            for (int64_t q = start; q < end; q += 4) {
                four a = *(const loose_four *)(r0 + q), b = *(const loose_four *)(r1 + q);
                four c = *(const loose_four *)(r2 + q), d = *(const loose_four *)(r3 + q);
                four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
                four ef = __builtin_shufflevector(a, b, 2, 6, 3, 7), gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
                float *t = target + q * HONE_PANEL + lane;
                *(loose_four *)t = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
                *(loose_four *)(t + HONE_PANEL) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
                *(loose_four *)(t + 2 * HONE_PANEL) = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
                *(loose_four *)(t + 3 * HONE_PANEL) = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
            }
        }
    }
    for (int64_t lane = 0; lane < filled; lane++) {
        const float *row = lane < count ? rows[lane] : 0;
        for (int64_t q = lane < fours ? lengths : 0; q < length; q++)
            target[q * HONE_PANEL + lane] = row ? row[q] : 0.0f;
    }
}

// rows[lane][q] = source [q, lane] * factors[lane] for lane < count and q < length.
static void transpose_out(
    const float *source, int64_t count, int64_t length, const float *factors, float *const *rows) {
    const int64_t fours = count / 4 * 4, lengths = length / 4 * 4;
    for (int64_t lane = 0; lane < fours; lane += 4) {
        const four factor = *(const loose_four *)(factors + lane);
        float *r0 = rows[lane], *r1 = rows[lane + 1], *r2 = rows[lane + 2], *r3 = rows[lane + 3];
        for (int64_t q = 0; q < lengths; q += 4) {
            const float *s = source + q * HONE_PANEL + lane;
            four a = *(const loose_four *)s * factor, b = *(const loose_four *)(s + HONE_PANEL) * factor;
            four c = *(const loose_four *)(s + 2 * HONE_PANEL) * factor;
            four d = *(const loose_four *)(s + 3 * HONE_PANEL) * factor;
            four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
            four ef = __builtin_shufflevector(a, b, 2, 6, 3, 7), gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
            *(loose_four *)(r0 + q) = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
            *(loose_four *)(r1 + q) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
            *(loose_four *)(r2 + q) = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
            *(loose_four *)(r3 + q) = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
        }
    }
    for (int64_t lane = 0; lane < count; lane++)
        for (int64_t q = lane < fours ? lengths : 0; q < length; q++)
            rows[lane][q] = source[q * HONE_PANEL + lane] * factors[lane];
}

static void pack(int64_t count, int64_t inputs, const float *w, int64_t stride, float *panels) {
    const float *rows[HONE_PANEL];
    for (int64_t first = 0; first < count; first += HONE_PANEL) {
        const int64_t lanes = smaller(HONE_PANEL, count - first);
        for (int64_t lane = 0; lane < lanes; lane++) rows[lane] = w + (first + lane) * stride;
        transpose_in(rows, lanes, HONE_PANEL, inputs, panels + first * inputs);
    }
}

// ---------------------------------------------------------------------------------------------- matrix products

static void multiply_panels(
    int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *x, int64_t x_stride,
    const float *panels, float *y, int64_t y_stride, int adding) {
    const int64_t part = part_of(inputs), end = first + count;
    for (int64_t column = first; column < end;) {
        const int64_t inside = column % HONE_PANEL, next = smaller(end, column - inside + HONE_PANEL);
        const float *panel = panels + (column - inside) * inputs + inside;
        for (int64_t q = 0; q < inputs; q += part)
            product(
                rows, smaller(part, inputs - q), x + q, x_stride, 1, panel + q * HONE_PANEL, HONE_PANEL,
                y + (column - first), y_stride, next - column, alpha, adding || q > 0);
        column = next;
    }
}

static void multiply_panels_gated(
    int64_t rows, int64_t width, int64_t inputs, const float *x, int64_t x_stride, const float *panels, float *h,
    int64_t h_stride) {
    // As many rows at once as leave both blocks in the first-level cache.
    enum { block = 4 * ROWS };
    float gate[block * HONE_PANEL] __attribute__((aligned(64))), up[block * HONE_PANEL] __attribute__((aligned(64)));
    const int64_t part = part_of(inputs);
    for (int64_t column = 0; column < width; column += HONE_PANEL) {
        const float *gates = panels + column * inputs, *ups = panels + (width + column) * inputs;
        for (int64_t row = 0; row < rows; row += block) {
            const int64_t some = smaller(block, rows - row);
            for (int64_t q = 0; q < inputs; q += part) {
                const int64_t length = smaller(part, inputs - q);
                const float *source = x + row * x_stride + q;
                product(
                    some, length, source, x_stride, 1, gates + q * HONE_PANEL, HONE_PANEL, gate, HONE_PANEL,
                    HONE_PANEL, 1.0f, q > 0);
                product(
                    some, length, source, x_stride, 1, ups + q * HONE_PANEL, HONE_PANEL, up, HONE_PANEL, HONE_PANEL,
                    1.0f, q > 0);
            }
            for (int64_t i = 0; i < some; i++)
                for (int64_t j = 0; j < HONE_PANEL; j += WIDTH) {
                    vector g = load(gate + i * HONE_PANEL + j), u = load(up + i * HONE_PANEL + j);
                    store(h + (row + i) * h_stride + column + j, g / (1.0f + exponential_of(-g)) * u);
                }
        }
    }
}

static void multiply_panels_transposed(
    int64_t rows, int64_t first, int64_t count, int64_t inputs, float alpha, const float *y, int64_t y_stride,
    const float *panels, float *x, int64_t x_stride, int adding) {
    float block[(HONE_LONGEST_SUM + HONE_PANEL) * HONE_PANEL] __attribute__((aligned(64)));
    const int64_t end = first + count;
    // Whole panels of outputs at a time; the part of y that belongs to them stays in the second-level cache.
    for (int64_t from = first, to; from < end; from = to) {
        to = smaller(end, from - from % HONE_PANEL + HONE_LONGEST_SUM);
        for (int64_t input = 0; input < inputs; input += HONE_PANEL) {
            const int64_t columns = smaller(HONE_PANEL, inputs - input);
            for (int64_t output = from, next; output < to; output = next) {
                const int64_t inside = output % HONE_PANEL;
                next = smaller(to, output - inside + HONE_PANEL);
                const float *source[HONE_PANEL];
                const float *panel = panels + (output - inside) * inputs + input * HONE_PANEL + inside;
                for (int64_t lane = 0; lane < columns; lane++) source[lane] = panel + lane * HONE_PANEL;
                transpose_in(source, columns, columns, next - output, block + (output - from) * HONE_PANEL);
            }
            product(
                rows, to - from, y + (from - first), y_stride, 1, block, HONE_PANEL, x + input, x_stride, columns,
                alpha, adding || from > first);
        }
    }
}

// C^T in blocks, for a product with few columns whose A is stored transposed: its rows then serve as vectors.
static void multiply_few_columns(
    int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t a_column, const float *b, int64_t b_row,
    int64_t b_column, float *c, int64_t c_stride, int adding) {
    float block[HONE_PANEL * HONE_PANEL];
    const int64_t part = part_of(k);
    for (int64_t first = 0; first < m; first += HONE_PANEL) {
        for (int64_t q = 0; q < k; q += part)
            product(
                n, smaller(part, k - q), b + q * b_row, b_column, b_row, a + first + q * a_column, a_column, block,
                HONE_PANEL, HONE_PANEL, alpha, q > 0);
        for (int64_t i = 0; i < HONE_PANEL; i++) {
            float *row = c + (first + i) * c_stride;
            for (int64_t j = 0; j < n; j++) row[j] = block[j * HONE_PANEL + i] + (adding ? row[j] : 0.0f);
        }
    }
}

static void multiply(
    int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t a_row, int64_t a_column, const float *b,
    int64_t b_row, int64_t b_column, float *c, int64_t c_stride, int adding) {
    if (k <= 0) {
        for (int64_t i = 0; i < m; i++)
            for (int64_t j = 0; j < n; j++) c[i * c_stride + j] = adding ? c[i * c_stride + j] : 0.0f;
        return;
    }
    if (a_row == 1 && n <= HONE_PANEL && m % HONE_PANEL == 0) {
        multiply_few_columns(m, n, k, alpha, a, a_column, b, b_row, b_column, c, c_stride, adding);
        return;
    }
    // What stands behind the last column is multiplied along with the rest, but never written.
    float block[HONE_LONGEST_SUM * HONE_PANEL] __attribute__((aligned(64)));
    const int64_t part = part_of(k);
    for (int64_t column = 0; column < n; column += HONE_PANEL) {
        const int64_t columns = smaller(HONE_PANEL, n - column);
        for (int64_t q = 0; q < k; q += part) {
            const int64_t length = smaller(part, k - q);
            const float *source = b + q * b_row + column * b_column, *panel = block;
            int64_t stride = HONE_PANEL;
            if (b_column == 1 && columns == HONE_PANEL && m <= 2 * ROWS) {
                panel = source;
                stride = b_row;
            } else if (b_row == 1) {
                const float *rows[HONE_PANEL];
                for (int64_t lane = 0; lane < columns; lane++) rows[lane] = source + lane * b_column;
                transpose_in(rows, columns, columns, length, block);
            } else {
                for (int64_t p = 0; p < length; p++)
                    for (int64_t lane = 0; lane < columns; lane++)
                        block[p * HONE_PANEL + lane] = source[p * b_row + lane * b_column];
            }
            product(
                m, length, a + q * a_column, a_row, a_column, panel, stride, c + column, c_stride, columns, alpha,
                adding || q > 0);
        }
    }
}

#include "float_elements.h"
#include "float_attention.h"

const hone_float_kernels KERNELS = {
    .pack = pack,
    .multiply_panels = multiply_panels,
    .multiply_panels_transposed = multiply_panels_transposed,
    .multiply_panels_gated = multiply_panels_gated,
    .multiply = multiply,
    .rms_norm = rms_norm,
    .rms_norm_backward = rms_norm_backward,
    .gate = gate,
    .gate_backward = gate_backward,
    .rotate = rotate,
    .exponential = exponential,
    .layer_norm = layer_norm,
    .layer_norm_backward = layer_norm_backward,
    .normal_shares = normal_shares,
    .gelu = gelu,
    .gelu_backward = gelu_backward,
    .attention_forward = attention_forward,
    .attention_backward = attention_backward,
};
