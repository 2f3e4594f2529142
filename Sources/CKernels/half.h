#ifndef HONE_HALF_H
#define HONE_HALF_H

#include <stdint.h>
#include <string.h>

// The value of IEEE 754 binary16 bits without the instructions for it.
static inline float hone_half(uint16_t bits) {
    const uint32_t sign = (uint32_t)(bits & 0x8000) << 16, magnitude = bits & 0x7fff;
    uint32_t result;
    if (magnitude >= 0x7c00) {
        result = 0x7f800000 | ((magnitude & 0x3ff) << 13);
    } else {
        // In the fields of a float the exponent is short by 112; the product repairs it, for subnormals too.
        const uint32_t shifted = magnitude << 13;
        float value;
        memcpy(&value, &shifted, sizeof value);
        value *= 0x1p112f;
        memcpy(&result, &value, sizeof result);
    }
    result |= sign;
    float value;
    memcpy(&value, &result, sizeof value);
    return value;
}

// The nearest binary16, ties to even; beyond 65,504 it is an infinity.
static inline uint16_t hone_half_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    const uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) return sign | 0x7e00;
    if (magnitude >= 0x47800000) return sign | 0x7c00;  // 65,536 and more
    if (magnitude < 0x38800000) {
        // Below 2^-14 binary16 counts steps of 2^-24. Added to 0.5, whose own steps are 2^-24, a number is rounded to
        // them by the addition itself.
        float small;
        memcpy(&small, &magnitude, sizeof small);
        small += 0.5f;
        uint32_t steps;
        memcpy(&steps, &small, sizeof steps);
        return sign | (uint16_t)(steps - 0x3f000000);
    }
    const uint32_t rebased = magnitude - (112u << 23);
    return sign | (uint16_t)((rebased + 0xfff + (rebased >> 13 & 1)) >> 13);
}

#endif
