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
