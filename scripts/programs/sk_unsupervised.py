"""Clustering, decompositions, embeddings, outliers and densities of scikit-learn."""
import functools
import warnings

import numpy as np
from sklearn import cluster, covariance, decomposition, ensemble, manifold, metrics, mixture, neighbors, svm, linear_model, random_projection, kernel_approximation
from sklearn.cluster import HDBSCAN

import data
from data import generator
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

none = lambda c, *names: {k: (None if k in names and v == "none" else v) for k, v in c.items()}


# Clusters of known membership; the objective is how well they are found again.

@functools.lru_cache(maxsize=None)
def groups(task):
    r = generator("clusters", task)
    n = 350
    if task == "round":
        y = r.integers(0, 5, n)
        X = r.normal(0, 4, (5, 3))[y] + r.normal(0, 1, (n, 3))
    elif task == "stretched":
        y = r.integers(0, 4, n)
        A = r.normal(size=(4, 2, 2))
        X = r.normal(0, 5, (4, 2))[y] + np.einsum("nij,nj->ni", A[y], r.normal(size=(n, 2)))
    elif task == "arcs":
        y = r.integers(0, 2, n)
        t = r.uniform(0, np.pi, n)
        X = np.column_stack([np.cos(t) + y - .5, np.sin(t) * (1 - 2 * y) + .4 * y]) * 2 + r.normal(0, .15, (n, 2))
    elif task == "rings":
        y = r.integers(0, 3, n)
        t = r.uniform(0, 2 * np.pi, n)
        X = (np.array([.6, 1.8, 3.2])[y] + r.normal(0, .12, n))[:, None] * np.column_stack([np.cos(t), np.sin(t)])
    elif task == "densities":
        y = r.choice(4, n, p=[.5, .3, .15, .05])
        X = np.array([[0, 0], [4, 1], [2, 5], [-4, 3]])[y] + r.normal(size=(n, 2)) * np.array([.3, 1.2, .6, .2])[y][:, None]
    elif task == "many":
        y = r.integers(0, 15, n)
        X = r.uniform(-8, 8, (15, 2))[y] + r.normal(0, .5, (n, 2))
    elif task == "wide":
        y = r.integers(0, 6, n)
        X = np.hstack([r.normal(0, 2, (6, 5))[y], np.zeros((n, 15))]) + r.normal(0, 1, (n, 20))
    elif task == "noise":
        y = r.integers(0, 5, n)
        X = np.where((y == 4)[:, None], r.uniform(-9, 9, (n, 2)), r.uniform(-7, 7, (5, 2))[y] + r.normal(0, .6, (n, 2)))
    else:
        X, y, _ = data.classification(task, n)
        return X, y
    return (X - X.mean(0)) / X.std(0), y


GROUPS = "round stretched arcs rings densities many wide noise iris wine texture segment penbased".split()


def clustering(name, family, summary, space, make, measure="ari", tasks=7, only=None, trials=120):
    def run(c, task, seed):
        X, y = groups(task)
        r = generator("rows", seed)
        keep = np.sort(r.permutation(len(y))[: int(.9 * len(y))])
        X, y = X[keep], y[keep]
        model = make(dict(c), seed)
        labels = model.fit_predict(X)
        found = len(set(labels[labels >= 0]))
        if measure == "silhouette":
            if not 2 <= found < len(y):
                raise Failed(f"{found} clusters")
            return metrics.silhouette_score(X, labels), dict(ari=metrics.adjusted_rand_score(y, labels), clusters=found)
        value = dict(ari=metrics.adjusted_rand_score, nmi=metrics.normalized_mutual_info_score, v_measure=metrics.v_measure_score)[measure](y, labels)
        return value, dict(clusters=found)

    facts = lambda task: dict(rows=len(groups(task)[1]), features=groups(task)[0].shape[1], groups=len(set(groups(task)[1])))
    Program(name, family, summary, space, run, spread(name, only or GROUPS, tasks), facts, maximize=measure, trials=trials)


