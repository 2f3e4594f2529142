#!/usr/bin/env python3
"""Runs random configurations of many programs and writes each trial down as it ends.

  python3 scripts/programs/generate.py [--work .programs] [--workers 2] [--only REGEX]     goes on until all is done
  python3 scripts/programs/generate.py --check [--only REGEX]    four trials of every program, with what goes wrong
  python3 scripts/programs/generate.py --list

Start it as often as you like: what stands in the work folder is not run again, and what a kill cut off is made anew. A
task's trials are appended to WORK/PROGRAM/TASK.jsonl; its first line names the space, so that trials of an older
space are set aside. Programs come before tasks, tasks before trials: a part is broad. While the file
/tmp/pause-programs exists, workers wait. Meant to run beside other things:

  OMP_NUM_THREADS=1 chrt -i 0 nice -n 19 python3 scripts/programs/generate.py
"""
import argparse
import fcntl
import json
import multiprocessing
import os
import pathlib
import re
import resource
import signal
import sys
import time
import traceback
import warnings
import zlib

for variable in "OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS NUMEXPR_NUM_THREADS NUMBA_NUM_THREADS".split():
    os.environ[variable] = "1"
os.environ["PYTHONWARNINGS"] = "ignore"
os.environ["LOKY_MAX_CPU_COUNT"] = "1"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import numpy as np

import families
from program import PROGRAMS, Failed

PAUSE = "/tmp/pause-programs"
SECONDS = 10           # of computing, a trial
WALL = 3600            # a trial, however busy the machine is: only against what hangs without computing
MEMORY = 8 << 30       # address space of a trial
# (tasks up to here, trials of each, seconds a task may have cost): each line is a round over all programs.
ROUNDS = [(1, 40, 25), (2, 40, 25), (3, 40, 25), (3, 80, 45), (5, 80, 45), (5, 120, 70), (8, 120, 70)]
LEAST = 24             # trials of a slow task before its seconds count


def wait_while_paused():
    while os.path.exists(PAUSE):
        time.sleep(2)


def computed():
    """Seconds of computing of this process, and of the processes it has waited for."""
    return [r.ru_utime + r.ru_stime for r in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))]


def child(pipe, theirs):
    """Runs trials until the pipe closes; killed from outside when one takes too long."""
    theirs.close()
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.filterwarnings("ignore")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    if not os.environ.get("PROGRAMS_LOUD"):
        os.dup2(null, 2)
    np.seterr(all="ignore")
    while True:
        try:
            name, task, config, seed = pipe.recv()
        except EOFError:
            os._exit(0)
        used = sum(computed())
        try:
            np.random.seed(seed)
            result = PROGRAMS[name].run(dict(config), task, seed)
            value, metrics = result if isinstance(result, tuple) else (result, {})
            value = float(value)
            curve = metrics.pop("curve", None)
            answer = dict(v=value, m={k: float(v) for k, v in metrics.items()}, **({"k": [float(f"{v:.4g}") for v in curve]} if curve else {})) if np.isfinite(value) else dict(e="not a finite number")
        except MemoryError:
            answer = dict(e="out of memory")
        except Failed as e:
            answer = dict(e=str(e))
        except BaseException as e:
            answer = dict(e=f"{type(e).__name__}: {str(e).splitlines()[0][:100] if str(e) else ''}", trace=traceback.format_exc())
        answer["s"] = sum(computed()) - used
        pipe.send(answer)


class Bench:
    """One child process, started anew after a kill."""

    def __init__(self):
        self.process = None

    def start(self):
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=child, args=(theirs, self.pipe), daemon=True)
        self.process.start()
        theirs.close()

    def used(self):
        """Seconds of computing of the child and of what it started and has waited for."""
        try:
            fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
            return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return 0.0

    def kill(self):
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except OSError:
            pass
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.process = None

    def trial(self, name, task, config, seed, first=False):
        if self.process is None:
            self.start()
        begun, used = time.time(), self.used()
        limit = SECONDS * (4 if first else 1)          # the first of a task may load libraries and data
        try:
            self.pipe.send((name, task, config, seed))
            while not self.pipe.poll(0.5):
                if not self.process.is_alive():
                    self.kill()
                    return dict(e="crashed", s=round(time.time() - begun, 4))
                if self.used() - used > limit or time.time() - begun > WALL:
                    self.kill()
                    return dict(e="timeout", s=SECONDS)
            return self.pipe.recv()
        except (EOFError, OSError):
            self.kill()
            return dict(e="crashed", s=round(time.time() - begun, 4))


def plan(program, task, index, configs):
    """Configuration, seed and repeated index of a trial: the default first, every tenth an earlier one with another seed."""
    if program.repeats and index % 10 == 9:
        original = zlib.crc32(f"{task}|{index}".encode()) % index
        while original % 10 == 9:
            original -= 1
        return configs[original], index, original
    if index == 0 and (config := program.space.defaults()) is not None:
        return config, 0, None
    return program.space.draw(np.random.default_rng(program.seed(task, index))), 0, None


def shortened(value):
    return float(f"{value:.6g}")


