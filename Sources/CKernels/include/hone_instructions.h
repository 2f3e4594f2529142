// What the processor can do, found out at run time: the package is compiled for the platform's baseline.
#ifndef HONE_INSTRUCTIONS_H
#define HONE_INSTRUCTIONS_H

#include <stdint.h>

// Instruction sets that kernels are written for. Within one architecture a larger number includes the smaller ones.
typedef enum {
    hone_scalar = 0,
    hone_neon = 1,          // arm64: always there
    hone_neon_dot = 2,      // arm64 with dot products of 8-bit integers (Armv8.2 onwards, every Apple M)
    hone_avx2 = 3,          // x86-64: AVX2, FMA, F16C (Haswell, 2013)
    hone_avx512 = 4,        // x86-64: AVX-512 F, BW, DQ, VL (Skylake-X, 2017)
    hone_avx512_vnni = 5,   // x86-64: and 8-bit dot products (Ice Lake, 2019; Zen 4)
} hone_instructions;

// Whether this processor (and operating system) can run code for that instruction set.
int hone_has_instructions(hone_instructions set);

// The largest set that this processor can run.
hone_instructions hone_best_instructions(void);

#endif
