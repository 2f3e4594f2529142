"""LightGBM on one of two data sets; prints the log loss on held-out rows."""

import argparse

import lightgbm
from rows import load
from sklearn.metrics import log_loss

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", choices=["digits", "waves"], default="digits")
parser.add_argument("--boosting", choices=["gbdt", "goss"], default="gbdt")
parser.add_argument("--learning_rate", type=float, default=0.1)
parser.add_argument("--num_iterations", type=int, default=50, help="trees")
parser.add_argument("--num_leaves", type=int, default=31, help="leaves of a tree at most")
parser.add_argument("--min_data_in_leaf", type=int, default=20)
parser.add_argument("--feature_fraction", type=float, default=1, help="share of the columns of each tree")
parser.add_argument("--bagging_fraction", type=float, default=1, help="share of the rows of each tree; only with gbdt")
parser.add_argument("--lambda_l2", type=float, default=1e-3, help="L2 penalty on leaves")
options = vars(parser.parse_args())

train, test, classes, answers = load(options.pop("dataset"))
trees = options.pop("num_iterations")
options = {"data_sample_strategy" if k == "boosting" and v == "goss" else k: v for k, v in options.items()}
if options.get("bagging_fraction", 1) < 1:
    options["bagging_freq"] = 1
given = {**options, "objective": "multiclass", "num_class": int(classes.max()) + 1, "verbosity": -1, "num_threads": 1, "seed": 0}
model = lightgbm.train(given, lightgbm.Dataset(train, classes), num_boost_round=trees)
print("log_loss:", log_loss(answers, model.predict(test)))
