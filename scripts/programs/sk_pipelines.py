"""Pipelines of scikit-learn: what comes before the estimator is tuned with it."""
import numpy as np
from sklearn import decomposition, ensemble, feature_selection, impute, kernel_approximation, linear_model, naive_bayes, neighbors, preprocessing, random_projection, svm, tree, cluster, manifold
from sklearn.pipeline import make_pipeline

import data
import tree_parameters as t
from learners import classifier, regressor
from space import choice, flag, logreal, logwhole, real, whole

C = lambda low=1e-4, high=1e3, default=1.0: logreal("clf__C", low, high, default, "inverse of the classifier's regularisation")
alpha = lambda low=1e-5, high=1e3, default=1.0: logreal("reg__alpha", low, high, default, "strength of the regressor's penalty")
logistic = lambda C: linear_model.LogisticRegression(C=C, max_iter=60)
rich = "vehicle segment letter texture penbased wine german australian synthetic-sparse_wide synthetic-correlated synthetic-letters synthetic-counts synthetic-blobs synthetic-wrong_labels mushroom housevotes".split()
wide_y = "efron-diabetes synthetic-few_of_many synthetic-few_directions synthetic-outliers fair-affairs synthetic-robot synthetic-additive synthetic-products elnino-lags sunspots-lags".split()


def part(c, prefix):
    return {k.removeprefix(prefix + "__"): v for k, v in c.items() if k.startswith(prefix + "__")}


class Clipped:
    """A step whose number of components is cut to what the data has."""

    def __init__(self, make, name, final, least=1):
        self.make, self.name, self.final, self.least = make, name, final, least

    def fit(self, X, y):
        self.step = self.make(min(X.shape))
        self.model = make_pipeline(self.step, self.final).fit(X, y)
        return self

    def predict(self, X):
        return self.model.predict(X)

    def predict_proba(self, X):
        return self.model.predict_proba(X)


classifier("pipeline.SelectKBest-LogisticRegression", "select_kbest", "univariate selection of features, then logistic regression (scikit-learn pipeline)",
           [choice("select__score_func", ["f_classif", "mutual_info_classif"], "f_classif", "how a feature's worth is measured"), real("select__share", 0.02, 1.0, 0.5, "share of the features kept"), C()],
           lambda c, seed: Clipped(lambda d: feature_selection.SelectPercentile(getattr(feature_selection, c["select__score_func"]), percentile=max(100 * c["select__share"], 100 / 40)), "", logistic(c["clf__C"])), proba=True, datasets=rich, rows=400)
classifier("pipeline.SelectFpr-GaussianNB", "select_kbest", "features with significant F test, then naive Bayes (scikit-learn pipeline)",
           [choice("select__mode", ["fpr", "fdr", "fwe"], "fpr", "which error rate is controlled"), logreal("select__alpha", 1e-12, 0.9, 0.05, "allowed rate of false features"), logreal("clf__var_smoothing", 1e-11, 10, 1e-9, "share of the largest variance added to every variance")],
           lambda c, seed: make_pipeline(feature_selection.GenericUnivariateSelect(feature_selection.f_classif, mode=c["select__mode"], param=c["select__alpha"]), naive_bayes.GaussianNB(var_smoothing=c["clf__var_smoothing"])), datasets=rich)
classifier("pipeline.RFE-LinearSVC", "rfe", "recursive elimination of features by a linear SVM (scikit-learn RFE)",
           [real("rfe__n_features_to_select", 0.05, 1.0, 0.5, "share of the features kept"), real("rfe__step", 0.05, 0.5, 0.1, "share removed a round"), C()],
           lambda c, seed: feature_selection.RFE(svm.LinearSVC(C=c["clf__C"], max_iter=200, random_state=seed), n_features_to_select=c["rfe__n_features_to_select"], step=c["rfe__step"]), datasets=rich, rows=350)
