"""Regressors of scikit-learn."""
import numpy as np
from sklearn import compose, cross_decomposition, ensemble, gaussian_process, isotonic, kernel_ridge, linear_model, neighbors, neural_network, svm, tree
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import tree_parameters as t
from learners import regressor
from sk_classifiers import GP_KERNEL, gp_kernel
from space import choice, flag, logreal, logwhole, real, whole

alpha = lambda low=1e-5, high=1e3, default=1.0: logreal("alpha", low, high, default, "strength of the penalty on the coefficients")
tol = lambda low=1e-6, high=1e-1, default=1e-3: logreal("tol", low, high, default, "change below which the solver stops")
intercept = lambda: flag("fit_intercept", True, "learn a constant term")
iterations = lambda low, high, default, name="max_iter": logwhole(name, low, high, default, "most iterations of the solver")


def plain(kind, **fixed):
    return lambda c, seed: kind(**c, **fixed)


def seeded(kind, **fixed):
    return lambda c, seed: kind(**c, random_state=seed, **fixed)


class Standardised:
    """A regressor whose target is brought to mean 0 and deviation 1, so that one space suits all targets."""

    def __init__(self, model):
        self.model = model

    def fit(self, X, y):
        self.mean, self.deviation = y.mean(), y.std() or 1.0
        self.model.fit(X, (y - self.mean) / self.deviation)

    def predict(self, X):
        return np.asarray(self.model.predict(X)).ravel() * self.deviation + self.mean


def scaled(make):
    return lambda c, seed: Standardised(make(c, seed))


wide = "efron-diabetes synthetic-few_of_many synthetic-few_directions synthetic-outliers sunspots-lags co2-lags elnino-lags fair-affairs modechoice-cost synthetic-robot synthetic-growth".split()
positive = lambda y: y - y.min() + 0.1

regressor("sklearn.Ridge", "ridge", "ridge regression (scikit-learn Ridge)", [alpha(1e-4, 1e5), intercept(), choice("solver", ["cholesky", "lsqr", "sag", "svd"], "cholesky", "how the equations are solved"), tol(1e-6, 1)], seeded(linear_model.Ridge, max_iter=100))
regressor("sklearn.Lasso", "lasso", "lasso by coordinate descent (scikit-learn Lasso)", [alpha(1e-5, 10), iterations(3, 1000, 500), tol(1e-6, 1, 1e-4), choice("selection", ["cyclic", "random"], "cyclic", "order in which coefficients are updated"), flag("positive", False, "allow no negative coefficients")],
          scaled(seeded(linear_model.Lasso)), datasets=wide)
regressor("sklearn.ElasticNet", "lasso", "elastic net by coordinate descent (scikit-learn ElasticNet)", [alpha(1e-5, 100), real("l1_ratio", 0.01, 1, 0.5, "share of L1 in the penalty"), iterations(3, 500, 300), intercept()], scaled(seeded(linear_model.ElasticNet)), datasets=wide)
regressor("sklearn.Lars", "lars", "least angle regression (scikit-learn Lars)", [logwhole("n_nonzero_coefs", 1, 100, 50, "most coefficients that are not zero"), logreal("eps", 1e-16, 1e-2, 1e-15, "regularisation of the Cholesky factors"), logreal("jitter", 1e-9, 1, 1e-9, "largest noise added to the target for stability")],
          scaled(seeded(linear_model.Lars)), datasets=wide)
regressor("sklearn.LassoLars", "lars", "lasso along the least-angle path (scikit-learn LassoLars)", [alpha(1e-5, 1), iterations(1, 200, 100), flag("positive", False, "allow no negative coefficients"), logreal("jitter", 1e-9, 1, 1e-9, "largest noise added to the target for stability")], scaled(seeded(linear_model.LassoLars)), datasets=wide)
regressor("sklearn.OrthogonalMatchingPursuit", "matching_pursuit", "orthogonal matching pursuit (scikit-learn)", [choice("stop", ["n_nonzero_coefs", "tol"], "n_nonzero_coefs", "what ends the pursuit"), logwhole("n_nonzero_coefs", 1, 60, 5, "features taken", {"stop": "n_nonzero_coefs"}),
          logreal("tol", 1e-2, 1e3, 10.0, "squared residual that is small enough", {"stop": "tol"}), intercept()], scaled(lambda c, seed: linear_model.OrthogonalMatchingPursuit(**{k: v for k, v in c.items() if k != "stop"})), datasets=[d for d in wide if d not in ("sunspots-lags", "modechoice-cost")])
