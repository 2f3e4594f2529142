"""Trials of estimators with fit and predict: three-fold cross-validation on three quarters of the rows is the objective,
the mean of the folds' models on the rest a metric that nobody optimises (`test_...`)."""
import zlib

import numpy as np

import data
from program import Failed, Program, spread


def score(metric, y, predicted, probabilities=None):
    from sklearn import metrics as m
    if metric == "accuracy":
        return float(np.mean(predicted == y))
    if metric == "error":
        return float(np.mean(predicted != y))
    if metric == "balanced_accuracy":
        return m.balanced_accuracy_score(y, predicted)
    if metric == "f1_macro":
        return m.f1_score(y, predicted, average="macro", zero_division=0)
    if metric == "log_loss":
        return m.log_loss(y, np.clip(probabilities, 1e-6, 1), labels=np.arange(probabilities.shape[1]))
    if metric == "roc_auc":
        if probabilities.shape[1] == 2:
            return m.roc_auc_score(y, probabilities[:, 1])
        return m.roc_auc_score(y, probabilities / probabilities.sum(1, keepdims=True), multi_class="ovr", average="macro")
    if metric == "rmse":
        return float(np.sqrt(np.mean((predicted - y) ** 2)))
    if metric == "mse":
        return float(np.mean((predicted - y) ** 2))
    if metric == "mae":
        return float(np.mean(np.abs(predicted - y)))
    if metric == "r2":
        return float(1 - np.mean((predicted - y) ** 2) / max(np.var(y), 1e-12))
    raise ValueError(metric)


MAXIMIZED = {"accuracy", "balanced_accuracy", "f1_macro", "roc_auc", "r2"}


def objective(metric, prefix="cv_"):
    return {"maximize" if metric in MAXIMIZED else "minimize": prefix + metric}


def _trial(make, config, X, y, seed, metric, parts, labels):
    pairs, test = data.folds(len(y), seed, parts, labels)
    validation, held = [], []
    for train, valid in pairs:
        model = make(dict(config), seed)
        model.fit(X[train], y[train])
        for rows, scores in ((valid, validation), (test, held)):
            probabilities = model.predict_proba(X[rows]) if metric in ("log_loss", "roc_auc") else None
            if probabilities is not None and not np.all(np.isfinite(probabilities)):
                raise Failed("probabilities are not finite")
            predicted = None if probabilities is not None else np.asarray(model.predict(X[rows])).reshape(len(rows))
            if predicted is not None and predicted.dtype.kind == "f" and not np.all(np.isfinite(predicted)):
                raise Failed("diverged")
            scores.append(score(metric, y[rows], predicted, probabilities))
    return float(np.mean(validation)), {"test_" + metric: float(np.mean(held))}


def classifier(name, family, summary, space, make, proba=False, metric=None, rows=600, parts=3, tasks=7, datasets=None, prepare=None, trials=120):
    options = ["accuracy", "error", "balanced_accuracy", "f1_macro"] + (["log_loss", "roc_auc", "log_loss"] if proba else [])
    metric = metric or options[zlib.crc32(name.encode()) % len(options)]

    def run(config, task, seed):
        X, y, _ = data.classification(task, rows)
        if prepare:
            X = prepare(X)
        return _trial(make, config, X, y, seed, metric, parts, y.astype(np.int64).tobytes())

    Program(name, family, summary, space, run, spread(name, datasets or data.CLASSES, tasks),
            facts=lambda task: data.classification(task, rows)[2], trials=trials, **objective(metric))


def regressor(name, family, summary, space, make, metric=None, rows=500, parts=3, tasks=7, datasets=None, prepare=None, trials=120, target=None):
    options = ["rmse", "mae", "r2", "mse", "r2", "rmse"]
    metric = metric or options[zlib.crc32(name.encode()) % len(options)]

    def run(config, task, seed):
        X, y, _ = data.regression(task, rows)
        if prepare:
            X = prepare(X)
        if target:
            y = target(y)
        value, metrics = _trial(make, config, X, y, seed, metric, parts, None)
        if metric == "r2" and value < -100 or metric != "r2" and value > 1e3 * (np.std(y) + 1e-9) ** (2 if metric == "mse" else 1):
            raise Failed("diverged")
        return value, metrics

    Program(name, family, summary, space, run, spread(name, datasets or data.TARGETS, tasks),
            facts=lambda task: data.regression(task, rows)[2], trials=trials, **objective(metric))


def fraction_or_none(value):
    return None if value in ("none", "None") else value
