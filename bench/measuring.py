"""What every measurement uses: a web server as installed, clients that press on it, and the same statements in pgbench."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PORT = 18431
TOKEN = "t" * 32
Send = Callable[[http.client.HTTPConnection], None]


def session_of(account: Any) -> str:
    """A session in which the account is signed in; gives its cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "tinhso.blocks.people.backend.Accounts"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def browser(session: str = "") -> Any:
    """A client inside this process, for looking at what one request does."""
    from django.test import Client

    client = Client()
    client.cookies["csrftoken"] = TOKEN
    if session:
        client.cookies["sessionid"] = session
    return client


def statements(ask: Callable[[], object]) -> list[str]:
    """Every statement that a request sends, with its values, on one line each."""
    import psycopg
    from django.db import connection

    sent: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        sent.append(psycopg.ClientCursor(connection.connection).mogrify(sql, params) if params else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        ask()
    lines = [re.sub(r"\s+", " ", sql).strip().rstrip(";") for sql in sent]
    return [sql for sql in lines if not sql.startswith(("SAVEPOINT", "RELEASE"))]


def web() -> subprocess.Popen[bytes]:
    """The web server as in an installation, on a port of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tinhso", "web", "--port", str(PORT)],
        env={**os.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return process
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The web server did not start.")


def getting(address: str, session: str = "") -> Send:
    """A client that opens this page."""
    headers = {"Cookie": f"sessionid={session}"} if session else {}

    def send(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", address, headers=headers)
        expect(connection.getresponse(), 200)

    return send


def expect(answer: http.client.HTTPResponse, *wanted: int) -> None:
    """Read the answer to its end. Raises when it is another one."""
    said = answer.read()
    if answer.status not in wanted:
        raise RuntimeError(f"{answer.status}: {said[:300]!r}")


def load(*, clients: int, seconds: float, send: Send) -> tuple[float, list[float]]:
    """Call `send(connection)` from several clients for some seconds; returns the rate and the sorted times."""
    times: list[float] = []
    lock = threading.Lock()
    end = time.perf_counter() + seconds

    def client() -> None:
        own: list[float] = []
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        while time.perf_counter() < end:
            began = time.perf_counter()
            send(connection)
            own.append(time.perf_counter() - began)
        with lock:
            times.extend(own)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / seconds, sorted(times)


def pgbench(home: Path, server: Any, script: str, *, seconds: int, clients: int, name: str) -> float:
    """Transactions a second of a script in pgbench, against the same server; raises if one fails."""
    from tinhso.site.postgres import find_programs

    file = home / f"{name}.sql"
    file.write_text(script)
    program = find_programs().path("pgbench")
    options = ["-n", "-M", "simple", "-f", str(file), "-c", str(clients), "-j", "1", "-T", str(seconds)]
    done = subprocess.run([program, *options, server.url()], capture_output=True, text=True, check=False)
    if done.returncode != 0 or "aborted" in done.stderr:
        raise RuntimeError(f"pgbench failed:\n{done.stderr[-1500:]}")
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])


def compare(what: str, send: Send, script: str, *, home: Path, server: Any, seconds: int, clients: int) -> None:
    """Press on the web server and on the database alone in turn, twice, and print both with their ratio."""
    process = web()
    try:
        load(clients=clients, seconds=2, send=send)
        limits, rates, times = [], [], []
        for turn in range(2):
            limits.append(pgbench(home, server, script, seconds=seconds, clients=clients, name=f"{PORT}-{turn}"))
            rate, took = load(clients=clients, seconds=seconds, send=send)
            rates.append(rate)
            times += took
    finally:
        process.terminate()
        process.wait(timeout=20)
    times.sort()
    p50, p95 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
    rate, limit = sum(rates) / 2, sum(limits) / 2
    print(
        f"{what}: {rate:.0f}/s over HTTP, p50 {p50:.0f} ms, p95 {p95:.0f} ms; the same statements in pgbench: "
        f"{limit:.0f}/s; ratio {rate / limit:.2f}",
        flush=True,
    )
