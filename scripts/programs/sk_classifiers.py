"""Classifiers of scikit-learn."""
import numpy as np
from sklearn import discriminant_analysis, dummy, ensemble, gaussian_process, linear_model, naive_bayes, neighbors, neural_network, semi_supervised, svm, tree, calibration, multiclass, kernel_approximation
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

import tree_parameters as t
from learners import classifier
from space import choice, flag, logreal, logwhole, real, whole

C = lambda low=1e-4, high=1e4, default=1.0: logreal("C", low, high, default, "inverse of the regularisation's strength: small is smoother")
tol = lambda low=1e-6, high=1e-1, default=1e-3: logreal("tol", low, high, default, "change below which the solver stops")
weight = lambda: choice("class_weight", ["none", "balanced"], "none", "weight the classes by the inverse of their frequency, or not")
none = lambda c, *names: {k: (None if k in names and v == "none" else v) for k, v in c.items()}


def seeded(kind, **fixed):
    return lambda c, seed: kind(**none(c, "class_weight", "penalty", "max_features", "shrinkage"), random_state=seed, **fixed)


def unseeded(kind, **fixed):
    return lambda c, seed: kind(**none(c, "class_weight", "shrinkage", "metric"), **fixed)


classifier("sklearn.LogisticRegression", "logistic_regression", "logistic regression fitted by L-BFGS (scikit-learn LogisticRegression)",
           [C(), tol(), logwhole("max_iter", 5, 500, 100, "most iterations of the solver"), flag("fit_intercept", True, "learn a constant term"), weight()],
           seeded(linear_model.LogisticRegression), proba=True)
classifier("sklearn.LogisticRegression-elasticnet", "logistic_regression", "elastic-net logistic regression fitted by SAGA (scikit-learn LogisticRegression, solver saga)",
           [C(1e-3, 1e3), real("l1_ratio", 0, 1, 0.5, "share of the L1 penalty: 0 is ridge, 1 is lasso"), logwhole("max_iter", 5, 200, 50, "most passes over the data"), tol(1e-5)],
           seeded(linear_model.LogisticRegression, solver="saga"), proba=True, rows=350)


def sgd(c, seed):
    return linear_model.SGDClassifier(random_state=seed, **none(c, "penalty", "class_weight"))


classifier("sklearn.SGDClassifier", "sgd", "linear classifier by stochastic gradient descent (scikit-learn SGDClassifier)",
           [choice("loss", ["hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"], "hinge", "what a wrong or unsure prediction costs"),
            choice("penalty", ["l2", "l1", "elasticnet"], "l2", "norm of the coefficients that is kept small"),
            logreal("alpha", 1e-6, 1, 1e-4, "strength of the penalty, and of the decay of the optimal step"),
            real("l1_ratio", 0, 1, 0.15, "share of L1 in the elastic net", {"penalty": "elasticnet"}),
            choice("learning_rate", ["optimal", "constant", "invscaling", "adaptive"], "optimal", "how the step changes over time"),
            logreal("eta0", 1e-4, 10, 0.01, "first step size", {"learning_rate": ["constant", "invscaling", "adaptive"]}),
            real("power_t", 0.1, 1, 0.5, "exponent by which the step falls", {"learning_rate": "invscaling"}),
            logwhole("max_iter", 3, 300, 100, "most passes over the data"),
            flag("average", False, "use the mean of the coefficients over the run")], sgd)
classifier("sklearn.Perceptron", "sgd", "perceptron (scikit-learn Perceptron)",
           [choice("penalty", ["none", "l2", "l1", "elasticnet"], "none", "norm of the coefficients that is kept small"),
            logreal("alpha", 1e-7, 1e-1, 1e-4, "strength of the penalty", {"penalty": ["l2", "l1", "elasticnet"]}),
            logwhole("max_iter", 2, 200, 100, "most passes over the data"), logreal("eta0", 1e-3, 10, 1.0, "constant that updates are multiplied by"),
            flag("early_stopping", False, "stop when a tenth of the data kept aside gets no better")], seeded(linear_model.Perceptron, tol=1e-3))
