#!/usr/bin/env python3
"""Tries a served study as strangers would: every request that its OpenAPI page allows or forbids, and many workers at once.

    python3 scripts/test_http.py [--hone .build/release/hone] [--only schema|load|kills] [--workers 64] [--trials 4000]      (make test-http)

The first part is schemathesis from PyPI, installed into .venv-http on first use: no answer may be a 500, another status than the page
says, or of another shape. The second part asks and tells over connections that stay open, and prints how many pairs a second the server
takes and how long an answer takes. The third part kills servers and workers at random moments, starts them again, and looks whether every
trial was finished once. Exit code 1 if the first part finds a fault, or a trial is lost, or counted or handed out twice.
"""

import argparse
import json
import os
import pathlib
import random
import selectors
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMATHESIS = "schemathesis>=4.0,<5"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hone", type=pathlib.Path, default=ROOT / ".build" / "release" / "hone")
    parser.add_argument("--only", choices=["schema", "load", "kills"])
    parser.add_argument("--workers", type=int, default=64)
    parser.add_argument("--trials", type=int, default=4000)
    parser.add_argument("--examples", type=int, default=100, help="requests of each kind that schemathesis makes up")
    parser.add_argument("--write", type=pathlib.Path, help="the figures as JSON")
    options = parser.parse_args()
    figures = {}
    for name, part in (("schema", schema), ("load", load), ("kills", kills)):
        if options.only in (None, name):
            figures[name] = part(options)
    print(json.dumps(figures))
    if options.write:
        options.write.write_text(json.dumps(figures, indent=1) + "\n")
    if any(part.get("faults") for part in figures.values()):
        sys.exit(1)


class Served:
    """A study that is served on a free port while the block runs."""

    def __init__(self, options, *more):
        self.folder = tempfile.TemporaryDirectory(prefix="hone-http-")
        self.words = [
            str(options.hone.resolve()), "serve", "http", "--bind", "127.0.0.1:0", "--store", f"{self.folder.name}/hone.db",
            "--minimize", "loss", "-p", "lr=1e-5:1e-1:log", "-p", "layers=1:8", "-p", "kind=a,b,c", "--optimizer", "random",
            "--json", *more,
        ]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, text=True)
        url = json.loads(self.process.stdout.readline())["url"]
        self.port = int(url.rsplit(":", 1)[1])
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(30)
        self.folder.cleanup()


def schema(options):
    home = ROOT / ".venv-http"
    program = home / "bin" / "schemathesis"
    if not program.exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", SCHEMATHESIS], check=True)
    with Served(options) as served:
        url = f"http://127.0.0.1:{served.port}/openapi.json"
        found = subprocess.run(
            [program, "run", url, "--checks", "all", "--max-examples", str(options.examples), "--seed", "1",
             "--exclude-checks", "ignored_auth,positive_data_acceptance,missing_required_header,unsupported_method"],
            cwd=served.folder.name)
        if served.process.poll() is not None:
            sys.exit("the server is gone")
    return {"schemathesis": version(home), "examples": options.examples, "faults": int(found.returncode != 0)}


def version(home):
    found = subprocess.run([home / "bin" / "pip", "show", "schemathesis"], capture_output=True, text=True).stdout
    return next((line.split()[1] for line in found.splitlines() if line.startswith("Version:")), "unknown")


class Worker:
    """One connection that asks and tells in turn."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = b""
        self.trial = None

    def send(self, path, body):
        self.began = time.perf_counter()
        self.data = b""
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)

    def ask(self):
        self.trial = None
        self.send("/v1/ask", b"{}")

    def receive(self):
        """The answer's body, once it is whole."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self.data += piece
        head, blank, body = self.data.partition(b"\r\n\r\n")
        if not blank:
            return None
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        if len(body) < length:
            return None
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(self.data.decode())
        return json.loads(body)