classifier("pipeline.SelectFromModel-SVC", "select_from_model", "features that an L1 model keeps, then an RBF SVM (scikit-learn pipeline)",
           [logreal("select__C", 1e-2, 10, 0.3, "inverse regularisation of the selecting model"), C(1e-2, 1e3), logreal("clf__gamma", 1e-4, 3, 0.05, "how fast the kernel falls with distance")],
           lambda c, seed: make_pipeline(feature_selection.SelectFromModel(svm.LinearSVC(C=c["select__C"], penalty="l1", dual=False, max_iter=100, random_state=seed), threshold=1e-5), svm.SVC(C=c["clf__C"], gamma=c["clf__gamma"], max_iter=3000)), datasets=rich, rows=400)
classifier("pipeline.VarianceThreshold-KNN", "knn", "drop features that hardly vary, then nearest neighbours (scikit-learn pipeline)",
           [real("var__threshold", 0.0, 0.2, 0.0, "variance below which a feature (from 0 to 1) is dropped"), logwhole("clf__n_neighbors", 1, 40, 5, "how many neighbours vote"), choice("clf__weights", ["uniform", "distance"], "uniform", "equal votes, or by inverse distance")],
           lambda c, seed: make_pipeline(preprocessing.MinMaxScaler(), feature_selection.VarianceThreshold(c["var__threshold"]), neighbors.KNeighborsClassifier(**part(c, "clf"))), datasets=["german", "australian", "mushroom", "housevotes", "tic-tac-toe", "synthetic-letters", "synthetic-counts", "letter", "penbased", "segment", "vehicle"])
classifier("pipeline.PCA-SVC", "pca_svm", "principal components, then an RBF SVM (scikit-learn pipeline)",
           [real("pca__n_components", 0.3, 0.999, 0.95, "share of the variance kept"), flag("pca__whiten", False, "bring components to deviation 1"), C(1e-2, 1e3), logreal("svc__gamma", 1e-4, 3, 0.05, "how fast the kernel falls with distance")],
           lambda c, seed: make_pipeline(decomposition.PCA(svd_solver="full", **part(c, "pca")), svm.SVC(C=c["clf__C"], gamma=c["svc__gamma"], max_iter=4000)), datasets=rich)
classifier("pipeline.KernelPCA-LogisticRegression", "kernel_pca", "kernel principal components, then logistic regression (scikit-learn pipeline)",
           [logwhole("kpca__n_components", 2, 60, 10, "components kept"), choice("kpca__kernel", ["rbf", "poly", "sigmoid", "cosine"], "rbf", "similarity of two points"), logreal("kpca__gamma", 1e-4, 3, 0.05, "how fast similarity falls with distance", {"kpca__kernel": ["rbf", "poly", "sigmoid"]}), C(1e-3, 1e4)],
           lambda c, seed: make_pipeline(decomposition.KernelPCA(random_state=seed, eigen_solver="arpack", **part(c, "kpca")), preprocessing.StandardScaler(), logistic(c["clf__C"])), rows=300, proba=True)
classifier("pipeline.Nystroem-SGDClassifier", "kernel_approximation", "Nystroem's approximation of a kernel, then a linear classifier (scikit-learn pipeline)",
           [choice("map__kernel", ["rbf", "laplacian", "polynomial"], "rbf", "similarity of two points"), logreal("map__gamma", 1e-4, 3, 0.1, "how fast similarity falls with distance"), logwhole("map__n_components", 5, 200, 100, "landmarks"), logreal("clf__alpha", 1e-7, 1e-1, 1e-4, "strength of the classifier's penalty")],
           lambda c, seed: make_pipeline(kernel_approximation.Nystroem(random_state=seed, **part(c, "map")), linear_model.SGDClassifier(alpha=c["clf__alpha"], random_state=seed, max_iter=60)))
classifier("pipeline.RBFSampler-RidgeClassifier", "kernel_approximation", "random Fourier features, then ridge (scikit-learn pipeline)",
           [logreal("map__gamma", 1e-4, 10, 1.0, "inverse squared width of the kernel"), logwhole("map__n_components", 5, 400, 100, "random features"), logreal("clf__alpha", 1e-5, 100, 1.0, "strength of the penalty")],
           lambda c, seed: make_pipeline(kernel_approximation.RBFSampler(random_state=seed, **part(c, "map")), linear_model.RidgeClassifier(alpha=c["clf__alpha"])))
