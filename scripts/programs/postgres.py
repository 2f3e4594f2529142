"""PostgreSQL and its settings, on a server of our own that is started in a folder under /tmp: seconds of small workloads.
Nothing is learnt."""
import fcntl
import functools
import glob
import os
import pwd
import shutil
import subprocess
import time

import numpy as np
import psycopg2

import clock
from data import generator
from program import Failed, Program
from space import choice, flag, logreal, logwhole, real, whole

BIN = (sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [None])[-1]
if BIN is None:
    raise ImportError("postgresql")
HOME = "/tmp/hone-programs-postgres"


def as_owner(command):
    """The server refuses root."""
    if os.getuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp", timeout=200)


def connected(user="postgres"):
    return psycopg2.connect(host=HOME, dbname="postgres", user=user, connect_timeout=20)


@functools.lru_cache(maxsize=1)
def server():
    """Starts the server where none runs, and makes the tables once."""
    os.makedirs(HOME, exist_ok=True)
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(HOME, owner.pw_uid, owner.pw_gid)
    with open("/tmp/hone-programs-postgres.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(HOME + "/data/PG_VERSION"):
            as_owner([BIN + "/initdb", "-D", HOME + "/data", "-A", "trust", "-U", "postgres", "--no-sync"])
        try:
            connected().close()
        except psycopg2.OperationalError:
            options = f"-c listen_addresses= -c unix_socket_directories={HOME} -c max_connections=20 -c shared_buffers=32MB -c autovacuum=off -c max_parallel_workers=0 -c max_wal_size=256MB"
            as_owner([BIN + "/pg_ctl", "-D", HOME + "/data", "-l", HOME + "/log", "-w", "-t", "120", "-o", options, "start"])
        d = connected()
        d.autocommit = True
        q = d.cursor()
        q.execute("SELECT to_regclass('done')")
        if q.fetchone()[0] is None:
            q.execute("SELECT setseed(0.3)")
            q.execute("""CREATE TABLE IF NOT EXISTS customers AS SELECT i AS id, (random()*20)::int AS region, md5(i::text) AS name FROM generate_series(1,4000) i;
                CREATE TABLE IF NOT EXISTS products AS SELECT i AS id, (random()^2*30)::int AS kind, (random()*100)::numeric(8,2) AS price FROM generate_series(1,800) i;
                CREATE TABLE IF NOT EXISTS orders AS SELECT i AS id, 1+(random()^2*3999)::int AS customer, 1+(random()^3*799)::int AS product, (random()*1000)::int AS day, (random()*9)::int AS amount, repeat('x', (random()*60)::int) AS note FROM generate_series(1,40000) i;
                CREATE TABLE IF NOT EXISTS days AS SELECT i AS day, i%7 AS weekday, i/30 AS month FROM generate_series(0,1000) i;
                CREATE INDEX ON customers(id); CREATE INDEX ON products(id); CREATE INDEX ON orders(customer); CREATE INDEX ON orders(day); CREATE INDEX ON days(day); ANALYZE; CREATE TABLE done();""")
        d.close()


QUERIES = {
    "star": ["SELECT c.region, p.kind, sum(o.amount*p.price) FROM orders o JOIN customers c ON c.id=o.customer JOIN products p ON p.id=o.product WHERE p.kind<6 GROUP BY 1,2 ORDER BY 3 DESC"],
    "points": [f"SELECT sum(amount) FROM orders WHERE customer={k * 37 % 3900 + 1}" for k in range(60)],
    "ranges": [f"SELECT count(*), avg(amount) FROM orders WHERE day BETWEEN {k * 40} AND {k * 40 + w}" for k in range(8) for w in (3, 60, 400)],
    "sorts": ["SELECT * FROM orders ORDER BY note, amount, id OFFSET 30000 LIMIT 50", "SELECT customer, count(DISTINCT product) FROM orders GROUP BY customer ORDER BY 2 DESC LIMIT 20"],
    "six_joins": ["SELECT count(*) FROM orders a JOIN orders b ON a.customer=b.customer AND a.day=b.day JOIN customers c ON c.id=a.customer JOIN products p ON p.id=b.product JOIN days d ON d.day=a.day JOIN products q ON q.id=a.product WHERE d.weekday=2 AND c.region<8 AND q.kind<10"],
    "anti": ["SELECT count(*) FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer=c.id AND o.amount>7) AND region IN (SELECT region FROM customers WHERE id<50)", "SELECT month, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM orders JOIN days USING(day) GROUP BY month"]}


def timed(task, settings, statements, before=(), repeats=2):
    """Seconds of the statements, less what client and server waited for a processor."""
    server()
    d = connected()
    try:
        d.autocommit = True
        q = d.cursor()
        q.execute("SET statement_timeout='300s'; SET max_parallel_workers_per_gather=0")
        for k, v in settings.items():
            q.execute(f"SET {k}='{str(v).lower() if isinstance(v, bool) else v}'")
        for s in before:
            q.execute(s)
        pid = d.info.backend_pid
        best = float("inf")
        for _ in range(repeats):
            begun, own, other = time.perf_counter(), clock.queued(), clock.queued(pid)
            for s in statements:
                q.execute(s)
            best = min(best, time.perf_counter() - begun - (clock.queued() - own) - (clock.queued(pid) - other))
        return max(best, 1e-5)
    except psycopg2.errors.QueryCanceled:
        raise Failed("timeout")
    finally:
        d.close()


kilobytes = lambda c, *names: {k: (f"{v}kB" if k in names else v) for k, v in c.items()}
e = lambda name, why: flag("enable_" + name, True, why)
Program("postgres-planner", "postgres", "PostgreSQL's planner on one kind of queries; objective: seconds", [logreal("random_page_cost", 0.1, 40, 4.0, "price of a page out of order"), logreal("seq_page_cost", 0.1, 10, 1.0, "price of a page in order"), logreal("cpu_tuple_cost", 1e-4, 1, 0.01, "price of a row"), logreal("cpu_operator_cost", 1e-4, 0.3, 0.0025, "price of a comparison"), logwhole("work_mem", 64, 65536, 4096, "kilobytes of a sort or a hash"), logwhole("effective_cache_size", 1000, 4000000, 524288, "pages in kilobytes that are thought to be in memory"),
        e("hashjoin", "may join by hashing"), e("mergejoin", "may join by merging"), e("nestloop", "may join by loops"), e("seqscan", "may read whole tables"), e("hashagg", "may group by hashing"), e("memoize", "may remember results of inner loops"), whole("join_collapse_limit", 1, 10, 8, "tables whose order is searched"), flag("jit", True, "compile expressions"), logwhole("jit_above_cost", 10, 1000000, 100000, "price above which they are", {"jit": True})],
        lambda c, t, s: timed(t, kilobytes(c, "work_mem", "effective_cache_size"), QUERIES[t]), list(QUERIES), lambda t: dict(queries=len(QUERIES[t]), orders=40000, customers=4000), minimize="seconds", learns=False, trials=100)


def statistics(c, task, seed):
    before = ["CREATE TEMP TABLE s AS SELECT * FROM orders", f"SET default_statistics_target={c['default_statistics_target']}"]
    if c["index"] != "none":
        columns = dict(day="(day)", customer_day="(customer, day)", day_customer="(day, customer)")[c["index"]]
        before.append(f"CREATE INDEX ON s USING {c['method']} {columns}" + (f" WITH (pages_per_range={c['pages_per_range']})" if c["method"] == "brin" else f" WITH (fillfactor={c['fillfactor']})"))
    if c["cluster"] and c["index"] != "none" and c["method"] == "btree":
        before.append("CLUSTER s USING " + dict(day="s_day_idx", customer_day="s_customer_day_idx", day_customer="s_day_customer_idx")[c["index"]])
    if c["extended"]:
        before.append("CREATE STATISTICS pg_temp.x (dependencies, mcv) ON customer, product FROM s")
    before.append("ANALYZE s")
    q = dict(day=[f"SELECT sum(amount) FROM s WHERE day BETWEEN {k * 30} AND {k * 30 + 8}" for k in range(30)], both=[f"SELECT sum(amount) FROM s WHERE customer BETWEEN {k * 100} AND {k * 100 + 60} AND day>{k * 25}" for k in range(30)], joined=[f"SELECT count(*) FROM s JOIN customers c ON c.id=s.customer WHERE c.region={k} AND s.day<{k * 60 + 40}" for k in range(15)])[task]
    return timed(task, {}, q, before)


Program("postgres-indexes", "postgres", "indexes and statistics of a PostgreSQL table; objective: seconds of a set of queries", [choice("index", ["none", "day", "customer_day", "day_customer"], "day", "indexed columns"), choice("method", ["btree", "brin"], "btree", "kind of index", {"index": ["day", "customer_day", "day_customer"]}), whole("fillfactor", 20, 100, 90, "percent of an index page that is filled", {"method": "btree"}), logwhole("pages_per_range", 1, 256, 128, "pages of a summary", {"method": "brin"}), flag("cluster", False, "sort the table by the index"), logwhole("default_statistics_target", 1, 5000, 100, "size of the statistics"), flag("extended", False, "statistics on pairs of columns")],
        lambda c, t, s: statistics(dict(c, method=c.get("method", "btree")), t, s), ["day", "both", "joined"], lambda t: dict(rows=40000), minimize="seconds", learns=False, trials=80)


def writing(c, task, seed):
    server()
    d = connected()
    try:
        q = d.cursor()
        name = f"w{os.getpid()}"
        q.execute(f"SET statement_timeout='300s'; SET synchronous_commit={c['synchronous_commit']}; SET wal_compression={c['wal_compression']}; SET commit_delay={c['commit_delay']}; SET maintenance_work_mem='{c['maintenance_work_mem']}kB'")
        q.execute(f"DROP TABLE IF EXISTS {name}; CREATE {'UNLOGGED ' if c['unlogged'] else ''}TABLE {name}(id int, a int, b text) WITH (fillfactor={c['fillfactor']})")
        d.commit()
        n = dict(load=6000, update=2500, small=400)[task]
        pid = d.info.backend_pid
        begun, own, other = time.perf_counter(), clock.queued(), clock.queued(pid)
        if c["index_first"]:
            q.execute(f"CREATE INDEX ON {name}(id); CREATE INDEX ON {name}(a)")
        batch = min(c["rows_a_statement"], n)
        for k in range(0, n, batch):
            q.execute(f"INSERT INTO {name} VALUES " + ",".join(f"({j},{j * 7919 % 1000},'row {j}')" for j in range(k, min(k + batch, n))))
            if k // batch % c["statements_a_commit"] == 0:
                d.commit()
        d.commit()
        if not c["index_first"]:
            q.execute(f"CREATE INDEX ON {name}(id); CREATE INDEX ON {name}(a)")
            d.commit()
        if task == "update":
            for k in range(10):
                q.execute(f"UPDATE {name} SET b=b||'!' WHERE a%10={k}")
                d.commit()
        seconds = time.perf_counter() - begun - (clock.queued() - own) - (clock.queued(pid) - other)
        q.execute(f"DROP TABLE {name}")
        d.commit()
        return max(seconds, 1e-5)
    except psycopg2.errors.QueryCanceled:
        raise Failed("timeout")
    finally:
        d.close()


Program("postgres-writes", "postgres", "PostgreSQL filled and changed; objective: seconds", [choice("synchronous_commit", ["on", "local", "off"], "on", "wait for the log at a commit"), logwhole("rows_a_statement", 1, 2000, 50, "rows of an INSERT"), logwhole("statements_a_commit", 1, 100, 1, "statements of a transaction"), choice("wal_compression", ["off", "pglz", "lz4", "zstd"], "off", "compress whole pages in the log"), choice("commit_delay", [0, 10, 100, 1000], 0, "microseconds to wait for others"), whole("fillfactor", 20, 100, 100, "percent of a page that is filled"), flag("index_first", True, "make the indexes before the rows come"), flag("unlogged", False, "keep the table out of the log"), logwhole("maintenance_work_mem", 1024, 262144, 65536, "kilobytes for making an index")],
        writing, ["load", "update", "small"], lambda t: dict(rows=dict(load=6000, update=2500, small=400)[t]), minimize="seconds", learns=False, trials=100)
