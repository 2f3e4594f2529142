// The platform's baseline: SSE2 on x86-64, NEON on arm64. Four lanes; on arm64 32 registers make six rows of sixteen.
#define WIDTH 4
#define VECTORS 4
#if defined(__aarch64__)
#define ROWS 6
#else
#define ROWS 3
#endif
#define KERNELS hone_float_scalar
#include "float_template.h"
