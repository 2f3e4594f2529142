"""What the benchmarks share: the environments of their peers, and the processor's name."""

import pathlib
import platform
import subprocess
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent


def environment(purpose, packages, more=(), folder=".venv-bench"):
    """The interpreter of a Python environment that has these packages; they are installed on first use, and again when they change.

    `more` is installed behind `packages` with options of its own, such as --no-deps.
    """
    folder = ROOT / folder
    python, ready = folder / "bin" / "python", folder / f"ready-{purpose}"
    wanted = " ".join([*packages, *more])
    if not ready.exists() or ready.read_text() != wanted:
        print(f"Installing {wanted} into {folder.name} (once) ...", flush=True)
        if not python.exists():
            venv.create(folder, with_pip=True)
        for list_ in filter(None, (packages, more)):
            subprocess.run([python, "-m", "pip", "install", "--quiet", *list_], check=True)
        ready.write_text(wanted)
    return str(python)


def processor():
    """The processor's name, or the machine's kind where nobody says."""
    try:
        lines = open("/proc/cpuinfo").read().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
