"""XGBoost on one of two data sets; prints the log loss on held-out rows."""

import argparse

import xgboost
from rows import load
from sklearn.metrics import log_loss

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dataset", choices=["digits", "waves"], default="digits")
parser.add_argument("--eta", type=float, default=0.3, help="learning rate")
parser.add_argument("--n_estimators", type=int, default=50, help="rounds of boosting")
parser.add_argument("--max_depth", type=int, default=6)
parser.add_argument("--min_child_weight", type=float, default=1)
parser.add_argument("--subsample", type=float, default=1, help="share of the rows of each tree")
parser.add_argument("--colsample_bytree", type=float, default=1, help="share of the columns of each tree")
parser.add_argument("--gamma", type=float, default=1e-4, help="least gain of a split")
parser.add_argument("--reg_lambda", type=float, default=1, help="L2 penalty on leaves")
options = vars(parser.parse_args())

train, test, classes, answers = load(options.pop("dataset"))
model = xgboost.XGBClassifier(**{"learning_rate": options.pop("eta"), **options}, tree_method="hist", n_jobs=1, random_state=0)
model.fit(train, classes)
print("log_loss:", log_loss(answers, model.predict_proba(test)))
