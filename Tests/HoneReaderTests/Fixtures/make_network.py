#!/usr/bin/env python3
"""Writes network.json: a small random network, some examples, and what PyTorch makes of them in double precision.

    pip install torch numpy && python3 make_network.py        (PyTorch 2.x)

Logits, loss and the gradient of every tensor. The network is written here a second time, plainly: example by example,
without packing, folding or caches. Gaussian processes, hypotheses, bins and features are computed here too.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
SHAPE = dict(
    nameWidth=6, identityWidth=4, facts=3, places=5, width=16, tokenHidden=24, blocks=2, heads=2, blockHidden=40,
    processes=[
        dict(kernel=kernel, lengthscale=lengthscale, noise=noise)
        for kernel, lengthscale in (
            ("even", 0.2), ("even", 0.8), ("additive", 0.35), ("weightedAdditive", 0.35), ("weighted", 0.25))
        for noise in (0.03, 0.3)
    ],
    meanSlopes=[1.5, 3.0], readsSurfaces=True, bins=8)
D, BINS = SHAPE["width"], SHAPE["bins"]
RANGE, CONTEXT = 7, 4
VALUE = 2 + SHAPE["places"] + 6 + 1 + 1 + 3
HYPOTHESES, SURFACE = 13, 3
PROCESSES, SLOPES = SHAPE["processes"], SHAPE["meanSlopes"]
MEANS = 1 + 2 * len(SLOPES)
draws = np.random.default_rng(11)


def layers():
    """(name, inputs, outputs, has a bias, has a layer norm before it)"""
    h, b = SHAPE["tokenHidden"], SHAPE["blockHidden"]
    yield "name", SHAPE["nameWidth"], D, False, False
    yield "identity", SHAPE["identityWidth"], D, False, False
    yield "range", RANGE, D, True, False
    yield "choice_name", SHAPE["nameWidth"], D, False, False
    yield "choice_identity", SHAPE["identityWidth"], D, False, False
    yield "program", SHAPE["nameWidth"], D, False, False
    yield "facts_in", SHAPE["facts"], D, True, False
    yield "facts_out", D, D, True, False
    yield "gate", D, D, True, False
    yield "value", VALUE, D, False, False
    for part in ("own", "joint", "trial"):
        yield f"{part}_in", D, h, True, True
        yield f"{part}_out", h, D, True, False
    yield "pooled", D, D, True, True
    yield "result_in", CONTEXT, D, True, False
    yield "result_out", D, D, True, False
    yield "situation", 2, D, True, False
    yield "processes_in", HYPOTHESES, h, True, False
    yield "processes_out", h, D, True, False
    yield "surface_in", SURFACE, D, True, False
    yield "surface_out", D, D, True, False
    yield "mixture", 1, len(PROCESSES) * MEANS, False, False
    for i in range(SHAPE["blocks"]):
        yield f"block{i}.attention", D, 3 * D, True, True
        yield f"block{i}.merge", D, D, True, False
        yield f"block{i}.up", D, b, True, True
        yield f"block{i}.down", b, D, True, False
    yield "quantile", D, BINS, True, True
    yield "score", D, BINS, True, True


def rounded(values):
    """Numbers that single precision holds, so that both sides begin with the same ones."""
    return np.asarray(values, np.float32).astype(np.float64)


weights = {}
for name, inputs, outputs, has_bias, has_norm in layers():
    weights[f"{name}.weight"] = rounded(draws.standard_normal((outputs, inputs)) * 0.9 / math.sqrt(inputs))
    if has_bias:
        weights[f"{name}.bias"] = rounded(draws.standard_normal(outputs) * 0.2)
    if has_norm:
        weights[f"{name}.norm.weight"] = rounded(1 + 0.3 * draws.standard_normal(inputs))
        weights[f"{name}.norm.bias"] = rounded(0.2 * draws.standard_normal(inputs))
P = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}


def linear(name, x):
    if f"{name}.norm.weight" in P:
        x = F.layer_norm(x, x.shape[-1:], P[f"{name}.norm.weight"], P[f"{name}.norm.bias"])
    return F.linear(x, P[f"{name}.weight"], P.get(f"{name}.bias"))


def two(name, x):
    return linear(f"{name}_out", F.gelu(linear(f"{name}_in", x)))


# ------------------------------------------------------------------------------------------------ examples


def value(kind):
    """[place, choice]; place None: missing"""
    if draws.random() < 0.15:
        return [None, -1]
    return [float(rounded(draws.random())), -1] if kind == 0 else [0.0, int(draws.integers(kind))]


def example(kinds, context, candidates, tied=False, surfaces=True):
    """kinds: 0 for a number, else how many choices"""
    vector = lambda n: rounded(draws.standard_normal(n)).tolist()
    study = dict(
        program=vector(SHAPE["nameWidth"]), facts=vector(SHAPE["facts"]),
        parameters=[
            dict(
                vector=vector(SHAPE["nameWidth"]), identity=vector(SHAPE["identityWidth"]), range=vector(RANGE),
                choices=[
                    dict(vector=vector(SHAPE["nameWidth"]), identity=vector(SHAPE["identityWidth"]))
                    for _ in range(kind)
                ],
                default=None if draws.random() < 0.3 else value(kind))
            for kind in kinds
        ])
    trials = lambda n: [[value(kind) for kind in kinds] for _ in range(n)]
    results = draws.standard_normal(context).round(2).tolist()
    if tied:
        results = [0.25] * context
    return dict(
        study=study, context=trials(context), results=results, candidates=trials(candidates),
        values=draws.standard_normal(candidates).round(2).tolist(),
        shares=draws.random(context + candidates).round(3).tolist(),
        surfaces=rounded(draws.random((context + candidates, 2)) * 0.5).tolist() if surfaces else [])


EXAMPLES = [example([0, 0, 3, 0], 6, 5), example([2, 0], 0, 4), example([0, 4, 0, 0, 2, 0], 9, 3, surfaces=False),
            example([0, 0], 4, 2, tied=True), example([0, 2], 1, 2, surfaces=False)]


# ------------------------------------------------------------------------------------------------ features


def value_features(v, default):
    place, choice = v
    places = SHAPE["places"]
    numbers = []
    if choice < 0 and place is not None:
        bumps = [math.exp(-(((place - c) / 0.11) ** 2) / 2) for c in np.linspace(0, 1, places)]
        waves = [f(k * math.pi * place) for k in (1, 2, 4) for f in (math.sin, math.cos)]
        numbers = [place, place * place] + bumps + waves
    numbers = numbers or [0.0] * (2 + places + 6)
    numbers += [float(choice < 0 and place is None), float(choice < 0)]
    if default is None:
        return numbers + [0, 0, 0]
    if choice >= 0:
        return numbers + [0, float(choice != default[1]), 1]
    if place is None or default[0] is None:
        return numbers + [0, 0, 1]
    return numbers + [place - default[0], abs(place - default[0]), 1]


def scale(results):
    best = min(results)
    return best, max(np.median(results) - best, 0.25 * np.std(results), 1e-12)


def score(y, results):
    best, unit = scale(results)
    u = (y - best) / unit
    return math.copysign(math.log1p(8 * abs(u)), u)


def context_features(results):
    n = len(results)
    rows = []
    for y in results:
        rank = (sum(o < y for o in results) + 0.5 * sum(o == y for o in results)) / n
        rows.append([
            score(y, results) / 2 if n > 1 else 0, rank - 0.5, float(n > 1 and rank <= 0.5 / n), min(n, 40) / 40])
    return np.array(rows)


def matern(squares):
    r = np.sqrt(5 * squares + 1e-9)
    return (1 + r + r * r / 3) * np.exp(-r)


def squares(A, B):
    """[parameters, A, B]"""
    filled = lambda v: 0.5 if v[0] is None else v[0]
    return np.array([
        [[(filled(a[j]) - filled(b[j])) ** 2 + (a[j][1] != b[j][1]) for b in B] for a in A] for j in range(len(A[0]))])


def relevance(own, z):
    """weights of an additive covariance, by four steps that raise its penalised likelihood"""
    p, n = len(own), len(z)
    w, v = np.full(p, 1 / p), 0.1
    for _ in range(4):
        inverse = np.linalg.inv(np.tensordot(w, own, 1) + (v + 0.02) * np.eye(n) + 0.25)
        a = inverse @ z
        w = w * np.sqrt((np.einsum("i,pij,j->p", a, own, a) + 0.2 / p) / (np.einsum("ij,pij->p", inverse, own) + 0.2))
        v = v * np.sqrt((a @ a + 0.02) / (np.trace(inverse) + 0.2))
    return w / w.sum()


def hypotheses(e, quantiles):
    """log evidence [processes, means]; means [processes, means, candidates] and deviations [processes, candidates] in scores;
    mean and deviation of the scores. quantiles: of context and candidates."""
    n = len(e["context"])
    s = np.array([score(y, e["results"]) for y in e["results"]])
    mean, deviation = s.mean(), s.std() + 0.1
    z = (s - mean) / deviation
    surfaces = np.array(e["surfaces"])[:, 0] - 0.5 if e["surfaces"] else np.zeros(len(quantiles))
    functions = [np.zeros(len(quantiles))] + [k * (quantiles - 0.5) for k in SLOPES] + [k * surfaces for k in SLOPES]
    inner, outer = squares(e["context"], e["context"]), squares(e["context"], e["candidates"])
    p = len(inner)
    q = relevance(matern(inner / 0.35**2), z)
    evidence, means, deviations = [], [], []
    for process in PROCESSES:
        def kernel(D):
            scaled = D / process["lengthscale"] ** 2
            if process["kernel"] == "even":
                return matern(scaled.mean(0))
            if process["kernel"] == "additive":
                return matern(scaled).mean(0)
            if process["kernel"] == "weightedAdditive":
                return np.tensordot(q, matern(scaled), 1)
            return matern(np.tensordot(q + 0.05 / p, scaled, 1))
        L = np.linalg.cholesky(kernel(inner) + 0.25 + (process["noise"] + 1e-5) * np.eye(n))
        V = np.linalg.solve(L, kernel(outer) + 0.25)
        rest = [np.linalg.solve(L, z - f[:n]) for f in functions]
        evidence.append([-0.5 * r @ r - np.log(np.diag(L)).sum() for r in rest])
        means.append([mean + deviation * (V.T @ r + f[n:]) for r, f in zip(rest, functions)])
        deviations.append(deviation * np.sqrt(np.maximum(1.25 - (V**2).sum(0), 1e-4) + process["noise"]))
    return np.array(evidence), np.array(means), np.array(deviations), mean, deviation


def hypothesis_features(weights, means, deviations, mean, deviation):
    """weights [processes, means]"""
    columns = []
    for group in (slice(0, 1), slice(1, 1 + len(SLOPES)), slice(1 + len(SLOPES), MEANS)):
        w = weights[:, group]
        share = w.sum() + 1e-9
        first = np.einsum("pm,pmc->c", w, means[:, group]) / share
        second = np.einsum("pm,pmc->c", w, means[:, group] ** 2 + deviations[:, None] ** 2) / share
        columns += [(first - mean) / deviation, np.log(np.maximum(second - first**2, 1e-4)) / 2 - np.log(deviation),
                    np.full(len(first), share)]
    for value in (mean, np.log(deviation)):
        columns.append(np.full(len(first), value))
    for kernel in ("even", "weighted"):
        columns.append(np.full(len(first), sum(
            w.sum() for w, process in zip(weights, PROCESSES) if process["kernel"] == kernel)))
    return np.stack(columns, 1)


def hypothesis_densities(means, deviations):
    """[processes, means, candidates, bins]"""
    inner = torch.linspace(-2.4, 3.4, BINS - 1)
    below = torch.special.ndtr((inner - torch.tensor(means)[..., None]) / torch.tensor(deviations)[:, None, :, None])
    below = torch.cat([torch.zeros_like(below[..., :1]), below, torch.ones_like(below[..., :1])], -1)
    return below[..., 1:] - below[..., :-1]


def quantile_bin(q):
    edges = np.r_[0, np.geomspace(0.012, 1, BINS)]
    return int(np.clip(np.searchsorted(edges, q, "right") - 1, 0, BINS - 1))


def score_bin(s):
    return int(np.searchsorted(np.linspace(-2.4, 3.4, BINS - 1), s, "right"))


# ------------------------------------------------------------------------------------------------ the network


def forward(e):
    study = e["study"]
    T = torch.tensor
    program = linear("program", T(study["program"])) + two("facts", T(study["facts"]))
    who, choices = [], []
    for p in study["parameters"]:
        who.append(linear("name", T(p["vector"])) + linear("identity", T(p["identity"])) + linear("range", T(p["range"])))
        choices.append([linear("choice_name", T(c["vector"])) + linear("choice_identity", T(c["identity"]))
                        for c in p["choices"]])
    n = len(e["context"])
    rows = []
    for trial in e["context"] + e["candidates"]:
        tokens = []
        for v, p, w, c in zip(trial, study["parameters"], who, choices):
            x = linear("value", T(value_features(v, p["default"])))
            if v[1] >= 0:
                x = x + c[v[1]]
            tokens.append(w + x * (1 + linear("gate", w)) + program)
        t = torch.stack(tokens)
        t = t + two("own", t)
        root = math.sqrt(len(tokens))
        t = t + two("joint", t + linear("pooled", t.sum(0) / root))
        x = t.sum(0) / root + program
        if e["surfaces"]:
            m, sd = e["surfaces"][len(rows)]
            x = x + two("surface", T([2 * (m - 0.5), 4 * sd, 1.0]))
        rows.append(x + two("trial", x))
    x = torch.stack(rows)
    quantile = linear("quantile", x)
    if n == 0:
        return quantile, None
    edges = np.r_[0, np.geomspace(0.012, 1, BINS)]
    centers = torch.tensor((edges[1:] + edges[:-1]) / 2)
    x = torch.cat([x[:n] + two("result", T(context_features(e["results"]))),
                   x[n:] + linear("situation", T([1.0, n / 20]))])
    offset = 0.0
    if n >= 2:
        expected = (quantile.detach().softmax(1) @ centers).numpy()
        evidence, means, deviations, mean, deviation = hypotheses(e, expected)
        weights = (T(evidence).reshape(-1) + P["mixture.weight"][:, 0]).softmax(0)
        features = hypothesis_features(
            weights.detach().numpy().reshape(len(PROCESSES), MEANS), means, deviations, mean, deviation)
        x = torch.cat([x[:n], x[n:] + two("processes", T(features))])
        density = hypothesis_densities(means, deviations).flatten(0, 1)
        offset = torch.log(0.98 * torch.einsum("h,hcb->cb", weights, density) + 0.02 / BINS)
    seen = torch.zeros(len(x), len(x), dtype=torch.bool)
    seen[:, :n] = True
    for i in range(n, len(x)):
        seen[i, i] = True
    for b in range(SHAPE["blocks"]):
        q, k, v = linear(f"block{b}.attention", x).split(D, 1)
        heads = lambda z: z.view(len(x), SHAPE["heads"], -1).transpose(0, 1)
        a = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), attn_mask=seen)
        x = x + linear(f"block{b}.merge", a.transpose(0, 1).reshape(len(x), D))
        x = x + linear(f"block{b}.down", F.gelu(linear(f"block{b}.up", x)))
    return quantile, linear("score", x[n:]) + offset


def soft(bin, spread):
    w = torch.exp(-0.5 * ((torch.arange(BINS) - bin) / spread) ** 2)
    return w / w.sum()


logits, quantile_terms, score_terms = [], [], []
for e in EXAMPLES:
    quantile, scores = forward(e)
    plain = lambda x: [] if x is None else x.detach().numpy().round(9).tolist()
    logits.append(dict(quantile=plain(quantile), score=plain(scores)))
    for row, q in zip(quantile, e["shares"]):
        quantile_terms.append(-(soft(quantile_bin(q), 1.2) * F.log_softmax(row, 0)).sum())
    if len(e["results"]) >= 3 and len(set(e["results"])) > 1:
        for row, y in zip(scores, e["values"]):
            score_terms.append(-(soft(score_bin(score(y, e["results"])), 0.8) * F.log_softmax(row, 0)).sum())
loss = torch.stack(quantile_terms).mean() + torch.stack(score_terms).sum() / sum(len(e["candidates"]) for e in EXAMPLES)
loss.backward()

short = lambda a: [float(f"{v:.7g}") for v in np.asarray(a).reshape(-1)]
fixture = dict(
    shape=SHAPE, examples=EXAMPLES, logits=logits, loss=loss.item(),
    tensors=[dict(name=n, shape=list(p.shape), values=[float(f"{v:.9g}") for v in weights[n].reshape(-1)],
                  gradient=short(p.grad)) for n, p in P.items()])
Path(__file__).with_name("network.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"loss {loss.item():.6f}, {sum(p.numel() for p in P.values())} weights")
