"""Learners of smaller packages: imbalanced-learn, pygam, NGBoost, gplearn, PyOD, River, hmmlearn, and communities of graphs."""
import functools

import numpy as np

import data
import tree_parameters as t
from data import generator
from learners import classifier, regressor
from program import Failed, Program, spread
from sk_unsupervised import detecting
from space import choice, flag, logreal, logwhole, real, whole

UNEVEN = "synthetic-rare german breast banana bupa phoneme titanic synthetic-wrong_labels synthetic-parity tic-tac-toe".split()
try:
    from imblearn import combine, ensemble, over_sampling, pipeline, under_sampling
    from sklearn.linear_model import LogisticRegression
    from sklearn.tree import DecisionTreeClassifier

    final = lambda c, seed: LogisticRegression(C=c["clf__C"], max_iter=60) if c.get("clf", "lr") == "lr" else DecisionTreeClassifier(max_depth=6, random_state=seed)
    FINAL = [choice("clf", ["lr", "tree"], "lr", "logistic regression or a tree"), logreal("clf__C", 1e-3, 100, 1.0, "inverse of its regularisation", {"clf": "lr"})]
    sample = lambda make: lambda c, seed: pipeline.make_pipeline(make(c, seed), final(c, seed))
    k = logwhole("k_neighbors", 1, 7, 5, "neighbours that new rows lie between")
    classifier("imblearn.SMOTE", "resampling", "rows of rare classes made between neighbours, then a classifier (imbalanced-learn SMOTE)", [choice("variant", ["SMOTE", "BorderlineSMOTE", "SVMSMOTE"], "SMOTE", "where new rows are made"), k, whole("m_neighbors", 2, 20, 10, "neighbours that tell what lies at the border", {"variant": ["BorderlineSMOTE", "SVMSMOTE"]}), *FINAL],
               sample(lambda c, s: getattr(over_sampling, c["variant"])(random_state=s, k_neighbors=c["k_neighbors"], **({"m_neighbors": c["m_neighbors"]} if "m_neighbors" in c else {}))), metric="balanced_accuracy", datasets=UNEVEN)
    classifier("imblearn.RandomSampler", "resampling", "rows of rare classes repeated or of common ones dropped, then a classifier (imbalanced-learn)", [choice("direction", ["over", "under"], "over", "repeat or drop"), logreal("shrinkage", 1e-3, 3, 1e-3, "noise of repeated rows", {"direction": "over"}), flag("replacement", False, "draw with replacement", {"direction": "under"}), *FINAL],
               sample(lambda c, s: over_sampling.RandomOverSampler(random_state=s, shrinkage=c["shrinkage"]) if c["direction"] == "over" else under_sampling.RandomUnderSampler(random_state=s, replacement=c["replacement"])), metric="f1_macro", datasets=UNEVEN)
    classifier("imblearn.NearMiss", "resampling", "rows of common classes kept near the border, then a classifier (imbalanced-learn NearMiss)", [choice("version", [1, 2, 3], 1, "which rows are kept"), logwhole("n_neighbors", 1, 10, 3, "neighbours that tell nearness"), *FINAL], sample(lambda c, s: under_sampling.NearMiss(version=c["version"], n_neighbors=c["n_neighbors"])), metric="balanced_accuracy", datasets=UNEVEN)
    classifier("imblearn.BalancedRandomForest", "random_forest", "forest whose trees see even classes (imbalanced-learn BalancedRandomForestClassifier)", [t.trees(3, 30, 20), t.depth(20, 20), t.leaf(), t.features(0.4), flag("replacement", True, "draw with replacement"), flag("bootstrap", False, "draw each tree's rows first")], lambda c, s: ensemble.BalancedRandomForestClassifier(random_state=s, sampling_strategy="all", **c), metric="balanced_accuracy", datasets=UNEVEN, parts=1, trials=80)
    classifier("imblearn.RUSBoost", "adaboost", "AdaBoost on even draws (imbalanced-learn RUSBoostClassifier)", [t.trees(3, 40, 30), t.rate(0.01, 3, 1.0), whole("max_depth", 1, 6, 1, "depth of the trees"), flag("replacement", False, "draw with replacement")], lambda c, s: ensemble.RUSBoostClassifier(DecisionTreeClassifier(max_depth=c.pop("max_depth")), random_state=s, **c), metric="balanced_accuracy", datasets=UNEVEN, parts=1, trials=80)
