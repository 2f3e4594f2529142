// The one exponential of all kernels, for whatever vectors a kernel computes with.
#ifndef HONE_EXPONENTIAL_H
#define HONE_EXPONENTIAL_H

// e^x, clamped outside -87 <= x <= 88, within 2 units in the last place; `vector` and `integers` are extended vectors
// of as many floats and 32-bit integers. Cody and Waite's reduction to |r| <= ln 2 / 2 and the polynomial of Moshier's
// Cephes library; rounding by adding 1.5 * 2^23. (An expression, since vectors wider than the registers should not be
// arguments.)
#define HONE_EXPONENTIAL(vector, integers, argument)                                                             \
    ({                                                                                                           \
        const vector magic_ = (vector)12582912.0f;                                                               \
        const vector x_ =                                                                                        \
            __builtin_elementwise_min(__builtin_elementwise_max((argument), (vector)-87.0f), (vector)88.0f);     \
        const vector shifted_ = x_ * 1.44269504088896341f + magic_;                                              \
        const vector whole_ = shifted_ - magic_;                                                                 \
        vector r_ = x_ - whole_ * 0.693359375f;                                                                  \
        r_ = r_ + whole_ * 2.12194440e-4f;                                                                       \
        vector p_ = r_ * 1.9875691500e-4f + 1.3981999507e-3f;                                                    \
        p_ = p_ * r_ + 8.3334519073e-3f;                                                                         \
        p_ = p_ * r_ + 4.1665795894e-2f;                                                                         \
        p_ = p_ * r_ + 1.6666665459e-1f;                                                                         \
        p_ = p_ * r_ + 5.0000001201e-1f;                                                                         \
        p_ = p_ * (r_ * r_) + r_;                                                                                \
        p_ = p_ + 1.0f;                                                                                          \
        p_ * (vector)(((integers)shifted_ - 0x4B400000 + 127) << 23);                                            \
    })

#endif
