"""Approximate search and its settings: recall against time. Nothing is learnt."""
import functools

import annoy
import faiss
import hnswlib
import numpy as np

import clock
from data import generator
from program import Failed, Program
from space import choice, flag, logreal, logwhole, real, whole

faiss.omp_set_num_threads(1)
CLOUDS = {"clusters-16": (3000, 16), "uniform-8": (4000, 8), "lowrank-64": (2500, 64), "sphere-32": (3000, 32), "heavy-24": (3000, 24)}


@functools.lru_cache(maxsize=None)
def cloud(task):
    n, d = CLOUDS[task]
    r = generator("cloud", task)
    m = n + 100
    if task.startswith("clusters"):
        X = r.normal(0, 3, (30, d))[r.integers(0, 30, m)] + r.normal(size=(m, d))
    elif task.startswith("uniform"):
        X = r.uniform(size=(m, d))
    elif task.startswith("lowrank"):
        X = r.normal(size=(m, 8)) @ r.normal(size=(8, d)) + .2 * r.normal(size=(m, d))
    elif task.startswith("sphere"):
        X = r.normal(size=(m, d))
        X /= np.linalg.norm(X, axis=1, keepdims=True)
    else:
        X = r.standard_t(3, (m, d))
    X = X.astype(np.float32)
    base, queries = X[:n], X[n:]
    truth = np.argsort(((queries[:, None] - base[None]) ** 2).sum(-1), axis=1)[:, :10]
    return base, queries, truth


facts = lambda t: dict(points=CLOUDS[t][0], dimensions=CLOUDS[t][1], queries=100, neighbours=10)


def searching(name, family, summary, space, build, ask):
    def run(c, task, seed):
        base, queries, truth = cloud(task)
        box = []
        built = clock.computing(lambda: box.append(build(base, dict(c), seed)), 1)
        found = []
        asked = clock.computing(lambda: found.append(ask(box[0], queries, dict(c))), 3)
        recall = float(np.mean([len(set(a[:10]) & set(b)) / 10 for a, b in zip(found[-1], truth)]))
        micro = asked / len(queries) * 1e6
        return (1 - recall) + .05 * np.log2(1 + micro / 20) + .01 * np.log2(1 + built * 1e6 / len(base) / 20), dict(recall=recall, microseconds=micro, build_seconds=built)

    Program(name, family, summary + "; objective: missed neighbours plus a price on the logarithm of time", space, run, list(CLOUDS), facts, minimize="cost", learns=False, trials=90)


def hnsw(base, c, seed):
    i = hnswlib.Index("l2", base.shape[1])
    i.init_index(len(base), M=c["M"], ef_construction=c["ef_construction"], random_seed=seed)
    i.add_items(base, num_threads=1)
    return i


def hnsw_ask(i, q, c):
    i.set_ef(max(c["ef"], 10))
    return i.knn_query(q, 10, num_threads=1)[0]


searching("hnswlib", "hnsw", "nearest neighbours by a layered graph (hnswlib)", [logwhole("M", 2, 64, 16, "links of a point"), logwhole("ef_construction", 5, 300, 200, "candidates while building"), logwhole("ef", 10, 400, 10, "candidates while searching")], hnsw, hnsw_ask)


def fhnsw(base, c, seed):
    i = faiss.IndexHNSWFlat(base.shape[1], c["M"])
    i.hnsw.efConstruction = c["efConstruction"]
    i.hnsw.check_relative_distance = c["check_relative_distance"]
    i.add(base)
    i.hnsw.efSearch = c["efSearch"]
    return i


searching("faiss-HNSW", "hnsw", "nearest neighbours by a layered graph (Faiss IndexHNSWFlat)", [logwhole("M", 2, 64, 32, "links of a point"), logwhole("efConstruction", 5, 200, 40, "candidates while building"), logwhole("efSearch", 5, 300, 16, "candidates while searching"), flag("check_relative_distance", True, "stop when nothing nearer is in sight")], fhnsw, lambda i, q, c: i.search(q, 10)[1])