classifier("pipeline.PolynomialCountSketch-LinearSVC", "kernel_approximation", "sketched polynomial kernel, then a linear SVM (scikit-learn pipeline)",
           [whole("map__degree", 1, 4, 2, "power of the kernel"), logreal("map__gamma", 1e-3, 10, 1.0, "factor before the inner product"), real("map__coef0", 0, 2, 0.0, "constant of the kernel"), logwhole("map__n_components", 8, 300, 100, "size of the sketch"), C(1e-4, 100)],
           lambda c, seed: make_pipeline(kernel_approximation.PolynomialCountSketch(random_state=seed, **part(c, "map")), preprocessing.StandardScaler(), svm.LinearSVC(C=c["clf__C"], max_iter=150, random_state=seed)), rows=400)
classifier("pipeline.SparseRandomProjection-KNN", "random_projection", "random projection, then nearest neighbours (scikit-learn pipeline)",
           [logwhole("proj__n_components", 1, 40, 10, "dimensions of the projection"), choice("proj__kind", ["gaussian", "sparse"], "gaussian", "entries of the random matrix"), real("proj__density", 0.05, 1.0, 0.3, "share of entries that are not zero", {"proj__kind": "sparse"}), logwhole("clf__n_neighbors", 1, 40, 5, "how many neighbours vote")],
           lambda c, seed: make_pipeline(random_projection.GaussianRandomProjection(c["proj__n_components"], random_state=seed) if c["proj__kind"] == "gaussian" else random_projection.SparseRandomProjection(c["proj__n_components"], density=c["proj__density"], random_state=seed), neighbors.KNeighborsClassifier(c["clf__n_neighbors"])), datasets=rich)
classifier("pipeline.KBinsDiscretizer-LogisticRegression", "discretize", "features cut into bins, then logistic regression (scikit-learn pipeline)",
           [logwhole("bins__n_bins", 2, 40, 5, "bins of a feature"), choice("bins__strategy", ["uniform", "quantile", "kmeans"], "quantile", "where the cuts lie"), C(1e-3, 100)],
           lambda c, seed: make_pipeline(preprocessing.KBinsDiscretizer(random_state=seed, subsample=None, **part(c, "bins")), logistic(c["clf__C"])), proba=True)
classifier("pipeline.QuantileTransformer-KNN", "knn", "features mapped to quantiles, then nearest neighbours (scikit-learn pipeline)",
           [choice("quant__output_distribution", ["uniform", "normal"], "uniform", "what the features look like afterwards"), logwhole("quant__n_quantiles", 2, 300, 100, "steps of the map"), logwhole("clf__n_neighbors", 1, 40, 5, "how many neighbours vote"), real("clf__p", 1, 4, 2.0, "power of the distance")],
           lambda c, seed: make_pipeline(preprocessing.QuantileTransformer(random_state=seed, **part(c, "quant")), neighbors.KNeighborsClassifier(**part(c, "clf"))))
classifier("pipeline.Scaler-KNN", "knn", "a choice of scaler, then nearest neighbours (scikit-learn pipeline)",
           [choice("scaler", ["standard", "minmax", "robust", "maxabs", "power", "l2_rows"], "standard", "how features are scaled"), logwhole("n_neighbors", 1, 50, 5, "how many neighbours vote"), choice("weights", ["uniform", "distance"], "uniform", "equal votes, or by inverse distance"), whole("p", 1, 3, 2, "power of the distance")],
           lambda c, seed: make_pipeline(dict(standard=preprocessing.StandardScaler, minmax=preprocessing.MinMaxScaler, robust=preprocessing.RobustScaler, maxabs=preprocessing.MaxAbsScaler, power=preprocessing.PowerTransformer, l2_rows=preprocessing.Normalizer)[c.pop("scaler")](), neighbors.KNeighborsClassifier(**c)))