classifier("sklearn.PassiveAggressiveClassifier", "passive_aggressive", "passive-aggressive online linear classifier (scikit-learn)",
           [C(1e-5, 100), choice("loss", ["hinge", "squared_hinge"], "hinge", "PA-I or PA-II updates"), logwhole("max_iter", 2, 200, 100, "most passes over the data"),
            tol(1e-5, 1e-1), flag("average", False, "use the mean of the coefficients over the run")], seeded(linear_model.PassiveAggressiveClassifier))
classifier("sklearn.RidgeClassifier", "ridge", "ridge regression on labels -1 and 1 (scikit-learn RidgeClassifier)",
           [logreal("alpha", 1e-4, 1e5, 1.0, "strength of the L2 penalty"), flag("fit_intercept", True, "learn a constant term"), weight()], seeded(linear_model.RidgeClassifier))
classifier("sklearn.LinearSVC", "liblinear", "linear support vector classifier (scikit-learn LinearSVC, liblinear)",
           [C(1e-5, 1e3), choice("loss", ["hinge", "squared_hinge"], "squared_hinge", "how margin violations are charged"), tol(1e-5, 1, 1e-4),
            logreal("intercept_scaling", 0.1, 10, 1.0, "weight of the artificial feature that carries the constant"), logwhole("max_iter", 10, 2000, 1000, "most iterations"), weight()],
           seeded(svm.LinearSVC, dual=True))
classifier("sklearn.SVC", "libsvm", "support vector classifier with a kernel (scikit-learn SVC)",
           [C(1e-3, 1e4), choice("kernel", ["rbf", "poly", "sigmoid", "linear"], "rbf", "similarity of two points"),
            logreal("gamma", 1e-4, 10, 0.1, "how fast similarity falls with distance", {"kernel": ["rbf", "poly", "sigmoid"]}),
            whole("degree", 2, 5, 3, "power of the polynomial", {"kernel": "poly"}),
            real("coef0", -1, 1, 0.0, "constant in the polynomial or the sigmoid", {"kernel": ["poly", "sigmoid"]}), flag("shrinking", True, "leave out variables at their bound while solving"), tol(1e-4), weight()],
           lambda c, seed: svm.SVC(max_iter=5000, **none(c, "class_weight")))
classifier("sklearn.SVC-rbf", "libsvm", "support vector classifier with Gaussian kernel (scikit-learn SVC)",
           [C(2**-5, 2**12), logreal("gamma", 2**-15, 8, 0.1, "inverse squared width of the kernel")], lambda c, seed: svm.SVC(max_iter=5000, **c))
classifier("sklearn.NuSVC", "libsvm", "nu support vector classifier (scikit-learn NuSVC)",
           [real("nu", 0.02, 0.8, 0.5, "bound on margin errors and least share of support vectors"), choice("kernel", ["rbf", "poly", "linear"], "rbf", "similarity of two points"),
            logreal("gamma", 1e-4, 10, 0.1, "how fast similarity falls with distance", {"kernel": ["rbf", "poly"]}), whole("degree", 2, 4, 3, "power of the polynomial", {"kernel": "poly"})],
           lambda c, seed: svm.NuSVC(max_iter=5000, **c))
classifier("sklearn.KNeighborsClassifier", "knn", "nearest neighbours' vote (scikit-learn KNeighborsClassifier)",
           [logwhole("n_neighbors", 1, 60, 5, "how many neighbours vote"), choice("weights", ["uniform", "distance"], "uniform", "equal votes, or by inverse distance"),
            choice("metric", ["minkowski", "chebyshev", "cosine", "canberra"], "minkowski", "distance between points"), real("p", 1, 4, 2.0, "power of the Minkowski distance: 1 city blocks, 2 Euclid", {"metric": "minkowski"})],
           unseeded(neighbors.KNeighborsClassifier, algorithm="brute"))
