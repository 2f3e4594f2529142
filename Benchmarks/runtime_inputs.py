"""What every side of the runtime benchmark computes on: the same tokens, rows and labels, written once a run as JSON.

Tokens are vocabulary ids; a row's inputs are ids or, for trainable value row v, -(v + 1).
"""

import json
import pathlib
import random
import sysconfig

HEADER, ROW, CANDIDATES, COLON = 70, 6, 1000, 42
PREFIX, SUFFIXES, SUFFIX = 1500, 64, 40
PROMPT, ANSWER = 16, 64
BINS, VALUE_ROWS = 20, 100
TEXT_BYTES = 3 << 20


def make(seed=1):
    rng = random.Random(seed)
    # Ids above the special tokens and the single bytes, so that all sides treat them as ordinary text.
    ids = lambda n: [rng.randrange(300, 49_000) for _ in range(n)]
    rows = lambda n: [[-rng.randint(1, VALUE_ROWS) for _ in range(ROW - 1)] + [COLON] for _ in range(n)]
    sequence = lambda n: dict(header=ids(HEADER), rows=rows(n), bins=[rng.randrange(BINS) for _ in range(n)])
    return dict(
        forward=ids(512), long=ids(2048), prefix=ids(PREFIX), suffixes=[ids(SUFFIX) for _ in range(SUFFIXES)],
        prompt=ids(PROMPT), answerTokens=ANSWER, header=ids(HEADER), rows=rows(CANDIDATES),
        training=[sequence(80) for _ in range(3)], trainingAllLayers=[sequence(159) for _ in range(2)],
    )


def write(folder):
    """Writes inputs.json and text.txt; returns their paths."""
    folder = pathlib.Path(folder)
    inputs, text = folder / "inputs.json", folder / "text.txt"
    inputs.write_text(json.dumps(make()))
    text.write_text(sample_text())
    return inputs, text


def sample_text():
    """English, code and numbers: the standard library's own sources, in alphabetical order."""
    parts, size = [], 0
    for path in sorted(pathlib.Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        parts.append(path.read_text(encoding="utf-8", errors="replace"))
        size += len(parts[-1])
        if size > TEXT_BYTES:
            break
    return "".join(parts)[:TEXT_BYTES]
