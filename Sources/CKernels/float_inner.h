// The inner product, once for each width of vector: INNER_WIDTH floats a vector, INNER_ROWS rows, INNER(name) its functions' names.
// Part of float_template.h's text.

typedef float INNER(vector) __attribute__((ext_vector_type(INNER_WIDTH)));
typedef float INNER(loose_vector) __attribute__((ext_vector_type(INNER_WIDTH), aligned(4)));

// C [rows, VECTORS * INNER_WIDTH] = alpha * A B (+ C): A by two strides, B rows of whole vectors. The sums stay in
// registers; with fewer columns than that, only those are written.
INLINE void INNER(product)(
    const int rows, int64_t k, const float *a, int64_t a_row, int64_t a_column, const float *b, int64_t b_row,
    float *c, int64_t c_row, int64_t columns, float alpha, int adding) {
    INNER(vector) sums[INNER_ROWS][VECTORS];
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int j = 0; j < VECTORS; j++) sums[i][j] = (INNER(vector))0.0f;
    UNROLL for (int i = 0; i < rows; i++) __builtin_prefetch(c + i * c_row, 1);
    const int64_t twice = 2 * a_row, thrice = 3 * a_row;
    const float *a0 = a, *a4 = a + 4 * a_row, *a8 = a + 8 * a_row;
    for (int64_t p = 0; p < k; p++) {
        INNER(vector) row[VECTORS];
        UNROLL for (int j = 0; j < VECTORS; j++) row[j] = *(const INNER(loose_vector) *)(b + j * INNER_WIDTH);
        UNROLL for (int i = 0; i < rows; i++) {
            const float *base = i < 4 ? a0 : i < 8 ? a4 : a8;
            const float x = base[(i & 3) == 0 ? 0 : (i & 3) == 1 ? a_row : (i & 3) == 2 ? twice : thrice];
            UNROLL for (int j = 0; j < VECTORS; j++) sums[i][j] = x * row[j] + sums[i][j];
        }
        b += b_row;
        a0 += a_column;
        a4 += a_column;
        a8 += a_column;
    }
    if (columns >= VECTORS * INNER_WIDTH) {
        UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int j = 0; j < VECTORS; j++) {
                INNER(loose_vector) *target = (INNER(loose_vector) *)(c + i * c_row + j * INNER_WIDTH);
                *target = adding ? sums[i][j] * alpha + *target : sums[i][j] * alpha;
            }
    } else {
        float parts[INNER_ROWS][VECTORS * INNER_WIDTH];
        UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int j = 0; j < VECTORS; j++)
                *(INNER(loose_vector) *)(parts[i] + j * INNER_WIDTH) = sums[i][j] * alpha;
        for (int i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns; j++)
                c[i * c_row + j] = adding ? c[i * c_row + j] + parts[i][j] : parts[i][j];
    }
}

#define ARGUMENTS                                                                                                   \
    int64_t k, const float *a, int64_t a_row, int64_t a_column, const float *b, int64_t b_row, float *c,            \
        int64_t c_row, int64_t columns, float alpha, int adding
#define VALUES k, a, a_row, a_column, b, b_row, c, c_row, columns, alpha, adding
#define CASE(rows) \
    case rows: INNER(product)(rows <= INNER_ROWS ? rows : INNER_ROWS, VALUES); break;

static __attribute__((noinline)) void INNER(full)(ARGUMENTS) { INNER(product)(INNER_ROWS, VALUES); }

static __attribute__((noinline)) void INNER(rows)(int64_t rows, ARGUMENTS) {
    switch (rows) {
        CASE(1) CASE(2) CASE(3)
#if INNER_ROWS > 3
        CASE(4) CASE(5) CASE(6)
#endif
#if INNER_ROWS > 6
        CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12)
#endif
    }
}

#undef ARGUMENTS
#undef VALUES
#undef CASE
