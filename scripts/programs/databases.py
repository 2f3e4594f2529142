"""SQLite and its settings: seconds of small workloads, waits for the disk included. Nothing is learnt."""
import os
import shutil
import sqlite3
import tempfile

import numpy as np

import clock
from corpora import words
from data import generator
from program import Failed, Program
from space import choice, flag, logwhole, real, steps, whole

SETTINGS = [choice("page_size", [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536], 4096, "bytes of a page"), logwhole("cache_size", 4, 20000, 2000, "kilobytes of pages kept in memory"), choice("journal_mode", ["DELETE", "TRUNCATE", "PERSIST", "MEMORY", "WAL", "OFF"], "DELETE", "how a transaction can be undone"),
            choice("synchronous", ["OFF", "NORMAL", "FULL"], "FULL", "when the disk must have written"), choice("temp_store", ["DEFAULT", "FILE", "MEMORY"], "DEFAULT", "where temporary tables live"), choice("locking_mode", ["NORMAL", "EXCLUSIVE"], "NORMAL", "keep the file's lock between transactions"),
            choice("mmap_size", [0, 1048576, 16777216, 134217728], 0, "bytes of the file that are mapped")]


def opened(path, c):
    d = sqlite3.connect(path, isolation_level=None)
    for k in ("page_size", "journal_mode", "synchronous", "temp_store", "locking_mode", "mmap_size", "auto_vacuum", "wal_autocheckpoint", "secure_delete"):
        if k in c:
            d.execute(f"PRAGMA {k}={int(c[k]) if isinstance(c[k], bool) else c[k]}").fetchall()
    if "cache_size" in c:
        d.execute(f"PRAGMA cache_size=-{c['cache_size']}")
    return d


def rows(task, count):
    r = generator("rows", task)
    w = words()
    return [(int(k), str(w[r.integers(len(w))]), float(r.normal()), int(r.integers(0, 500)), str(w[r.integers(len(w))]) * 3) for k in r.permutation(count * 4)[:count]]


SIZES = dict(insert=4000, lookup=6000, update=3000, scan=8000, churn=2500, log=3000)


def work(d, task, c, source):
    batch, r = c.get("rows_a_transaction", 500), generator("work", task)
    d.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, x REAL, g INTEGER, text TEXT)" + (" WITHOUT ROWID" if c.get("without_rowid") else ""))
    if c.get("index_first", True):
        d.execute("CREATE INDEX i ON t(g)")
    for k in range(0, len(source), batch):
        d.execute("BEGIN")
        d.executemany("INSERT INTO t VALUES(?,?,?,?,?)", source[k:k + batch])
        d.execute("COMMIT")
    if not c.get("index_first", True):
        d.execute("CREATE INDEX i ON t(g)")
    if task == "lookup":
        for k in r.integers(0, len(source) * 4, 4000):
            d.execute("SELECT x FROM t WHERE id=?", (int(k),)).fetchone()
    elif task == "update":
        ids = [s[0] for s in source]
        for k in range(0, 1500, batch):
            d.execute("BEGIN")
            for j in r.integers(0, len(ids), min(batch, 1500 - k)):
                d.execute("UPDATE t SET g=g+1, text=text||'a' WHERE id=?", (ids[int(j)],))
            d.execute("COMMIT")
    elif task == "scan":
        for _ in range(3):
            d.execute("SELECT name, COUNT(*), AVG(x) FROM t GROUP BY name ORDER BY 2 DESC").fetchall()
            d.execute("SELECT a.id FROM t a JOIN t b ON a.g=b.g WHERE a.x>1.8 AND b.x<-1.8").fetchall()
    elif task == "churn":
        for k in range(6):
            d.execute("DELETE FROM t WHERE g%6=?", (k,))
            d.execute("BEGIN")
            d.executemany("INSERT OR REPLACE INTO t VALUES(?,?,?,?,?)", source[k * 400:(k + 1) * 400])
            d.execute("COMMIT")
    elif task == "log":
        for k in range(30):
            d.execute("INSERT OR REPLACE INTO t VALUES(?,?,?,?,?)", (10 ** 7 + k, "event", .5, 1, "text" * 20))


