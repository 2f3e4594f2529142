#if defined(__x86_64__)
// Sixteen registers of eight floats: six rows of two vectors.
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define WIDTH 8
#define VECTORS 2
#define ROWS 6
#define KERNELS hone_float_avx2
#include "float_template.h"
#pragma clang attribute pop
#endif