def file_name(task):
    return re.sub(r"[^A-Za-z0-9_.+-]", "_", task) + ".jsonl"


def read(path, program, tidy=True):
    """A task's trials so far. `tidy`: a file of an older space is set aside, a line that a kill cut off is dropped."""
    if not path.exists():
        return []
    text = path.read_text()
    lines = text.splitlines()
    try:
        header = json.loads(lines[0])
    except (IndexError, ValueError):
        header = {}
    if header.get("space") != program.space.digest() or header.get("metric") != program.metric:
        if tidy:
            path.rename(path.with_suffix(".old"))
        return []
    trials = []
    for line in lines[1:]:
        try:
            trials.append(json.loads(line))
        except ValueError:
            break
    if tidy and (not text.endswith("\n") or len(trials) < len(lines) - 1):
        path.write_text("\n".join([lines[0], *map(json.dumps, trials)]) + "\n")
    return trials


def enough(trials, count, seconds):
    if len(trials) >= count:
        return True
    if len(trials) >= 12 and all("e" in t for t in trials):
        return True
    return len(trials) >= LEAST and sum(t["s"] for t in trials) > seconds


def run_task(program, task, work, count, seconds, bench, log):
    folder = work / program.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(task)
    with open(folder / f".lock-{path.name}", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return                     # the other worker is at it
        trials = read(path, program)
        if enough(trials, count, seconds):
            return
        first = True
        with open(path, "a") as out:
            if not trials:
                out.write(json.dumps(dict(program=program.name, task=task, space=program.space.digest(), metric=program.metric, direction=program.direction)) + "\n")
            configs = {t["i"]: t["c"] for t in trials}
            while not enough(trials, count, seconds):
                wait_while_paused()
                index = len(trials)
                config, seed, original = plan(program, task, index, configs)
                answer = bench.trial(program.name, task, config, seed, first)
                first = False
                answer.pop("trace", None)
                if "v" in answer:
                    answer["v"] = shortened(answer["v"])
                    answer["m"] = {k: shortened(v) for k, v in answer["m"].items()}
                answer["s"] = float(f"{answer['s']:.3g}")
                trial = dict(i=index, c=config, **answer)
                if original is not None:
                    trial.update(r=original, seed=seed)
                trials.append(trial)
                configs[index] = config
                out.write(json.dumps(trial) + "\n")
                out.flush()
        good = sum("v" in t for t in trials)
        log.write(f"{time.strftime('%H:%M:%S')} {program.name}/{task}: {len(trials)} trials, {good} good, {sum(t['s'] for t in trials):.1f} s\n")
        log.flush()


def worker(number, work, programs):
    bench = Bench()
    with open(work / f"worker-{number}.log", "a") as log:
        for upto, count, seconds in ROUNDS:
            ordered = programs if number % 2 == 0 else programs[::-1]
            for program in ordered:
                for task in program.tasks[:upto]:
                    try:
                        run_task(program, task, work, min(count, program.trials), seconds, bench, log)
                    except Exception:
                        log.write(f"{program.name}/{task}: {traceback.format_exc()}\n")
                        log.flush()
                        bench.kill()
            log.write(f"{time.strftime('%H:%M:%S')} round {upto} tasks, {count} trials: done\n")
            log.flush()
    bench.kill()


def check(programs, tasks):
    os.environ.setdefault("PROGRAMS_LOUD", "")
    bench, bad = Bench(), 0
    for program in programs:
        for task in program.tasks[:tasks]:
            values, errors, seconds = [], [], []
            for index in range(5):
                config, seed, _ = plan(program, task, index, {})
                answer = bench.trial(program.name, task, config, seed, index == 0)
                seconds.append(answer["s"])
                if "v" in answer:
                    values.append(answer["v"])
                else:
                    errors.append(answer.get("trace") or answer["e"])
            print(f"{program.name}/{task}: {program.direction} {program.metric}", [f"{v:.4g}" for v in values], "s", [f"{s:.2f}" for s in seconds], flush=True)
            if len(errors) > 1 or errors and len(values) < 4:
                bad += 1
                for text in sorted(set(errors)):
                    print("    " + text.strip().replace("\n", "\n    ")[-900:], flush=True)
    bench.kill()
    print(f"{len(programs)} programs, {bad} with failures")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default=str(pathlib.Path(__file__).resolve().parents[2] / ".programs"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--tasks", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if not options.check and not options.list:
        wait_while_paused()
    families.load()
    programs = [p for name, p in PROGRAMS.items() if re.search(options.only, name)]
    if options.list:
        for p in programs:
            print(p.name, p.family, len(p.space.parameters), len(p.tasks), p.direction, p.metric, sep="\t")
        return
    if options.check:
        check(programs, options.tasks)
        return
    work = pathlib.Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    # Families interleaved: a part of a round already has every kind.
    order = sorted(programs, key=lambda p: zlib.crc32(p.name.encode()))
    workers = [multiprocessing.get_context("fork").Process(target=worker, args=(n, work, order)) for n in range(options.workers)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()


if __name__ == "__main__":
    main()