shape = lambda name, what, default=1e-6: logreal(name, 1e-9, 1e4, default, what)
regressor("sklearn.BayesianRidge", "bayesian_ridge", "Bayesian ridge regression (scikit-learn BayesianRidge)", [shape("alpha_1", "shape of the noise precision's Gamma prior"), shape("alpha_2", "rate of the noise precision's Gamma prior"), shape("lambda_1", "shape of the weights' precision's Gamma prior"), shape("lambda_2", "rate of the weights' precision's Gamma prior"),
          iterations(1, 300, 300), tol()], scaled(plain(linear_model.BayesianRidge)), datasets=wide)
regressor("sklearn.ARDRegression", "bayesian_ridge", "automatic relevance determination (scikit-learn ARDRegression)", [shape("alpha_1", "shape of the noise precision's Gamma prior"), shape("lambda_1", "shape of the weights' precisions' Gamma prior"), shape("lambda_2", "rate of the weights' precisions' Gamma prior"), logreal("threshold_lambda", 1, 1e6, 1e4, "precision above which a weight is dropped"), iterations(1, 60, 30)],
          scaled(plain(linear_model.ARDRegression)), datasets=wide)
regressor("sklearn.SGDRegressor", "sgd", "linear regression by stochastic gradient descent (scikit-learn SGDRegressor)", [choice("loss", ["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"], "squared_error", "what an error costs"),
          logreal("epsilon", 1e-3, 2, 0.1, "errors below this are cheap or free", {"loss": ["huber", "epsilon_insensitive", "squared_epsilon_insensitive"]}), choice("penalty", ["l2", "l1", "elasticnet"], "l2", "norm of the coefficients that is kept small"), alpha(1e-6, 10, 1e-4),
          choice("learning_rate", ["invscaling", "constant", "adaptive", "optimal"], "invscaling", "how the step changes over time"), logreal("eta0", 1e-5, 0.3, 0.01, "first step size", {"learning_rate": ["invscaling", "constant", "adaptive"]}),
          real("power_t", 0.05, 0.9, 0.25, "exponent by which the step falls", {"learning_rate": "invscaling"}), iterations(2, 200, 100)], scaled(seeded(linear_model.SGDRegressor)))
regressor("sklearn.HuberRegressor", "robust_linear", "linear regression with Huber's loss (scikit-learn HuberRegressor)", [real("epsilon", 1.0, 4.0, 1.35, "deviations beyond which an error counts only linearly"), alpha(1e-6, 1e3, 1e-4), iterations(2, 200, 100), tol(1e-6, 1e-1, 1e-5)], scaled(plain(linear_model.HuberRegressor)), metric="mae")
regressor("sklearn.QuantileRegressor", "robust_linear", "linear regression of a quantile (scikit-learn QuantileRegressor)", [real("quantile", 0.1, 0.9, 0.5, "which quantile is fitted"), alpha(1e-5, 1, 1.0), intercept()], scaled(plain(linear_model.QuantileRegressor, solver="highs")), metric="mae", rows=250, datasets=[d for d in wide if d != "synthetic-few_of_many"] + ["synthetic-fanning"])
regressor("sklearn.RANSACRegressor", "robust_linear", "random sample consensus (scikit-learn RANSACRegressor)", [real("min_samples", 0.1, 0.9, 0.5, "share of the rows in a sample"), logreal("residual_threshold", 0.02, 5, 0.7, "error up to which a row agrees"), logwhole("max_trials", 1, 100, 30, "samples tried"), choice("loss", ["absolute_error", "squared_error"], "absolute_error", "how errors are measured")],
          scaled(seeded(linear_model.RANSACRegressor)), metric="mae", datasets="synthetic-outliers synthetic-fanning synthetic-growth efron-diabetes sunspots-lags elnino-lags modechoice-cost synthetic-additive".split())
regressor("sklearn.TheilSenRegressor", "robust_linear", "spatial median of many small fits (scikit-learn TheilSenRegressor)", [logwhole("max_subpopulation", 10, 2000, 500, "subsets that are fitted"), whole("n_subsamples", 12, 90, 30, "rows of a subset"), iterations(5, 300, 100)], scaled(seeded(linear_model.TheilSenRegressor, n_jobs=1)), metric="mae",
          datasets="synthetic-outliers synthetic-fanning synthetic-growth efron-diabetes sunspots-lags elnino-lags modechoice-cost synthetic-additive".split())
