// Attention of a single query head: decoding one token at a time.
#ifndef HONE_ATTEND_H
#define HONE_ATTEND_H

#include <stdint.h>

#include "hone_instructions.h"

// Floats of scratch memory for `count` keys.
static inline int64_t hone_attend_scratch(int64_t count) { return (count + 15) / 16 * 16; }

// output[width] = sum over j of softmax(scale * query . keys[j]) values[j] for count >= 1 keys and values, whose rows
// are `stride` floats apart; width is a multiple of 16.
void hone_attend(
    hone_instructions set, const float *query, const float *keys, const float *values, int64_t stride, int64_t count,
    int64_t width, float scale, float *scores, float *output);

// Tells the processor that the thread waits for another one to write.
static inline void hone_spin_hint(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
