#!/usr/bin/env python3
"""What `auto` gains on three programs as their users write them (Examples/users), beside `gp` and `random`, all after the default.

    .venv/bin/pip install -r Examples/users/requirements.txt
    .venv/bin/python Benchmarks/users.py [--hone PATH] [--seeds 3] [--trials 20] [--work FOLDER] [--optimizers auto,gp,random]

Each of XGBoost, LightGBM and a network with its own SGD is tuned on digits and on made-up data by `hone run`, with what is installed. The
training programs run as they are, except that libraries are imported once and each trial is a fork of that process: most of a trial would be
imports. Studies that are finished already are not run again. Prints a table: the log loss of the best trial after 1 (the default), 5, 10 and
20 trials, and the share of the way from the default to the best of all runs that each optimiser has gone.
"""

import argparse
import json
import os
import pathlib
import runpy
import signal
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "Examples" / "users"
PROGRAMS = ["xgboost", "lightgbm", "sgd"]
DATASETS = ["digits", "waves"]
AT = [1, 5, 10, 20]
# Sends its arguments to the server and prints what comes back.
CLIENT = """import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall("\\n".join(sys.argv[2:]).encode())
s.shutdown(socket.SHUT_WR)
while part := s.recv(65536):
    sys.stdout.write(part.decode())
"""


def serve(path):
    """Forks a copy of this process, with libraries imported, for each trial."""
    sys.path.insert(0, str(EXAMPLES))
    import lightgbm, sklearn.metrics, xgboost, rows  # noqa: F401, E401

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            if os.fork() == 0:
                with connection, connection.makefile("r") as given:
                    sys.argv = given.read().split("\n")
                    os.dup2(connection.fileno(), 1)
                    os.dup2(connection.fileno(), 2)
                    try:
                        runpy.run_path(str(EXAMPLES / sys.argv[0]), run_name="__main__")
                    finally:
                        sys.stdout.flush()
                        os._exit(0)
            os._exit(0)
        os.wait()
        connection.close()


def study(options, program, dataset, optimizer, seed):
    """The values of a study's trials in order; it is run unless it is there."""
    name = f"{program}-{dataset}-{optimizer}-{seed}"
    store = options.work / f"{name}.db"
    done = options.work / f"{name}.json"
    if not done.exists():
        described = options.work / f"{name}.yaml"
        described.write_text((EXAMPLES / f"{program}.yaml").read_text().replace("DATASET", dataset))
        store.unlink(missing_ok=True)
        command = [options.hone, "run", described, "--store", store, "--name", name, "--optimizer", optimizer, "--seed", seed, "-n", options.trials, "--json",
                   "--", sys.executable, "-S", options.work / "client.py", options.work / "server", f"train_{program}.py", f"--dataset={dataset}"]
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if result.returncode:
            raise SystemExit(f"{name}: {result.stdout[-1000:]}{result.stderr[-2000:]}")
        shown = subprocess.run([str(options.hone), "export", name, "--store", str(store), "--format", "jsonl"], capture_output=True, text=True, check=True)
        trials = sorted((json.loads(line) for line in shown.stdout.splitlines()), key=lambda t: t["trial"])
        done.write_text(json.dumps({"values": [next(iter(t["objectives"].values()), None) for t in trials], "chosen": chosen(result.stdout)}))
    return json.loads(done.read_text())


def chosen(lines):
    """What auto chose, and why, or None."""
    found = [line for line in map(json.loads, lines.splitlines()) if "optimizer" in line]
    return found[0]["optimizer"] if found else None


def best(values, count):
    """Of the first so many trials; failed ones have no value."""
    return min(v for v in values[:count] if v is not None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hone", default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".users-trials")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--optimizers", default="auto,gp,random")
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    (options.work / "client.py").write_text(CLIENT)
    (options.work / "server").unlink(missing_ok=True)
    server = os.fork()
    if server == 0:
        serve(options.work / "server")
    try:
        while not (options.work / "server").exists():
            time.sleep(0.1)
        report(options)
    finally:
        os.kill(server, signal.SIGTERM)


def report(options):
    optimizers = options.optimizers.split(",")
    at = [n for n in AT if n <= options.trials]
    runs = {}
    for seed in range(options.seeds):  # a part is broad
        for program in PROGRAMS:
            for dataset in DATASETS:
                for optimizer in optimizers:
                    runs[program, dataset, optimizer, seed] = study(options, program, dataset, optimizer, seed)
    head = "| program | data | optimiser | " + " | ".join(f"{n}" for n in at) + " | " + " | ".join(f"gone at {n}" for n in at[1:]) + " |"
    print(head, "|" + "---|" * (head.count("|") - 1), sep="\n")
    gone = {optimizer: {n: [] for n in at} for optimizer in optimizers}
    for program in PROGRAMS:
        for dataset in DATASETS:
            own = {key: run["values"] for key, run in runs.items() if key[:2] == (program, dataset)}
            floor = min(best(values, options.trials) for values in own.values())
            for optimizer in optimizers:
                rows = [own[program, dataset, optimizer, seed] for seed in range(options.seeds)]
                means = [statistics.mean(best(values, n) for values in rows) for n in at]
                for n in at:
                    gone[optimizer][n] += [(values[0] - best(values, n)) / max(values[0] - floor, 1e-12) for values in rows]
                shares = [statistics.mean(gone[optimizer][n][-options.seeds:]) for n in at[1:]]
                print(f"| {program} | {dataset} | {optimizer} | " + " | ".join(f"{m:.4f}" for m in means) + " | " + " | ".join(f"{s:.2f}" for s in shares) + " |")
    for optimizer in optimizers:
        shares = [statistics.mean(gone[optimizer][n]) for n in at[1:]]
        print(f"| all | | {optimizer} | " + " | ".join("" for _ in at) + " | " + " | ".join(f"{s:.2f}" for s in shares) + " |")
    if "gp" in optimizers:
        for optimizer in optimizers:
            if optimizer == "gp":
                continue
            texts = []
            for n in at[1:]:
                pairs = [a - b for a, b in zip(gone[optimizer][n], gone["gp"][n])]
                cells = [statistics.mean(pairs[i:i + options.seeds]) for i in range(0, len(pairs), options.seeds)]
                texts.append(f"{statistics.mean(cells):+.2f} ± {statistics.stdev(cells) / len(cells) ** 0.5:.2f}")
            print(f"{optimizer} minus gp, ± standard error over program and data: at {', '.join(map(str, at[1:]))}: {', '.join(texts)}")
    for program in PROGRAMS:
        choice = runs.get((program, DATASETS[0], "auto", 0))
        if choice:
            print(f"auto on {program}: {choice['chosen']}")


if __name__ == "__main__":
    main()