except ImportError:
    pass

SMALL_Y = "efron-diabetes synthetic-additive synthetic-stairs synthetic-products synthetic-wave synthetic-fanning synthetic-robot synthetic-growth modechoice-cost sunspots-lags fair-affairs".split()
try:
    import pygam

    regressor("pygam.LinearGAM", "gam", "additive model of splines (pyGAM LinearGAM)", [logwhole("n_splines", 5, 40, 20, "splines of a feature"), logreal("lam", 1e-3, 1e4, 0.6, "price of roughness"), whole("spline_order", 1, 4, 3, "degree"), choice("constraints", ["none", "monotonic_inc", "convex"], "none", "shape that a curve must have"), logwhole("max_iter", 1, 50, 30, "iterations")],
              lambda c, s: pygam.LinearGAM(n_splines=max(c["n_splines"], c["spline_order"] + 1), lam=c["lam"], spline_order=c["spline_order"], constraints=None if c["constraints"] == "none" else c["constraints"], max_iter=c["max_iter"]), datasets=SMALL_Y, rows=300, parts=1, trials=80)
except ImportError:
    pass
try:
    import ngboost

    regressor("ngboost.NGBRegressor", "ngboost", "boosting of distributions by natural gradients (NGBoost)", [logwhole("n_estimators", 5, 80, 50, "rounds"), logreal("learning_rate", 0.003, 0.5, 0.05, "shrinks what each round adds"), real("minibatch_frac", 0.2, 1.0, 1.0, "share of the rows a round sees"), real("col_sample", 0.3, 1.0, 1.0, "share of the features a round sees"), choice("Dist", ["Normal", "Laplace", "LogNormal"], "Normal", "distribution"), flag("natural_gradient", True, "follow the natural gradient")],
              lambda c, s: ngboost.NGBRegressor(Dist=getattr(ngboost.distns, c.pop("Dist")), verbose=False, random_state=s, **c), target=lambda y: y - y.min() + .5, datasets=SMALL_Y, rows=220, parts=1, trials=70)
except ImportError:
    pass