k = lambda high=30, default=8: logwhole("n_clusters", 2, high, default, "number of clusters")
clustering("sklearn.KMeans", "kmeans", "k-means clustering (scikit-learn KMeans)", [k(), choice("init", ["k-means++", "random"], "k-means++", "how centres start"), whole("n_init", 1, 10, 1, "starts, of which the best is kept"), logwhole("max_iter", 1, 300, 300, "most iterations"), choice("algorithm", ["lloyd", "elkan"], "lloyd", "how distances are computed")], lambda c, s: cluster.KMeans(random_state=s, **c))
clustering("sklearn.MiniBatchKMeans", "kmeans", "k-means on small batches (scikit-learn MiniBatchKMeans)", [k(), logwhole("batch_size", 5, 300, 100, "rows of a batch"), logwhole("max_iter", 1, 100, 100, "passes over the data"), logreal("reassignment_ratio", 1e-4, 0.5, 0.01, "share of the largest count below which a centre is moved elsewhere"), whole("max_no_improvement", 1, 20, 10, "batches without progress before it stops")], lambda c, s: cluster.MiniBatchKMeans(n_init=1, random_state=s, **c), measure="silhouette")
clustering("sklearn.BisectingKMeans", "kmeans", "k-means by repeated halving (scikit-learn BisectingKMeans)", [k(), choice("bisecting_strategy", ["biggest_inertia", "largest_cluster"], "biggest_inertia", "which cluster is halved next"), whole("n_init", 1, 5, 1, "starts of each halving"), logwhole("max_iter", 1, 100, 100, "iterations of each halving")], lambda c, s: cluster.BisectingKMeans(random_state=s, **c), measure="nmi")
clustering("sklearn.DBSCAN", "dbscan", "clusters as dense regions (scikit-learn DBSCAN)", [logreal("eps", 0.02, 5, 0.5, "distance within which points are neighbours"), logwhole("min_samples", 1, 50, 5, "neighbours that make a point a core point"), choice("metric", ["euclidean", "manhattan", "chebyshev", "cosine"], "euclidean", "distance between points")], lambda c, s: cluster.DBSCAN(**c))
clustering("sklearn.HDBSCAN", "dbscan", "hierarchical density clusters (scikit-learn HDBSCAN)", [logwhole("min_cluster_size", 2, 80, 5, "smallest cluster"), logwhole("min_samples", 1, 40, 5, "neighbours that define a point's density"), real("alpha", 0.5, 2, 1.0, "scales distances before clusters are linked"), choice("cluster_selection_method", ["eom", "leaf"], "eom", "which clusters of the tree are kept")],
           lambda c, s: HDBSCAN(copy=True, **c), measure="v_measure")
clustering("sklearn.OPTICS", "dbscan", "ordering of points by density (scikit-learn OPTICS)", [logwhole("min_samples", 2, 40, 5, "neighbours that define a point's density"), logreal("max_eps", 0.1, 20, 20.0, "largest distance looked at"), choice("cluster_method", ["xi", "dbscan"], "xi", "how clusters are cut out"), logreal("xi", 0.005, 0.4, 0.05, "steepness that ends a cluster", {"cluster_method": "xi"}), logreal("eps", 0.05, 3, 0.5, "distance of the cut", {"cluster_method": "dbscan"})],
           lambda c, s: cluster.OPTICS(**c), measure="nmi", trials=80)
clustering("sklearn.MeanShift", "meanshift", "modes of a density (scikit-learn MeanShift)", [logreal("bandwidth", 0.15, 5, 1.0, "radius of the window"), flag("bin_seeding", True, "start from occupied cells only"), logwhole("min_bin_freq", 1, 10, 1, "points a cell needs to be a start"), flag("cluster_all", True, "give every point a cluster"), logwhole("max_iter", 2, 200, 100, "most moves of a window")], lambda c, s: cluster.MeanShift(**c), trials=80, only="round stretched arcs rings densities many noise".split())
clustering("sklearn.AffinityPropagation", "affinity", "clusters by messages between points (scikit-learn AffinityPropagation)", [real("damping", 0.5, 0.99, 0.5, "how much of the last messages is kept"), logreal("preference", 0.5, 2000, 50.0, "cost of being an exemplar (negated)"), logwhole("max_iter", 5, 300, 200, "rounds of messages"), whole("convergence_iter", 2, 30, 15, "rounds without change that end it")],
           lambda c, s: cluster.AffinityPropagation(preference=-c.pop("preference"), random_state=s, **c), trials=80)
clustering("sklearn.AgglomerativeClustering", "agglomerative", "clusters by merging (scikit-learn AgglomerativeClustering)", [k(), choice("linkage", ["ward", "complete", "average", "single"], "ward", "distance of two clusters"), choice("metric", ["euclidean", "manhattan", "cosine"], "euclidean", "distance of two points", {"linkage": ["complete", "average", "single"]})], lambda c, s: cluster.AgglomerativeClustering(**c))
clustering("sklearn.AgglomerativeClustering-threshold", "agglomerative", "clusters by merging up to a distance, along a neighbours' graph (scikit-learn AgglomerativeClustering)", [logreal("distance_threshold", 0.1, 60, 5.0, "distance beyond which nothing is merged"), choice("linkage", ["ward", "complete", "average", "single"], "ward", "distance of two clusters"), logwhole("n_neighbors", 2, 60, 10, "neighbours that may be merged")],
           lambda c, s: Connected(c), measure="v_measure")


