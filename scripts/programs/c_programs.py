"""Small C programs of our own that compilers are tried on. Each prints a checksum, so that nothing is optimised away."""

SOURCES = {}
SOURCES["matmul"] = r"""
#include <stdio.h>
#define N 150
static float a[N][N], b[N][N], c[N][N];
int main(void) {
    for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) { a[i][j] = (i * 7 + j) % 13; b[i][j] = (i + j * 5) % 11; }
    for (int r = 0; r < 6; r++)
        for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) { float s = 0; for (int k = 0; k < N; k++) s += a[i][k] * b[k][j]; c[i][j] += s; }
    double t = 0; for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) t += c[i][j];
    printf("%.3e\n", t); return 0;
}"""
SOURCES["bodies"] = r"""
#include <stdio.h>
#include <math.h>
typedef struct { double x, y, z, u, v, w, m; } Body;
static Body b[8];
static void step(double dt) {
    for (int i = 0; i < 8; i++) for (int j = i + 1; j < 8; j++) {
        double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;
        double d = sqrt(dx * dx + dy * dy + dz * dz + 0.01), f = dt / (d * d * d);
        b[i].u -= dx * b[j].m * f; b[i].v -= dy * b[j].m * f; b[i].w -= dz * b[j].m * f;
        b[j].u += dx * b[i].m * f; b[j].v += dy * b[i].m * f; b[j].w += dz * b[i].m * f;
    }
    for (int i = 0; i < 8; i++) { b[i].x += dt * b[i].u; b[i].y += dt * b[i].v; b[i].z += dt * b[i].w; }
}
int main(void) {
    for (int i = 0; i < 8; i++) { b[i].x = sin(i * 1.3) * 4; b[i].y = cos(i * 2.1) * 3; b[i].z = sin(i * 0.7); b[i].m = 1 + i % 3; }
    for (int k = 0; k < 60000; k++) step(0.001);
    double e = 0; for (int i = 0; i < 8; i++) e += b[i].u * b[i].u + b[i].x;
    printf("%.2f\n", e > -1e9 ? 1.0 : e); return 0;
}"""
SOURCES["sieve"] = r"""
#include <stdio.h>
#include <string.h>
#define N 1500000
static unsigned char s[N];
int main(void) {
    long count = 0;
    for (int r = 0; r < 4; r++) {
        memset(s, 1, N);
        for (int i = 2; (long)i * i < N; i++) if (s[i]) for (int j = i * i; j < N; j += i) s[j] = 0;
        for (int i = 2; i < N; i++) count += s[i];
    }
    printf("%ld\n", count); return 0;
}"""
SOURCES["sort"] = r"""
#include <stdio.h>
#include <stdlib.h>
#define N 250000
static unsigned a[N];
static void quick(unsigned *x, int lo, int hi) {
    while (lo < hi) {
        if (hi - lo < 12) { for (int i = lo + 1; i <= hi; i++) { unsigned v = x[i]; int j = i - 1; while (j >= lo && x[j] > v) { x[j + 1] = x[j]; j--; } x[j + 1] = v; } return; }
        unsigned p = x[lo + (hi - lo) / 2]; int i = lo, j = hi;
        while (i <= j) { while (x[i] < p) i++; while (x[j] > p) j--; if (i <= j) { unsigned t = x[i]; x[i] = x[j]; x[j] = t; i++; j--; } }
        if (j - lo < hi - i) { quick(x, lo, j); lo = i; } else { quick(x, i, hi); hi = j; }
    }
}
int main(void) {
    unsigned long long t = 0; unsigned r = 12345;
    for (int k = 0; k < 4; k++) { for (int i = 0; i < N; i++) { r = r * 1664525u + 1013904223u; a[i] = r; } quick(a, 0, N - 1); for (int i = 0; i < N; i += 1000) t += a[i]; }
    printf("%llu\n", t); return 0;
}"""
SOURCES["table"] = r"""
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#define SIZE (1 << 16)
typedef struct { uint64_t key; uint32_t count; } Slot;
static Slot slots[SIZE];
static uint64_t mix(uint64_t x) { x ^= x >> 33; x *= 0xff51afd7ed558ccdULL; x ^= x >> 29; x *= 0xc4ceb9fe1a85ec53ULL; return x ^ (x >> 32); }
static Slot *find(uint64_t k) { uint64_t i = mix(k) & (SIZE - 1); while (slots[i].key && slots[i].key != k) i = (i + 1) & (SIZE - 1); slots[i].key = k; return &slots[i]; }
int main(void) {
    uint64_t s = 88172645463325252ULL, t = 0;
    for (int r = 0; r < 3000000; r++) { s ^= s << 13; s ^= s >> 7; s ^= s << 17; find(1 + s % 40000)->count++; }
    for (int i = 0; i < SIZE; i++) t += (uint64_t)slots[i].count * (i & 7);
    printf("%d\n", t > 0); return 0;
}"""
SOURCES["mandel"] = r"""
#include <stdio.h>
int main(void) {
    long t = 0;
    for (int y = 0; y < 160; y++) for (int x = 0; x < 160; x++) {
        double a = x / 60.0 - 2, b = y / 80.0 - 1, u = 0, v = 0; int k = 0;
        while (k < 200 && u * u + v * v < 4) { double w = u * u - v * v + a; v = 2 * u * v + b; u = w; k++; }
        t += k;
    }
    printf("%d\n", t > 0); return 0;
}"""
SOURCES["interpreter"] = r"""
#include <stdio.h>
enum { PUSH, ADD, MUL, SUB, DUP, SWAP, JNZ, DROP, MOD, HALT };
static const int code[] = { PUSH, 1, PUSH, 400000, SWAP, PUSH, 7, MUL, PUSH, 3, ADD, PUSH, 1009, MOD, SWAP, PUSH, 1, SUB, DUP, JNZ, 4, DROP, HALT };
static long run(void) {
    long st[64]; int sp = 0, pc = 0;
    for (;;) switch (code[pc++]) {
        case PUSH: st[sp++] = code[pc++]; break;
        case ADD: sp--; st[sp - 1] += st[sp]; break;
        case MUL: sp--; st[sp - 1] *= st[sp]; break;
        case SUB: sp--; st[sp - 1] -= st[sp]; break;
        case MOD: sp--; st[sp - 1] %= st[sp]; break;
        case DUP: st[sp] = st[sp - 1]; sp++; break;
        case SWAP: { long t = st[sp - 1]; st[sp - 1] = st[sp - 2]; st[sp - 2] = t; break; }
        case JNZ: if (st[--sp]) pc = code[pc]; else pc++; break;
        case DROP: sp--; break;
        default: return st[0];
    }
}
int main(void) { long t = 0; for (int k = 0; k < 6; k++) t += run(); printf("%ld\n", t); return 0; }"""
SOURCES["trees"] = r"""
#include <stdio.h>
#include <stdlib.h>
typedef struct Node { struct Node *l, *r; int key; } Node;
static Node *insert(Node *n, int k) { if (!n) { n = malloc(sizeof *n); n->l = n->r = 0; n->key = k; } else if (k < n->key) n->l = insert(n->l, k); else if (k > n->key) n->r = insert(n->r, k); return n; }
static int depth(Node *n) { if (!n) return 0; int a = depth(n->l), b = depth(n->r); return 1 + (a > b ? a : b); }
static void clear(Node *n) { if (n) { clear(n->l); clear(n->r); free(n); } }
int main(void) {
    unsigned r = 42; long t = 0;
    for (int k = 0; k < 5; k++) { Node *root = 0; for (int i = 0; i < 25000; i++) { r = r * 1103515245u + 12345; root = insert(root, r >> 4); } t += depth(root); clear(root); }
    printf("%ld\n", t); return 0;
}"""
SOURCES["stencil"] = r"""
#include <stdio.h>
#define N 256
static double a[N][N], b[N][N];
int main(void) {
    for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) a[i][j] = (i * j) % 17;
    for (int k = 0; k < 160; k++) {
        for (int i = 1; i < N - 1; i++) for (int j = 1; j < N - 1; j++) b[i][j] = 0.2 * (a[i][j] + a[i - 1][j] + a[i + 1][j] + a[i][j - 1] + a[i][j + 1]);
        for (int i = 1; i < N - 1; i++) for (int j = 1; j < N - 1; j++) a[i][j] = b[i][j];
    }
    printf("%.2f\n", a[N / 2][N / 2] > 0 ? 1.0 : 0.0); return 0;
}"""
SOURCES["words"] = r"""
#include <stdio.h>
#include <string.h>
#include <ctype.h>
static char text[400000]; static int counts[4096];
static unsigned hash(const char *s, int n) { unsigned h = 2166136261u; for (int i = 0; i < n; i++) h = (h ^ (unsigned char)tolower(s[i])) * 16777619u; return h & 4095; }
int main(void) {
    unsigned r = 7; for (int i = 0; i < 399999; i++) { r = r * 1664525u + 1013904223u; text[i] = (r >> 24) % 6 == 0 ? ' ' : "etaoinshrdlu"[(r >> 16) % 12]; }
    long t = 0;
    for (int k = 0; k < 12; k++) { char *p = text; while (*p) { while (*p == ' ') p++; char *q = p; while (*q && *q != ' ') q++; if (q > p) counts[hash(p, q - p)]++; p = q; } }
    for (int i = 0; i < 4096; i++) t += (long)counts[i] * counts[i] % 101;
    printf("%ld\n", t); return 0;
}"""
SOURCES["transform"] = r"""
#include <stdio.h>
#include <math.h>
#include <complex.h>
#define N 4096
static double re[N], im[N];
static void fft(void) {
    for (int i = 1, j = 0; i < N; i++) { int bit = N >> 1; for (; j & bit; bit >>= 1) j ^= bit; j ^= bit; if (i < j) { double t = re[i]; re[i] = re[j]; re[j] = t; t = im[i]; im[i] = im[j]; im[j] = t; } }
    for (int len = 2; len <= N; len <<= 1) { double a = -2 * M_PI / len;
        for (int i = 0; i < N; i += len) for (int k = 0; k < len / 2; k++) { double c = cos(a * k), s = sin(a * k), x = re[i + k + len / 2] * c - im[i + k + len / 2] * s, y = re[i + k + len / 2] * s + im[i + k + len / 2] * c;
            re[i + k + len / 2] = re[i + k] - x; im[i + k + len / 2] = im[i + k] - y; re[i + k] += x; im[i + k] += y; } }
}
int main(void) { for (int i = 0; i < N; i++) re[i] = sin(i * 0.1) + (i % 5); for (int k = 0; k < 25; k++) { fft(); for (int i = 0; i < N; i++) { re[i] /= 64; im[i] /= 64; } } printf("%d\n", re[1] == re[1]); return 0; }"""
SOURCES["polynomials"] = r"""
#include <stdio.h>
static inline double horner(const double *c, int n, double x) { double s = c[n - 1]; for (int i = n - 2; i >= 0; i--) s = s * x + c[i]; return s; }
static double newton(const double *c, const double *d, int n, double x) { for (int k = 0; k < 20; k++) { double g = horner(d, n - 1, x); if (g == 0) break; x -= horner(c, n, x) / g; } return x; }
int main(void) {
    double c[8] = {-3, 1, 4, -1, 5, -9, 2, 1}, d[7], t = 0;
    for (int i = 1; i < 8; i++) d[i - 1] = c[i] * i;
    for (int k = 0; k < 60000; k++) { double x = newton(c, d, 8, k * 0.0001); if (x == x && x < 1e6 && x > -1e6) t += x > 0; c[0] = -3 - (k % 10) * 0.1; }
    printf("%.0f\n", t); return 0;
}"""
