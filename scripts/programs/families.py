"""All programs, by module; a module whose library is not installed is left out with a word."""
import importlib
import sys

MODULES = """sk_classifiers sk_regressors sk_pipelines boosting sk_unsupervised compressors images compilers systems databases media solvers searches optimisers control nets series_models recommend texts signals postgres more_learners""".split()


def load():
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError as e:
            print(f"{name} left out: {e}", file=sys.stderr)