def ivf(base, c, seed):
    q = faiss.IndexFlatL2(base.shape[1])
    i = faiss.IndexIVFFlat(q, base.shape[1], c["nlist"])
    i.cp.niter, i.cp.seed, i.cp.max_points_per_centroid = c["niter"], seed + 1, c["max_points_per_centroid"]
    i.train(base)
    i.add(base)
    i.nprobe = min(c["nprobe"], c["nlist"])
    return i


IVF = [logwhole("nlist", 2, 400, 60, "cells"), logwhole("nprobe", 1, 100, 1, "cells looked into"), whole("niter", 1, 25, 10, "k-means iterations"), logwhole("max_points_per_centroid", 8, 256, 256, "training points a cell")]
searching("faiss-IVFFlat", "ivf", "nearest neighbours by cells (Faiss IndexIVFFlat)", IVF, ivf, lambda i, q, c: i.search(q, 10)[1])


def ivfpq(base, c, seed):
    d = base.shape[1]
    m = max(x for x in (1, 2, 4, 8, 16, 32) if x <= c["m"] and d % x == 0)
    q = faiss.IndexFlatL2(d)
    i = faiss.IndexIVFPQ(q, d, c["nlist"], m, c["nbits"])
    i.by_residual = c["by_residual"]
    i.pq.cp.niter, i.cp.niter, i.pq.cp.seed = 8, 8, seed + 1
    i.train(base)
    i.add(base)
    i.nprobe = min(c["nprobe"], c["nlist"])
    return i, base


def ivfpq_ask(box, q, c):
    i, base = box
    k = 10 * c["rerank"]
    found = i.search(q, k)[1]
    if c["rerank"] == 1:
        return found
    out = []
    for a, f in zip(q, found):
        f = f[f >= 0]
        out.append(f[np.argsort(((base[f] - a) ** 2).sum(1))[:10]])
    return out


searching("faiss-IVFPQ", "ivf", "nearest neighbours by cells and product codes (Faiss IndexIVFPQ)", [logwhole("nlist", 2, 200, 60, "cells"), logwhole("nprobe", 1, 60, 1, "cells looked into"), choice("m", [2, 4, 8, 16, 32], 8, "parts of a code"), whole("nbits", 3, 8, 8, "bits of a part"), flag("by_residual", True, "code the distance to the cell's centre"), whole("rerank", 1, 8, 1, "times as many candidates measured exactly")], ivfpq, ivfpq_ask)


def lsh(base, c, seed):
    i = faiss.IndexLSH(base.shape[1], c["nbits"], True, c["train_thresholds"])
    i.train(base)
    i.add(base)
    return i, base


searching("faiss-LSH", "lsh", "nearest neighbours by bits (Faiss IndexLSH), candidates measured exactly", [logwhole("nbits", 8, 512, 64, "bits of a code"), flag("train_thresholds", False, "cut at the medians"), whole("rerank", 1, 20, 1, "times as many candidates measured exactly")], lsh, ivfpq_ask)


def trees(base, c, seed):
    i = annoy.AnnoyIndex(base.shape[1], c["metric"])
    i.set_seed(seed + 1)
    for k, v in enumerate(base):
        i.add_item(k, v)
    i.build(c["n_trees"], n_jobs=1)
    return i


searching("annoy", "annoy", "nearest neighbours by random trees (Annoy)", [logwhole("n_trees", 1, 60, 10, "number of trees"), logwhole("search_k", 10, 3000, 100, "nodes looked into"), choice("metric", ["euclidean", "angular", "manhattan"], "euclidean", "distance")], trees, lambda i, q, c: [i.get_nns_by_vector(v, 10, search_k=c["search_k"]) for v in q])


def kd(base, c, seed):
    from scipy.spatial import cKDTree
    return cKDTree(base, leafsize=c["leafsize"], compact_nodes=c["compact_nodes"], balanced_tree=c["balanced_tree"])


