"""XGBoost, LightGBM and CatBoost, with the names their users write."""
import numpy as np
import catboost
import lightgbm
import xgboost

import data
from learners import classifier, objective, regressor, score
from program import Program, spread
from space import choice, flag, logreal, logwhole, real, whole

rounds = lambda name="n_estimators", low=5, high=120, default=60: logwhole(name, low, high, default, "number of boosting rounds")
eta = lambda name="learning_rate", default=0.3: logreal(name, 0.005, 1, default, "shrinks what each new tree adds")
XGB = [rounds(), eta(), whole("max_depth", 1, 10, 6, "deepest level of a tree"), logreal("min_child_weight", 0.1, 60, 1.0, "least sum of weights in a leaf"), real("subsample", 0.3, 1.0, 1.0, "share of the rows a tree sees"),
       real("colsample_bytree", 0.2, 1.0, 1.0, "share of the features a tree sees"), logreal("reg_lambda", 1e-3, 100, 1.0, "L2 penalty on the leaves' values"), logreal("reg_alpha", 1e-6, 30, 1e-6, "L1 penalty on the leaves' values"), logreal("gamma", 1e-4, 20, 1e-4, "least gain that a split must bring")]
fixed = dict(n_jobs=1, verbosity=0)
classifier("xgboost.XGBClassifier", "xgb", "gradient boosted trees (XGBoost XGBClassifier)", XGB, lambda c, seed: xgboost.XGBClassifier(tree_method="hist", random_state=seed, **fixed, **c), proba=True, rows=500)
regressor("xgboost.XGBRegressor", "xgb", "gradient boosted trees for regression (XGBoost XGBRegressor)", XGB, lambda c, seed: xgboost.XGBRegressor(tree_method="hist", random_state=seed, **fixed, **c))
classifier("xgboost.XGBClassifier-dart", "xgb", "boosted trees with dropout (XGBoost, booster dart)", [rounds(default=30, high=50), eta(), whole("max_depth", 1, 8, 6, "deepest level of a tree"), logreal("rate_drop", 1e-3, 0.6, 0.1, "share of earlier trees dropped in a round"), real("skip_drop", 0, 0.9, 0.5, "probability that a round drops none"),
           choice("normalize_type", ["tree", "forest"], "tree", "weight of a new tree against the dropped ones"), choice("sample_type", ["uniform", "weighted"], "uniform", "which trees are dropped")], lambda c, seed: xgboost.XGBClassifier(booster="dart", tree_method="hist", random_state=seed, **fixed, **c), rows=350)
classifier("xgboost.XGBClassifier-gblinear", "xgb_linear", "boosted linear model (XGBoost, booster gblinear)", [rounds(high=200), eta(default=0.5), logreal("reg_lambda", 1e-5, 10, 1e-5, "L2 penalty"), logreal("reg_alpha", 1e-5, 10, 1e-5, "L1 penalty"), choice("updater", ["shotgun", "coord_descent"], "shotgun", "how coefficients are updated"), choice("feature_selector", ["cyclic", "shuffle"], "cyclic", "order of the features")],
           lambda c, seed: xgboost.XGBClassifier(booster="gblinear", random_state=seed, **fixed, **c), proba=True)
classifier("xgboost.XGBRFClassifier", "xgb", "random forest (XGBoost XGBRFClassifier)", [logwhole("n_estimators", 3, 100, 50, "number of trees"), whole("max_depth", 1, 12, 6, "deepest level of a tree"), real("subsample", 0.2, 1.0, 0.8, "share of the rows a tree sees"), real("colsample_bynode", 0.1, 1.0, 0.8, "share of the features tried at a split"), logreal("reg_lambda", 1e-6, 10, 1e-5, "L2 penalty on the leaves' values"), logreal("min_child_weight", 0.1, 30, 1.0, "least sum of weights in a leaf")],
           lambda c, seed: xgboost.XGBRFClassifier(tree_method="hist", random_state=seed, **fixed, **c))
regressor("xgboost.XGBRegressor-robust", "xgb", "gradient boosted trees with a choice of loss and growth (XGBoost XGBRegressor)", [choice("objective", ["reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror"], "reg:squarederror", "what an error costs"), choice("grow_policy", ["depthwise", "lossguide"], "depthwise", "which node is split next"), whole("max_leaves", 2, 64, 31, "most leaves of a tree", {"grow_policy": "lossguide"}),
          whole("max_depth", 1, 10, 6, "deepest level of a tree"), eta(), rounds(), logwhole("max_bin", 4, 256, 256, "bins a feature is cut into")], lambda c, seed: xgboost.XGBRegressor(tree_method="hist", random_state=seed, **fixed, **c), metric="mae")

