// Rounding of activations to eight bits, compiled once for each instruction set (HONE_TARGET); no include guard.
// Vectors are clang's extended ones, which the compiler cuts to the registers that there are.

typedef float sixteen_floats __attribute__((ext_vector_type(16)));
typedef int32_t sixteen_integers __attribute__((ext_vector_type(16)));
typedef int8_t sixteen_codes __attribute__((ext_vector_type(16)));

// One block of 16 or 32 numbers. `offset_out`: for affine kinds scale * sum of the codes, for others the 32 bits of
// -128 * sum, what an unsigned weight's excess of 128 adds to a dot product. A block with a NaN or an infinity gets
// codes 0 and a scale that is NaN.
HONE_TARGET HONE_INLINE void quantize_block(
    const float *x, int8_t *codes, float *scale_out, float *offset_out, const int64_t size, const int affine) {
    sixteen_floats a, b;
    __builtin_memcpy(&a, x, sizeof a);
    __builtin_memcpy(&b, size == 32 ? x + 16 : x, sizeof b);
    const sixteen_floats undefined = (a - a) + (b - b);  // zeros, or NaN for NaN and infinities
    const sixteen_floats c = __builtin_elementwise_abs(a), d = __builtin_elementwise_abs(b);
    const sixteen_floats larger = c > d ? c : d;
    float largest = 0, doubt = 0;
    UNROLLED for (int i = 0; i < 16; i++) {
        largest = larger[i] > largest ? larger[i] : largest;
        doubt += undefined[i];
    }
    const int defined = doubt == 0;
    const float inverse = defined && largest > 0 ? 127 / largest : 0;
    // Ties to even by adding 1.5 * 2^23. The products are statements of their own: fused with the sum they would be
    // rounded once less.
    const sixteen_floats magic = (sixteen_floats)12582912.0f;
    const sixteen_floats scaled_a = a * inverse;
    const sixteen_floats scaled_b = b * inverse;
    const sixteen_floats shifted_a = scaled_a + magic, shifted_b = scaled_b + magic;
    sixteen_integers first = (sixteen_integers)shifted_a - 0x4B400000;
    sixteen_integers second = (sixteen_integers)shifted_b - 0x4B400000;
    if (!defined) first = second = (sixteen_integers)0;
    const sixteen_codes first_codes = __builtin_convertvector(first, sixteen_codes);
    const sixteen_codes second_codes = __builtin_convertvector(second, sixteen_codes);
    __builtin_memcpy(codes, &first_codes, sizeof first_codes);
    if (size == 32) __builtin_memcpy(codes + 16, &second_codes, sizeof second_codes);
    const int32_t sum = __builtin_reduce_add(size == 32 ? first + second : first);
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
    hone_quantized_kind kind, const float *x, int64_t rows, int64_t inputs, const hone_quantized_rows *quantized) {
    const int64_t size = hone_quantized_block(kind);
    const int affine = hone_quantized_is_affine(kind);
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
