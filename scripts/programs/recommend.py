"""Recommenders: matrix factors and neighbours in numpy, our own; and the package implicit."""
import functools

import numpy as np
import scipy.sparse as sp

from data import generator
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

WORLDS = {"tastes": (150, 120, 5, .12), "sparse": (200, 200, 4, .04), "popular": (180, 150, 3, .08), "niches": (160, 140, 12, .08), "dense": (100, 80, 6, .3)}


@functools.lru_cache(maxsize=None)
def ratings(task):
    """(user, item, rating 1 to 5, part): part 0 train, 1 validation, 2 test."""
    users, items, rank, share = WORLDS[task]
    r = generator("ratings", task)
    P, Q = r.normal(size=(users, rank)), r.normal(size=(items, rank))
    if task == "niches":
        P, Q = r.dirichlet(np.full(rank, .15), users) * 4, r.dirichlet(np.full(rank, .15), items) * 4
    bu, bi = r.normal(0, .4, users), r.normal(0, .5, items)
    score = P @ Q.T / np.sqrt(rank) + bu[:, None] + bi[None]
    liking = np.exp(.8 * score + (1.2 * bi[None] if task == "popular" else 0))
    seen = r.uniform(size=score.shape) < np.minimum(share * liking / liking.mean(), .9)
    u, i = np.nonzero(seen)
    y = np.clip(np.round(3.2 + score[u, i] + r.normal(0, .5, len(u))), 1, 5)
    return u, i, y, r.choice(3, len(u), p=[.7, .15, .15])


facts = lambda t: dict(users=WORLDS[t][0], items=WORLDS[t][1], ratings=len(ratings(t)[0]))


def rating(name, family, summary, space, fit, trials=100):
    """Root mean squared error of unseen ratings; fit returns f(users, items)."""
    def run(c, task, seed):
        u, i, y, part = ratings(task)
        a, b, e = part == 0, part == 1, part == 2
        f = fit(u[a], i[a], y[a], WORLDS[task][0], WORLDS[task][1], dict(c), np.random.default_rng(seed))
        rmse = lambda m: float(np.sqrt(np.mean((np.clip(f(u[m], i[m]), 1, 5) - y[m]) ** 2)))
        if not np.all(np.isfinite(f(u[b], i[b]))):
            raise Failed("diverged")
        return rmse(b), dict(test_rmse=rmse(e))

    Program(name, family, summary + "; objective: root mean squared error of ratings from 1 to 5", space, run, list(WORLDS), facts, minimize="val_rmse", trials=trials)


def ranking(name, family, summary, space, scores, trials=100):
    """NDCG at 10 of what was hidden; scores returns users by items."""
    def run(c, task, seed):
        u, i, y, part = ratings(task)
        users, items = WORLDS[task][:2]
        R = np.zeros((users, items))
        R[u[part == 0], i[part == 0]] = y[part == 0] if c.pop("use_ratings", False) else 1.0
        S = np.asarray(scores(R, dict(c), np.random.default_rng(seed), seed), float)
        if not np.all(np.isfinite(S)):
            raise Failed("diverged")
        S = np.where(R > 0, -np.inf, S)
        top = np.argsort(-S, axis=1)[:, :10]
        discount = 1 / np.log2(np.arange(2, 12))
        out = []
        for k in (1, 2):
            H = np.zeros_like(R, bool)
            H[u[part == k], i[part == k]] = True
            has = H.any(1)
            gain = (H[np.arange(users)[:, None], top] * discount).sum(1)
            best = np.array([discount[: min(10, n)].sum() for n in H.sum(1)])
            out.append(float(np.mean(gain[has] / best[has])))
        return out[0], dict(test_ndcg=out[1])

    Program(name, family, summary + "; objective: NDCG of the first ten", space, run, list(WORLDS), facts, maximize="ndcg@10", trials=trials)


RATED = flag("use_ratings", False, "use the ratings, not only what was seen")


