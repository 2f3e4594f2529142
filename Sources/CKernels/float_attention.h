// Attention, part of float_template.h's text.
//
// HONE_PANEL lanes at a time, a lane being one query of one head (the heads of a group count up fastest, since they
// share a key head), and blocks of keys: scores are [keys, lanes], so that maxima, exponentials and sums run along
// rows of whole vectors, keys and values are read where they lie, and nothing larger than one block exists (after Dao
// et al., arXiv 2205.14135).

// What a piece of the work is about.
typedef struct {
    int64_t group, lanes, first, head;
    // Keys that lane l sees: from `from` up to `to`, in the prefix and of its own.
    int32_t prefix_from[HONE_PANEL], prefix_to[HONE_PANEL], own_from[HONE_PANEL], own_to[HONE_PANEL];
    int64_t prefix_end, own_begin, own_end;
} piece;

INLINE piece piece_of(const hone_attention *w, int64_t item) {
    piece p;
    p.group = w->heads / w->kv_heads;
    const int64_t total = w->queries * p.group;
    p.head = item % w->kv_heads;
    p.first = item / w->kv_heads * HONE_PANEL;
    p.lanes = smaller(HONE_PANEL, total - p.first);
    p.prefix_end = p.own_end = 0;
    p.own_begin = INT32_MAX;
    for (int64_t lane = 0; lane < HONE_PANEL; lane++) {
        const int real = lane < p.lanes;
        const int64_t query = (p.first + lane) / p.group;
        p.prefix_from[lane] = 0;
        p.prefix_to[lane] = real ? w->limits[query] : 0;
        p.own_from[lane] = real ? w->own_starts[query] : 0;
        p.own_to[lane] = real ? w->own_starts[query] + w->own_counts[query] : 0;
        p.prefix_end = larger(p.prefix_end, p.prefix_to[lane]);
        if (real && w->own_counts[query] > 0) {
            p.own_begin = smaller(p.own_begin, p.own_from[lane]);
            p.own_end = larger(p.own_end, p.own_to[lane]);
        }
    }
    return p;
}

INLINE int64_t query_of(const piece *p, int64_t lane) { return (p->first + lane) / p->group; }
INLINE int64_t head_of(const piece *p, int64_t lane) { return p->head * p->group + (p->first + lane) % p->group; }

// Whether every lane in use sees all keys from `begin` to `end`.
INLINE int all_visible(const int32_t *from, const int32_t *to, int64_t lanes, int64_t begin, int64_t end) {
    for (int64_t lane = 0; lane < lanes; lane++)
        if (from[lane] > begin || to[lane] < end) return 0;
    return 1;
}

INLINE integers visible(const int32_t *from, const int32_t *to, int vector_index, int32_t key) {
    const integers low = *(const loose_integers *)(from + vector_index * WIDTH);
    const integers high = *(const loose_integers *)(to + vector_index * WIDTH);
    const integers k = (integers)key;
    return (low <= k) & (k < high);
}

// Adds keys begin to end to the running maxima, sums and weighted values [width, lanes] of all lanes.
static void attend(
    const hone_attention *w, const piece *p, const float *keys, int64_t keys_stride, const float *values,
    int64_t values_stride, const int32_t *from, const int32_t *to, int64_t begin, int64_t end, const float *queries,
    float *scores, float *top, float *total, float *weighted, int *started) {
    for (int64_t key = begin; key < end; key += HONE_KEY_BLOCK) {
        const int64_t count = smaller(HONE_KEY_BLOCK, end - key);
        product(
            count, w->width, keys + key * keys_stride, keys_stride, 1, queries, HONE_PANEL, scores, HONE_PANEL,
            HONE_PANEL, 1.0f, 0);
        const int whole = all_visible(from, to, p->lanes, key, key + count);
        for (int v = 0; v < LANES; v++) {
            const vector old = load(top + v * WIDTH);
            vector best = old;
            if (whole) {
                for (int64_t j = 0; j < count; j++)
                    best = __builtin_elementwise_max(best, load(scores + j * HONE_PANEL + v * WIDTH));
            } else {
                for (int64_t j = 0; j < count; j++) {
                    const vector s = load(scores + j * HONE_PANEL + v * WIDTH);
                    best = __builtin_elementwise_max(best, choose(visible(from, to, v, (int32_t)(key + j)), s, best));
                }
            }
            const vector shift = best * w->scale;
            vector sums = (vector)0.0f;
            for (int64_t j = 0; j < count; j++) {
                float *at = scores + j * HONE_PANEL + v * WIDTH;
                vector e = exponential_of(load(at) * w->scale - shift);
                if (!whole) e = choose(visible(from, to, v, (int32_t)(key + j)), e, (vector)0.0f);
                store(at, e);
                sums += e;
            }
            const vector factor = exponential_of(old * w->scale - shift);
            store(total + v * WIDTH, load(total + v * WIDTH) * factor + sums);
            store(top + v * WIDTH, best);
            if (*started) {
                float factors[WIDTH];
                store(factors, factor);
                int rescale = 0;
                for (int i = 0; i < WIDTH; i++) rescale |= factors[i] != 1.0f;
                if (rescale)
                    for (int64_t q = 0; q < w->width; q++) {
                        float *at = weighted + q * HONE_PANEL + v * WIDTH;
                        store(at, load(at) * factor);
                    }
            }
        }
        product(
            w->width, count, values + key * values_stride, 1, values_stride, scores, HONE_PANEL, weighted, HONE_PANEL,
            HONE_PANEL, 1.0f, *started);
        *started = 1;
    }
}

