#!/usr/bin/env python3
"""Writes the datasets beside this script and what scikit-learn says of them (facts.json).

    .venv/bin/python Tests/HoneDescribingTests/Fixtures/make_datasets.py        (scikit-learn 1.x, numpy)

`shapes.csv`: four columns of numbers, one of texts, three classes; `slope.tsv`: a number to predict. The nearest neighbour's
error is leave-one-out on standardised numbers and one-hot texts (two different texts are 2 apart in squared distance) and must
be met exactly; those of a stump and of naive Bayes depend on how the rows are halved, so their mean over 200 halvings and its
spread over them are written.
"""
import csv
import json
from pathlib import Path

import numpy as np
from sklearn.datasets import make_classification, make_regression
from sklearn.model_selection import KFold, LeaveOneOut, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = Path(__file__).resolve().parent / "datasets"
HERE.mkdir(exist_ok=True)
facts = {}


def standardised(x):
    return (x - x.mean(0)) / x.std(0)


def relative(predicted, y):
    return float(((predicted - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def halves(make, x, y, error):
    errors = []
    for seed in range(200):
        folds = KFold(2, shuffle=True, random_state=seed)
        errors.append(np.mean([error(make().fit(x[a], y[a]).predict(x[b]), y[b]) for a, b in folds.split(x)]))
    return {"mean": float(np.mean(errors)), "spread": float(np.std(errors))}


x, y = make_classification(200, 4, n_informative=3, n_redundant=0, n_classes=3, n_clusters_per_class=1, class_sep=1.2, random_state=1)
x = np.round(x, 4)
shape = np.array(["round", "flat, wide", 'a "point"'])[(x[:, 0] > 0).astype(int) + (x[:, 1] > 0.8)]
encoded = np.hstack([standardised(x), (shape[:, None] == np.unique(shape)[None, :]).astype(float)])
wrong = lambda predicted, y: float((predicted != y).mean())
with open(HERE / "shapes.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["a", "b", "c", "d", "shape", "kind"])
    for row, word, label in zip(x, shape, y):
        writer.writerow([*row, word, "kind " + "xyz"[label]])
facts["shapes.csv"] = {
    "rows": 200, "features": 5, "numeric": 4, "categorical": 1, "classes": 3,
    "majority": float(np.bincount(y).max() / 200),
    "nearestNeighbourError": wrong(cross_val_predict(KNeighborsClassifier(1), encoded, y, cv=LeaveOneOut()), y),
    "stumpError": halves(lambda: DecisionTreeClassifier(max_depth=1), encoded, y, wrong),
    "naiveBayesError": halves(GaussianNB, x, y, wrong),
}

x, y = make_regression(150, 3, noise=20, random_state=2)
x, y = np.round(x, 4), np.round(y, 3)
with open(HERE / "slope.tsv", "w", newline="") as file:
    writer = csv.writer(file, delimiter="\t")
    writer.writerow(["y", "a", "b", "c"])
    writer.writerows(np.column_stack([y, x]))
facts["slope.tsv"] = {
    "rows": 150, "features": 3, "numeric": 3, "categorical": 0,
    "nearestNeighbourError": relative(
        cross_val_predict(KNeighborsRegressor(1), standardised(x), y, cv=LeaveOneOut()), y),
    "stumpError": halves(lambda: DecisionTreeRegressor(max_depth=1), x, y, relative),
}
(HERE / "facts.json").write_text(json.dumps(facts, indent=1) + "\n")