regressor("sklearn.PassiveAggressiveRegressor", "passive_aggressive", "passive-aggressive online regression (scikit-learn)", [logreal("C", 1e-5, 10, 1.0, "largest step"), logreal("epsilon", 1e-3, 2, 0.1, "errors below this are ignored"), choice("loss", ["epsilon_insensitive", "squared_epsilon_insensitive"], "epsilon_insensitive", "PA-I or PA-II updates"),
          iterations(1, 100, 50), flag("average", False, "use the mean of the coefficients over the run")], scaled(seeded(linear_model.PassiveAggressiveRegressor)))
regressor("sklearn.TweedieRegressor", "glm", "generalised linear model with Tweedie's distribution (scikit-learn TweedieRegressor)", [choice("power", [0, 1, 1.5, 1.9, 2, 3], 0, "how variance grows with the mean: 0 normal, 1 Poisson, 2 gamma, 3 inverse Gaussian"), alpha(1e-5, 100), choice("link", ["log", "identity"], "log", "from the linear predictor to the mean"), iterations(3, 200, 100)],
          plain(linear_model.TweedieRegressor), target=positive, datasets="synthetic-growth synthetic-rare_counts fair-affairs randhie-visits modechoice-cost efron-diabetes synthetic-fanning sunspots-lags".split())
regressor("sklearn.PoissonRegressor", "glm", "Poisson regression (scikit-learn PoissonRegressor)", [alpha(1e-6, 1e3), iterations(1, 200, 100), tol(1e-7, 1e-1, 1e-4), intercept()], plain(linear_model.PoissonRegressor), target=positive, datasets="synthetic-growth synthetic-rare_counts fair-affairs randhie-visits modechoice-cost efron-diabetes synthetic-few_of_many sunspots-lags".split())
regressor("sklearn.GammaRegressor", "glm", "gamma regression (scikit-learn GammaRegressor)", [alpha(1e-6, 1e3), iterations(1, 200, 100), choice("solver", ["lbfgs", "newton-cholesky"], "lbfgs", "how the likelihood is maximised")], plain(linear_model.GammaRegressor), target=positive, datasets="synthetic-growth modechoice-cost efron-diabetes synthetic-fanning sunspots-lags co2-lags elnino-lags synthetic-few_directions".split())
regressor("sklearn.KernelRidge", "kernel_ridge", "kernel ridge regression (scikit-learn KernelRidge)", [alpha(1e-6, 1e3), choice("kernel", ["rbf", "laplacian", "polynomial", "linear", "sigmoid"], "rbf", "similarity of two points"), logreal("gamma", 1e-4, 10, 0.1, "how fast similarity falls with distance", {"kernel": ["rbf", "laplacian", "polynomial", "sigmoid"]}),
          whole("degree", 2, 5, 3, "power of the polynomial", {"kernel": "polynomial"}), real("coef0", 0, 2, 1.0, "constant in the polynomial or sigmoid", {"kernel": ["polynomial", "sigmoid"]})], scaled(plain(kernel_ridge.KernelRidge)))
regressor("sklearn.SVR", "libsvm", "support vector regression (scikit-learn SVR)", [logreal("C", 1e-3, 1e3, 1.0, "inverse of the regularisation's strength"), logreal("epsilon", 1e-4, 2, 0.1, "width of the tube in which errors are free"), choice("kernel", ["rbf", "poly", "linear", "sigmoid"], "rbf", "similarity of two points"),
          logreal("gamma", 1e-4, 10, 0.1, "how fast similarity falls with distance", {"kernel": ["rbf", "poly", "sigmoid"]}), whole("degree", 2, 4, 3, "power of the polynomial", {"kernel": "poly"}), flag("shrinking", True, "leave out variables at their bound while solving")], scaled(plain(svm.SVR, max_iter=5000)))
regressor("sklearn.NuSVR", "libsvm", "nu support vector regression (scikit-learn NuSVR)", [logreal("C", 1e-3, 1e3, 1.0, "inverse of the regularisation's strength"), real("nu", 0.02, 1.0, 0.5, "bound on errors outside the tube"), logreal("gamma", 1e-4, 10, 0.1, "how fast similarity falls with distance")], scaled(plain(svm.NuSVR, max_iter=5000)))
regressor("sklearn.LinearSVR", "liblinear", "linear support vector regression (scikit-learn LinearSVR)", [logreal("C", 1e-4, 1e3, 1.0, "inverse of the regularisation's strength"), logreal("epsilon", 1e-4, 2, 1e-4, "width of the tube in which errors are free"), choice("loss", ["epsilon_insensitive", "squared_epsilon_insensitive"], "epsilon_insensitive", "how errors outside the tube are charged"), iterations(5, 2000, 1000), tol(1e-5, 1e-1, 1e-4)],
          scaled(seeded(svm.LinearSVR, dual=True)))