static void attention_forward(const hone_attention *w, int64_t item, float *scratch) {
    const piece p = piece_of(w, item);
    float *queries = scratch, *weighted = queries + w->width * HONE_PANEL;
    float *top = weighted + w->width * HONE_PANEL, *total = top + HONE_PANEL, *scores = total + HONE_PANEL;
    const float *sources[HONE_PANEL];
    float *targets[HONE_PANEL];
    for (int64_t lane = 0; lane < p.lanes; lane++) {
        sources[lane] = w->query + query_of(&p, lane) * w->query_stride + head_of(&p, lane) * w->width;
        targets[lane] = w->output + query_of(&p, lane) * w->output_stride + head_of(&p, lane) * w->width;
    }
    transpose_in(sources, p.lanes, HONE_PANEL, w->width, queries);
    for (int64_t lane = 0; lane < HONE_PANEL; lane++) {
        // Low enough for e^(top - score) to vanish, high enough for the difference to stay finite.
        top[lane] = -1e30f;
        total[lane] = 0.0f;
    }
    int started = 0;
    const int64_t column = p.head * w->width;
    attend(
        w, &p, w->prefix_keys + column, w->prefix_keys_stride, w->prefix_values + column, w->prefix_values_stride,
        p.prefix_from, p.prefix_to, 0, p.prefix_end, queries, scores, top, total, weighted, &started);
    if (p.own_begin < p.own_end)
        attend(
            w, &p, w->own_keys + column, w->own_keys_stride, w->own_values + column, w->own_values_stride, p.own_from,
            p.own_to, p.own_begin, p.own_end, queries, scores, top, total, weighted, &started);
    if (!started) memset(weighted, 0, sizeof(float) * w->width * HONE_PANEL);
    float factors[HONE_PANEL];
    for (int64_t lane = 0; lane < p.lanes; lane++) {
        factors[lane] = total[lane] > 0.0f ? 1.0f / total[lane] : 0.0f;
        if (w->log_sums)
            w->log_sums[head_of(&p, lane) * w->queries + query_of(&p, lane)] =
                top[lane] * w->scale + __builtin_logf(total[lane]);
    }
    transpose_out(weighted, p.lanes, w->width, factors, targets);
}

// The operands of a piece's backward pass: queries and the output's gradient by lanes and as they are.
typedef struct {
    float *queries, *gradients, *query_rows, *gradient_rows, *query_gradients;
    float shift[HONE_PANEL], mean[HONE_PANEL];
    float *scores, *score_gradients;
} backward_operands;