def run(c, task, seed):
    folder = tempfile.mkdtemp(prefix="hone-sqlite-")
    try:
        source = rows(task, SIZES[task])

        def go():
            d = opened(folder + "/d.db", c)
            work(d, task, c, source)
            d.close()
        seconds = clock.elapsed(go)
        return seconds, dict(bytes=sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


facts = lambda t: dict(rows=SIZES[t], workload=t)
Program("sqlite-pragmas", "sqlite", "SQLite and its pragmas on one workload", [*SETTINGS, logwhole("rows_a_transaction", 20, 4000, 500, "rows written between two commits")], run, list(SIZES), facts, minimize="seconds", learns=False, trials=100)
Program("sqlite-schema", "sqlite", "SQLite: table layout and writing", [choice("page_size", [1024, 4096, 16384, 65536], 4096, "bytes of a page"), logwhole("cache_size", 16, 20000, 2000, "kilobytes of pages kept in memory"), flag("index_first", True, "make the index before the rows come"), flag("without_rowid", False, "store rows in the key's tree"), choice("auto_vacuum", ["NONE", "FULL", "INCREMENTAL"], "NONE", "give freed pages back"), flag("secure_delete", False, "overwrite deleted content"), logwhole("rows_a_transaction", 20, 4000, 500, "rows written between two commits"), choice("journal_mode", ["DELETE", "MEMORY", "WAL"], "DELETE", "how a transaction can be undone"), choice("synchronous", ["OFF", "NORMAL", "FULL"], "FULL", "when the disk must have written")],
        run, ["insert", "update", "churn", "lookup", "log"], facts, minimize="seconds", learns=False, trials=100)
Program("sqlite-wal", "sqlite", "SQLite with a write-ahead log", [choice("synchronous", ["OFF", "NORMAL", "FULL"], "FULL", "when the disk must have written"), logwhole("wal_autocheckpoint", 1, 10000, 1000, "pages of log before they go to the database"), choice("page_size", [1024, 4096, 16384], 4096, "bytes of a page"), logwhole("cache_size", 4, 20000, 2000, "kilobytes of pages kept in memory"), logwhole("rows_a_transaction", 5, 2000, 100, "rows written between two commits"), choice("locking_mode", ["NORMAL", "EXCLUSIVE"], "NORMAL", "keep the file's lock between transactions")],
        lambda c, t, s: run(dict(c, journal_mode="WAL"), t, s), ["insert", "log", "update", "churn"], facts, minimize="seconds", learns=False, trials=100)


def trigram(c, task, seed):
    """Full-text search: what the tokenizer and the merges cost."""
    r = generator("fts", task)
    w = words()
    count = dict(short=1500, long=250)[task]
    texts = [(" ".join(w[min(int(1 / max(r.uniform(), 1e-4)), len(w) - 1)] for _ in range(dict(short=12, long=120)[task])),) for _ in range(count)]
    d = sqlite3.connect(":memory:", isolation_level=None)

    def go():
        tokenizer = c["tokenize"]
        prefix = f", prefix='{c['prefix']}'" if c["prefix"] else ""
        d.execute(f"CREATE VIRTUAL TABLE f USING fts5(t, tokenize='{tokenizer}', detail={c['detail']}, columnsize={int(c['columnsize'])}{prefix})")
        for k in ("automerge", "crisismerge", "pgsz"):
            d.execute("INSERT INTO f(f, rank) VALUES(?, ?)", (k, c[k]))
        for k in range(0, count, c["batch"]):
            d.execute("BEGIN")
            d.executemany("INSERT INTO f VALUES(?)", texts[k:k + c["batch"]])
            d.execute("COMMIT")
        if c["optimize"]:
            d.execute("INSERT INTO f(f) VALUES('optimize')")
        for k in range(300):
            q = w[k % 50][:4]
            d.execute("SELECT rowid FROM f WHERE f MATCH ? LIMIT 5", (q + ("*" if c["prefix"] or k % 2 else ""),)).fetchall()
    try:
        return clock.computing(go, 1)
    finally:
        d.close()


Program("sqlite-fts5", "sqlite", "SQLite's full-text index: filled and searched", [choice("tokenize", ["unicode61", "ascii", "porter", "trigram"], "unicode61", "how text becomes words"), choice("detail", ["full", "column", "none"], "full", "positions kept"), flag("columnsize", True, "keep lengths"), choice("prefix", ["", "2", "3", "2 3"], "", "lengths of indexed word beginnings"), whole("automerge", 2, 16, 4, "segments that are merged at a level"), whole("crisismerge", 4, 32, 16, "segments that must be merged at once"), logwhole("pgsz", 64, 16384, 4050, "bytes of an index page"), logwhole("batch", 5, 1500, 100, "texts a transaction"), flag("optimize", False, "merge all at the end")],
        trigram, ["short", "long"], lambda t: dict(texts=dict(short=1500, long=250)[t], words=dict(short=12, long=120)[t]), minimize="seconds", learns=False, trials=100)