searching("scipy.cKDTree", "kd_tree", "nearest neighbours by a k-d tree (SciPy cKDTree)", [logwhole("leafsize", 1, 500, 16, "points of a leaf"), flag("compact_nodes", True, "shrink boxes to the points"), flag("balanced_tree", True, "cut at the median"), logreal("eps", 1e-3, 10, 1e-3, "relative error allowed")], kd, lambda t, q, c: t.query(q, 10, eps=c["eps"])[1])


def minhash(c, task, seed):
    """Similar sets by hashed minima: pairs missed and pairs looked at in vain."""
    r = generator("sets", task)
    n, universe = 250, dict(short=800, long=3000, twins=1500)[task]
    size = dict(short=20, long=120, twins=50)[task]
    sets = [r.permutation(universe)[:size] for _ in range(n // 2)]
    sets += [np.unique(np.r_[s[: int(size * r.uniform(.5, .95))], r.permutation(universe)[: int(size * .2)]]) for s in sets]
    A = np.zeros((n, universe), np.float32)
    for k, s in enumerate(sets):
        A[k, s] = 1
    inter = A @ A.T
    sim = inter / (A.sum(1)[:, None] + A.sum(1)[None] - inter)
    rows, bands = c["rows"], c["bands"]
    h = generator("hash", seed, c["hash_bits"])
    H = np.stack([h.permutation(universe) for _ in range(rows * bands)])
    minima = np.stack([H[:, s].min(1) for s in sets]) & ((1 << c["hash_bits"]) - 1)
    pair = np.zeros((n, n), bool)
    for b in range(bands):
        part = minima[:, b * rows:(b + 1) * rows]
        pair |= (part[:, None] == part[None]).all(-1)
    iu = np.triu_indices(n, 1)
    near = sim[iu] >= .5
    missed, vain = float(1 - pair[iu][near].mean()), float(pair[iu][~near].mean())
    return missed + 8 * vain + .0005 * rows * bands, dict(missed=missed, vain=vain)


Program("minhash-lsh", "lsh", "similar sets by banded minima of hashes, our own; objective: pairs missed, pairs looked at in vain, and a price on hashes", [whole("rows", 1, 12, 4, "hashes of a band"), logwhole("bands", 1, 60, 16, "bands"), whole("hash_bits", 2, 16, 12, "bits kept of a hash")], minhash, ["short", "long", "twins"], lambda t: dict(sets=250, size=dict(short=20, long=120, twins=50)[t]), minimize="cost", learns=False, trials=90)


def bloom(c, task, seed):
    r = generator("bloom", task, seed)
    n, skew = dict(small=(500, 0), large=(4000, 0), repeated=(3000, 1))[task]
    bits = c["bits"]
    table = np.zeros(bits, np.int64)
    mix = lambda keys, k: ((keys * np.uint64(0x9E3779B97F4A7C15) ^ (keys >> np.uint64(29))) * np.uint64(2 * k + 0xBF58476D1CE4E5B9) >> np.uint64(20)) % np.uint64(bits // c["parts"]) + np.uint64(k % c["parts"] * (bits // c["parts"]))
    keys = r.integers(1, 1 << 60, n).astype(np.uint64)
    for k in range(c["hashes"]):
        np.add.at(table, mix(keys, k).astype(int), 1)
    other = r.integers(1 << 60, 1 << 62, 4000).astype(np.uint64)
    hit = np.ones(4000, bool)
    for k in range(c["hashes"]):
        hit &= table[mix(other, k).astype(int)] > 0
    return float(hit.mean()) + dict(small=2e-5, large=4e-6, repeated=4e-6)[task] * bits + .005 * c["hashes"], dict(false_positives=float(hit.mean()))


Program("bloom-filter", "bloom", "Bloom filter of our own; objective: false positives plus prices on bits and hashes", [logwhole("bits", 256, 200000, 10000, "bits of the filter"), whole("hashes", 1, 16, 4, "hashes of a key"), whole("parts", 1, 8, 1, "parts of the bits, one a hash")], bloom, ["small", "large", "repeated"], lambda t: dict(keys=dict(small=500, large=4000, repeated=3000)[t]), minimize="cost", learns=False, trials=80)