def holes(X, seed, share=0.25):
    r = np.random.default_rng(7)
    return np.where(r.uniform(size=X.shape) < share, np.nan, X)


classifier("pipeline.KNNImputer-LogisticRegression", "imputation", "missing values from nearest neighbours, then logistic regression; a quarter of the values is missing (scikit-learn pipeline)",
           [logwhole("imputer__n_neighbors", 1, 40, 5, "neighbours that fill a gap"), choice("imputer__weights", ["uniform", "distance"], "uniform", "equal weights, or by inverse distance"), flag("imputer__add_indicator", False, "add features that say what was missing"), C(1e-3, 100)],
           lambda c, seed: make_pipeline(impute.KNNImputer(keep_empty_features=True, **part(c, "imputer")), logistic(c["clf__C"])), prepare=lambda X: holes(X, 0), rows=300, proba=True)
classifier("pipeline.SimpleImputer-RandomForest", "imputation", "missing values filled by a statistic, then a random forest; a quarter of the values is missing (scikit-learn pipeline)",
           [choice("imputer__strategy", ["mean", "median", "most_frequent", "constant"], "mean", "what fills a gap"), flag("imputer__add_indicator", False, "add features that say what was missing"), t.trees(5, 40, 20), t.leaf(20), t.features(0.4)],
           lambda c, seed: make_pipeline(impute.SimpleImputer(keep_empty_features=True, **part(c, "imputer")), ensemble.RandomForestClassifier(random_state=seed, **{k: v for k, v in c.items() if "__" not in k})), prepare=lambda X: holes(X, 0), rows=400)
classifier("pipeline.KMeans-LogisticRegression", "kmeans_features", "distances to cluster centres as features, then logistic regression (scikit-learn pipeline)",
           [logwhole("kmeans__n_clusters", 2, 80, 8, "number of centres"), whole("kmeans__n_init", 1, 4, 1, "starts"), C(1e-3, 1e3)],
           lambda c, seed: make_pipeline(cluster.KMeans(random_state=seed, max_iter=50, **part(c, "kmeans")), preprocessing.StandardScaler(), logistic(c["clf__C"])), proba=True, rows=400)
classifier("pipeline.BernoulliRBM-LogisticRegression", "rbm", "a restricted Boltzmann machine's units, then logistic regression (scikit-learn pipeline)",
           [logwhole("rbm__n_components", 4, 100, 50, "hidden units"), logreal("rbm__learning_rate", 1e-3, 1, 0.1, "step size"), logwhole("rbm__batch_size", 4, 100, 10, "rows a step sees"), logwhole("rbm__n_iter", 1, 20, 10, "passes over the data"), C(1e-2, 1e3)],
           lambda c, seed: make_pipeline(preprocessing.MinMaxScaler(), __import__("sklearn.neural_network").neural_network.BernoulliRBM(random_state=seed, **part(c, "rbm")), logistic(c["clf__C"])), datasets=["synthetic-letters", "letter", "penbased", "texture", "mushroom", "housevotes", "segment", "synthetic-counts"], rows=400)
classifier("pipeline.RandomTreesEmbedding-NB", "random_trees_embedding", "leaves of random trees as features, then naive Bayes (scikit-learn pipeline)",
           [t.trees(3, 60, 20), whole("max_depth", 1, 8, 5, "depth of the trees"), t.leaf(20), logreal("alpha", 1e-3, 100, 1.0, "count added to every feature and class")],
           lambda c, seed: make_pipeline(ensemble.RandomTreesEmbedding(random_state=seed, **{k: v for k, v in c.items() if k != "alpha"}), naive_bayes.BernoulliNB(alpha=c["alpha"])))