try:
    from pyod.models import cblof, copod, hbos, inne, kde, loda, lscp, pca, abod, cof, lmdd, rod, sampling

    fit = lambda model: lambda X: model.fit(X).decision_scores_
    detecting("pyod.HBOS", "histogram_outliers", "outliers by histograms (PyOD HBOS)", [logwhole("n_bins", 2, 80, 10, "bins of a feature"), real("alpha", 0.01, 0.99, 0.1, "softness of empty bins"), real("tol", 0.05, 0.95, 0.5, "how far outside still counts")], lambda c, s: fit(hbos.HBOS(**c)))
    detecting("pyod.LODA", "histogram_outliers", "outliers by histograms of random projections (PyOD LODA)", [logwhole("n_bins", 2, 60, 10, "bins of a projection"), logwhole("n_random_cuts", 3, 300, 100, "projections")], lambda c, s: fit(loda.LODA(**c)), measure="average_precision")
    detecting("pyod.CBLOF", "cluster_outliers", "outliers by distance to large clusters (PyOD CBLOF)", [whole("n_clusters", 2, 25, 8, "clusters"), real("alpha", 0.55, 0.98, 0.9, "share of rows in large clusters"), real("beta", 1.5, 20, 5.0, "ratio of sizes between large and small"), flag("use_weights", False, "weigh by the clusters' sizes")], lambda c, s: fit(cblof.CBLOF(random_state=s, **c)))
    detecting("pyod.INNE", "isolation_forest", "outliers by isolating spheres (PyOD INNE)", [logwhole("n_estimators", 5, 200, 100, "members"), logreal("max_samples", 0.01, 0.6, 0.1, "share of the rows of a member")], lambda c, s: fit(inne.INNE(random_state=s, **c)), measure="average_precision")
    detecting("pyod.PCA", "pca", "outliers by principal components (PyOD PCA)", [real("n_components", 0.3, 0.99, 0.9, "share of the variance kept"), flag("whiten", False, "bring components to deviation 1"), flag("weighted", True, "weigh components by their variance"), flag("standardization", True, "bring features to deviation 1")], lambda c, s: fit(pca.PCA(svd_solver="full", random_state=s, **c)))
    detecting("pyod.ABOD", "angle_outliers", "outliers by angles to their neighbours (PyOD ABOD)", [logwhole("n_neighbors", 3, 25, 5, "neighbours whose angles are taken")], lambda c, s: fit(abod.ABOD(**c)), trials=40)
    detecting("pyod.COF", "lof", "outliers by chains of neighbours (PyOD COF)", [logwhole("n_neighbors", 3, 80, 20, "neighbours"), choice("method", ["fast", "memory"], "fast", "how distances are kept")], lambda c, s: fit(cof.COF(**c)), trials=40)
    detecting("pyod.Sampling", "knn", "distance to the nearest of few drawn rows (PyOD Sampling)", [logwhole("subset_size", 2, 200, 20, "rows drawn"), choice("metric", ["minkowski", "cityblock", "chebyshev", "cosine"], "minkowski", "distance")], lambda c, s: fit(sampling.Sampling(random_state=s, **c)))
except ImportError:
    pass
try:
    from river import compose, forest, linear_model as rl, naive_bayes as rn, neighbors, optim, preprocessing as rp, tree as rt, drift

    STREAMS = ["phoneme", "german", "segment", "banana", "titanic", "synthetic-wrong_labels", "synthetic-parity", "vehicle"]

    def streaming(name, family, summary, space, make, count=5, trials=80):
        def run(c, task, seed):
            X, y, _ = data.classification(task, 500)
            order = generator("stream", task, seed).permutation(len(y))
            model, hits = make(dict(c), seed), []
            names = [str(j) for j in range(X.shape[1])]
            for k, i in enumerate(order):
                row = dict(zip(names, X[i].tolist()))
                if k > 20:
                    hits.append(model.predict_one(row) == int(y[i]))
                model.learn_one(row, int(y[i]))
            return float(np.mean(hits))

        Program(name, family, summary + "; objective: accuracy on each row before it is learnt", space, run, spread(name, STREAMS, count), lambda t: data.classification(t, 500)[2], maximize="prequential_accuracy", trials=trials)

    streaming("river.HoeffdingTree", "hoeffding_tree", "tree that grows with the stream (River HoeffdingTreeClassifier)", [logwhole("grace_period", 5, 300, 200, "rows between looks at a leaf"), logreal("delta", 1e-9, 0.5, 1e-7, "allowed error of a split"), real("tau", 0.01, 0.6, 0.05, "difference at which a tie is broken"), choice("split_criterion", ["gini", "info_gain", "hellinger"], "info_gain", "what a split should improve"), choice("leaf_prediction", ["mc", "nb", "nba"], "nba", "how leaves decide"), whole("max_depth", 1, 20, 20, "deepest level")], lambda c, s: rt.HoeffdingTreeClassifier(**c), trials=60)
    streaming("river.KNNClassifier", "knn", "neighbours among the latest rows (River KNNClassifier)", [logwhole("n_neighbors", 1, 30, 5, "neighbours that vote"), logwhole("window_size", 10, 500, 300, "latest rows that are kept"), flag("weighted", True, "nearer ones count more")], lambda c, s: neighbors.KNNClassifier(n_neighbors=c["n_neighbors"], engine=neighbors.LazySearch(window_size=c["window_size"]), weighted=c["weighted"]), trials=40)
    streaming("river.SoftmaxRegression", "sgd", "softmax regression that learns row by row (River)", [choice("optimizer", ["SGD", "Adam", "AdaGrad", "RMSProp", "FTRLProximal"], "SGD", "how gradients become steps"), logreal("lr", 1e-4, 3, 0.01, "step size"), logreal("l2", 1e-7, 0.3, 1e-7, "pull to zero"), flag("scale", True, "standardise while running")], lambda c, s: (rp.StandardScaler() | _softmax(c)) if c["scale"] else _softmax(c), trials=60)

    def _softmax(c):
        make = getattr(optim, c["optimizer"])
        return rl.SoftmaxRegression(optimizer=make(alpha=c["lr"]) if c["optimizer"] == "FTRLProximal" else make(c["lr"]), l2=c["l2"])
