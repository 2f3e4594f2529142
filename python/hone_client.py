"""Trials of a study that `hone serve` serves, for programs in Python. Standard library only.

    import hone_client
    study = hone_client.Study("http://head:8420", token_file="token")

    def train(trial):
        for epoch in range(trial.last_step or 0, 50):
            loss = ...trial.configuration["lr"]...
            trial.report(epoch, loss=loss)          # raises hone_client.Stopped when the trial should end
        return {"loss": loss}

    study.work(train)                               # until there is nothing left to do

`Study.ask`, `Trial.report`, `Trial.tell` and the others do the single steps. A server that is away for a moment is waited for.
"""

import json
import random
import threading
import time
import urllib.error
import urllib.request

__all__ = ["Refused", "Stopped", "Study", "Trial"]


class Refused(Exception):
    """The server does not do what was asked; `status` is that of HTTP."""

    def __init__(self, status, detail):
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail


class Stopped(Exception):
    """The trial should end now: others did better at its step, or another worker has it."""


class Trial:
    """A trial to run. `configuration` is a dictionary, `repeat` the seed or fold to take, `last_step` where a paused one goes on."""

    def __init__(self, study, record):
        self._study = study
        self.number = record["trial"]
        self.attempt = record["attempt"]
        self.configuration = record["configuration"]
        self.repeat = record["repeat"]
        self.last_step = record["lastStep"]
        self.stop_reason = None

    def report(self, step, **metrics):
        """Reports a step; raises `Stopped` if the trial should end."""
        answer = self._post("report", step=step, metrics=_numbers(metrics))
        if answer["stop"]:
            self.stop_reason = answer["reason"] or "told to stop"
        if self.stop_reason is not None:
            raise Stopped(self.stop_reason)

    def heartbeat(self):
        """Says that this worker lives; `work` says it by itself. Raises `Refused` once another worker has the trial."""
        self._post("heartbeat")

    def tell(self, **metrics):
        """What came of the trial, such as `tell(loss=0.31)`. Returns its record."""
        return self._post("tell", metrics=_numbers(metrics))

    def tell_failed(self, message, kind="exit"):
        """It failed. With kind `nonFinite`, `timeout` or `outOfMemory` optimisers take it as bad."""
        return self._post("tell", failed=str(message)[:2000], kind=kind)

    def tell_pruned(self):
        """It was stopped at the step that it reported last."""
        return self._post("tell", pruned=True)

    def give_back(self):
        """Somebody else shall run it."""
        return self._post("tell", returned=True)

    def _post(self, verb, **body):
        return self._study._send(f"/v1/trials/{self.number}/{verb}", dict(body, attempt=self.attempt))


class Study:
    """A served study."""

    def __init__(self, url, token=None, token_file=None, patience=600.0):
        self._url = url.rstrip("/")
        if token_file is not None:
            with open(token_file, encoding="utf-8") as file:
                token = file.read().strip()
        self._token = token
        self._patience = patience
        self._heartbeat = 20.0

    def description(self):
        """The study and how far it is."""
        return self._send("/v1/study")

    def ask(self, count=1):
        """Up to so many trials to run now, and whether there will be none any more."""
        answer = self._send("/v1/ask", {"count": count})
        self._heartbeat = answer["heartbeat"]
        return [Trial(self, record) for record in answer["trials"]], answer["done"]

    def trials(self, start=0, limit=10000):
        """Records of the trials."""
        return self._send(f"/v1/trials?from={start}&limit={limit}")["trials"]

    def best(self):
        """Records of the best trial, or of those that none is better than."""
        return self._send("/v1/best")["trials"]

    def work(self, function, idle=1.0):
        """Runs trials until there are none: `function(trial)` returns its metrics as a dictionary.

        What it raises makes the trial fail with that message; `KeyboardInterrupt` gives it back.
        """
        while True:
            trials, done = self.ask()
            if not trials:
                if done:
                    return
                time.sleep(idle)
                continue
            self._run(trials[0], function)

    def _run(self, trial, function):
        over = threading.Event()

        def beat():
            while not over.wait(self._heartbeat):
                try:
                    trial.heartbeat()
                except Refused as error:
                    trial.stop_reason = error.detail
                    return
                except OSError:
                    pass

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            metrics = function(trial)
        except Stopped:
            self._say(trial.tell_pruned)
        except KeyboardInterrupt:
            self._say(trial.give_back)
            raise
        except Exception as error:  # noqa: BLE001
            self._say(lambda: trial.tell_failed(f"{type(error).__name__}: {error}"))
        else:
            self._say(lambda: trial.tell(**metrics))
        finally:
            over.set()
            thread.join()

    @staticmethod
    def _say(tell):
        try:
            tell()
        except Refused as error:
            # Another worker has it by now.
            if error.status != 409:
                raise

    def _send(self, path, body=None):
        headers = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        began, pause = time.monotonic(), 0.2
        while True:
            request = urllib.request.Request(self._url + path, data=data, headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=620) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise Refused(error.code, _detail(error)) from None
                # A full disk there, or a proxy whose server is away.
                if time.monotonic() - began + pause > self._patience:
                    raise Refused(error.code, _detail(error)) from None
            except OSError:
                if time.monotonic() - began + pause > self._patience:
                    raise
            # Of many workers not all come back at once.
            time.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, 10)


def _numbers(metrics):
    if not metrics:
        raise TypeError("at least one metric, such as loss=0.31")
    return {name: _number(value) for name, value in metrics.items()}


def _number(value):
    number = float(value.item() if hasattr(value, "item") else value)
    if number != number:
        return "nan"
    return number if abs(number) != float("inf") else ("inf" if number > 0 else "-inf")


def _detail(error):
    try:
        return json.load(error)["detail"]
    except (ValueError, KeyError, TypeError):
        return error.reason
