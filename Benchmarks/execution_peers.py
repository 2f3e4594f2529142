"""Optuna's side of `make bench-execution`: random trials, each a program started with subprocess or a Python function.

  execution_peers.py program --storage journal|sqlite --path FILE --workers threads|processes --jobs 2 --trials 200 --program PROGRAM
  execution_peers.py function --path FILE --trials 1000

Prints one JSON object: the seconds that the trials took (imports and the making of the study are not counted) and the CPU seconds of this
process and its children.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.WARNING)


def storage(kind, path):
    if kind == "journal":
        return optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(path))
    # As a user with several workers must: SQLite gives up after five seconds of waiting otherwise.
    return optuna.storages.RDBStorage(f"sqlite:///{path}", engine_kwargs={"connect_args": {"timeout": 100}})


def study(options, **more):
    sampler = optuna.samplers.RandomSampler(seed=os.getpid())
    return optuna.create_study(study_name="s", storage=storage(options.storage, options.path), sampler=sampler, load_if_exists=True, **more)


def objective(options):
    def run(trial):
        x = trial.suggest_float("x", 0, 1)
        done = subprocess.run([options.program, f"--x={x}"], stdout=subprocess.PIPE, env={**os.environ, "HONE_PARAM_X": str(x)}, check=True)
        return float(done.stdout.split()[1])

    return run


def work(options, trials, ready, go):
    mine = study(options)
    ready.release()
    go.wait()
    mine.optimize(objective(options), n_trials=trials)


def programs(options):
    made = study(options)
    if options.workers == "threads":
        begun = time.perf_counter()
        made.optimize(objective(options), n_trials=options.trials, n_jobs=options.jobs)
        return time.perf_counter() - begun
    shares = [options.trials // options.jobs + (index < options.trials % options.jobs) for index in range(options.jobs)]
    ready, go = multiprocessing.Semaphore(0), multiprocessing.Event()
    workers = [multiprocessing.Process(target=work, args=(options, share, ready, go)) for share in shares]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    begun = time.perf_counter()
    go.set()
    for worker in workers:
        worker.join()
    return time.perf_counter() - begun


def functions(options):
    options.storage = "sqlite"
    made = study(options)
    begun = time.perf_counter()
    made.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=options.trials)
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["program", "function"])
    parser.add_argument("--storage", choices=["journal", "sqlite"])
    parser.add_argument("--path", required=True)
    parser.add_argument("--workers", choices=["threads", "processes"])
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--trials", type=int, required=True)
    parser.add_argument("--program")
    options = parser.parse_args()
    before = os.times()
    seconds = programs(options) if options.what == "program" else functions(options)
    after = os.times()
    complete = len(study(options).get_trials(states=[optuna.trial.TrialState.COMPLETE])) if options.what == "program" else options.trials
    cpu = sum(after[:4]) - sum(before[:4])
    print(json.dumps({"seconds": seconds, "cpu": cpu, "complete": complete, "version": optuna.__version__}))


if __name__ == "__main__":
    main()
