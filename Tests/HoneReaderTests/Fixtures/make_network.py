#!/usr/bin/env python3
"""Writes network.json: a small random network, three examples, and what PyTorch makes of them in double precision.

    pip install torch numpy && python3 make_network.py        (PyTorch 2.x)

Logits, loss and the gradient of every tensor. The network is written here a second time, plainly: example by example,
without packing, folding or caches. Gaussian processes, bins and features are computed here too.
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
    lengthscales=[0.2, 0.5], processNoise=0.1, outsideFeatures=2, bins=8)
D, BINS = SHAPE["width"], SHAPE["bins"]
RANGE, CONTEXT = 7, 4
VALUE = 2 + SHAPE["places"] + 6 + 1 + 1 + 3
QUERY = 2 * len(SHAPE["lengthscales"]) + 2 + SHAPE["outsideFeatures"]
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
    yield "query_in", QUERY, D, True, False
    yield "query_out", D, D, True, False
    for i in range(SHAPE["blocks"]):
        yield f"block{i}.attention", D, 3 * D, True, True
        yield f"block{i}.merge", D, D, True, False
        yield f"block{i}.up", D, b, True, True
        yield f"block{i}.down", b, D, True, False
    yield "head", D, 2 * BINS, True, True


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


def example(kinds, context, candidates, tied=False):
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
        shares=draws.random(candidates).round(3).tolist(),
        outside=rounded(draws.standard_normal((candidates, SHAPE["outsideFeatures"]))).reshape(-1).tolist())


EXAMPLES = [example([0, 0, 3, 0], 6, 5), example([2, 0], 0, 4), example([0, 4, 0, 0, 2, 0], 9, 3),
            example([0, 0], 4, 2, tied=True)]


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


def distance(a, b):
    filled = lambda v: 0.5 if v[0] is None else v[0]
    return np.mean([(filled(x) - filled(y)) ** 2 + (x[1] != y[1]) for x, y in zip(a, b)])


def process_features(e):
    s = context_features(e["results"])[:, 0]
    mean, deviation = s.mean(), s.std() + 0.05
    y = (s - mean) / deviation
    out = []
    for lengthscale in SHAPE["lengthscales"]:
        def k(A, B):
            r = np.sqrt(5 * np.array([[distance(a, b) for b in B] for a in A]) / lengthscale**2 + 1e-9)
            return (1 + r + r * r / 3) * np.exp(-r)
        C = k(e["context"], e["context"]) + SHAPE["processNoise"] * np.eye(len(y))
        Q = k(e["candidates"], e["context"])
        out += [Q @ np.linalg.solve(C, y), np.maximum(0, 1 - np.einsum("ij,ji->i", Q, np.linalg.solve(C, Q.T)))]
    n = len(e["candidates"])
    return np.stack(out + [np.full(n, mean), np.full(n, deviation)], 1)


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
        rows.append(x + two("trial", x))
    x = torch.stack(rows)
    told = linear("situation", T([float(n > 0), n / 20]))
    query = np.zeros((len(e["candidates"]), QUERY))
    query[:, -SHAPE["outsideFeatures"]:] = np.array(e["outside"]).reshape(-1, SHAPE["outsideFeatures"])
    if n:
        query[:, : -SHAPE["outsideFeatures"]] = process_features(e)
        x = torch.cat([x[:n] + two("result", T(context_features(e["results"]))), x[n:]])
    x = torch.cat([x[:n], x[n:] + told + two("query", T(query))])
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
    return linear("head", x[n:])


def soft(bin, spread):
    w = torch.exp(-0.5 * ((torch.arange(BINS) - bin) / spread) ** 2)
    return w / w.sum()


logits, terms = [], []
for e in EXAMPLES:
    out = forward(e)
    logits.append(out.detach().numpy().round(9).tolist())
    scaled = len(e["results"]) >= 3 and len(set(e["results"])) > 1
    for row, (y, q) in zip(out, zip(e["values"], e["shares"])):
        terms.append(-(soft(quantile_bin(q), 1.2) * F.log_softmax(row[:BINS], 0)).sum())
        if scaled:
            terms.append(-(soft(score_bin(score(y, e["results"])), 0.8) * F.log_softmax(row[BINS:], 0)).sum())
loss = torch.stack(terms).sum() / sum(len(e["candidates"]) for e in EXAMPLES)
loss.backward()

short = lambda a: [float(f"{v:.7g}") for v in np.asarray(a).reshape(-1)]
fixture = dict(
    shape=SHAPE, examples=EXAMPLES, logits=logits, loss=loss.item(),
    tensors=[dict(name=n, shape=list(p.shape), values=[float(f"{v:.9g}") for v in weights[n].reshape(-1)],
                  gradient=short(p.grad)) for n, p in P.items()])
Path(__file__).with_name("network.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"loss {loss.item():.6f}, {sum(p.numel() for p in P.values())} weights")