classifier("sklearn.RadiusNeighborsClassifier", "knn", "vote of all neighbours within a radius (scikit-learn RadiusNeighborsClassifier)",
           [logreal("radius", 0.1, 20, 1.0, "distance within which neighbours vote"), choice("weights", ["uniform", "distance"], "uniform", "equal votes, or by inverse distance"),
            real("p", 1, 4, 2.0, "power of the Minkowski distance")], unseeded(neighbors.RadiusNeighborsClassifier, outlier_label="most_frequent"))
classifier("sklearn.NearestCentroid", "centroid", "nearest shrunken centroid (scikit-learn NearestCentroid)",
           [logreal("shrink_threshold", 1e-3, 5, 1e-3, "how far centroids move towards the overall mean; features that reach it drop out"), choice("metric", ["euclidean", "manhattan"], "euclidean", "distance to a centroid")],
           unseeded(neighbors.NearestCentroid))
classifier("sklearn.GaussianNB", "naive_bayes", "Gaussian naive Bayes (scikit-learn GaussianNB)",
           [logreal("var_smoothing", 1e-12, 10, 1e-9, "share of the largest variance added to every variance")], unseeded(naive_bayes.GaussianNB), proba=True)
for kind, words in (("BernoulliNB", "naive Bayes on binary features"), ("MultinomialNB", "naive Bayes on counts"), ("ComplementNB", "complement naive Bayes for uneven classes")):
    extra = [real("binarize", 0, 1.5, 0.0, "value above which a feature counts as present")] if kind == "BernoulliNB" else []
    if kind == "ComplementNB":
        extra = [flag("norm", False, "normalise the weights a second time")]
    make = (lambda K: lambda c, seed: K(**c) if K is naive_bayes.BernoulliNB else make_pipeline(MinMaxScaler(clip=True), K(**c)))(getattr(naive_bayes, kind))
    classifier(f"sklearn.{kind}", "naive_bayes", f"{words} (scikit-learn {kind})",
               [logreal("alpha", 1e-4, 100, 1.0, "count added to every feature and class"), flag("fit_prior", True, "learn how frequent classes are"), *extra], make)
classifier("sklearn.LinearDiscriminantAnalysis", "discriminant", "linear discriminant analysis with shrinkage (scikit-learn)",
           [choice("solver", ["lsqr", "eigen"], "lsqr", "how the discriminants are computed"), real("shrinkage", 0, 1, 0.0, "blend of the covariance with a multiple of the identity")],
           unseeded(discriminant_analysis.LinearDiscriminantAnalysis), proba=True)
classifier("sklearn.QuadraticDiscriminantAnalysis", "discriminant", "quadratic discriminant analysis (scikit-learn)",
           [logreal("reg_param", 1e-4, 1, 1e-4, "blend of each class's covariance with the identity"), logreal("tol", 1e-6, 1e-1, 1e-4, "singular value that counts as zero")],
           unseeded(discriminant_analysis.QuadraticDiscriminantAnalysis), proba=True,
           datasets="vehicle segment phoneme twonorm banana texture penbased wine iris synthetic-blobs synthetic-crescents synthetic-shells synthetic-correlated".split())
classifier("sklearn.DecisionTreeClassifier", "decision_tree", "classification tree (scikit-learn DecisionTreeClassifier)",
           [t.criterion_classes(), t.depth(), t.split(), t.leaf(), t.features(), t.pruning(), choice("splitter", ["best", "random"], "best", "take the best split or the best of random ones")], seeded(tree.DecisionTreeClassifier))
classifier("sklearn.ExtraTreeClassifier", "decision_tree", "one extremely randomised tree (scikit-learn ExtraTreeClassifier)",
           [t.criterion_classes(), t.depth(), t.split(), t.leaf(), t.features()], seeded(tree.ExtraTreeClassifier))