static void attend_backward(
    const hone_attention *w, const piece *p, const hone_attention_gradients *g, const float *keys,
    int64_t keys_stride, const float *values, int64_t values_stride, const int32_t *from, const int32_t *to,
    int64_t begin, int64_t end, const backward_operands *o, int *started) {
    const int64_t stride = w->kv_heads * w->width, column = p->head * w->width;
    for (int64_t key = begin; key < end; key += HONE_KEY_BLOCK) {
        const int64_t count = smaller(HONE_KEY_BLOCK, end - key);
        product(
            count, w->width, keys + key * keys_stride, keys_stride, 1, o->queries, HONE_PANEL, o->scores, HONE_PANEL,
            HONE_PANEL, 1.0f, 0);
        product(
            count, w->width, values + key * values_stride, values_stride, 1, o->gradients, HONE_PANEL,
            o->score_gradients, HONE_PANEL, HONE_PANEL, 1.0f, 0);
        // Lanes that stand for no query must come out as zeros, too.
        const int whole = p->lanes == HONE_PANEL && all_visible(from, to, p->lanes, key, key + count);
        for (int v = 0; v < LANES; v++) {
            const vector shift = load(o->shift + v * WIDTH), mean = load(o->mean + v * WIDTH);
            for (int64_t j = 0; j < count; j++) {
                float *score = o->scores + j * HONE_PANEL + v * WIDTH;
                float *gradient = o->score_gradients + j * HONE_PANEL + v * WIDTH;
                vector e = exponential_of(load(score) * w->scale - shift);
                if (!whole) e = choose(visible(from, to, v, (int32_t)(key + j)), e, (vector)0.0f);
                store(score, e);
                store(gradient, e * (load(gradient) - mean) * w->scale);
            }
        }
        product(
            w->width, count, keys + key * keys_stride, 1, keys_stride, o->score_gradients, HONE_PANEL,
            o->query_gradients, HONE_PANEL, HONE_PANEL, 1.0f, *started);
        for (int64_t q = 0; q < w->width; q += HONE_PANEL) {
            const int64_t columns = smaller(HONE_PANEL, w->width - q);
            product(
                count, p->lanes, o->score_gradients, HONE_PANEL, 1, o->query_rows + q, w->width,
                g->keys + key * stride + column + q, stride, columns, 1.0f, 1);
            product(
                count, p->lanes, o->scores, HONE_PANEL, 1, o->gradient_rows + q, w->width,
                g->values + key * stride + column + q, stride, columns, 1.0f, 1);
        }
        *started = 1;
    }
}

static void attention_backward(
    const hone_attention *w, const hone_attention_gradients *g, int64_t item, float *scratch) {
    const piece p = piece_of(w, item);
    const int64_t block = w->width * HONE_PANEL;
    backward_operands o;
    o.queries = scratch;
    o.gradients = o.queries + block;
    o.query_gradients = o.gradients + block;
    o.query_rows = o.query_gradients + block;
    o.gradient_rows = o.query_rows + block;
    // The rows' last vector loads may reach into what follows, whose content does not matter.
    o.scores = o.gradient_rows + block;
    o.score_gradients = o.scores + HONE_KEY_BLOCK * HONE_PANEL;
    const float *sources[HONE_PANEL], *gradients[HONE_PANEL];
    float *targets[HONE_PANEL], ones[HONE_PANEL];
    for (int64_t lane = 0; lane < HONE_PANEL; lane++) {
        o.shift[lane] = o.mean[lane] = 0.0f;
        ones[lane] = 1.0f;
        if (lane >= p.lanes) continue;
        const int64_t query = query_of(&p, lane), head = head_of(&p, lane);
        sources[lane] = w->query + query * w->query_stride + head * w->width;
        gradients[lane] = g->output_gradient + query * w->output_stride + head * w->width;
        targets[lane] = g->queries + query * g->queries_stride + head * w->width;
        memcpy(o.query_rows + lane * w->width, sources[lane], sizeof(float) * w->width);
        memcpy(o.gradient_rows + lane * w->width, gradients[lane], sizeof(float) * w->width);
        const float *output = w->output + query * w->output_stride + head * w->width;
        vector mean = (vector)0.0f;
        int64_t q = 0;
        for (; q + WIDTH <= w->width; q += WIDTH) mean += load(gradients[lane] + q) * load(output + q);
        o.mean[lane] = sum(mean);
        for (; q < w->width; q++) o.mean[lane] += gradients[lane][q] * output[q];
        o.shift[lane] = w->log_sums[head * w->queries + query];
    }
    transpose_in(sources, p.lanes, HONE_PANEL, w->width, o.queries);
    transpose_in(gradients, p.lanes, HONE_PANEL, w->width, o.gradients);
    int started = 0;
    const int64_t column = p.head * w->width;
    attend_backward(
        w, &p, g, w->prefix_keys + column, w->prefix_keys_stride, w->prefix_values + column, w->prefix_values_stride,
        p.prefix_from, p.prefix_to, 0, p.prefix_end, &o, &started);
    if (p.own_begin < p.own_end)
        attend_backward(
            w, &p, g, w->own_keys + column, w->own_keys_stride, w->own_values + column, w->own_values_stride,
            p.own_from, p.own_to, p.own_begin, p.own_end, &o, &started);
    if (!started) memset(o.query_gradients, 0, sizeof(float) * block);
    transpose_out(o.query_gradients, p.lanes, w->width, ones, targets);
}