classifier("pipeline.VotingClassifier", "voting", "weighted vote of a linear model, neighbours and a tree (scikit-learn VotingClassifier)",
           [real("weight_lr", 0, 1, 0.5, "weight of logistic regression"), real("weight_knn", 0, 1, 0.5, "weight of nearest neighbours"), real("weight_tree", 0, 1, 0.5, "weight of the tree"), logreal("lr__C", 1e-3, 100, 1.0, "inverse regularisation of the linear model"), logwhole("knn__n_neighbors", 1, 30, 5, "neighbours that vote"), whole("tree__max_depth", 1, 10, 5, "depth of the tree")],
           lambda c, seed: ensemble.VotingClassifier([("lr", logistic(c["lr__C"])), ("knn", neighbors.KNeighborsClassifier(c["knn__n_neighbors"])), ("tree", tree.DecisionTreeClassifier(max_depth=c["tree__max_depth"], random_state=seed))], voting="soft", weights=[c["weight_lr"] + 1e-6, c["weight_knn"], c["weight_tree"]]), proba=True, metric="log_loss", rows=400)
classifier("pipeline.StackingClassifier", "stacking", "logistic regression on the predictions of neighbours and a forest (scikit-learn StackingClassifier)",
           [whole("cv", 2, 5, 5, "folds that make the predictions"), flag("passthrough", False, "give the final model the features too"), logreal("final__C", 1e-4, 100, 1.0, "inverse regularisation of the final model"), logwhole("knn__n_neighbors", 1, 30, 5, "neighbours that vote"), logwhole("forest__n_estimators", 3, 20, 10, "trees of the forest"), whole("forest__max_depth", 1, 10, 5, "depth of the forest's trees")],
           lambda c, seed: ensemble.StackingClassifier([("knn", neighbors.KNeighborsClassifier(c["knn__n_neighbors"])), ("forest", ensemble.RandomForestClassifier(random_state=seed, **part(c, "forest")))], logistic(c["final__C"]), cv=c["cv"], passthrough=c["passthrough"]), rows=300, parts=1, proba=True)

# Regression.
regressor("pipeline.SplineTransformer-Ridge", "splines", "B-splines of each feature, then ridge (scikit-learn pipeline)",
          [whole("spline__n_knots", 2, 25, 5, "knots of a feature"), whole("spline__degree", 0, 5, 3, "degree of the pieces"), choice("spline__knots", ["uniform", "quantile"], "uniform", "where the knots lie"), choice("spline__extrapolation", ["constant", "linear", "continue", "periodic"], "constant", "values outside the knots"), alpha(1e-5, 1e3)],
          lambda c, seed: make_pipeline(preprocessing.SplineTransformer(**part(c, "spline")), linear_model.Ridge(c["reg__alpha"])))
regressor("pipeline.PolynomialFeatures-Lasso", "polynomial", "polynomial features, then lasso (scikit-learn pipeline)",
          [whole("poly__degree", 1, 3, 2, "highest power"), flag("poly__interaction_only", False, "only products of different features"), logreal("reg__alpha", 1e-4, 10, 1.0, "strength of the L1 penalty"), logwhole("reg__max_iter", 5, 200, 100, "iterations of coordinate descent")],
          lambda c, seed: make_pipeline(preprocessing.PolynomialFeatures(**part(c, "poly")), preprocessing.StandardScaler(), linear_model.Lasso(**part(c, "reg"))), datasets="efron-diabetes synthetic-outliers fair-affairs synthetic-robot synthetic-additive synthetic-products synthetic-growth synthetic-fanning synthetic-stairs synthetic-wave sunspots-lags elnino-lags".split(), rows=300)
regressor("pipeline.PCA-Ridge", "pca_ridge", "principal components regression (scikit-learn pipeline)", [real("pca__n_components", 0.1, 0.999, 0.95, "share of the variance kept"), flag("pca__whiten", False, "bring components to deviation 1"), alpha()],
          lambda c, seed: make_pipeline(decomposition.PCA(svd_solver="full", **part(c, "pca")), linear_model.Ridge(c["reg__alpha"])), datasets=wide_y)