classifier("sklearn.RandomForestClassifier", "random_forest", "random forest (scikit-learn RandomForestClassifier)",
           [t.trees(), t.criterion_classes(), t.depth(30, 30), t.split(), t.leaf(), t.features(0.3), t.bootstrap(), real("max_samples", 0.2, 1.0, 1.0, "share of the rows drawn for a tree", {"bootstrap": True})],
           seeded(ensemble.RandomForestClassifier), proba=True)
classifier("sklearn.ExtraTreesClassifier", "extra_trees", "extremely randomised trees (scikit-learn ExtraTreesClassifier)",
           [t.trees(), t.criterion_classes(), t.depth(30, 30), t.split(), t.leaf(), t.features(0.3), t.bootstrap(False)], seeded(ensemble.ExtraTreesClassifier), proba=True)
classifier("sklearn.BaggingClassifier", "bagging", "bagged decision trees (scikit-learn BaggingClassifier)",
           [logwhole("n_estimators", 2, 30, 10, "number of trees"), real("max_samples", 0.1, 1.0, 1.0, "share of the rows drawn for a tree"), real("max_features", 0.1, 1.0, 1.0, "share of the features drawn for a tree"),
            flag("bootstrap", True, "draw rows with replacement"), flag("bootstrap_features", False, "draw features with replacement")], seeded(ensemble.BaggingClassifier), proba=True)
classifier("sklearn.AdaBoostClassifier", "adaboost", "AdaBoost of shallow trees (scikit-learn AdaBoostClassifier)",
           [t.trees(5, 80, 50), t.rate(0.01, 3, 1.0), whole("max_depth", 1, 6, 1, "depth of the boosted trees")],
           lambda c, seed: ensemble.AdaBoostClassifier(tree.DecisionTreeClassifier(max_depth=c.pop("max_depth")), random_state=seed, **c))
classifier("sklearn.GradientBoostingClassifier", "gradient_boosting", "gradient boosting of regression trees (scikit-learn GradientBoostingClassifier)",
           [t.trees(5, 80, 50), t.rate(), t.depth(8, 3), t.leaf(), t.split(), real("subsample", 0.3, 1.0, 1.0, "share of the rows each tree sees"), t.features()],
           seeded(ensemble.GradientBoostingClassifier), proba=True, rows=350, parts=1)
classifier("sklearn.HistGradientBoostingClassifier", "hist_gradient_boosting", "gradient boosting on binned features (scikit-learn HistGradientBoostingClassifier)",
           [t.rate(), logwhole("max_iter", 5, 80, 50, "number of boosting rounds"), logwhole("max_leaf_nodes", 3, 63, 31, "most leaves of a tree"), t.leaf(60),
            logreal("l2_regularization", 1e-6, 100, 1e-6, "penalty on the leaves' values"), logwhole("max_bins", 8, 255, 255, "bins a feature is cut into"), t.features()],
           seeded(ensemble.HistGradientBoostingClassifier, early_stopping=False), proba=True)
classifier("sklearn.MLPClassifier", "mlp", "multilayer perceptron with Adam (scikit-learn MLPClassifier)",
           [logwhole("hidden_layer_size", 2, 128, 32, "units of a hidden layer"), whole("n_layers", 1, 3, 1, "hidden layers"), choice("activation", ["relu", "tanh", "logistic"], "relu", "what a unit does to its sum"),
            logreal("alpha", 1e-7, 10, 1e-4, "strength of the L2 penalty"), logreal("learning_rate_init", 1e-4, 0.3, 1e-3, "step size of Adam"), logwhole("batch_size", 8, 256, 64, "rows a step sees"),
            logwhole("max_iter", 3, 60, 30, "passes over the data"), real("beta_1", 0.5, 0.99, 0.9, "decay of the gradient's running mean")],
           lambda c, seed: neural_network.MLPClassifier((c.pop("hidden_layer_size"),) * c.pop("n_layers"), random_state=seed, **c))