class Connected:
    def __init__(self, c):
        self.c = c

    def fit_predict(self, X):
        graph = neighbors.kneighbors_graph(X, self.c.pop("n_neighbors"))
        return cluster.AgglomerativeClustering(n_clusters=None, connectivity=graph, **self.c).fit_predict(X)


clustering("sklearn.Birch", "birch", "a tree of cluster features (scikit-learn Birch)", [logreal("threshold", 0.02, 3, 0.5, "radius up to which a point joins a subcluster"), logwhole("branching_factor", 3, 200, 50, "subclusters a node may hold"), k()], lambda c, s: cluster.Birch(**c))
clustering("sklearn.SpectralClustering", "spectral", "clusters of a graph's eigenvectors (scikit-learn SpectralClustering)", [k(20), choice("affinity", ["rbf", "nearest_neighbors"], "rbf", "how the graph is built"), logreal("gamma", 0.01, 100, 1.0, "how fast weights fall with squared distance", {"affinity": "rbf"}), logwhole("n_neighbors", 2, 60, 10, "neighbours in the graph", {"affinity": "nearest_neighbors"}), choice("assign_labels", ["kmeans", "discretize", "cluster_qr"], "kmeans", "how eigenvectors become labels")],
           lambda c, s: cluster.SpectralClustering(random_state=s, n_init=2, **c), trials=80)
covariances = choice("covariance_type", ["full", "tied", "diag", "spherical"], "full", "shape the components may have")
clustering("sklearn.GaussianMixture", "mixture", "mixture of Gaussians (scikit-learn GaussianMixture)", [logwhole("n_components", 1, 25, 5, "number of Gaussians"), covariances, logreal("reg_covar", 1e-7, 1, 1e-6, "added to the covariances' diagonal"), choice("init_params", ["kmeans", "k-means++", "random", "random_from_data"], "kmeans", "how it starts"), logwhole("max_iter", 1, 100, 100, "EM iterations"), logreal("tol", 1e-6, 0.1, 1e-3, "gain below which it stops")], lambda c, s: mixture.GaussianMixture(random_state=s, **c))
clustering("sklearn.BayesianGaussianMixture", "mixture", "Bayesian mixture that empties what it does not need (scikit-learn BayesianGaussianMixture)", [logwhole("n_components", 2, 25, 10, "most Gaussians"), covariances, choice("weight_concentration_prior_type", ["dirichlet_process", "dirichlet_distribution"], "dirichlet_process", "prior of the weights"), logreal("weight_concentration_prior", 1e-5, 1e3, 0.1, "small values empty more components"), logreal("mean_precision_prior", 1e-3, 100, 1.0, "how close means stay to the data's"), logreal("reg_covar", 1e-7, 1e-1, 1e-6, "added to the covariances' diagonal"), logwhole("max_iter", 2, 150, 100, "iterations")],
           lambda c, s: mixture.BayesianGaussianMixture(random_state=s, **c), measure="nmi")


# Decompositions: error of rebuilding rows that the fit did not see.

def pictures(task):
    """Rows that have structure to be found."""
    r = generator("pictures", task)
    n, d = 300, 64
    if task == "parts":
        B = (r.uniform(size=(10, d)) < .15) * r.uniform(.5, 2, (10, d))
        return r.gamma(.6, 1, (n, 10)) @ B + .05 * r.uniform(size=(n, d))
    if task == "waves":
        t = np.arange(d) / d
        return np.abs(sum(r.normal(size=(n, 1)) * np.sin(2 * np.pi * (f * t + r.uniform(size=(n, 1)))) for f in (1, 2, 5))) + .05 * r.uniform(size=(n, d))
    if task == "lowrank":
        X = r.normal(size=(n, 6)) @ r.normal(size=(6, d)) + .5 * r.normal(size=(n, d))
        return X - X.min()
    if task == "decay":
        X = r.normal(size=(n, d)) * (1 / np.arange(1, d + 1)) @ np.linalg.qr(r.normal(size=(d, d)))[0]
        return X - X.min()
    if task == "counts":
        return np.array([r.multinomial(80, p) for p in r.dirichlet(np.full(8, .2), n) @ r.dirichlet(np.full(d, .1), 8)]).astype(float)
    if task == "spikes":
        X = (r.uniform(size=(n, 12)) < .2) * r.normal(0, 2, (n, 12)) @ r.normal(size=(12, d)) + .2 * r.normal(size=(n, d))
        return X - X.min()
    X, _, _ = data.classification(task, n)
    return X - X.min(0)


