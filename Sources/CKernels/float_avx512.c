#if defined(__x86_64__)
// Thirty-two registers of sixteen floats: twelve rows of two vectors.
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#define WIDTH 16
#define VECTORS 2
#define ROWS 12
#define KERNELS hone_float_avx512
#include "float_template.h"
#pragma clang attribute pop
#endif
