"""Parameters that scikit-learn's trees and forests share."""
from space import choice, flag, logreal, logwhole, real, whole


def depth(high=20, default=6, name="max_depth"):
    return logwhole(name, 1, high, default, "deepest level a tree may grow to")


def split(high=40):
    return logwhole("min_samples_split", 2, high, 2, "fewest samples a node needs to be split")


def leaf(high=30):
    return logwhole("min_samples_leaf", 1, high, 1, "fewest samples that may end in a leaf")


def features(default=1.0, name="max_features"):
    return real(name, 0.1, 1.0, default, "share of the features tried at each split")


def trees(low=5, high=60, default=30):
    return logwhole("n_estimators", low, high, default, "number of trees in the ensemble")


def pruning():
    return logreal("ccp_alpha", 1e-5, 0.1, 1e-5, "cost a leaf must earn to survive pruning; larger gives smaller trees")


def criterion_classes():
    return choice("criterion", ["gini", "entropy", "log_loss"], "gini", "impurity that a split should lower")


def criterion_values():
    return choice("criterion", ["squared_error", "absolute_error", "friedman_mse"], "squared_error", "what a split should lower")


def bootstrap(default=True):
    return flag("bootstrap", default, "draw each tree's samples with replacement instead of using all")


def rate(low=0.005, high=1.0, default=0.1, name="learning_rate"):
    return logreal(name, low, high, default, "shrinks what each new member adds")