except ImportError:
    pass
try:
    from hmmlearn import hmm

    CHAINS = {"regimes": 3, "cycle": 4, "slow": 2, "many": 6}

    @functools.lru_cache(maxsize=None)
    def chain(task):
        k = CHAINS[task]
        r = generator("chain data", task)
        T = r.dirichlet(np.full(k, .5), k) * .15 + (np.roll(np.eye(k), 1, 1) if task == "cycle" else np.eye(k)) * .85
        M, S, s, out = r.normal(0, 2, (k, 2)), r.uniform(.4, 1.2, k), 0, []
        for _ in range(600):
            s = min(int(np.searchsorted(np.cumsum(T[s]), r.random())), k - 1)
            out.append(M[s] + S[s] * r.normal(size=2))
        return np.array(out)

    def markov(c, task, seed):
        X = chain(task)
        m = hmm.GaussianHMM(n_components=c["n_components"], covariance_type=c["covariance_type"], min_covar=c["min_covar"], n_iter=c["n_iter"], tol=c["tol"], transmat_prior=c["transmat_prior"], covars_prior=c["covars_prior"], random_state=seed)
        m.fit(X[:400])
        return m.score(X[400:]) / 200

    Program("hmmlearn.GaussianHMM", "hidden_markov", "hidden Markov model with Gaussians (hmmlearn); objective: log-likelihood a step of what follows", [whole("n_components", 1, 10, 3, "states"), choice("covariance_type", ["spherical", "diag", "full", "tied"], "diag", "shape of a state's Gaussian"), logreal("min_covar", 1e-5, 1, 1e-3, "least variance"), logwhole("n_iter", 1, 60, 10, "EM iterations"), logreal("tol", 1e-5, 1, 1e-2, "gain below which it stops"), logreal("transmat_prior", 1.0, 30, 1.0, "counts added to every transition"), logreal("covars_prior", 1e-3, 10, 0.01, "prior of the variances")], markov, list(CHAINS), lambda t: dict(steps=600, dimensions=2), maximize="heldout_loglik", trials=70)
except ImportError:
    pass
