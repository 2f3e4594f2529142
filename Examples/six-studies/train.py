"""A classifier on one of seven data sets: boosted trees or a forest, judged by the log loss in cross-validation."""

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # trials run beside each other

import numpy as np
from sklearn.datasets import make_circles, make_classification, make_friedman1, make_gaussian_quantiles, make_hastie_10_2, make_moons
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

ROWS = 400


def with_noise(data, columns, draw):
    features, classes = data
    return np.hstack([features, draw.normal(size=(len(features), columns))]), classes


def thresholds(data):
    features, values = data
    return features, np.digitize(values, np.quantile(values, [0.33, 0.66]))


def dataset(name):
    draw = np.random.default_rng(0)
    return {
        "moons": lambda: with_noise(make_moons(ROWS, noise=0.35, random_state=1), 6, draw),
        "rings": lambda: with_noise(make_circles(ROWS, noise=0.2, factor=0.5, random_state=2), 4, draw),
        "clusters": lambda: make_classification(ROWS, 12, n_informative=6, n_classes=4, flip_y=0.1, random_state=3),
        "shells": lambda: make_gaussian_quantiles(n_samples=ROWS, n_features=8, n_classes=3, random_state=4),
        "sphere": lambda: make_hastie_10_2(ROWS, random_state=5),
        "friedman": lambda: thresholds(make_friedman1(ROWS, 10, noise=2, random_state=6)),
        "overlap": lambda: make_classification(ROWS, 20, n_informative=4, class_sep=0.5, flip_y=0.2, random_state=7),
    }[name]()


parser = argparse.ArgumentParser()
parser.add_argument("--dataset", default="moons")
parser.add_argument("--model", choices=["boosting", "forest"], default="boosting")
parser.add_argument("--min_samples_leaf", type=int, default=20)
parser.add_argument("--learning_rate", type=float, default=0.1, help="how much each tree counts")
parser.add_argument("--max_iter", type=int, default=100, help="number of trees")
parser.add_argument("--max_leaf_nodes", type=int, default=31, help="leaves of a tree")
parser.add_argument("--l2_regularization", type=float, default=1e-6)
parser.add_argument("--n_estimators", type=int, default=100, help="number of trees")
parser.add_argument("--max_features", type=float, default=0.5, help="share of the columns tried at a split")
options = parser.parse_args()

if options.model == "boosting":
    model = HistGradientBoostingClassifier(
        learning_rate=options.learning_rate, max_iter=options.max_iter, max_leaf_nodes=options.max_leaf_nodes,
        l2_regularization=options.l2_regularization, min_samples_leaf=options.min_samples_leaf, early_stopping=False, random_state=0)
else:
    model = ExtraTreesClassifier(
        options.n_estimators, max_features=options.max_features, min_samples_leaf=options.min_samples_leaf, random_state=0)
features, classes = dataset(options.dataset)
print("log_loss:", -cross_val_score(model, features, classes, cv=3, scoring="neg_log_loss").mean())