LGB = [rounds(), eta(default=0.1), logwhole("num_leaves", 2, 63, 31, "most leaves of a tree"), logwhole("min_child_samples", 1, 80, 20, "fewest rows in a leaf"), real("colsample_bytree", 0.2, 1.0, 1.0, "share of the features a tree sees"), logreal("reg_alpha", 1e-6, 30, 1e-6, "L1 penalty"), logreal("reg_lambda", 1e-6, 100, 1e-6, "L2 penalty")]
bagging = [real("subsample", 0.2, 1.0, 1.0, "share of the rows drawn"), whole("subsample_freq", 0, 7, 0, "rounds between two draws; 0 draws never")]
lfixed = dict(n_jobs=1, verbose=-1)
classifier("lightgbm.LGBMClassifier", "lightgbm", "gradient boosted trees grown by leaf (LightGBM LGBMClassifier)", [*LGB, *bagging], lambda c, seed: lightgbm.LGBMClassifier(random_state=seed, **lfixed, **c), proba=True, rows=500)
regressor("lightgbm.LGBMRegressor", "lightgbm", "gradient boosted trees grown by leaf, for regression (LightGBM LGBMRegressor)", [*LGB, *bagging, choice("objective", ["regression", "regression_l1", "huber", "fair"], "regression", "what an error costs")], lambda c, seed: lightgbm.LGBMRegressor(random_state=seed, **lfixed, **c))
classifier("lightgbm.LGBMClassifier-goss", "lightgbm", "boosting that keeps rows with large gradients (LightGBM, data_sample_strategy goss)", [*LGB[:4], real("top_rate", 0.05, 0.5, 0.2, "share of rows with large gradients kept"), real("other_rate", 0.02, 0.4, 0.1, "share of the rest kept")], lambda c, seed: lightgbm.LGBMClassifier(data_sample_strategy="goss", random_state=seed, **lfixed, **c))
classifier("lightgbm.LGBMClassifier-dart", "lightgbm", "boosting with dropped trees (LightGBM, boosting dart)", [*LGB[:4], real("drop_rate", 0.01, 0.6, 0.1, "share of trees dropped in a round"), logwhole("max_drop", 1, 60, 50, "most trees dropped"), real("skip_drop", 0, 0.9, 0.5, "probability that a round drops none")], lambda c, seed: lightgbm.LGBMClassifier(boosting_type="dart", random_state=seed, **lfixed, **c), proba=True)
regressor("lightgbm.LGBMRegressor-rf", "lightgbm", "random forest (LightGBM, boosting rf)", [rounds(default=50), logwhole("num_leaves", 2, 127, 31, "most leaves of a tree"), logwhole("min_child_samples", 1, 60, 20, "fewest rows in a leaf"), real("bagging_fraction", 0.2, 0.95, 0.7, "share of the rows a tree sees"), real("feature_fraction", 0.2, 1.0, 0.8, "share of the features a tree sees")],
          lambda c, seed: lightgbm.LGBMRegressor(boosting_type="rf", bagging_freq=1, random_state=seed, **lfixed, **c))
regressor("lightgbm.LGBMRegressor-linear_tree", "lightgbm", "boosted trees with linear leaves (LightGBM, linear_tree)", [rounds(), eta(default=0.1), logwhole("num_leaves", 2, 31, 15, "most leaves of a tree"), logreal("linear_lambda", 1e-6, 100, 1e-6, "L2 penalty of the linear leaves"), logwhole("min_child_samples", 5, 80, 20, "fewest rows in a leaf"), logwhole("max_bin", 4, 255, 255, "bins a feature is cut into")],
          lambda c, seed: lightgbm.LGBMRegressor(linear_tree=True, random_state=seed, **lfixed, **c), rows=350)
