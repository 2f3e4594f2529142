"""Small systems of our own in C, compiled once, whose sizes and cut-offs are tuned; objective: seconds of computing."""
import functools
import os
import shutil
import subprocess
import tempfile

import clock
from program import Failed, Program
from space import choice, flag, logwhole, real, whole

if not shutil.which("gcc"):
    raise ImportError("gcc")

SORT = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static unsigned *a, *tmp; static int cut, kind, fan, gap;
static void insertion(unsigned *x, int n) { for (int i = 1; i < n; i++) { unsigned v = x[i]; int j = i; while (j && x[j - 1] > v) { x[j] = x[j - 1]; j--; } x[j] = v; } }
static void shell(unsigned *x, int n) { for (int g = n / gap ? n / gap : 1; g > 0; g = g > 1 && g < gap ? 1 : g / gap) for (int i = g; i < n; i++) { unsigned v = x[i]; int j = i; while (j >= g && x[j - g] > v) { x[j] = x[j - g]; j -= g; } x[j] = v; } }
static void small(unsigned *x, int n) { if (kind == 0) insertion(x, n); else shell(x, n); }
static void merge(unsigned *x, int n) {
    if (n <= cut) { small(x, n); return; }
    int parts = fan < n ? fan : n, at[65], end[65];
    for (int p = 0; p < parts; p++) { at[p] = (long)n * p / parts; end[p] = (long)n * (p + 1) / parts; merge(x + at[p], end[p] - at[p]); }
    unsigned *t = malloc(n * sizeof *t);
    for (int k = 0; k < n; k++) { int best = -1; for (int p = 0; p < parts; p++) if (at[p] < end[p] && (best < 0 || x[at[p]] < x[at[best]])) best = p; t[k] = x[at[best]++]; }
    memcpy(x, t, n * sizeof *t); free(t);
}
int main(int c, char **v) {
    int n = atoi(v[1]), order = atoi(v[2]); cut = atoi(v[3]); kind = atoi(v[4]); fan = atoi(v[5]); gap = atoi(v[6]);
    a = malloc(n * sizeof *a); unsigned r = 99, s = 0;
    for (int i = 0; i < n; i++) { r = r * 1664525u + 1013904223u; a[i] = order == 0 ? r : order == 1 ? (unsigned)i * 9 + (r >> 28) * 4 : order == 2 ? (unsigned)(n - i) : (r >> 24) % 16; }
    merge(a, n); for (int i = 1; i < n; i++) s |= a[i - 1] > a[i]; printf("%u\n", s); return 0;
}"""
BLOCKS = r"""
#include <stdio.h>
#include <stdlib.h>
static inline int low(int a, int b) { return a < b ? a : b; }
int main(int c, char **v) {
    int n = atoi(v[1]), bi = atoi(v[2]), bj = atoi(v[3]), bk = atoi(v[4]), order = atoi(v[5]), pad = atoi(v[6]); int s = n + pad;
    double *a = malloc(n * s * 8), *b = malloc(n * s * 8), *d = calloc(n * s, 8);
    for (int i = 0; i < n * s; i++) { a[i] = i % 7; b[i] = i % 5; }
    for (int I = 0; I < n; I += bi) for (int J = 0; J < n; J += bj) for (int K = 0; K < n; K += bk)
        if (order == 0) { for (int i = I; i < low(I + bi, n); i++) for (int j = J; j < low(J + bj, n); j++) { double t = 0; for (int k = K; k < low(K + bk, n); k++) t += a[i * s + k] * b[k * s + j]; d[i * s + j] += t; } }
        else if (order == 1) { for (int i = I; i < low(I + bi, n); i++) for (int k = K; k < low(K + bk, n); k++) { double t = a[i * s + k]; for (int j = J; j < low(J + bj, n); j++) d[i * s + j] += t * b[k * s + j]; } }
        else { for (int j = J; j < low(J + bj, n); j++) for (int k = K; k < low(K + bk, n); k++) { double t = b[k * s + j]; for (int i = I; i < low(I + bi, n); i++) d[i * s + j] += t * a[i * s + k]; } }
    double t = 0; for (int i = 0; i < n; i++) t += d[i * s + i]; printf("%d\n", t > 0 ? 0 : 1); return 0;
}"""
TABLE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
int main(int c, char **v) {
    int keys = atoi(v[1]), ops = atoi(v[2]); double load = atof(v[3]), growth = atof(v[4]); int probe = atoi(v[5]), hash = atoi(v[6]), start = atoi(v[7]), hit = atoi(v[8]);
    size_t cap = 1; while (cap < (size_t)start) cap <<= 1; uint64_t *t = calloc(cap, 8); size_t used = 0; uint64_t s = 0x9E3779B97F4A7C15ull; long found = 0;
    #define H(x) (hash == 0 ? (x) : hash == 1 ? (x) * 0x9E3779B97F4A7C15ull >> 20 : ((x ^ (x >> 31)) * 0xBF58476D1CE4E5B9ull) >> 17)
    for (int o = 0; o < ops; o++) {
        s ^= s << 13; s ^= s >> 7; s ^= s << 17; uint64_t k = 1 + (s >> 11) % keys; k = k * 64 + 1;
        if ((int)(s % 100) >= hit) k += 32;
        size_t i = H(k) & (cap - 1), step = 1;
        while (t[i] && t[i] != k) { i = (i + step) & (cap - 1); if (probe == 1) step++; }
        if (t[i]) { found++; continue; }
        if ((int)(s % 100) >= hit) continue;
        t[i] = k; used++;
        if (used > load * cap) { size_t old = cap; uint64_t *u = t; while (cap < old * growth) cap <<= 1; if (cap == old) cap <<= 1; t = calloc(cap, 8);
            for (size_t q = 0; q < old; q++) if (u[q]) { size_t j = H(u[q]) & (cap - 1), st = 1; while (t[j]) { j = (j + st) & (cap - 1); if (probe == 1) st++; } t[j] = u[q]; } free(u); }
    }
    printf("%d %zu\n", found < 0, cap); return 0;
}"""
CACHE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#include <string.h>
/* A cache simulated: admission by a counting sketch, a small window, a main part with clock or LRU. Prints hits. */
#define MAXK 20000
static int where[MAXK], used[MAXK]; static unsigned char sketch[4][65536];
typedef struct { int key[20000]; char ref[20000]; int head, size, count; } Queue; static Queue win, mainq;
static unsigned mix(unsigned x, int r) { x = (x + r * 77u) * 2654435761u; return x ^ (x >> 15); }
static int estimate(int k, int rows, int width) { int m = 255; for (int r = 0; r < rows; r++) { int v = sketch[r][mix(k, r) % width]; if (v < m) m = v; } return m; }
int main(int c, char **v) {
    int n = atoi(v[1]), size = atoi(v[2]); double share = atof(v[3]); int rows = atoi(v[4]), width = atoi(v[5]), age = atoi(v[6]), second = atoi(v[7]); double skew = atof(v[8]); int drift = atoi(v[9]), scan = atoi(v[10]);
    int keys = MAXK, hits = 0; win.size = (int)(share * size) > 1 ? (int)(share * size) : 1; mainq.size = size - win.size > 1 ? size - win.size : 1;
    double *cum = malloc(keys * 8), t = 0; for (int i = 0; i < keys; i++) { t += pow(i + 1, -skew); cum[i] = t; }
    unsigned r = 17; long seen = 0;
    for (int o = 0; o < n; o++) {
        r = r * 1664525u + 1013904223u; double u = (r >> 8) / 16777216.0 * t; int lo = 0, hi = keys - 1; while (lo < hi) { int m = (lo + hi) / 2; if (cum[m] < u) lo = m + 1; else hi = m; }
        int k = (lo + (drift ? o / drift : 0)) % keys; if (scan && o % scan < scan / 8) k = (o * 7) % keys;
        for (int q = 0; q < rows; q++) { unsigned char *p = &sketch[q][mix(k, q) % width]; if (*p < 255) ++*p; }
        if (++seen >= (long)age * size) { seen = 0; for (int q = 0; q < rows; q++) for (int j = 0; j < width; j++) sketch[q][j] >>= 1; }
        if (where[k]) { hits++; Queue *q = where[k] == 1 ? &win : &mainq; q->ref[used[k]] = second; continue; }
        int cand = k;
        if (win.count < win.size) { win.key[win.count] = k; used[k] = win.count++; where[k] = 1; continue; }
        while (win.ref[win.head] > 0) { win.ref[win.head]--; win.head = (win.head + 1) % win.size; }
        cand = win.key[win.head]; where[cand] = 0; win.key[win.head] = k; win.ref[win.head] = 0; used[k] = win.head; where[k] = 1; win.head = (win.head + 1) % win.size;
        if (mainq.count < mainq.size) { mainq.key[mainq.count] = cand; used[cand] = mainq.count++; where[cand] = 2; continue; }
        while (mainq.ref[mainq.head] > 0) { mainq.ref[mainq.head]--; mainq.head = (mainq.head + 1) % mainq.size; }
        int victim = mainq.key[mainq.head];
        if (rows == 0 || estimate(cand, rows, width) >= estimate(victim, rows, width)) { where[victim] = 0; mainq.key[mainq.head] = cand; mainq.ref[mainq.head] = 0; used[cand] = mainq.head; where[cand] = 2; }
        mainq.head = (mainq.head + 1) % mainq.size;
    }
    printf("%.6f\n", hits / (double)n); return 0;
}"""
SUM = r"""
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
/* A B-tree of fan-out f, searched linearly or by halves; keys inserted in bulk, then looked up. */
static uint32_t *keys; static int n, f, mode, pre;
typedef struct { int level_start[24], levels; uint32_t *sep; } Tree;
int main(int c, char **v) {
    n = atoi(v[1]); f = atoi(v[2]); mode = atoi(v[3]); pre = atoi(v[4]); int look = atoi(v[5]), leaf = atoi(v[6]), near = atoi(v[7]);
    keys = malloc(n * 4); for (int i = 0; i < n; i++) keys[i] = i * 16u + (i * 2654435761u >> 29);
    int sizes[24], L = 0, m = (n + leaf - 1) / leaf; uint32_t *lev[24];
    uint32_t *cur = malloc(m * 4); for (int i = 0; i < m; i++) cur[i] = keys[i * leaf];
    while (1) { lev[L] = cur; sizes[L++] = m; if (m <= f) break; int m2 = (m + f - 1) / f; uint32_t *up = malloc(m2 * 4); for (int i = 0; i < m2; i++) up[i] = cur[i * f]; cur = up; m = m2; }
    uint64_t s = 5; long found = 0; uint32_t last = 0;
    for (int q = 0; q < look; q++) {
        s = s * 6364136223846793005ull + 1442695040888963407ull; uint32_t k = near ? (last + (s >> 33) % near * 16) % (n * 16u) : (s >> 33) % (n * 16u); last = k;
        int at = 0;
        for (int l = L - 1; l >= 0; l--) { int lo = l == L - 1 ? 0 : at * f, hi = lo + f; if (l == L - 1) hi = sizes[l]; if (hi > sizes[l]) hi = sizes[l]; uint32_t *x = lev[l];
            if (pre) __builtin_prefetch(x + hi - 1);
            if (mode == 0) { int i = lo; while (i + 1 < hi && x[i + 1] <= k) i++; at = i; } else { int a = lo, b = hi; while (b - a > 1) { int h = (a + b) / 2; if (x[h] <= k) a = h; else b = h; } at = a; } }
        int lo = at * leaf, hi = lo + leaf > n ? n : lo + leaf;
        if (mode == 2) { while (hi - lo > 1) { int h = (lo + hi) / 2; if (keys[h] <= k) lo = h; else hi = h; } found += keys[lo] == k; } else for (int i = lo; i < hi; i++) if (keys[i] >= k) { found += keys[i] == k; break; }
    }
    printf("%d\n", found < 0); return 0;
}"""


@functools.lru_cache(maxsize=None)
def built(source):
    folder = tempfile.mkdtemp(prefix="hone-systems-")
    with open(folder + "/p.c", "w") as o:
        o.write(source)
    subprocess.run(["gcc", "-O2", "-w", folder + "/p.c", "-o", folder + "/p", "-lm"], check=True)
    return folder + "/p"


def timed(source, arguments, repeats=3):
    best = float("inf")
    for _ in range(repeats):
        p, used = clock.run([built(source), *map(str, arguments)])
        if p.returncode or not p.stdout.startswith(b"0"):
            raise Failed("wrong result")
        best = min(best, used)
    return best


ORDERS = dict(random=0, nearly_sorted=1, reversed=2, few_values=3)
SORT_TASKS = [f"{o}-{n}" for n in (60000, 200000) for o in ORDERS]
Program("merge-sort", "sorting", "merge sort of our own with several parts and a simple sort for small runs", [logwhole("cutoff", 2, 400, 24, "run length below which the simple sort takes over"), choice("small_sort", ["insertion", "shell"], "insertion", "the simple sort"), logwhole("fanout", 2, 32, 2, "parts merged at once"), whole("gap", 2, 5, 3, "ratio of Shell's gaps", {"small_sort": "shell"})],
        lambda c, t, s: timed(SORT, [t.split("-")[1], ORDERS[t.split("-")[0]], c["cutoff"], int(c["small_sort"] == "shell"), c["fanout"], c.get("gap", 3)]), SORT_TASKS, lambda t: dict(items=int(t.split("-")[1])), minimize="seconds", learns=False, trials=80)
Program("blocked-matmul", "matrix_product", "blocked matrix product of our own", [logwhole("block_i", 2, 256, 64, "rows of a block"), logwhole("block_j", 2, 256, 64, "columns of a block"), logwhole("block_k", 2, 256, 64, "depth of a block"), choice("order", ["ijk", "ikj", "jki"], "ijk", "order of the inner loops"), whole("padding", 0, 16, 0, "numbers added to each row")],
        lambda c, t, s: timed(BLOCKS, [t, c["block_i"], c["block_j"], c["block_k"], ["ijk", "ikj", "jki"].index(c["order"]), c["padding"]], 2), ["128", "192", "256", "257", "320"], lambda t: dict(side=int(t)), minimize="seconds", learns=False, trials=80)
TABLE_TASKS = ["5000-95", "5000-40", "60000-90", "60000-30", "300000-80", "300000-20"]
Program("hash-table", "hash_table", "open-addressing hash table of our own", [real("max_load", 0.15, 0.97, 0.7, "fullness at which the table grows"), real("growth", 2, 16, 2.0, "factor of the growth"), choice("probing", ["linear", "quadratic"], "linear", "where a collision looks next"), choice("hash", ["identity", "multiply", "mix"], "mix", "how keys become places"), logwhole("initial_capacity", 4, 1 << 20, 16, "places at the start")],
        lambda c, t, s: timed(TABLE, [t.split("-")[0], 1000000, c["max_load"], c["growth"], int(c["probing"] == "quadratic"), ["identity", "multiply", "mix"].index(c["hash"]), c["initial_capacity"], t.split("-")[1]]), TABLE_TASKS, lambda t: dict(keys=int(t.split("-")[0]), percent_present=int(t.split("-")[1])), minimize="seconds", learns=False, trials=80)
TREE_TASKS = ["20000-0", "400000-0", "3000000-0", "400000-50", "3000000-500"]
Program("b-tree", "search_tree", "static B-tree of our own", [logwhole("fanout", 2, 512, 32, "children of a node"), choice("search", ["linear", "binary", "binary_leaf"], "binary", "search within nodes, and in leaves too"), flag("prefetch", False, "ask for a node's end early"), logwhole("leaf_size", 1, 512, 64, "keys of a leaf")],
        lambda c, t, s: timed(SUM, [t.split("-")[0], c["fanout"], ["linear", "binary", "binary_leaf"].index(c["search"]), int(c["prefetch"]), 250000, c["leaf_size"], t.split("-")[1]], 2), TREE_TASKS, lambda t: dict(keys=int(t.split("-")[0]), lookups=250000, near=int(t.split("-")[1])), minimize="seconds", learns=False, trials=80)
CACHE_TASKS = {"skewed": (400, 1.0, 0, 0), "flat": (1500, .6, 0, 0), "drifting": (600, 1.1, 40, 0), "scanned": (800, .9, 0, 20000), "drifting_scanned": (1000, .9, 150, 30000), "tiny": (60, 1.1, 0, 0)}


def cache(c, t, s):
    size, skew, drift, scan = CACHE_TASKS[t]
    p, _ = clock.run([built(CACHE), *map(str, [120000, size, c["window_share"], c["sketch_rows"], c["sketch_width"], c["aging"], c["second_chances"], skew, drift, scan])])
    return float(p.stdout)


Program("cache-policy", "cache", "cache of our own with a window, an admission sketch and second chances (simulated); objective: share of hits", [real("window_share", 0.005, 0.99, 0.01, "share of the places that new keys get first"), whole("sketch_rows", 0, 4, 4, "rows of the counting sketch; 0 admits all"), logwhole("sketch_width", 16, 65536, 4096, "counters a row"), logwhole("aging", 1, 100, 10, "accesses a place before counters are halved"), whole("second_chances", 0, 3, 1, "rounds a used key survives")],
        cache, list(CACHE_TASKS), lambda t: dict(places=CACHE_TASKS[t][0], keys=20000, skew=CACHE_TASKS[t][1]), maximize="hit_rate", learns=False, trials=100, repeats=False)