try:
    import igraph
    import leidenalg
    import networkx
    from sklearn.metrics import normalized_mutual_info_score

    GRAPHS = {"even": (8, 25, .35, .02), "mixed": (6, 30, .2, .05), "many": (25, 8, .7, .01), "hidden": (5, 30, .16, .06), "uneven": (7, 0, .3, .03)}

    @functools.lru_cache(maxsize=None)
    def community(task):
        k, size, inside, between = GRAPHS[task]
        r = generator("community", task)
        sizes = [size] * k if size else [60, 40, 30, 20, 15, 10, 8]
        y = np.repeat(np.arange(k), sizes)
        A = np.triu(r.uniform(size=(len(y),) * 2) < np.where(y[:, None] == y[None], inside, between), 1)
        return np.argwhere(A), y

    def graphs(name, family, summary, space, go, trials=80):
        def run(c, task, seed):
            E, y = community(task)
            return float(normalized_mutual_info_score(y, go(E, len(y), dict(c), seed)))
        Program(name, family, summary + "; objective: agreement with the true groups", space, run, list(GRAPHS), lambda t: dict(nodes=len(community(t)[1]), edges=len(community(t)[0])), maximize="nmi", learns=False, trials=trials)

    def leiden(E, n, c, seed):
        g = igraph.Graph(n, E.tolist())
        kind = dict(modularity=leidenalg.RBConfigurationVertexPartition, potts=leidenalg.RBERVertexPartition, cpm=leidenalg.CPMVertexPartition)[c["quality"]]
        r = c["resolution"] * (.05 if c["quality"] == "cpm" else 1)
        p = leidenalg.find_partition(g, kind, resolution_parameter=r, n_iterations=c["n_iterations"], max_comm_size=c["max_comm_size"] if c["max_comm_size"] < 200 else 0, seed=seed)
        return p.membership

    graphs("leidenalg", "communities", "communities by the Leiden algorithm (leidenalg)", [choice("quality", ["modularity", "potts", "cpm"], "modularity", "what makes a good group"), logreal("resolution", 0.05, 20, 1.0, "larger makes smaller groups"), whole("n_iterations", 1, 8, 2, "rounds"), logwhole("max_comm_size", 5, 200, 200, "largest group; 200 is any")], leiden)

    def louvain(E, n, c, seed):
        g = networkx.Graph()
        g.add_nodes_from(range(n))
        g.add_edges_from(E.tolist())
        if c["weighting"] != "none":
            for a, b in g.edges:
                common = len(set(g[a]) & set(g[b]))
                g[a][b]["weight"] = (common + c["offset"]) if c["weighting"] == "common" else (common + c["offset"]) / (g.degree[a] * g.degree[b]) ** .5
        parts = networkx.community.louvain_communities(g, resolution=c["resolution"], threshold=c["threshold"], max_level=c["max_level"], seed=seed)
        y = np.zeros(n, int)
        for k, p in enumerate(parts):
            y[list(p)] = k
        return y

    graphs("networkx.louvain", "communities", "communities by Louvain's method, perhaps with weighted edges (NetworkX)", [logreal("resolution", 0.05, 20, 1.0, "larger makes smaller groups"), logreal("threshold", 1e-8, 0.3, 1e-7, "gain at which it stops"), whole("max_level", 1, 6, 6, "levels of merging"), choice("weighting", ["none", "common", "cosine"], "none", "weigh an edge by common neighbours"), logreal("offset", 0.01, 3, 0.5, "weight of an edge without any", {"weighting": ["common", "cosine"]})], louvain)

    def markov_clusters(E, n, c, seed):
        A = np.zeros((n, n))
        A[E[:, 0], E[:, 1]] = A[E[:, 1], E[:, 0]] = 1
        A += c["self_loop"] * np.eye(n)
        M = A / A.sum(0)
        for _ in range(c["rounds"]):
            M = np.linalg.matrix_power(M, c["expansion"]) ** c["inflation"]
            M[M < c["prune"]] = 0
            s = M.sum(0)
            M = M / np.where(s > 0, s, 1)
        return M.argmax(0)

    graphs("markov-clustering", "communities", "communities by flow (Markov clustering), our own", [real("inflation", 1.05, 6, 2.0, "power that makes strong flows stronger"), whole("expansion", 2, 4, 2, "steps of the flow"), logreal("self_loop", 0.01, 10, 1.0, "weight of staying"), logreal("prune", 1e-6, 3e-2, 1e-4, "flow that is dropped"), logwhole("rounds", 2, 40, 20, "rounds")], markov_clusters)
except ImportError:
    pass
