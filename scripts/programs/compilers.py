"""Compilers and their flags: time of the program made, its size, or time to compile as well. Nothing is learnt."""
import functools
import os
import shutil
import tempfile

import numpy as np

import clock
from c_programs import SOURCES
from program import Failed, Program, spread
from space import choice, flag, logwhole, real, steps, whole

if not shutil.which("gcc"):
    raise ImportError("gcc")

O = lambda default="2": choice("O", ["0", "1", "2", "3", "s", "fast"], default, "optimisation level (-O)")
march = lambda: choice("march", ["x86-64", "x86-64-v2", "x86-64-v3"], "x86-64", "instructions that may be used (-march)")


def f(name, default, why):
    return flag("f" + name, default, f"{why} (-f{name})")


def flags(c, clang=False):
    out = []
    for k, v in c.items():
        if k == "O":
            out.append(f"-O{v}")
        elif k in ("march", "mtune"):
            out.append(f"-{k}={v}")
        elif k.startswith("param."):
            out += ["--param", f"{k[6:]}={v}"]
        elif k.startswith("mllvm."):
            out += ["-mllvm", f"-{k[6:]}={str(v).lower() if isinstance(v, bool) else v}"]
        elif isinstance(v, bool):
            out.append(("-f" if v else "-fno-") + k[1:])
        elif isinstance(v, str) and k.startswith("f"):
            out.append(f"-{k}={v}")
        elif k.startswith("f"):
            out.append(f"-{k}={v}")
    return out


def build(compiler, source, options, folder):
    path = os.path.join(folder, "p.c")
    with open(path, "w") as o:
        o.write(SOURCES[source])
    target = os.path.join(folder, "p")
    p, seconds = clock.run([compiler, "-std=gnu11", "-w", *options, path, "-o", target, "-lm"], seconds=4)
    if p.returncode:
        raise Failed("does not compile: " + p.stderr.decode(errors="replace").strip().splitlines()[0][:80])
    return target, seconds


@functools.lru_cache(maxsize=None)
def expected(source):
    with tempfile.TemporaryDirectory() as folder:
        target, _ = build("gcc", source, ["-O1"], folder)
        return clock.run([target])[0].stdout


def sections(path):
    p, _ = clock.run(["size", path])
    return int(p.stdout.split()[6]) + int(p.stdout.split()[7])


def program(name, family, compiler, summary, space, goal, tasks=9, repeats=3):
    def run(c, source, seed):
        with tempfile.TemporaryDirectory() as folder:
            target, compile_seconds = build(compiler, source, flags(c), folder)
            size = sections(target)
            if goal == "text_bytes":
                return size, dict(compile_seconds=compile_seconds)
            best = float("inf")
            for _ in range(repeats):
                p, used = clock.run([target])
                best = min(best, used)
                if p.stdout != expected(source):
                    raise Failed("wrong output")
            if goal == "total_seconds":
                return compile_seconds + best, dict(compile_seconds=compile_seconds, run_seconds=best)
            return best, dict(compile_seconds=compile_seconds, text_bytes=size)

    words = dict(run_seconds="seconds that the compiled program runs", text_bytes="bytes of code and data", total_seconds="seconds to compile and run once")[goal]
    Program(name, family, f"{summary}; objective: {words}", space, run, spread(name, SOURCES, tasks), lambda s: dict(source_bytes=len(SOURCES[s]), language="C"), minimize=goal, learns=False, trials=80, repeats=goal != "text_bytes")


GCC = [O(), march(), f("unroll-loops", False, "repeat loop bodies"), f("inline-functions", True, "copy functions into their callers"), f("tree-vectorize", True, "use vector instructions in loops"), f("omit-frame-pointer", True, "free the frame pointer's register"), f("if-conversion", True, "turn branches into conditional moves"), f("schedule-insns", False, "reorder instructions before registers are chosen"),
       f("peel-loops", False, "take first rounds out of loops"), f("strict-aliasing", True, "assume that types do not alias"), f("ivopts", True, "optimise loop counters")]