def load(options):
    with Served(options, "-n", str(options.trials)) as served:
        selector = selectors.DefaultSelector()
        asks, tells, seen = [], [], set()
        twice = 0
        for _ in range(options.workers):
            worker = Worker(served.port)
            selector.register(worker.socket, selectors.EVENT_READ, worker)
            worker.ask()
        began = time.perf_counter()
        while len(tells) < options.trials:
            for key, _ in selector.select(timeout=60):
                worker = key.data
                answer = worker.receive()
                if answer is None:
                    continue
                passed = time.perf_counter() - worker.began
                if worker.trial is None:
                    asks.append(passed)
                    if not answer["trials"]:
                        selector.unregister(worker.socket)
                        continue
                    worker.trial = answer["trials"][0]
                    twice += worker.trial["trial"] in seen
                    seen.add(worker.trial["trial"])
                    body = json.dumps({"attempt": 1, "metrics": {"loss": worker.trial["configuration"]["lr"]}}).encode()
                    worker.send(f"/v1/trials/{worker.trial['trial']}/tell", body)
                else:
                    tells.append(passed)
                    worker.ask()
        seconds = time.perf_counter() - began
    asks.sort()
    tells.sort()
    return {
        "workers": options.workers, "trials": options.trials, "seconds": round(seconds, 2),
        "pairs_per_second": round(options.trials / seconds), "ask_p50_ms": ms(asks, 0.5), "ask_p99_ms": ms(asks, 0.99),
        "tell_p50_ms": ms(tells, 0.5), "tell_p99_ms": ms(tells, 0.99), "doubled": twice, "lost": options.trials - len(seen),
        "cores": os.cpu_count(), "faults": twice + options.trials - len(seen),
    }


def kills(options):
    """Servers and workers are killed (SIGKILL) while 200 trials of a tenth of a second run, three workers of two at a time."""
    trials, patience, chance = 200, 2, random.Random(1)
    with tempfile.TemporaryDirectory(prefix="hone-kills-") as name:
        folder = pathlib.Path(name)
        (folder / "train.sh").write_text('sleep 0.1\necho "$HONE_TRIAL" >>"$1/ended"\necho loss: "$2"\n')
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        hone, store = str(options.hone.resolve()), str(folder / "hone.db")
        serve = [hone, "serve", "kills", "--bind", f"127.0.0.1:{port}", "--store", store, "-n", str(trials), "--patience", f"{patience}s",
                 "--minimize", "loss", "-p", "x=0.0:1.0", "--optimizer", "random", "-q", "--", "sh", str(folder / "train.sh"), str(folder), "{x}"]
        work = [hone, "work", f"http://127.0.0.1:{port}", "-j", "2", "-q"]
        homes = [folder / f"worker{number}" for number in range(3)]
        for home in homes:
            home.mkdir()
        server = subprocess.Popen(serve, cwd=folder)
        workers = [subprocess.Popen(work, cwd=home, stderr=subprocess.DEVNULL) for home in homes]
        killed, began = {"server": 0, "worker": 0}, time.monotonic()
        while server.poll() is None or killed["server"] + killed["worker"] == 0:
            if time.monotonic() - began > 300:
                sys.exit("the study has not come to its end in five minutes")
            time.sleep(chance.uniform(0.3, 1.2))
            victim = chance.randrange(5)
            if victim < 3:
                workers[victim].kill()
                workers[victim].wait()
                killed["worker"] += 1
                workers[victim] = subprocess.Popen(work, cwd=homes[victim], stderr=subprocess.DEVNULL)
            elif victim == 3 and server.poll() is None:
                server.kill()
                server.wait()
                killed["server"] += 1
                server = subprocess.Popen(serve, cwd=folder)
        for worker in workers:
            worker.kill()
            worker.wait()
        listed = subprocess.run([hone, "export", "kills", "--store", store, "--format", "jsonl"], capture_output=True, text=True, check=True)
        states = [json.loads(line)["state"] for line in listed.stdout.splitlines()]
        check = sqlite3.connect(store).execute("PRAGMA integrity_check").fetchone()[0]
        ended = (folder / "ended").read_text().split()
    complete = states.count("complete")
    return {
        "trials": trials, "killed_servers": killed["server"], "killed_workers": killed["worker"], "seconds": round(time.monotonic() - began, 1),
        "complete": complete, "failed": states.count("failed"), "unfinished": sum(s in ("waiting", "running") for s in states),
        "programs_run": len(ended), "integrity": check,
        "faults": int(len(states) != trials or check != "ok" or complete + states.count("failed") != trials or len(set(ended)) < complete),
    }


def ms(times, share):
    return round(1000 * times[min(len(times) - 1, int(share * len(times)))], 2)


if __name__ == "__main__":
    main()