PICTURES = "parts waves lowrank decay counts spikes texture segment penbased letter".split()
pictures = functools.lru_cache(maxsize=None)(pictures)


def decomposing(name, family, summary, space, make, measure="reconstruction_error", trials=120):
    """Fits on two thirds and rebuilds the rest, plus a price on the numbers kept where the space holds a size."""
    def run(c, task, seed):
        X = pictures(task)
        order = generator("rows", seed).permutation(len(X))
        a, b = order[: 200], order[200:]
        size = c.get("n_components", 0)
        c = dict(c)
        if "n_components" in c:
            c["n_components"] = size = min(c["n_components"], X.shape[1])
        model = make(c, seed).fit(X[a])
        Z = model.transform(X[b])
        rebuilt = model.inverse_transform(Z) if hasattr(model, "inverse_transform") else Z @ model.components_ + getattr(model, "mean_", 0)
        error = float(np.mean((rebuilt - X[b]) ** 2) / np.mean((X[b] - X[a].mean(0)) ** 2))
        if not np.isfinite(error) or error > 50:
            raise Failed("diverged")
        used = float(np.mean(np.abs(Z) > 1e-9)) * size / X.shape[1]
        return error + .3 * used, dict(error=error, used=used)

    Program(name, family, summary + "; objective: relative error of rebuilding unseen rows, and 0.3 times the share of numbers kept", space, run, spread(name, PICTURES, 7), lambda task: dict(rows=len(pictures(task)), features=pictures(task).shape[1]), minimize=measure, trials=trials)


n = lambda high=40, default=10: logwhole("n_components", 1, high, default, "components kept")
decomposing("sklearn.KernelPCA", "kernel_pca", "kernel principal components with a learned way back (scikit-learn KernelPCA)", [n(60), choice("kernel", ["rbf", "poly", "sigmoid", "cosine", "linear"], "rbf", "similarity of two points"), logreal("gamma", 1e-5, 1, 1e-2, "how fast similarity falls with distance", {"kernel": ["rbf", "poly", "sigmoid"]}), logreal("alpha", 1e-5, 100, 1.0, "ridge of the way back")],
            lambda c, s: decomposition.KernelPCA(fit_inverse_transform=True, eigen_solver="dense", **c))
decomposing("sklearn.SparsePCA", "sparse_coding", "sparse principal components (scikit-learn MiniBatchSparsePCA)", [n(20), logreal("alpha", 1e-2, 30, 1.0, "L1 penalty on the components"), logreal("ridge_alpha", 1e-4, 10, 0.01, "ridge of the coding"), logwhole("batch_size", 3, 60, 10, "rows of a batch"), logwhole("max_iter", 1, 20, 10, "passes over the data")], lambda c, s: decomposition.MiniBatchSparsePCA(random_state=s, **c), trials=80)
decomposing("sklearn.TruncatedSVD", "pca", "truncated singular value decomposition by random projections (scikit-learn TruncatedSVD)", [n(50), whole("n_iter", 0, 8, 5, "power iterations"), whole("n_oversamples", 0, 20, 10, "further random directions")], lambda c, s: decomposition.TruncatedSVD(random_state=s, **c))
decomposing("sklearn.IncrementalPCA", "pca", "principal components in batches (scikit-learn IncrementalPCA)", [n(30), logwhole("batch_size", 30, 200, 100, "rows of a batch"), flag("whiten", False, "bring components to deviation 1")], lambda c, s: decomposition.IncrementalPCA(**c))
decomposing("sklearn.FastICA", "ica", "independent components (scikit-learn FastICA)", [n(30), choice("algorithm", ["parallel", "deflation"], "parallel", "all components at once or one by one"), choice("fun", ["logcosh", "exp", "cube"], "logcosh", "contrast that measures non-normality"), logwhole("max_iter", 2, 200, 100, "iterations"), logreal("tol", 1e-5, 1e-1, 1e-4, "change below which it stops")], lambda c, s: decomposition.FastICA(random_state=s, whiten="unit-variance", **c), trials=80)
decomposing("sklearn.NMF", "nmf", "non-negative matrix factors (scikit-learn NMF)", [n(30), choice("init", ["random", "nndsvda", "nndsvdar"], "nndsvda", "how factors start"), choice("solver", ["cd", "mu"], "cd", "coordinate descent or multiplicative updates"), choice("beta_loss", ["frobenius", "kullback-leibler"], "frobenius", "what is minimised", {"solver": "mu"}), logreal("alpha_W", 1e-6, 1, 1e-6, "penalty on the factors"), real("l1_ratio", 0, 1, 0.0, "share of L1 in the penalty"), logwhole("max_iter", 5, 200, 100, "iterations")],
            lambda c, s: decomposition.NMF(random_state=s, **c), trials=80)
