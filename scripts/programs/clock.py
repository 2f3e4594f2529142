"""Time that is the program's own on a busy machine."""
import os
import resource
import subprocess
import time


def queued(pid="self"):
    """Seconds a process has stood in the queue for a processor."""
    try:
        return int(open(f"/proc/{pid}/schedstat").read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def computing(function, repeats=3):
    """Seconds of computing of one call in this process: the least of `repeats`."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.process_time()
        function()
        best = min(best, time.process_time() - begun)
    return best


def elapsed(function):
    """Seconds a call takes with what it waits for (disk), less what it waits for a processor."""
    begun, queue = time.perf_counter(), queued()
    function()
    return max(time.perf_counter() - begun - (queued() - queue), 1e-6)


def run(command, seconds=10, text=None, cwd=None, environment=None, megabytes=4096):
    """(output, seconds of computing) of a command; raises where it fails or computes longer than allowed."""
    def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    p = subprocess.run(command, input=text, capture_output=True, cwd=cwd, env=environment, preexec_fn=limits, timeout=3600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if p.returncode < 0:
        raise RuntimeError(f"ended by signal {-p.returncode}")
    return p, used
