#include "hone_instructions.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#ifndef HWCAP_ASIMDDP
#define HWCAP_ASIMDDP (1 << 20)
#endif
#endif

int hone_has_instructions(hone_instructions set) {
    switch (set) {
    case hone_scalar:
        return 1;
#if defined(__aarch64__)
    case hone_neon:
        return 1;
    case hone_neon_dot:
#if defined(__APPLE__)
        return 1;
#elif defined(__linux__)
        return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#else
        return 0;
#endif
#elif defined(__x86_64__)
    case hone_avx2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    case hone_avx512:
        return hone_has_instructions(hone_avx2) && __builtin_cpu_supports("avx512f")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
            && __builtin_cpu_supports("avx512vl");
    case hone_avx512_vnni:
        return hone_has_instructions(hone_avx512) && __builtin_cpu_supports("avx512vnni");
#endif
    default:
        return 0;
    }
}

hone_instructions hone_best_instructions(void) {
    static const hone_instructions sets[] = {hone_avx512_vnni, hone_avx512, hone_avx2, hone_neon_dot, hone_neon};
    for (unsigned i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (hone_has_instructions(sets[i])) return sets[i];
    }
    return hone_scalar;
}