def als(R, c, r, seed):
    users, items = R.shape
    k, reg = c["factors"], c["regularization"]
    W = 1 + c["alpha"] * R
    B = (R > 0).astype(float)
    X, Y = r.normal(0, .1, (users, k)), r.normal(0, .1, (items, k))
    for _ in range(c["iterations"]):
        for A, Z, w, b in ((X, Y, W, B), (Y, X, W.T, B.T)):
            G = np.einsum("ui,ik,il->ukl", w, Z, Z) + reg * np.eye(k)
            A[:] = np.linalg.solve(G, np.einsum("ui,ik->uk", w * b, Z)[..., None])[..., 0]
    return X @ Y.T


ranking("implicit-als-numpy", "als", "matrix factors by weighted alternating least squares, our own", [logwhole("factors", 1, 32, 16, "numbers a user or an item becomes"), logreal("regularization", 1e-3, 300, 1.0, "pull of the factors to zero"), logreal("alpha", 0.1, 200, 40.0, "how much more a seen item weighs"), logwhole("iterations", 1, 12, 8, "rounds"), RATED], als, trials=80)


def ease(R, c, r, seed):
    G = R.T @ R + c["l2"] * np.eye(R.shape[1])
    G += c["drop_diag"] * np.diag(np.diag(R.T @ R))
    P = np.linalg.inv(G)
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return R @ B / (R.sum(0) + 1e-9) ** c["popularity_discount"]


ranking("ease", "linear_recommender", "linear item model in closed form (EASE), our own", [logreal("l2", 0.5, 5000, 100.0, "ridge"), logreal("drop_diag", 1e-3, 3, 1e-3, "ridge in proportion to an item's count, as in dropping entries"), real("popularity_discount", -0.3, 0.6, 0.0, "power of the count that scores are divided by"), RATED], ease)


def slim(R, c, r, seed):
    S = np.zeros((R.shape[1],) * 2)
    G, n = R.T @ R, R.shape[1]
    l1, l2 = c["l1"], c["l2"]
    for _ in range(c["rounds"]):
        for j in range(n):
            g = G[j] - G[j] @ S + G[j, j] * S[j]
            w = np.sign(g) * np.maximum(np.abs(g) - l1, 0) / (G[j, j] + l2)
            S[j] = np.maximum(w, 0) if c["positive"] else w
            S[j, j] = 0
    return R @ S


ranking("slim", "linear_recommender", "sparse linear item model by coordinate descent (SLIM), our own", [logreal("l1", 1e-3, 30, 1.0, "L1 penalty"), logreal("l2", 0.1, 1000, 10.0, "L2 penalty"), logwhole("rounds", 1, 10, 5, "rounds over the items"), flag("positive", True, "allow no negative weights"), RATED], slim, trials=80)


def neighbours(by):
    def scores(R, c, r, seed):
        A = R if by == "user" else R.T
        if c["weighting"] == "tfidf":
            A = A * np.log((len(A) + 1) / ((A > 0).sum(0) + 1))
        elif c["weighting"] == "bm25":
            n = (A > 0).sum(1, keepdims=True)
            A = A * 2.2 / (A + 1.2 * (.25 + .75 * n / n.mean())) * np.log((len(A) + 1) / ((A > 0).sum(0) + 1))
        G, n = A @ A.T, np.sqrt((A ** 2).sum(1)) + 1e-9
        if c["similarity"] == "cosine":
            S = G / (np.outer(n, n) ** 1 + c["shrink"])
        elif c["similarity"] == "jaccard":
            b = (A > 0).astype(float)
            g = b @ b.T
            S = g / (b.sum(1)[:, None] + b.sum(1)[None] - g + c["shrink"] + 1e-9)
        else:
            S = G / (n[:, None] ** (2 * c.get("asymmetry", .5)) * n[None] ** (2 - 2 * c.get("asymmetry", .5)) + c["shrink"])
        np.fill_diagonal(S, 0)
        k = min(c["k"], len(S) - 1)
        S = np.where(S >= np.sort(S, axis=1)[:, [-k]], np.maximum(S, 0), 0) ** c["amplify"]
        return S @ R if by == "user" else R @ S.T
    return scores