program("gcc-flags", "gcc", "gcc", "the C compiler gcc with its flags", GCC, "run_seconds")
program("gcc-size", "gcc", "gcc", "the C compiler gcc, for small programs", [O("s"), f("inline-functions", True, "copy functions into their callers"), f("function-sections", False, "give each function a section"), f("asynchronous-unwind-tables", True, "write tables for unwinding"), f("merge-all-constants", False, "share equal constants"), f("reorder-blocks", True, "lay blocks out for speed"), f("crossjumping", True, "share equal code"), f("gcse", True, "remove repeated computations"),
         f("stack-protector", False, "check for overwritten stacks"), f("unroll-loops", False, "repeat loop bodies"), choice("falign-functions", [1, 8, 16, 32], 16, "alignment of functions"), f("plt", True, "call libraries through a table")], "text_bytes")
program("gcc-params", "gcc", "gcc", "gcc -O3 with its internal parameters", [logwhole("param.max-inline-insns-single", 2, 1000, 70, "size of a function that is inlined on request"), logwhole("param.max-inline-insns-auto", 2, 300, 30, "size of a function that is inlined unasked"), logwhole("param.max-unroll-times", 1, 32, 8, "most copies of a loop's body"), logwhole("param.max-unrolled-insns", 20, 1000, 200, "size of an unrolled loop"),
         logwhole("param.max-completely-peel-times", 1, 64, 16, "rounds of a loop that is wholly unrolled"), whole("param.inline-min-speedup", 0, 100, 30, "gain in percent that makes inlining worth it"), f("unroll-loops", True, "repeat loop bodies"), choice("param.vect-epilogues-nomask", [0, 1], 1, "vectorise what is left of a loop")],
        "run_seconds")
program("gcc-math", "gcc", "gcc", "gcc -O2 and what it may assume of floating point", [O("3"), march(), f("fast-math", False, "all of the below and more"), f("math-errno", True, "set errno"), f("trapping-math", True, "respect traps"), f("associative-math", False, "reorder sums"), f("reciprocal-math", False, "multiply by the reciprocal"), f("finite-math-only", False, "no infinities or NaNs"), choice("ffp-contract", ["off", "on", "fast"], "fast", "join multiplication and addition"), choice("mtune", ["generic", "intel", "znver2", "haswell"], "generic", "processor that code is tuned for")],
        "run_seconds", tasks=6)
program("gcc-once", "gcc", "gcc", "gcc for a program that is compiled and run once", [O("0"), f("unroll-loops", False, "repeat loop bodies"), f("inline-functions", False, "copy functions into their callers"), f("tree-vectorize", False, "use vector instructions in loops"), f("lto", False, "optimise at link time"), f("whole-program", False, "assume that this is all"), march()], "total_seconds", repeats=2)
if shutil.which("clang"):
    program("clang-flags", "clang", "clang", "the C compiler clang with its flags", [choice("O", ["0", "1", "2", "3", "s", "z"], "2", "optimisation level (-O)"), march(), f("unroll-loops", True, "repeat loop bodies"), f("vectorize", True, "use vector instructions in loops"), f("slp-vectorize", True, "use vector instructions in straight code"), f("inline-functions", True, "copy functions into their callers"), f("omit-frame-pointer", True, "free the frame pointer's register"), f("strict-aliasing", True, "assume that types do not alias"), f("fast-math", False, "treat floating point as real numbers")],
            "run_seconds")
    program("clang-llvm", "clang", "clang", "clang -O3 with LLVM's own options", [choice("O", ["2", "3"], "3", "optimisation level (-O)"), logwhole("mllvm.inline-threshold", 1, 2000, 225, "cost up to which a call is inlined"), logwhole("mllvm.unroll-threshold", 10, 800, 300, "size of an unrolled loop"), choice("mllvm.force-vector-width", [1, 2, 4, 8], 4, "lanes of a vector loop"), choice("mllvm.force-vector-interleave", [1, 2, 4], 1, "vector loops side by side"), flag("mllvm.enable-gvn-hoist", False, "move repeated computations up"), flag("mllvm.enable-loop-flatten", False, "make one loop of two")],
            "run_seconds")
    program("clang-size", "clang", "clang", "clang, for small programs", [choice("O", ["1", "2", "3", "s", "z"], "z", "optimisation level (-O)"), logwhole("mllvm.inline-threshold", 1, 500, 25, "cost up to which a call is inlined"), f("unroll-loops", False, "repeat loop bodies"), f("vectorize", False, "use vector instructions in loops"), f("asynchronous-unwind-tables", True, "write tables for unwinding"), f("jump-tables", True, "make tables of switches"), f("merge-all-constants", False, "share equal constants"), f("omit-frame-pointer", True, "free the frame pointer's register")],
            "text_bytes")