decomposing("sklearn.MiniBatchNMF", "nmf", "non-negative matrix factors from batches (scikit-learn MiniBatchNMF)", [n(30), logwhole("batch_size", 5, 200, 100, "rows of a batch"), real("forget_factor", 0.1, 1.0, 0.7, "weight of what earlier batches said"), logwhole("max_iter", 2, 100, 60, "passes over the data"), flag("fresh_restarts", False, "solve each batch's weights from the start")], lambda c, s: decomposition.MiniBatchNMF(random_state=s, init="nndsvda", **c), trials=80)
decomposing("sklearn.DictionaryLearning", "sparse_coding", "a dictionary for sparse codes (scikit-learn MiniBatchDictionaryLearning)", [n(30), logreal("alpha", 1e-2, 30, 1.0, "sparsity of the codes while learning"), logwhole("batch_size", 4, 128, 32, "rows of a batch"), choice("transform_algorithm", ["omp", "lasso_cd", "threshold"], "omp", "how rows are coded"), whole("transform_n_nonzero_coefs", 1, 10, 3, "numbers that are not zero in a code", {"transform_algorithm": "omp"}),
            logreal("transform_alpha", 1e-2, 30, 1.0, "sparsity of the codes", {"transform_algorithm": ["lasso_cd", "threshold"]}), logwhole("max_iter", 1, 10, 5, "passes over the data")], lambda c, s: decomposition.MiniBatchDictionaryLearning(random_state=s, fit_algorithm="cd", **c), trials=70)


class Likelihood:
    pass


def likely(name, family, summary, space, make, tasks=None, price=True, trials=120, prepare=lambda X: X, score=None):
    """Mean log-likelihood of rows that the fit did not see."""
    def run(c, task, seed):
        X = prepare(pictures(task) if task in PICTURES else groups(task)[0])
        order = generator("rows", seed).permutation(len(X))
        cut = int(.6 * len(X))
        a, b = order[:cut], order[cut:]
        if "n_components" in c:
            c["n_components"] = min(c["n_components"], X.shape[1])
        model = make(dict(c), seed).fit(X[a])
        value = score(model, X[b]) if score else float(model.score(X[b]))
        if not np.isfinite(value) or value < -1e7:
            raise Failed("no finite likelihood")
        return value

    Program(name, family, summary, space, run, spread(name, tasks or PICTURES, 6), lambda task: dict(rows=300, features=(pictures(task) if task in PICTURES else groups(task)[0]).shape[1]), maximize="heldout_loglik", trials=trials)


