#!/usr/bin/env python3
"""Makes published.json: small files as Oboe, LEMUR and MindWare publish them, invented, packed and in base64.

  python3 make_published.py          (needs numpy)

Pickles are written by stand-ins for ConfigSpace's classes, with the same names and the same state."""
import base64
import gzip
import io
import json
import pathlib
import pickle
import sys
import tarfile
import types
import zipfile

import numpy


def text(data):
    return base64.b64encode(data).decode()


def tar(files, form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)


def oboe():
    configurations = [
        dict(algorithm="AB", hyperparameters=dict(n_estimators=50, learning_rate=1)),
        dict(algorithm="AB", hyperparameters=dict(n_estimators=100, learning_rate=1.5)),
        dict(algorithm="DT", hyperparameters=dict(min_samples_split=2)),
        dict(algorithm="DT", hyperparameters=dict(min_samples_split=0.01)),
        dict(algorithm="GNB", hyperparameters={}),
        dict(algorithm="GBT", hyperparameters=dict(learning_rate=0.1, max_depth=3, max_features=None)),
        dict(algorithm="GBT", hyperparameters=dict(learning_rate=0.1, max_depth=3, max_features="log2")),
        dict(algorithm="kSVM", hyperparameters=dict(C=1, kernel="rbf", coef0=0)),
        dict(algorithm="kSVM", hyperparameters=dict(C=1, kernel="rbf", coef0=10)),
        dict(algorithm="kSVM", hyperparameters=dict(C=1, kernel="poly", coef0=10)),
    ]
    header = "," + ",".join('"%s"' % c for c in configurations) + "\n"
    # 1156 is known, 99999 is not; Gaussian naive Bayes has no parameters, its trees are all alike on 1156.
    errors = header + "01156,.3000001,.2,.25,.25,.5,.1,.11,.4,.4,.35\n99999" + ",.1" * 10 + "\n"
    seconds = header + "01156" + ",1.5" * 10 + "\n99999" + ",2" * 10 + "\n"
    folder = "oboe-0.2.0/oboe/defaults/Oboe/"
    return tar({
        folder + "notes.txt": b"nothing", folder + "error_matrix.csv": errors.encode(),
        folder + "runtime_matrix.csv": seconds.encode(), folder + "dataset_sizes.csv": b",0,1\n1156,275,10935\n",
    }, tarfile.PAX_FORMAT)


def lemur():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for epoch in (1, 2):
            runs = [
                dict(accuracy=.5 + k / 100 + epoch / 10, batch=2 ** (k % 5), lr=.001 * (k + 1), momentum=.9,
                     transform=("norm_32", "echo_64_flip", "complex")[k % 3], duration=1e9 * epoch, uid=str(k))
                for k in range(22 if epoch == 1 else 20)
            ] + [dict(accuracy=.1, batch=1, lr=.1, momentum=.5, transform="soft_pad", duration=1, uid="x")]
            archive.writestr(f"ab/nn/stat/train/img-classification_mnist_acc_TinyNet/{epoch}.json", json.dumps(runs))
        archive.writestr("ab/nn/stat/train/img-classification_cifar-10_acc_ResNet/1.json", json.dumps(runs))
        archive.writestr("ab/nn/stat/train/txt-generation_wikitext_bleu_RNN/1.json", "[]")
        archive.writestr(zipfile.ZipInfo("README"), "stored")
    return out.getvalue()


def stand_ins():
    module = types.ModuleType("ConfigSpace.configuration_space")

    class Configuration:
        pass

    class ConfigurationSpace:
        pass

    for kind in (Configuration, ConfigurationSpace):
        kind.__module__ = module.__name__
        kind.__qualname__ = kind.__name__
        setattr(module, kind.__name__, kind)
    sys.modules["ConfigSpace"] = types.ModuleType("ConfigSpace")
    sys.modules[module.__name__] = module
    return Configuration, ConfigurationSpace


def history(runs):
    Configuration, ConfigurationSpace = stand_ins()
    space = ConfigurationSpace()
    space.name = None
    result = {}
    for values, origin, score in runs:
        run = Configuration()
        run.configuration_space = space
        run.origin = origin
        run._vector = numpy.zeros(2)
        run._values = values
        result[run] = score
    return pickle.dumps(result, protocol=3)


def mindware():
    common = dict(estimator="ridge_regression", solver="auto", max_iter=100.0)
    runs = [
        (dict(common, alpha=1.0, tol=1e-4), None, .5),
        (dict(common, alpha=.1234567, tol=1e-3, max_iter=200.0, solver="saga"), "Random Search", .75),
        (dict(common, alpha=2.0, tol=1e-3), "Local Search", numpy.float64(.8)),
        (dict(common, alpha=3.0, tol=1e-3), "Random Search (sorted)", -200.0),
    ]
    squared = [(values, origin, -(1 - score) * 4) for values, origin, score in runs]
    forest = dict(estimator="random_forest", bootstrap="True", criterion="gini", max_features=.5, min_samples_leaf=1)
    same = [(dict(forest, min_samples_split=k), "Random Search", .5) for k in (2, 3)]
    return {
        "meta-ridge_regression-r2-hpo.pkl": history(runs), "meta-ridge_regression-mse-hpo.pkl": history(squared),
        "car(2)-random_forest-bal_acc-hpo.pkl": history(same), "unheard-of-ridge_regression-r2-hpo.pkl": history(runs),
    }


class Evil:
    def __reduce__(self):
        import os

        return os.system, ("touch evil",)


if __name__ == "__main__":
    content = dict(
        oboe=text(oboe()), lemur=text(lemur()), mindware={name: text(data) for name, data in mindware().items()},
        evil=text(pickle.dumps({"x": Evil()}, protocol=3)), evilStack=text(pickle.dumps([Evil()], protocol=4)),
        plain=text(pickle.dumps([None, True, -5, 2 ** 40, .5, "é", b"ab", (1,), {"a": [1, 2]}], protocol=4)),
        tar=text(tar({"a" * 150 + "/x": b"long", "short": b"s" * 600}, tarfile.GNU_FORMAT)),
    )
    path = pathlib.Path(__file__).with_name("published.json")
    path.write_text(json.dumps(content, indent=1) + "\n")