NEAR = [logwhole("k", 2, 120, 40, "neighbours that count"), logreal("shrink", 0.01, 300, 10.0, "doubt of similarities from few common entries"), choice("similarity", ["cosine", "jaccard", "asymmetric"], "cosine", "how similar two are"), real("asymmetry", 0, 1, 0.5, "whose length counts", {"similarity": "asymmetric"}), choice("weighting", ["none", "tfidf", "bm25"], "none", "weights of the entries"), real("amplify", 0.3, 3, 1.0, "power of the similarities")]
ranking("item-knn", "neighbour_recommender", "items like those seen, our own", NEAR, neighbours("item"))
ranking("user-knn", "neighbour_recommender", "what similar users saw, our own", NEAR, neighbours("user"))


def walk(R, c, r, seed):
    B = (R > 0).astype(float)
    du, di = np.maximum(B.sum(1), 1), np.maximum(B.sum(0), 1)
    P, Q = B / du[:, None], (B / di).T
    T = np.linalg.matrix_power(Q @ P, c["steps"]) if c["steps"] > 0 else np.eye(len(di))
    S = np.maximum(P @ T, 0) ** c["alpha"] / di[None] ** c["beta"]
    return S


ranking("random-walk", "graph_recommender", "random walks between users and items (as RP3beta), our own", [whole("steps", 1, 4, 1, "rounds of the walk"), real("alpha", 0.2, 3, 1.0, "power of the probabilities"), real("beta", 0, 1.2, 0.3, "power of an item's count that scores are divided by")], walk)