standard = lambda X: (X - X.mean(0)) / np.where(X.std(0) > 1e-9, X.std(0), 1)
likely("sklearn.PCA-density", "pca", "probabilistic principal components (scikit-learn PCA, likelihood)", [n(40, 5), choice("svd_solver", ["full", "randomized"], "full", "how components are computed"), whole("iterated_power", 0, 8, 4, "power iterations", {"svd_solver": "randomized"}), whole("n_oversamples", 1, 20, 10, "further random directions", {"svd_solver": "randomized"})], lambda c, s: decomposition.PCA(random_state=s, **c), prepare=standard, tasks=[p for p in PICTURES if p not in ("segment",)])
likely("sklearn.FactorAnalysis", "factor_analysis", "factor analysis (scikit-learn FactorAnalysis)", [n(40, 5), logwhole("max_iter", 3, 300, 100, "EM iterations"), logreal("tol", 1e-4, 10, 1e-2, "gain below which it stops"), choice("svd_method", ["lapack", "randomized"], "randomized", "how factors are computed"), whole("iterated_power", 0, 6, 3, "power iterations", {"svd_method": "randomized"})], lambda c, s: decomposition.FactorAnalysis(random_state=s, **c), prepare=standard)
likely("sklearn.GraphicalLasso", "covariance", "sparse inverse covariance (scikit-learn GraphicalLasso)", [logreal("alpha", 5e-3, 1, 0.1, "penalty that makes the inverse sparse"), choice("mode", ["cd", "lars"], "cd", "how the lasso is solved"), logwhole("max_iter", 2, 100, 50, "iterations"), logreal("tol", 1e-5, 1e-1, 1e-4, "gap at which it stops")], lambda c, s: covariance.GraphicalLasso(**c), prepare=lambda X: standard(X)[:, :16], trials=80)
likely("sklearn.ShrunkCovariance", "covariance", "covariance shrunk towards a multiple of the identity (scikit-learn ShrunkCovariance)", [logreal("shrinkage", 1e-4, 1, 0.1, "weight of the identity"), flag("assume_centered", False, "take the mean to be zero")], lambda c, s: covariance.ShrunkCovariance(**c), prepare=standard)
likely("sklearn.MinCovDet", "covariance", "robust covariance of the tightest half (scikit-learn MinCovDet)", [real("support_fraction", 0.5, 1.0, 0.75, "share of the rows that counts"), flag("assume_centered", False, "take the mean to be zero")], lambda c, s: covariance.MinCovDet(random_state=s, **c), tasks=["round", "stretched", "densities", "wide", "noise", "iris", "wine"], score=lambda m, X: float(np.median(m.mahalanobis(X)) * -.5 - .5 * np.linalg.slogdet(m.covariance_)[1]), trials=60)
likely("sklearn.KernelDensity", "kernel_density", "kernel density estimate (scikit-learn KernelDensity)", [logreal("bandwidth", 0.02, 5, 1.0, "width of the kernel"), choice("kernel", ["gaussian", "exponential", "tophat", "epanechnikov", "linear"], "gaussian", "shape of the kernel"), choice("metric", ["euclidean", "manhattan", "chebyshev"], "euclidean", "distance")], lambda c, s: neighbors.KernelDensity(rtol=1e-3, **c), tasks=[g for g in GROUPS], score=lambda m, X: float(np.mean(np.maximum(m.score_samples(X), -60))))
likely("sklearn.LatentDirichletAllocation", "topics", "topics of count vectors (scikit-learn LatentDirichletAllocation); likelihood a row of unseen rows", [n(30), logreal("doc_topic_prior", 1e-3, 3, 0.1, "small values give a row few topics"), logreal("topic_word_prior", 1e-3, 3, 0.1, "small values give a topic few words"), choice("learning_method", ["batch", "online"], "batch", "all rows or batches an update"), real("learning_decay", 0.51, 1.0, 0.7, "how fast later batches count less", {"learning_method": "online"}),
        logreal("learning_offset", 1, 100, 10.0, "downweights early batches", {"learning_method": "online"}), logwhole("max_iter", 1, 20, 10, "passes over the data")], lambda c, s: decomposition.LatentDirichletAllocation(random_state=s, batch_size=32, **c), prepare=lambda X: np.round(X * 5), score=lambda m, X: float(m.score(X) / len(X)), trials=70)


# Embeddings into few dimensions: are neighbours kept?

def embedding(name, family, summary, space, make, trials=70):
    def run(c, task, seed):
        X, y = surface(task)
        Z = make(dict(c), seed).fit_transform(X)
        if not np.all(np.isfinite(Z)) or Z.std() == 0:
            raise Failed("no embedding")
        return manifold.trustworthiness(X, Z, n_neighbors=8)

    Program(name, family, summary, space, run, spread(name, SURFACES, 5), lambda task: dict(rows=len(surface(task)[0]), features=surface(task)[0].shape[1]), maximize="trustworthiness", trials=trials)


SURFACES = "roll sphere clusters branches texture segment penbased".split()


@functools.lru_cache(maxsize=None)
def surface(task):
    r = generator("surface", task)
    m = 200
    if task == "roll":
        t = r.uniform(1.5 * np.pi, 4.5 * np.pi, m)
        X = np.column_stack([t * np.cos(t), r.uniform(0, 20, m), t * np.sin(t)])
    elif task == "sphere":
        X = r.normal(size=(m, 3))
        X = X / np.linalg.norm(X, axis=1, keepdims=True) + r.normal(0, .03, (m, 3))
        t = X[:, 2]
    elif task == "clusters":
        t = r.integers(0, 8, m)
        X = r.normal(0, 3, (8, 15))[t] + r.normal(size=(m, 15))
    elif task == "branches":
        t, s = r.integers(0, 5, m), r.uniform(0, 6, m)
        X = r.normal(size=(5, 10))[t] * s[:, None] + r.normal(0, .2, (m, 10))
    else:
        X, t, _ = data.classification(task, m)
        return X, t
    return (X - X.mean(0)) / X.std(), t