classifier("sklearn.MLPClassifier-sgd", "mlp", "multilayer perceptron with momentum (scikit-learn MLPClassifier, solver sgd)",
           [logwhole("hidden_layer_size", 2, 128, 32, "units of the hidden layer"), logreal("alpha", 1e-7, 1, 1e-4, "strength of the L2 penalty"), logreal("learning_rate_init", 1e-4, 3, 1e-2, "first step size"),
            choice("learning_rate", ["constant", "invscaling", "adaptive"], "constant", "how the step changes over time"), real("power_t", 0.1, 0.9, 0.5, "exponent by which the step falls", {"learning_rate": "invscaling"}),
            real("momentum", 0, 0.99, 0.9, "share of the last step that goes into the next"), flag("nesterovs_momentum", True, "look ahead before the gradient is taken"),
            logwhole("batch_size", 8, 256, 64, "rows a step sees"), logwhole("max_iter", 3, 60, 30, "passes over the data")],
           lambda c, seed: neural_network.MLPClassifier((c.pop("hidden_layer_size"),), solver="sgd", random_state=seed, **c), proba=True)
classifier("sklearn.MLPClassifier-lbfgs", "mlp", "multilayer perceptron by L-BFGS (scikit-learn MLPClassifier, solver lbfgs)",
           [logwhole("hidden_layer_size", 1, 64, 16, "units of the hidden layer"), choice("activation", ["relu", "tanh", "logistic"], "relu", "what a unit does to its sum"), logreal("alpha", 1e-6, 100, 1e-4, "strength of the L2 penalty"),
            logwhole("max_iter", 3, 150, 100, "most iterations")], lambda c, seed: neural_network.MLPClassifier((c.pop("hidden_layer_size"),), solver="lbfgs", random_state=seed, **c), proba=True)


def gp_kernel(c):
    k = gaussian_process.kernels
    kind, scale = c.pop("kernel"), c.pop("length_scale")
    if kind == "RBF":
        base = k.RBF(scale)
    elif kind == "Matern":
        base = k.Matern(scale, nu=c.pop("nu"))
    else:
        base = k.RationalQuadratic(scale, alpha=c.pop("mixture"))
    return k.ConstantKernel(c.pop("constant_value")) * base


GP_KERNEL = [choice("kernel", ["RBF", "Matern", "RationalQuadratic"], "RBF", "how correlation falls with distance"), logreal("length_scale", 0.05, 30, 1.0, "distance over which values are alike"),
             choice("nu", [0.5, 1.5, 2.5], 1.5, "smoothness of the Matern kernel", {"kernel": "Matern"}), logreal("mixture", 0.1, 10, 1.0, "mixture of length scales", {"kernel": "RationalQuadratic"}),
             logreal("constant_value", 0.1, 1000, 1.0, "variance of the function")]
classifier("sklearn.GaussianProcessClassifier", "gaussian_process", "Gaussian process classifier with a fixed kernel (scikit-learn GaussianProcessClassifier)",
           [*GP_KERNEL, whole("max_iter_predict", 2, 60, 20, "Newton steps for the posterior's mode")],
           lambda c, seed: gaussian_process.GaussianProcessClassifier(gp_kernel(c), optimizer=None, **c), rows=180, proba=True)


class HalfLabelled:
    """Hides most labels of the training rows, as semi-supervised programs expect."""

    def __init__(self, model, seed, share=0.15):
        self.model, self.seed, self.share = model, seed, share

    def fit(self, X, y):
        r = np.random.default_rng(self.seed)
        hidden = np.where(r.uniform(size=len(y)) < self.share, y, -1)
        hidden[np.unique(y, return_index=True)[1]] = np.unique(y)
        self.model.fit(X, hidden)

    def predict(self, X):
        return self.model.predict(X)