regressor("pipeline.Nystroem-Ridge", "kernel_approximation", "Nystroem's approximation of a kernel, then ridge (scikit-learn pipeline)",
          [logreal("map__gamma", 1e-4, 10, 0.1, "how fast similarity falls with distance"), choice("map__kernel", ["rbf", "laplacian"], "rbf", "similarity of two points"), logwhole("map__n_components", 4, 200, 100, "landmarks"), alpha(1e-6, 100)],
          lambda c, seed: make_pipeline(kernel_approximation.Nystroem(random_state=seed, **part(c, "map")), linear_model.Ridge(c["reg__alpha"])))
regressor("pipeline.SelectKBest-KNN", "select_kbest", "univariate selection of features, then neighbours (scikit-learn pipeline)",
          [real("select__share", 0.05, 1.0, 0.5, "share of the features kept"), choice("select__score_func", ["f_regression", "mutual_info_regression"], "f_regression", "how a feature's worth is measured"), logwhole("reg__n_neighbors", 1, 40, 5, "neighbours averaged"), choice("reg__weights", ["uniform", "distance"], "uniform", "equal weights, or by inverse distance")],
          lambda c, seed: make_pipeline(feature_selection.SelectPercentile(getattr(feature_selection, c["select__score_func"]), percentile=100 * c["select__share"]), neighbors.KNeighborsRegressor(**part(c, "reg"))), datasets=wide_y, rows=300)
regressor("pipeline.IterativeImputer-Ridge", "imputation", "gaps filled by regressions on the other features, then ridge; a quarter of the values is missing (scikit-learn pipeline)",
          [whole("imputer__max_iter", 1, 10, 10, "rounds of filling"), logwhole("imputer__n_nearest_features", 1, 12, 6, "features used to fill one"), choice("imputer__imputation_order", ["ascending", "descending", "roman", "random"], "ascending", "order of the features"), choice("imputer__initial_strategy", ["mean", "median"], "mean", "first fill"), alpha(1e-3, 1e3)],
          lambda c, seed: make_pipeline(__import__("sklearn.experimental.enable_iterative_imputer") and impute.IterativeImputer(random_state=seed, estimator=linear_model.Ridge(1.0), **part(c, "imputer")), linear_model.Ridge(c["reg__alpha"])), prepare=lambda X: holes(X, 0), datasets="efron-diabetes synthetic-outliers synthetic-robot sunspots-lags co2-lags elnino-lags modechoice-cost fair-affairs".split(), rows=300)
regressor("pipeline.SequentialFeatureSelector-Ridge", "sequential_selection", "features added or removed one by one, then ridge (scikit-learn pipeline)",
          [real("sfs__n_features_to_select", 0.1, 0.9, 0.5, "share of the features kept"), choice("sfs__direction", ["forward", "backward"], "forward", "add or remove"), whole("sfs__cv", 2, 4, 3, "folds that judge a feature"), alpha(1e-3, 1e4)],
          lambda c, seed: make_pipeline(feature_selection.SequentialFeatureSelector(linear_model.Ridge(c["reg__alpha"]), **part(c, "sfs")), linear_model.Ridge(c["reg__alpha"])), datasets="efron-diabetes synthetic-outliers synthetic-robot sunspots-lags fair-affairs modechoice-cost synthetic-products".split(), rows=250, parts=1)
regressor("pipeline.StackingRegressor", "stacking", "ridge on the predictions of neighbours and a forest (scikit-learn StackingRegressor)",
          [whole("cv", 2, 5, 5, "folds that make the predictions"), flag("passthrough", False, "give the final model the features too"), logreal("final__alpha", 1e-3, 1e4, 1.0, "penalty of the final model"), logwhole("knn__n_neighbors", 1, 30, 5, "neighbours averaged"), logwhole("forest__n_estimators", 3, 20, 10, "trees of the forest"), whole("forest__max_depth", 1, 10, 5, "depth of the forest's trees")],
          lambda c, seed: ensemble.StackingRegressor([("knn", neighbors.KNeighborsRegressor(c["knn__n_neighbors"])), ("forest", ensemble.RandomForestRegressor(random_state=seed, **part(c, "forest")))], linear_model.Ridge(c["final__alpha"]), cv=c["cv"], passthrough=c["passthrough"]), rows=250, parts=1)
