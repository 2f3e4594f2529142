"""Bytes of many kinds, made by our own generators: what compressors are tried on."""
import functools
import json

import numpy as np

from data import generator

SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo".split()


@functools.lru_cache(maxsize=None)
def words(count=3000, seed=0):
    r = generator("words", seed)
    return ["".join(r.choice(SYLLABLES, r.integers(1, 5))) for _ in range(count)]


def prose(r, length):
    vocabulary = words()
    ranks = np.minimum((1 / r.uniform(1e-4, 1, length // 4)) ** 1.0, len(vocabulary) - 1).astype(int)
    out, n = [], 0
    for k in ranks:
        out.append(vocabulary[k] + (". " if r.uniform() < .08 else " "))
        n += len(out[-1])
        if n > length:
            break
    return "".join(out)[:length].encode()


@functools.lru_cache(maxsize=None)
def corpus(name, length=160_000):
    r = generator("corpus", name)
    if name == "prose":
        return prose(r, length)
    if name == "log":
        lines, t = [], 1_700_000_000.0
        while sum(map(len, lines[-1:])) + 90 * len(lines) < length:
            t += r.exponential(.4)
            lines.append(f"{t:.3f} {r.choice(['INFO', 'INFO', 'INFO', 'WARN', 'ERROR'])} worker-{r.integers(8)} request {r.integers(1e6):06d} took {r.gamma(2, 12):.1f} ms path=/{r.choice(words()[:60])}/{r.choice(words()[:200])}\n")
        return "".join(lines).encode()[:length]
    if name == "json":
        rows = [dict(id=i, name=str(r.choice(words())), tags=[str(w) for w in r.choice(words()[:40], 3)], score=round(float(r.normal()), 3), active=bool(r.integers(2))) for i in range(length // 100)]
        return json.dumps(rows).encode()[:length]
    if name == "csv":
        x = np.cumsum(r.normal(size=(length // 40, 4)), axis=0)
        return "\n".join(",".join(f"{v:.2f}" for v in row) + f",{k % 7}" for k, row in enumerate(x)).encode()[:length]
    if name == "floats":
        return np.cumsum(r.normal(0, .01, length // 4)).astype(np.float32).tobytes()
    if name == "integers":
        return np.cumsum(r.geometric(.02, length // 4)).astype(np.int32).tobytes()
    if name == "genes":
        blocks = ["".join(r.choice(list("ACGT"), 400)) for _ in range(20)]
        text = "".join(blocks[r.integers(20)] if r.uniform() < .5 else "".join(r.choice(list("ACGT"), 400)) for _ in range(length // 400))
        return text.encode()
    if name == "pixels":
        y, x = np.mgrid[0:400, 0:length // 400]
        return (127 + 60 * np.sin(x / 31) + 50 * np.cos(y / 17) + r.normal(0, 3, x.shape)).astype(np.uint8).tobytes()
    if name == "markup":
        rows = [f'<tr class="row-{k % 2}"><td>{r.choice(words())}</td><td align="right">{r.integers(10000)}</td><td><a href="/item/{r.integers(99999)}">{r.choice(words())}</a></td></tr>\n' for k in range(length // 100)]
        return "".join(rows).encode()[:length]
    if name == "source":
        names = words()[:150]
        lines = []
        for k in range(length // 30):
            indent = "    " * int(r.integers(0, 4))
            a, b, f = r.choice(names, 3)
            lines.append(indent + r.choice([f"{a} = {f}({b}, {r.integers(100)})", f"if {a} < {b}:", f"for {a} in range({r.integers(50)}):", f"return {a} + {b}", f"def {f}({a}, {b}):", f"# {a} {b} {f}"]))
        return "\n".join(lines).encode()[:length]
    if name == "sparse":
        return np.where(r.uniform(size=length) < .03, r.integers(1, 256, length), 0).astype(np.uint8).tobytes()
    return bytes(r.integers(0, 256, length // 2, dtype=np.uint8)) + prose(r, length // 2)


CORPORA = "prose log json csv floats integers genes pixels markup source sparse mixed".split()
