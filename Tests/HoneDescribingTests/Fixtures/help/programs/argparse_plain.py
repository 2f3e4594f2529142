"""Argparse without any help about defaults: metavars and choices only."""
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--C", type=float, default=1.0, help="inverse strength of regularisation")
parser.add_argument("--gamma", type=float, default=0.01, help="width of the kernel (default 0.01)")
parser.add_argument("--kernel", choices=("rbf", "poly", "sigmoid"))
parser.add_argument("--degree", type=int, help="degree of the polynomial. Default: 3. Must be between 2 and 6.")
parser.add_argument("--shrinking", type=lambda text: text == "True", default=True, help="use the shrinking heuristic (True/False, default: True)")
parser.add_argument("--tol", type=float, help="tolerance, defaults to 1e-3")
parser.add_argument("--train-file", required=True)
parser.parse_args()