regressor("sklearn.KNeighborsRegressor", "knn", "mean of the nearest neighbours (scikit-learn KNeighborsRegressor)", [logwhole("n_neighbors", 1, 60, 5, "how many neighbours are averaged"), choice("weights", ["uniform", "distance"], "uniform", "equal weights, or by inverse distance"), choice("metric", ["minkowski", "chebyshev", "cosine", "canberra"], "minkowski", "distance between points"),
          real("p", 1, 4, 2.0, "power of the Minkowski distance", {"metric": "minkowski"})], plain(neighbors.KNeighborsRegressor, algorithm="brute"))
regressor("sklearn.RadiusNeighborsRegressor", "knn", "mean of all neighbours within a radius (scikit-learn RadiusNeighborsRegressor)", [logreal("radius", 0.3, 20, 1.0, "distance within which neighbours count"), choice("weights", ["uniform", "distance"], "uniform", "equal weights, or by inverse distance"), real("p", 1, 4, 2.0, "power of the Minkowski distance")],
          plain(neighbors.RadiusNeighborsRegressor), datasets="synthetic-wave synthetic-stairs synthetic-fanning synthetic-growth synthetic-additive sunspots-lags elnino-lags co2-lags".split())
regressor("sklearn.DecisionTreeRegressor", "decision_tree", "regression tree (scikit-learn DecisionTreeRegressor)", [t.criterion_values(), t.depth(), t.split(), t.leaf(), t.features(), choice("splitter", ["best", "random"], "best", "take the best split or the best of random ones")], seeded(tree.DecisionTreeRegressor), rows=400)
regressor("sklearn.ExtraTreeRegressor", "decision_tree", "one extremely randomised regression tree (scikit-learn ExtraTreeRegressor)", [t.depth(), t.split(), t.leaf(), t.features(), t.pruning()], seeded(tree.ExtraTreeRegressor))
regressor("sklearn.RandomForestRegressor", "random_forest", "random forest for regression (scikit-learn RandomForestRegressor)", [t.trees(), t.depth(30, 30), t.split(), t.leaf(), t.features(), t.bootstrap(), real("max_samples", 0.2, 1.0, 1.0, "share of the rows drawn for a tree", {"bootstrap": True})], seeded(ensemble.RandomForestRegressor), rows=350)
regressor("sklearn.ExtraTreesRegressor", "extra_trees", "extremely randomised trees for regression (scikit-learn ExtraTreesRegressor)", [t.trees(), t.depth(30, 30), t.split(), t.leaf(), t.features(), t.bootstrap(False)], seeded(ensemble.ExtraTreesRegressor), rows=350)
regressor("sklearn.BaggingRegressor", "bagging", "bagged nearest neighbours (scikit-learn BaggingRegressor on KNeighborsRegressor)", [logwhole("n_estimators", 2, 30, 10, "number of members"), real("max_samples", 0.05, 1.0, 1.0, "share of the rows drawn for a member"), real("max_features", 0.1, 1.0, 1.0, "share of the features drawn for a member"), flag("bootstrap", True, "draw rows with replacement"), logwhole("n_neighbors", 1, 30, 5, "neighbours averaged")],
          lambda c, seed: ensemble.BaggingRegressor(neighbors.KNeighborsRegressor(c.pop("n_neighbors")), random_state=seed, **c))
regressor("sklearn.AdaBoostRegressor", "adaboost", "AdaBoost.R2 of regression trees (scikit-learn AdaBoostRegressor)", [t.trees(3, 60, 50), t.rate(0.01, 3, 1.0), choice("loss", ["linear", "square", "exponential"], "linear", "how errors turn into weights"), whole("max_depth", 1, 8, 3, "depth of the boosted trees")],
          lambda c, seed: ensemble.AdaBoostRegressor(tree.DecisionTreeRegressor(max_depth=c.pop("max_depth")), random_state=seed, **c), rows=350)
regressor("sklearn.GradientBoostingRegressor", "gradient_boosting", "gradient boosting of regression trees (scikit-learn GradientBoostingRegressor)", [choice("loss", ["squared_error", "huber", "absolute_error"], "squared_error", "what an error costs"), t.trees(5, 100, 60), t.rate(), t.depth(8, 3), t.leaf(), real("subsample", 0.3, 1.0, 1.0, "share of the rows each tree sees"), t.features(),
          real("alpha", 0.5, 0.99, 0.9, "quantile of the errors where Huber's loss turns linear", {"loss": "huber"})], seeded(ensemble.GradientBoostingRegressor), rows=300)
