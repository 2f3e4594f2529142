// Element by element: norms, gates, rotations, exponentials. A part of float_template.h, whose vectors it uses.

static void rms_norm(
    int64_t rows, int64_t width, float epsilon, const float *x, const float *weight, float *y, float *inverse) {
    const int64_t whole = width / WIDTH * WIDTH, pairs = width / (2 * WIDTH) * (2 * WIDTH);
    for (int64_t row = 0; row < rows; row++, x += width, y += width) {
        vector s = (vector)0.0f, t = (vector)0.0f;
        int64_t i = 0;
        for (; i < pairs; i += 2 * WIDTH) {
            vector v = load(x + i), w = load(x + i + WIDTH);
            s = v * v + s;
            t = w * w + t;
        }
        for (; i < whole; i += WIDTH) s = load(x + i) * load(x + i) + s;
        float square = sum(s + t);
        for (; i < width; i++) square += x[i] * x[i];
        const float factor = 1.0f / __builtin_sqrtf(square / (float)width + epsilon);
        if (inverse) inverse[row] = factor;
        for (i = 0; i < whole; i += WIDTH) store(y + i, load(x + i) * factor * load(weight + i));
        for (; i < width; i++) y[i] = x[i] * factor * weight[i];
    }
}

static void rms_norm_backward(
    int64_t rows, int64_t width, const float *dy, const float *x, const float *weight, const float *inverse,
    float *dx) {
    const int64_t whole = width / WIDTH * WIDTH;
    for (int64_t row = 0; row < rows; row++, dy += width, x += width, dx += width) {
        vector s = (vector)0.0f;
        int64_t i = 0;
        for (; i < whole; i += WIDTH) s = load(dy + i) * load(weight + i) * load(x + i) + s;
        float total = sum(s);
        for (; i < width; i++) total += dy[i] * weight[i] * x[i];
        const float factor = inverse[row], correction = factor * factor * total / (float)width;
        for (i = 0; i < whole; i += WIDTH)
            store(dx + i, (load(dy + i) * load(weight + i) - load(x + i) * correction) * factor + load(dx + i));
        for (; i < width; i++) dx[i] += (dy[i] * weight[i] - x[i] * correction) * factor;
    }
}

static void gate(int64_t rows, int64_t width, const float *gate_up, int64_t stride, float *h) {
    for (int64_t row = 0; row < rows; row++, gate_up += stride, h += width) {
        for (int64_t i = 0; i < width; i += WIDTH) {
            const int64_t n = width - i;
            if (n >= WIDTH) {
                vector g = load(gate_up + i);
                store(h + i, g / (1.0f + exponential_of(-g)) * load(gate_up + width + i));
            } else {
                vector g = load_part(gate_up + i, n);
                store_part(h + i, g / (1.0f + exponential_of(-g)) * load_part(gate_up + width + i, n), n);
            }
        }
    }
}

static void gate_backward(
    int64_t rows, int64_t width, const float *dh, float *gate_up, int64_t stride, float *h) {
    for (int64_t row = 0; row < rows; row++, gate_up += stride, dh += width) {
        for (int64_t i = 0; i < width; i += WIDTH) {
            const int64_t n = width - i;
            const int part = n < WIDTH;
            vector g = part ? load_part(gate_up + i, n) : load(gate_up + i);
            vector u = part ? load_part(gate_up + width + i, n) : load(gate_up + width + i);
            vector d = part ? load_part(dh + i, n) : load(dh + i);
            vector s = 1.0f / (1.0f + exponential_of(-g));
            vector silu = g * s, dg = d * u * (s + silu * (1.0f - s)), du = d * silu;
            if (part) {
                store_part(gate_up + i, dg, n);
                store_part(gate_up + width + i, du, n);
                if (h) store_part(h + row * width + i, silu * u, n);
            } else {
                store(gate_up + i, dg);
                store(gate_up + width + i, du);
                if (h) store(h + row * width + i, silu * u);
            }
        }
    }
}

static void rotate(
    int64_t rows, int64_t heads, int64_t half, float *x, int64_t stride, const int32_t *positions,
    const float *cosines, const float *sines, float direction) {
    const int64_t whole = half / WIDTH * WIDTH;
    for (int64_t row = 0; row < rows; row++) {
        const float *cosine = cosines + positions[row] * half, *sine = sines + positions[row] * half;
        float *first = x + row * stride;
        for (int64_t head = 0; head < heads; head++, first += 2 * half) {
            float *second = first + half;
            int64_t i = 0;
            for (; i < whole; i += WIDTH) {
                vector c = load(cosine + i), s = load(sine + i) * direction, a = load(first + i), b = load(second + i);
                store(first + i, a * c - b * s);
                store(second + i, b * c + a * s);
            }
            for (; i < half; i++) {
                const float c = cosine[i], s = sine[i] * direction, a = first[i], b = second[i];
                first[i] = a * c - b * s;
                second[i] = b * c + a * s;
            }
        }
    }
}

