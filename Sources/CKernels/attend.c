// One body for all instruction sets: the compiler cuts vectors of sixteen floats to the registers that there are.
#include "hone_attend.h"

#include "exponential.h"

#include <string.h>

#define HONE_INLINE static inline __attribute__((always_inline))

enum { lanes = 16, most_parts = 4 };
typedef float vector __attribute__((ext_vector_type(lanes)));
typedef int32_t integers __attribute__((ext_vector_type(lanes)));

// Through memcpy, since rows of keys lie at any address.
#define LOAD(target, source) memcpy(&(target), (source), sizeof(vector))

HONE_INLINE float sum_of(const vector *v) {
    float parts[lanes];
    memcpy(parts, v, sizeof parts);
    for (int half = lanes / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) parts[i] += parts[i + half];
    }
    return parts[0];
}

#define exponential_of(x) HONE_EXPONENTIAL(vector, integers, x)

HONE_INLINE void attend(
    const float *query, const float *keys, const float *values, int64_t stride, int64_t count, int64_t width,
    float scale, float *scores, float *output) {
    float largest = -__builtin_inff();
    for (int64_t j = 0; j < count; j++) {
        vector sum = (vector)0.0f;
        for (int64_t i = 0; i < width; i += lanes) {
            vector q, k;
            LOAD(q, query + i);
            LOAD(k, keys + j * stride + i);
            sum += q * k;
        }
        scores[j] = scale * sum_of(&sum);
        if (!(scores[j] <= largest)) largest = scores[j];  // a NaN stays
    }
    for (int64_t j = count; j < hone_attend_scratch(count); j++) scores[j] = -__builtin_inff();
    vector total = (vector)0.0f;
    for (int64_t j = 0; j < count; j += lanes) {
        vector p;
        LOAD(p, scores + j);
        p -= largest;
        p = exponential_of(p);
        if (count - j < lanes) {
            for (int64_t i = count - j; i < lanes; i++) p[i] = 0;
        }
        total += p;
        memcpy(scores + j, &p, sizeof p);
    }
    // The clamp above swallows NaN; the difference brings it back.
    const float inverse = 1 / sum_of(&total) + (largest - largest);
    for (int64_t first = 0; first < width; first += most_parts * lanes) {
        const int64_t parts = (width - first) / lanes < most_parts ? (width - first) / lanes : most_parts;
        vector sums[most_parts] = {};
        for (int64_t j = 0; j < count; j++) {
            for (int part = 0; part < most_parts; part++) {
                if (part >= parts) break;
                vector v;
                LOAD(v, values + j * stride + first + part * lanes);
                sums[part] += v * scores[j];
            }
        }
        for (int64_t part = 0; part < parts; part++) {
            sums[part] *= inverse;
            memcpy(output + first + part * lanes, &sums[part], sizeof(vector));
        }
    }
}

#define ARGUMENTS                                                                                                  \
    const float *query, const float *keys, const float *values, int64_t stride, int64_t count, int64_t width,     \
        float scale, float *scores, float *output
#define CALL attend(query, keys, values, stride, count, width, scale, scores, output)

static void attend_baseline(ARGUMENTS) { CALL; }
#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void attend_avx2(ARGUMENTS) { CALL; }
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))) static void attend_avx512(
    ARGUMENTS) {
    CALL;
}
#endif

void hone_attend(hone_instructions set, ARGUMENTS) {
    switch (set) {
#if defined(__x86_64__)
    case hone_avx512_vnni:
    case hone_avx512:
        attend_avx512(query, keys, values, stride, count, width, scale, scores, output);
        return;
    case hone_avx2:
        attend_avx2(query, keys, values, stride, count, width, scale, scores, output);
        return;
#endif
    default:
        attend_baseline(query, keys, values, stride, count, width, scale, scores, output);
    }
}