regressor("sklearn.HistGradientBoostingRegressor", "hist_gradient_boosting", "gradient boosting on binned features (scikit-learn HistGradientBoostingRegressor)", [choice("loss", ["squared_error", "absolute_error"], "squared_error", "what an error costs"), t.rate(), logwhole("max_iter", 5, 100, 60, "number of boosting rounds"), logwhole("max_leaf_nodes", 3, 63, 31, "most leaves of a tree"), t.leaf(60), logreal("l2_regularization", 1e-6, 100, 1e-6, "penalty on the leaves' values"),
          logwhole("max_bins", 8, 255, 255, "bins a feature is cut into")], seeded(ensemble.HistGradientBoostingRegressor, early_stopping=False), rows=400)
regressor("sklearn.MLPRegressor", "mlp", "multilayer perceptron for regression (scikit-learn MLPRegressor)", [logwhole("hidden_layer_size", 2, 128, 32, "units of a hidden layer"), whole("n_layers", 1, 3, 1, "hidden layers"), choice("activation", ["relu", "tanh", "logistic"], "relu", "what a unit does to its sum"), logreal("alpha", 1e-7, 10, 1e-4, "strength of the L2 penalty"),
          logreal("learning_rate_init", 1e-4, 0.3, 1e-3, "step size of Adam"), logwhole("batch_size", 8, 256, 64, "rows a step sees"), logwhole("max_iter", 3, 80, 50, "passes over the data")],
          scaled(lambda c, seed: neural_network.MLPRegressor(hidden_layer_sizes=(c.pop("hidden_layer_size"),) * c.pop("n_layers"), random_state=seed, **c)), rows=350)
regressor("sklearn.GaussianProcessRegressor", "gaussian_process", "Gaussian process with a fixed kernel (scikit-learn GaussianProcessRegressor)", [*GP_KERNEL, logreal("alpha", 1e-8, 10, 0.1, "variance of the noise on the diagonal")], scaled(lambda c, seed: gaussian_process.GaussianProcessRegressor(gp_kernel(c), optimizer=None, **c)), rows=300)
regressor("sklearn.GaussianProcessRegressor-fitted", "gaussian_process", "Gaussian process whose kernel is fitted from a start (scikit-learn GaussianProcessRegressor)", [logreal("length_scale", 0.01, 100, 1.0, "distance over which values are alike, at the start"), logreal("noise_level", 1e-5, 10, 1.0, "variance of the noise at the start"), whole("n_restarts_optimizer", 0, 3, 0, "further random starts"), flag("normalize_y", False, "bring the target to mean 0 and deviation 1")],
          lambda c, seed: gaussian_process.GaussianProcessRegressor(gaussian_process.kernels.RBF(c.pop("length_scale")) + gaussian_process.kernels.WhiteKernel(c.pop("noise_level")), random_state=seed, **c), rows=120, metric="rmse")
regressor("sklearn.PLSRegression", "pls", "partial least squares (scikit-learn PLSRegression)", [logwhole("n_components", 1, 30, 2, "directions kept"), logwhole("max_iter", 1, 500, 500, "most iterations a direction"), logreal("tol", 1e-8, 1, 1e-6, "change below which a direction is done"), flag("scale", True, "bring features to deviation 1")],
          lambda c, seed: _pls(c), datasets="synthetic-few_of_many synthetic-few_directions".split() + [d for d in wide if d not in ("synthetic-few_of_many", "synthetic-few_directions")])


class _PLS:
    def __init__(self, c):
        self.c = c

    def fit(self, X, y):
        self.c["n_components"] = min(self.c["n_components"], X.shape[1])
        self.model = cross_decomposition.PLSRegression(**self.c).fit(X, y)

    def predict(self, X):
        return self.model.predict(X).ravel()


def _pls(c):
    return _PLS(c)


regressor("sklearn.TransformedTargetRegressor", "ridge", "ridge on a transformed target (scikit-learn TransformedTargetRegressor)", [choice("func", ["identity", "log1p", "sqrt", "square"], "identity", "what is done to the target before the fit"), alpha(1e-4, 1e4)],
          lambda c, seed: compose.TransformedTargetRegressor(linear_model.Ridge(alpha=c["alpha"]), **dict(identity={}, log1p=dict(func=np.log1p, inverse_func=lambda z: np.expm1(np.minimum(z, 20))), sqrt=dict(func=np.sqrt, inverse_func=np.square), square=dict(func=np.square, inverse_func=lambda z: np.sqrt(np.maximum(z, 0))))[c["func"]], check_inverse=False),
          target=positive)