GRAPH = [choice("kernel", ["rbf", "knn"], "rbf", "how the graph is built: weights by distance, or nearest neighbours"), logreal("gamma", 1e-2, 100, 20.0, "how fast weights fall with squared distance", {"kernel": "rbf"}),
         logwhole("n_neighbors", 2, 40, 7, "neighbours in the graph", {"kernel": "knn"}), logwhole("max_iter", 3, 300, 100, "most rounds of spreading")]
classifier("sklearn.LabelPropagation", "label_spreading", "labels spread over a graph, 15 % known (scikit-learn LabelPropagation)", GRAPH, lambda c, seed: HalfLabelled(semi_supervised.LabelPropagation(**c), seed))
classifier("sklearn.LabelSpreading", "label_spreading", "labels spread over a normalised graph, 15 % known (scikit-learn LabelSpreading)", [*GRAPH, real("alpha", 0.01, 0.99, 0.2, "how much a point takes from its neighbours instead of its own label")],
           lambda c, seed: HalfLabelled(semi_supervised.LabelSpreading(**c), seed))
classifier("sklearn.SelfTrainingClassifier", "self_training", "a tree that labels what it is sure of, 15 % known (scikit-learn SelfTrainingClassifier)",
           [choice("criterion", ["threshold", "k_best"], "threshold", "which predictions become labels"), real("threshold", 0.4, 0.99, 0.75, "confidence that makes a label", {"criterion": "threshold"}), logwhole("k_best", 2, 60, 10, "labels added a round", {"criterion": "k_best"}),
            logwhole("max_iter", 1, 20, 10, "rounds of labelling"), logreal("C", 1e-3, 100, 1.0, "inverse regularisation of the logistic regression inside")],
           lambda c, seed: HalfLabelled(semi_supervised.SelfTrainingClassifier(linear_model.LogisticRegression(C=c.pop("C"), max_iter=60), **c), seed))
classifier("sklearn.CalibratedClassifierCV", "calibration", "calibrated linear SVM (scikit-learn CalibratedClassifierCV on LinearSVC)",
           [choice("method", ["sigmoid", "isotonic"], "sigmoid", "curve that turns scores into probabilities"), whole("cv", 2, 6, 5, "folds for the calibration"), flag("ensemble", True, "keep a model for each fold"), C(1e-4, 100)],
           lambda c, seed: calibration.CalibratedClassifierCV(svm.LinearSVC(C=c.pop("C"), max_iter=300), **c), proba=True, metric="log_loss")
classifier("sklearn.OutputCodeClassifier", "output_code", "error-correcting output codes on logistic regression (scikit-learn OutputCodeClassifier)",
           [real("code_size", 0.5, 6, 1.5, "bits of a code a class"), C(1e-3, 1e3)], lambda c, seed: multiclass.OutputCodeClassifier(linear_model.LogisticRegression(C=c.pop("C"), max_iter=60), random_state=seed, **c),
           datasets=[d for d in "vehicle segment letter texture penbased wine iris synthetic-blobs synthetic-letters synthetic-counts".split()])
classifier("sklearn.NCA-KNN", "knn", "neighbourhood components analysis before nearest neighbours (scikit-learn pipeline)",
           [whole("n_components", 1, 8, 2, "dimensions of the learned space"), choice("init", ["pca", "lda", "random", "identity"], "pca", "where the projection starts"), logwhole("max_iter", 2, 50, 20, "iterations of the metric's fit"), logwhole("n_neighbors", 1, 30, 5, "how many neighbours vote")],
           lambda c, seed: make_pipeline(neighbors.NeighborhoodComponentsAnalysis(n_components=c["n_components"], init=c["init"], max_iter=c["max_iter"], random_state=seed), neighbors.KNeighborsClassifier(c["n_neighbors"])),
           rows=250, datasets=["vehicle", "segment", "letter", "texture", "penbased", "wine", "synthetic-letters", "synthetic-counts", "synthetic-sparse_wide", "synthetic-correlated", "german", "australian"])