dim = lambda: whole("n_components", 1, 4, 2, "dimensions of the embedding")
embedding("sklearn.TSNE", "tsne", "t-SNE (scikit-learn TSNE)", [logreal("perplexity", 2, 60, 30.0, "neighbours a point cares about"), logreal("early_exaggeration", 1, 50, 12.0, "how tightly clusters form at first"), logreal("learning_rate", 1, 1000, 200.0, "step size"), logwhole("max_iter", 250, 500, 400, "iterations"), choice("init", ["pca", "random"], "pca", "where points start")], lambda c, s: manifold.TSNE(random_state=s, method="exact", n_jobs=1, **c), trials=60)
embedding("sklearn.Isomap", "isomap", "distances along a graph, laid flat (scikit-learn Isomap)", [logwhole("n_neighbors", 2, 80, 5, "neighbours in the graph"), dim(), choice("metric", ["minkowski", "manhattan", "cosine"], "minkowski", "distance of neighbours"), choice("path_method", ["FW", "D"], "D", "Floyd-Warshall or Dijkstra")], lambda c, s: manifold.Isomap(**c))
embedding("sklearn.LocallyLinearEmbedding", "lle", "local weights kept in few dimensions (scikit-learn LocallyLinearEmbedding)", [logwhole("n_neighbors", 6, 60, 12, "neighbours that rebuild a point"), dim(), choice("method", ["standard", "modified", "ltsa"], "standard", "variant of the algorithm"), logreal("reg", 1e-6, 1, 1e-3, "regularisation of the local weights")], lambda c, s: manifold.LocallyLinearEmbedding(random_state=s, eigen_solver="dense", **c))
embedding("sklearn.SpectralEmbedding", "spectral", "eigenvectors of a graph (scikit-learn SpectralEmbedding)", [dim(), choice("affinity", ["nearest_neighbors", "rbf"], "nearest_neighbors", "how the graph is built"), logwhole("n_neighbors", 3, 80, 20, "neighbours in the graph", {"affinity": "nearest_neighbors"}), logreal("gamma", 1e-3, 100, 1.0, "how fast weights fall with squared distance", {"affinity": "rbf"})], lambda c, s: manifold.SpectralEmbedding(random_state=s, **c))
embedding("sklearn.MDS", "mds", "multidimensional scaling (scikit-learn MDS)", [dim(), flag("metric_mds", True, "keep distances, not only their order"), logwhole("max_iter", 3, 200, 100, "iterations"), logreal("eps", 1e-6, 1e-1, 1e-3, "gain below which it stops"), whole("n_init", 1, 3, 1, "starts")], lambda c, s: manifold.MDS(random_state=s, init="random", **c), trials=60)


# Outliers.

@functools.lru_cache(maxsize=None)
def strange(task):
    """(X, 1 where a row is an outlier)."""
    r = generator("outliers", task)
    X, _ = groups(task)
    share = .05 + .1 * r.uniform()
    m = int(share * len(X))
    if task in ("round", "many", "iris", "texture"):
        Z = r.uniform(X.min(0), X.max(0), (m, X.shape[1]))
    elif task in ("stretched", "wide", "wine"):
        Z = X[r.integers(0, len(X), m)] + r.normal(0, 1.2, (m, X.shape[1]))
    else:
        Z = np.column_stack([r.permutation(X[:, j])[:m] for j in range(X.shape[1])])
    return np.vstack([X, Z]), np.r_[np.zeros(len(X)), np.ones(m)]


STRANGE = "round stretched many wide rings densities iris wine texture segment penbased".split()


def detecting(name, family, summary, space, make, measure="roc_auc", trials=120, only=STRANGE):
    def run(c, task, seed):
        X, y = strange(task)
        keep = generator("rows", seed).permutation(len(y))[: int(.85 * len(y))]
        s = make(dict(c), seed)(X[keep])
        if not np.all(np.isfinite(s)):
            raise Failed("scores are not finite")
        f = metrics.roc_auc_score if measure == "roc_auc" else metrics.average_precision_score
        return f(y[keep], s)

    Program(name, family, summary, space, run, spread(name, only, 7), lambda task: dict(rows=len(strange(task)[1]), features=strange(task)[0].shape[1], outliers=round(float(strange(task)[1].mean()), 3)), maximize=measure, trials=trials)