def bpr(R, c, r, seed):
    users, items = R.shape
    k = c["factors"]
    X, Y, b = r.normal(0, c["init_std"], (users, k)), r.normal(0, c["init_std"], (items, k)), np.zeros(items)
    u, i = np.nonzero(R)
    popular = (R > 0).sum(0) + 1.0
    p = popular ** c["negative_power"] / (popular ** c["negative_power"]).sum()
    lr = c["learning_rate"]
    for _ in range(c["epochs"]):
        o = r.permutation(len(u))
        for part in np.array_split(o, max(1, len(o) // 64)):
            U, I, J = u[part], i[part], r.choice(items, len(part), p=p)
            x = (X[U] * (Y[I] - Y[J])).sum(1) + b[I] - b[J]
            g = (1 / (1 + np.exp(np.clip(x, -30, 30))))[:, None]
            g = np.where(R[U, J] > 0, 0, 1)[:, None] * g
            dx = g * (Y[I] - Y[J]) - c["reg"] * X[U]
            dy, dz = g * X[U] - c["reg"] * Y[I], -g * X[U] - c["reg"] * Y[J]
            np.add.at(X, U, lr * dx)
            np.add.at(Y, I, lr * dy)
            np.add.at(Y, J, lr * dz)
            np.add.at(b, I, lr * (g[:, 0] - c["reg"] * b[I]))
            np.add.at(b, J, lr * (-g[:, 0] - c["reg"] * b[J]))
        if not np.all(np.isfinite(X)):
            raise Failed("diverged")
    return X @ Y.T + b


ranking("bpr", "bpr", "matrix factors by pairwise ranking (BPR), our own", [logwhole("factors", 1, 64, 16, "numbers a user or an item becomes"), logreal("learning_rate", 1e-3, 2, 0.05, "step size"), logreal("reg", 1e-5, 0.5, 0.01, "pull to zero"), logwhole("epochs", 1, 60, 20, "passes over what was seen"), real("negative_power", 0, 1.2, 0.0, "how much likelier popular items are drawn as unseen"), logreal("init_std", 1e-3, 1, 0.1, "size of the first factors")], bpr, trials=70)


def biases(u, i, y, users, items, c, r):
    m = y.mean()
    bu, bi = np.zeros(users), np.zeros(items)
    for _ in range(c.get("bias_epochs", 5)):
        bi = np.bincount(i, y - m - bu[u], items) / (np.bincount(i, minlength=items) + c["reg_i"])
        bu = np.bincount(u, y - m - bi[i], users) / (np.bincount(u, minlength=users) + c["reg_u"])
    return m, bu, bi


def baseline(u, i, y, users, items, c, r):
    m, bu, bi = biases(u, i, y, users, items, c, r)
    return lambda a, b: m + c["weight"] * (bu[a] + bi[b])


rating("bias-baseline", "biases", "means of users and items, our own", [logreal("reg_u", 0.1, 100, 15.0, "doubt of users with few ratings"), logreal("reg_i", 0.1, 100, 10.0, "doubt of items with few ratings"), whole("bias_epochs", 1, 10, 5, "rounds"), real("weight", 0.3, 1.3, 1.0, "share of the deviations used")], baseline)


def factors(u, i, y, users, items, c, r):
    k = c["n_factors"]
    P, Q, bu, bi, m = r.normal(0, c["init_std_dev"], (users, k)), r.normal(0, c["init_std_dev"], (items, k)), np.zeros(users), np.zeros(items), y.mean()
    lr = c["lr_all"]
    for _ in range(c["n_epochs"]):
        o = r.permutation(len(u))
        for part in np.array_split(o, max(1, len(o) // c["batch"])):
            U, I = u[part], i[part]
            e = y[part] - m - (bu[U] + bi[I] if c["biased"] else 0) - (P[U] * Q[I]).sum(1)
            if c["biased"]:
                np.add.at(bu, U, lr * (e - c["reg_all"] * bu[U]))
                np.add.at(bi, I, lr * (e - c["reg_all"] * bi[I]))
            dp, dq = e[:, None] * Q[I] - c["reg_all"] * P[U], e[:, None] * P[U] - c["reg_all"] * Q[I]
            np.add.at(P, U, lr * dp)
            np.add.at(Q, I, lr * dq)
        lr *= c["lr_decay"]
        if not np.all(np.isfinite(P)) or np.abs(P).max() > 1e4:
            raise Failed("diverged")
    return lambda a, b: m + (bu[a] + bi[b] if c["biased"] else 0) + (P[a] * Q[b]).sum(1)


rating("svd-sgd", "matrix_factorisation", "matrix factors by stochastic gradient descent, our own", [logwhole("n_factors", 1, 100, 20, "numbers a user or an item becomes"), logwhole("n_epochs", 2, 60, 20, "passes over the ratings"), logreal("lr_all", 1e-3, 0.5, 0.01, "step size"), real("lr_decay", 0.8, 1.0, 1.0, "factor of the step a pass"), logreal("reg_all", 1e-4, 1, 0.02, "pull to zero"), logreal("init_std_dev", 1e-3, 1, 0.1, "size of the first factors"), flag("biased", True, "learn means of users and items"), logwhole("batch", 4, 256, 32, "ratings a step sees")], factors, trials=80)


def knn_rating(u, i, y, users, items, c, r):
    c = dict(c)
    m, bu, bi = biases(u, i, y, users, items, dict(reg_u=c["reg"], reg_i=c["reg"]), r)
    R, M = np.zeros((users, items)), np.zeros((users, items))
    R[u, i], M[u, i] = y - m - bu[u] - bi[i], 1
    A, B = (R, M) if c["user_based"] else (R.T, M.T)
    common = B @ B.T
    if c["name"] == "msd":
        d = ((A ** 2) @ B.T + B @ (A ** 2).T - 2 * A @ A.T) / np.maximum(common, 1)
        S = 1 / (1 + d)
    else:
        S = A @ A.T / (np.sqrt(((A ** 2) @ B.T) * (B @ (A ** 2).T)) + 1e-9)
    S = np.where(common >= c["min_support"], S * common / (common + c["shrinkage"]), 0)
    np.fill_diagonal(S, 0)

    def f(a, b):
        out = np.zeros(len(a))
        for k, (p, q) in enumerate(zip(a, b) if c["user_based"] else zip(b, a)):
            w = np.maximum(S[p], 0) * B[:, q]
            top = np.argsort(-w)[: c["k"]]
            t = w[top].sum()
            out[k] = (w[top] @ A[top, q]) / (t + c["denominator"]) if t > 0 else 0
        return m + bu[a] + bi[b] + out
    return f


rating("knn-baseline", "neighbour_recommender", "ratings of neighbours around the means, our own", [logwhole("k", 2, 80, 40, "neighbours averaged"), flag("user_based", True, "neighbours among users, not items"), choice("name", ["msd", "pearson"], "msd", "how similar two are"), whole("min_support", 1, 6, 1, "common ratings needed"), logreal("shrinkage", 0.1, 200, 30.0, "doubt of few common ratings"), logreal("reg", 0.5, 60, 12.0, "doubt of means of few ratings"), logreal("denominator", 1e-3, 3, 1e-3, "added below; larger is nearer to the mean")], knn_rating, trials=70)


def als_rating(u, i, y, users, items, c, r):
    k, m = c["rank"], y.mean()
    R, M = np.zeros((users, items)), np.zeros((users, items))
    R[u, i], M[u, i] = y - m, 1
    X, Y = r.normal(0, .1, (users, k)), r.normal(0, .1, (items, k))
    for _ in range(c["maxIter"]):
        for A, Z, W, B in ((X, Y, M, R), (Y, X, M.T, R.T)):
            n = W.sum(1) if c["scale_by_count"] else np.ones(len(W))
            G = np.einsum("ui,ik,il->ukl", W, Z, Z) + (c["regParam"] * (n + 1e-3))[:, None, None] * np.eye(k)
            s = np.linalg.solve(G, (B @ Z)[..., None])[..., 0]
            A[:] = np.maximum(s, 0) if c["nonnegative"] else s
    return lambda a, b: m + (X[a] * Y[b]).sum(1)


rating("als-explicit", "als", "matrix factors by alternating least squares (as in Spark), our own", [logwhole("rank", 1, 40, 10, "numbers a user or an item becomes"), logreal("regParam", 1e-3, 10, 0.1, "pull to zero"), logwhole("maxIter", 1, 15, 10, "rounds"), flag("nonnegative", False, "allow no negative factors"), flag("scale_by_count", True, "pull more where there are more ratings")], als_rating, trials=80)

try:
    import implicit.als
    import implicit.bpr
    import implicit.lmf
    import implicit.nearest_neighbours

    def package(make):
        def scores(R, c, r, seed):
            m = make(c, seed)
            S = sp.csr_matrix(R)
            m.fit(S, show_progress=False)
            return np.asarray(m.user_factors) @ np.asarray(m.item_factors).T
        return scores

    ranking("implicit.AlternatingLeastSquares", "als", "matrix factors (package implicit)", [logwhole("factors", 2, 128, 64, "numbers a user or an item becomes"), logreal("regularization", 1e-3, 100, 0.01, "pull to zero"), logreal("alpha", 0.1, 200, 1.0, "how much more a seen item weighs"), logwhole("iterations", 1, 20, 15, "rounds"), flag("use_cg", True, "solve by conjugate gradients")], package(lambda c, s: implicit.als.AlternatingLeastSquares(random_state=s + 1, num_threads=1, use_gpu=False, **c)), trials=90)
    ranking("implicit.BayesianPersonalizedRanking", "bpr", "pairwise ranking (package implicit)", [logwhole("factors", 2, 128, 64, "numbers a user or an item becomes"), logreal("learning_rate", 1e-3, 0.5, 0.01, "step size"), logreal("regularization", 1e-5, 0.3, 0.01, "pull to zero"), logwhole("iterations", 3, 200, 100, "passes"), flag("verify_negative_samples", True, "do not draw seen items as unseen")], package(lambda c, s: implicit.bpr.BayesianPersonalizedRanking(random_state=s + 1, num_threads=1, use_gpu=False, **c)), trials=90)
    ranking("implicit.LogisticMatrixFactorization", "logistic_mf", "logistic matrix factors (package implicit)", [logwhole("factors", 2, 64, 30, "numbers a user or an item becomes"), logreal("learning_rate", 0.01, 3, 1.0, "step size"), logreal("regularization", 1e-3, 10, 0.6, "pull to zero"), logwhole("iterations", 2, 60, 30, "rounds"), whole("neg_prop", 1, 60, 30, "unseen items drawn, in percent")], package(lambda c, s: implicit.lmf.LogisticMatrixFactorization(random_state=s + 1, num_threads=1, **c)), trials=80)
except ImportError:
    pass