CAT = [logwhole("iterations", 5, 100, 60, "number of trees"), eta("learning_rate", 0.1), whole("depth", 1, 8, 6, "depth of the symmetric trees"), logreal("l2_leaf_reg", 0.1, 100, 3.0, "L2 penalty on the leaves' values"), logreal("random_strength", 0.01, 20, 1.0, "noise on the splits' scores"), logwhole("border_count", 4, 254, 254, "cuts of a feature")]
cfixed = dict(thread_count=1, verbose=False, allow_writing_files=False)
classifier("catboost.CatBoostClassifier", "catboost", "gradient boosting on symmetric trees (CatBoost CatBoostClassifier)", [*CAT, real("bagging_temperature", 0, 5, 1.0, "spread of the rows' random weights")], lambda c, seed: catboost.CatBoostClassifier(random_seed=seed, bootstrap_type="Bayesian", **cfixed, **c), proba=True, rows=350)
regressor("catboost.CatBoostRegressor", "catboost", "gradient boosting on symmetric trees, for regression (CatBoost CatBoostRegressor)", [*CAT, choice("bootstrap_type", ["MVS", "Bayesian", "Bernoulli", "No"], "MVS", "how rows are weighted or drawn"), real("subsample", 0.3, 1.0, 0.8, "share of the rows drawn", {"bootstrap_type": ["MVS", "Bernoulli"]}), real("bagging_temperature", 0, 5, 1.0, "spread of the rows' random weights", {"bootstrap_type": "Bayesian"})],
          lambda c, seed: catboost.CatBoostRegressor(random_seed=seed, **cfixed, **c), rows=350)
classifier("catboost.CatBoostClassifier-lossguide", "catboost", "gradient boosting on trees grown by leaf or level (CatBoost, grow_policy)", [*CAT[:2], choice("grow_policy", ["Lossguide", "Depthwise"], "Lossguide", "which node is split next"), whole("max_leaves", 2, 40, 31, "most leaves of a tree", {"grow_policy": "Lossguide"}), whole("depth", 1, 8, 6, "deepest level of a tree"), logwhole("min_data_in_leaf", 1, 50, 1, "fewest rows in a leaf"), real("rsm", 0.2, 1.0, 1.0, "share of the features tried")],
           lambda c, seed: catboost.CatBoostClassifier(random_seed=seed, **cfixed, **c), rows=300)

# Ranking: queries with graded documents.
RANKS = [f"queries-{k}" for k in ("linear", "thresholds", "noisy", "few_features", "many_features")]


def ranking(task):
    r = data.generator("ranking", task)
    d = {"queries-few_features": 4, "queries-many_features": 40}.get(task, 12)
    X = r.normal(size=(80, 12, d))
    s = X[..., 0] + .5 * X[..., 1]
    if task in ("queries-thresholds", "queries-many_features"):
        s = s + 2 * (X[..., 2] > .5) * (X[..., 3] > 0)
    s = s + r.normal(0, 1.5 if task == "queries-noisy" else .6, s.shape)
    y = np.stack([np.digitize(q, np.quantile(q, [.4, .7, .9])) for q in s])
    return X, y


def ndcg(y, s):
    discount = 1 / np.log2(np.arange(2, 12))
    gain = lambda q: float(((2.0 ** q[:10] - 1) * discount[:len(q[:10])]).sum())
    return float(np.mean([gain(a[np.argsort(-b)]) / max(gain(np.sort(a)[::-1]), 1e-9) for a, b in zip(y, s)]))


def ranker(make):
    def run(c, task, seed):
        X, y = ranking(task)
        order = data.generator("rank", seed).permutation(80)
        a, b, e = order[:48], order[48:64], order[64:]
        flat = lambda i: X[i].reshape(-1, X.shape[2])
        m = make(dict(c), seed)
        m.fit(flat(a), y[a].ravel(), group=[12] * len(a))
        s = lambda i: m.predict(flat(i)).reshape(len(i), 12)
        return ndcg(y[b], s(b)), dict(test_ndcg=ndcg(y[e], s(e)))
    return run


facts = lambda task: dict(queries=80, documents=960, features=ranking(task)[0].shape[2], grades=4)
Program("xgboost.XGBRanker", "xgb", "boosted trees that rank documents (XGBoost XGBRanker)", [choice("objective", ["rank:ndcg", "rank:pairwise"], "rank:ndcg", "what is optimised"), rounds(high=80), eta(), whole("max_depth", 1, 8, 6, "deepest level of a tree"), logwhole("lambdarank_num_pair_per_sample", 1, 12, 8, "pairs drawn for a document"), logreal("reg_lambda", 1e-3, 100, 1.0, "L2 penalty on the leaves' values")],
        ranker(lambda c, seed: xgboost.XGBRanker(tree_method="hist", random_state=seed, lambdarank_pair_method="mean", **fixed, **c)), RANKS, facts, maximize="ndcg@10")
Program("lightgbm.LGBMRanker", "lightgbm", "boosted trees that rank documents (LightGBM LGBMRanker)", [*LGB[:5], logwhole("lambdarank_truncation_level", 1, 12, 10, "documents at the top that count"), real("sigmoid", 0.2, 4, 1.0, "steepness of the pairwise loss")], ranker(lambda c, seed: lightgbm.LGBMRanker(random_state=seed, **lfixed, **c)), RANKS, facts, maximize="ndcg@10")