detecting("sklearn.IsolationForest", "isolation_forest", "outliers are isolated by few random cuts (scikit-learn IsolationForest)", [logwhole("n_estimators", 2, 60, 30, "number of trees"), real("max_samples", 0.03, 1.0, 0.7, "share of the rows a tree sees"), real("max_features", 0.2, 1.0, 1.0, "share of the features a tree sees"), flag("bootstrap", False, "draw rows with replacement")], lambda c, s: lambda X: -ensemble.IsolationForest(random_state=s, **c).fit(X).score_samples(X))
detecting("sklearn.LocalOutlierFactor", "lof", "density of a point against its neighbours' (scikit-learn LocalOutlierFactor)", [logwhole("n_neighbors", 1, 120, 20, "neighbours that define density"), choice("metric", ["minkowski", "chebyshev", "canberra"], "minkowski", "distance"), real("p", 1, 4, 2.0, "power of the distance", {"metric": "minkowski"}), logwhole("leaf_size", 5, 60, 30, "points in a leaf of the search tree")], lambda c, s: lambda X: -neighbors.LocalOutlierFactor(**c).fit(X).negative_outlier_factor_, measure="average_precision")
detecting("sklearn.OneClassSVM", "libsvm", "boundary around the data (scikit-learn OneClassSVM)", [real("nu", 0.01, 0.9, 0.5, "bound on the share outside"), choice("kernel", ["rbf", "poly", "sigmoid", "linear"], "rbf", "similarity of two points"), logreal("gamma", 1e-4, 30, 0.1, "how fast similarity falls with distance", {"kernel": ["rbf", "poly", "sigmoid"]}), whole("degree", 2, 4, 3, "power of the polynomial", {"kernel": "poly"}), flag("shrinking", True, "leave out variables at their bound while solving")], lambda c, s: lambda X: -svm.OneClassSVM(max_iter=5000, **c).fit(X).score_samples(X))
detecting("sklearn.SGDOneClassSVM-Nystroem", "sgd", "linear one-class SVM on Nystroem's features (scikit-learn pipeline)", [real("nu", 0.01, 0.9, 0.5, "bound on the share outside"), choice("learning_rate", ["optimal", "constant", "invscaling"], "optimal", "how the step changes"), logreal("eta0", 1e-3, 1, 0.01, "first step size", {"learning_rate": ["constant", "invscaling"]}), logreal("map__gamma", 1e-3, 10, 0.1, "how fast the kernel falls with distance"), logwhole("map__n_components", 5, 150, 100, "landmarks"), logwhole("max_iter", 2, 200, 100, "passes over the data")],
          lambda c, s: lambda X: _sgd_one_class(c, s, X), measure="average_precision")
detecting("sklearn.EllipticEnvelope", "covariance", "distance from a robust Gaussian (scikit-learn EllipticEnvelope)", [real("support_fraction", 0.5, 1.0, 0.8, "share of the rows that fits the Gaussian"), flag("assume_centered", False, "take the mean to be zero"), real("contamination", 0.01, 0.4, 0.1, "expected share of outliers")], lambda c, s: lambda X: -covariance.EllipticEnvelope(random_state=s, **c).fit(X).score_samples(X), trials=70, only=["round", "stretched", "wide", "densities", "iris", "wine", "many"])
detecting("sklearn.KNN-distance", "knn", "distance to the k-th neighbour as a score (scikit-learn NearestNeighbors)", [logwhole("n_neighbors", 1, 100, 5, "which neighbours count"), choice("reduce", ["max", "mean", "median"], "max", "how distances become one score"), choice("metric", ["minkowski", "chebyshev", "canberra", "cosine"], "minkowski", "distance"), real("p", 1, 4, 2.0, "power of the distance", {"metric": "minkowski"})], lambda c, s: lambda X: _knn_distance(c, X))
detecting("sklearn.GaussianMixture-outliers", "mixture", "low density of a mixture as a score (scikit-learn GaussianMixture)", [logwhole("n_components", 1, 20, 3, "number of Gaussians"), covariances, logreal("reg_covar", 1e-7, 1, 1e-6, "added to the covariances' diagonal"), whole("n_init", 1, 3, 1, "starts")], lambda c, s: lambda X: -mixture.GaussianMixture(random_state=s, max_iter=60, **c).fit(X).score_samples(X), measure="average_precision")


def _sgd_one_class(c, s, X):
    Z = kernel_approximation.Nystroem(gamma=c.pop("map__gamma"), n_components=min(c.pop("map__n_components"), len(X)), random_state=s).fit_transform(X)
    return -linear_model.SGDOneClassSVM(random_state=s, **c).fit(Z).score_samples(Z)


def _knn_distance(c, X):
    kwargs = dict(metric=c["metric"], **({"p": c["p"]} if "p" in c else {}))
    D = neighbors.NearestNeighbors(n_neighbors=c["n_neighbors"], algorithm="brute", **kwargs).fit(X).kneighbors()[0]
    return getattr(D, c["reduce"])(axis=1) if c["reduce"] != "median" else np.median(D, axis=1)
