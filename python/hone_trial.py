"""What a program tuned by Hone may want to know and say. Standard library only; also works outside Hone.

    import hone_trial
    p = hone_trial.params(lr=1e-3, layers=2)      # Hone's values over these defaults
    for epoch in range(10):
        loss = train(p["lr"], p["layers"])
        hone_trial.report(loss=loss, step=epoch)  # an intermediate report
        if hone_trial.should_stop():
            break
    hone_trial.report(loss=loss)                  # the result

Inside a trial `import hone_trial` works without an installation: Hone puts this file's folder at the end of PYTHONPATH.
Elsewhere copy the file, or put its folder into PYTHONPATH.
"""

import json
import os
import sys

__all__ = ["params", "repeat", "report", "should_stop", "trial", "trial_dir"]


def params(**defaults):
    """The parameters of this trial as a dictionary, over the given defaults.

    Outside Hone: the defaults, with `--name=value` and `--name value` from the command line over them.
    """
    values = dict(defaults)
    path = os.environ.get("HONE_PARAMS")
    if path:
        with open(path, encoding="utf-8") as file:
            values.update(json.load(file))
    else:
        values.update(_from_arguments(sys.argv[1:], defaults))
    return values


def report(step=None, **metrics):
    """Reports numbers: with a step an intermediate report, without one the result.

    Inside Hone they are appended to the file HONE_RESULTS; outside they are printed.
    """
    if not metrics:
        raise TypeError("report() takes at least one metric, such as report(loss=0.31)")
    record = {name: _number(name, value) for name, value in metrics.items()}
    if step is not None:
        if int(step) != step:
            raise TypeError(f"report(): step must be a whole number, not {step!r}")
        record["step"] = int(step)
    line = json.dumps(record)
    path = os.environ.get("HONE_RESULTS")
    if not path:
        print("hone: " + line, flush=True)
        return
    # One write of one line: several processes of a trial may report without tearing each other's lines.
    with open(path, "ab", buffering=0) as file:
        file.write(line.encode() + b"\n")


def should_stop():
    """Whether Hone has asked this trial to end (SIGTERM comes with it, SIGKILL after a grace period)."""
    path = os.environ.get("HONE_STOP")
    return bool(path) and os.path.exists(path)


def trial():
    """The trial's number, or None outside Hone."""
    number = os.environ.get("HONE_TRIAL")
    return int(number) if number else None


def repeat():
    """Which run of its configuration this is, counted from 0: the seed or fold to take where the study repeats."""
    return int(os.environ.get("HONE_REPEAT") or 0)


def trial_dir(default="."):
    """A directory of the trial's own, with room for checkpoints; a trial that is started again finds them there."""
    return os.environ.get("HONE_TRIAL_DIR", default)


def _number(name, value):
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError):
        raise TypeError(f"report(): {name} must be a number, not {value!r}") from None


def _from_arguments(arguments, defaults):
    values = {}
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("--"):
            continue
        name, equals, text = argument[2:].partition("=")
        known = name if name in defaults else name.replace("-", "_")
        if not equals:
            if known not in defaults:
                continue
            text = next(rest, "")
        values[known] = _like(defaults.get(known), text)
    return values


def _like(default, text):
    """The text as a value of the default's kind; without a default, as JSON reads it, else as text."""
    if isinstance(default, bool):
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, (int, float)):
        try:
            return type(default)(text)
        except ValueError:
            return float(text)
    if isinstance(default, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