static void exponential(int64_t count, float *x) {
    int64_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) store(x + i, exponential_of(load(x + i)));
    if (i < count) store_part(x + i, exponential_of(load_part(x + i, count - i)), count - i);
}

// Row of x, plus a row of the addend where there is one; writes the sum to y and returns it added up.
static float add_rows(int64_t width, const float *x, const float *addend, float *y) {
    const int64_t whole = width / WIDTH * WIDTH;
    vector s = (vector)0.0f;
    int64_t i = 0;
    for (; i < whole; i += WIDTH) {
        vector v = addend ? load(x + i) + load(addend + i) : load(x + i);
        store(y + i, v);
        s += v;
    }
    float total = sum(s);
    for (; i < width; i++) {
        y[i] = addend ? x[i] + addend[i] : x[i];
        total += y[i];
    }
    return total;
}

static void layer_norm(
    int64_t rows, int64_t width, float epsilon, const float *x, const float *addend, const int32_t *addend_rows,
    float *y, float *inverse) {
    const int64_t whole = width / WIDTH * WIDTH;
    for (int64_t row = 0; row < rows; row++, x += width, y += width) {
        const float mean = add_rows(width, x, addend ? addend + addend_rows[row] * width : 0, y) / (float)width;
        vector s = (vector)0.0f;
        int64_t i = 0;
        for (; i < whole; i += WIDTH) {
            vector v = load(y + i) - mean;
            store(y + i, v);
            s = v * v + s;
        }
        float square = sum(s);
        for (; i < width; i++) {
            y[i] -= mean;
            square += y[i] * y[i];
        }
        const float factor = 1.0f / __builtin_sqrtf(square / (float)width + epsilon);
        if (inverse) inverse[row] = factor;
        for (i = 0; i < whole; i += WIDTH) store(y + i, load(y + i) * factor);
        for (; i < width; i++) y[i] *= factor;
    }
}

static void layer_norm_backward(
    int64_t rows, int64_t width, const float *dy, const float *y, const float *inverse, float *dx) {
    const int64_t whole = width / WIDTH * WIDTH;
    for (int64_t row = 0; row < rows; row++, dy += width, y += width, dx += width) {
        vector s = (vector)0.0f, t = (vector)0.0f;
        int64_t i = 0;
        for (; i < whole; i += WIDTH) {
            s += load(dy + i);
            t = load(dy + i) * load(y + i) + t;
        }
        float mean = sum(s), along = sum(t);
        for (; i < width; i++) {
            mean += dy[i];
            along += dy[i] * y[i];
        }
        mean /= (float)width;
        along /= (float)width;
        const float factor = inverse[row];
        for (i = 0; i < whole; i += WIDTH)
            store(dx + i, (load(dy + i) - mean - load(y + i) * along) * factor + load(dx + i));
        for (; i < width; i++) dx[i] += (dy[i] - mean - y[i] * along) * factor;
    }
}

// The normal distribution's share below x; `density` becomes e^(-x^2 / 2). Abramowitz and Stegun 7.1.26, absolute
// error below 1.5e-7.
INLINE vector normal_share(vector x, vector *density) {
    const vector z = __builtin_elementwise_abs(x);
    const vector e = exponential_of(z * z * -0.5f);
    const vector t = 1.0f / (z * (0.3275911f * 0.70710678118654752f) + 1.0f);
    vector p = t * 1.061405429f - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    const vector tail = p * t * e * 0.5f;
    *density = e;
    return choose(x < 0.0f, tail, 1.0f - tail);
}

static void normal_shares(int64_t count, float *x) {
    vector density;
    int64_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) store(x + i, normal_share(load(x + i), &density));
    if (i < count) store_part(x + i, normal_share(load_part(x + i, count - i), &density), count - i);
}

static void gelu(int64_t count, const float *x, float *y) {
    vector density;
    int64_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        vector v = load(x + i);
        store(y + i, v * normal_share(v, &density));
    }
    if (i < count) {
        vector v = load_part(x + i, count - i);
        store_part(y + i, v * normal_share(v, &density), count - i);
    }
}

static void gelu_backward(int64_t count, const float *x, float *dy) {
    vector density;
    for (int64_t i = 0; i < count; i += WIDTH) {
        const int64_t n = count - i;
        vector v = n < WIDTH ? load_part(x + i, n) : load(x + i);
        vector d = n < WIDTH ? load_part(dy + i, n) : load(dy + i);
        vector share = normal_share(v, &density);
        d = d * (share + v * density * 0.39894228040143268f);
        if (n < WIDTH)
            store_part(dy + i, d, n);
        else
            store(dy + i, d);
    }
}
