"""Filing a request over HTTP against the very statements of one filing in pgbench."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

PORT = 18431
COMMUNE = "22366"
TOKEN = "t" * 32


def _citizen() -> tuple[Any, Any]:
    """A citizen, and the account of a counter officer who files for them."""
    from tinhso.blocks.people.api import appoint, create_post, open_account, register_person
    from tinhso.blocks.units.api import unit_by_code
    from tinhso.kernel.access.api import system_actor

    system = system_actor("Đo tốc độ", via="import")
    person = register_person(
        system, None, full_name="Nguyễn Thị Thử", personal_id="056195000011", birth_date=date(1995, 5, 1), sex="female",
        phone="0900000001", unit=unit_by_code(COMMUNE), synthetic=True,
    )  # fmt: skip
    clerk = register_person(
        system,
        None,
        full_name="Lê Thị Mẫu",
        personal_id="056185000102",
        birth_date=date(1985, 1, 2),
        sex="female",
        synthetic=True,
    )
    post = create_post(
        system, None, code="counter", title="Cán bộ một cửa", agency=f"ttpvhcc-{COMMUNE}", roles=["counter_officer"]
    )
    appoint(system, None, person=clerk, post=post, first_day=date(2025, 7, 1))
    return person, open_account(system, None, username="do", person=clerk, level=2, phone="0900000102")


def _procedure() -> Any:
    from tinhso.blocks.services.api import SERVICES, ProcedureVersion

    rows = ProcedureVersion.objects.filter(
        level__contains=["xa"], time_unit="working_day", fee_kind="free", valid_to=None
    )
    return next(
        v for v in rows.exclude(procedure__code__in=SERVICES).order_by("procedure__code") if len(v.documents) == 2
    )


def request_of(person: Any, version: Any) -> Any:
    from tinhso.blocks.services.api import Attached, Request

    return Request(
        procedure=version.procedure.code,
        applicant=person,
        answers={"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."},
        attached=tuple(Attached(question=f"paper_{n}", source="paper", kind=0) for n in (1, 2)),
        channel=1,
        received_by=f"ttpvhcc-{COMMUNE}",
        source="api",
    )


def statements(person: Any, account: Any, version: Any) -> str:
    """One filing as a pgbench script: the statements it really sends, with its own keys made new each time."""
    import psycopg
    from django.db import connection

    from tinhso.blocks.people.api import actor_for
    from tinhso.blocks.services.api import file_request

    sent: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        raw = connection.connection
        sent.append(psycopg.ClientCursor(raw).mogrify(sql, params) if params else sql)
        return execute(sql, params, many, context)

    actor = actor_for(account)
    file_request(actor, None, request=request_of(person, version), key=f"warm:{uuid4()}")
    key = f"bench:{uuid4()}"
    with connection.execute_wrapper(keep):
        dossier = file_request(actor, None, request=request_of(person, version), key=key)
    papers = list(dossier.papers.all())
    text: list[str] = []
    for sql in sent:
        sql = re.sub(r"\s+", " ", sql).strip().rstrip(";")
        if sql.startswith(("SAVEPOINT", "RELEASE")):
            continue
        sql = (
            sql.replace(str(dossier.case_id), ":cid")
            .replace(dossier.case_id.hex, ":cid")
            .replace(dossier.case.code, "H32-:day-:n")
            .replace(key, "bench-:cid")
        )
        if "trail_sign(" in sql:
            own = "".join(f", gen_random_uuid() AS p{number}" for number in range(len(papers)))
            text.append(f"SELECT gen_random_uuid() AS cid, to_char(now(), 'YYMMDD') AS day{own} \\gset")
            text.append(sql.replace("SELECT trail_sign(", "SELECT trail_sign(", 1) + " AS act \\gset")
        elif "cases_codecounter" in sql:
            text.append(sql + " \\gset")
            text.append("SELECT lpad(':last', 6, '0') AS n \\gset")
        else:
            for number, paper in enumerate(papers):
                sql = sql.replace(paper.pk.hex, f":p{number}").replace(str(paper.pk), f":p{number}")
            text.append(sql + ";")
    act = _act_of(dossier)
    body = "\n".join(text).replace(f", {act},", ", :act,")
    return f"BEGIN;\n{body}\nCOMMIT;\n"


def _act_of(dossier: Any) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act_id FROM trail_change WHERE rel = 'cases_case' AND record_id = %s AND seq = 1",
            [str(dossier.case_id)],
        )
        return int(cursor.fetchone()[0])


def _session(account: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def load(*, clients: int, seconds: float, send: Any) -> tuple[int, list[float]]:
    """Call `send(connection)` from several clients for some seconds; returns how many and the sorted times."""
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
    times.sort()
    return len(times), times


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


def run(home: Path, server: Any, *, seconds: int, clients: int) -> None:
    from run import pgbench

    person, account = _citizen()
    version = _procedure()
    script = statements(person, account, version)
    cookie = f"sessionid={_session(account)}; csrftoken={TOKEN}"
    body = json.dumps(
        {
            "procedure": version.procedure.code,
            "answers": {"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."},
            "papers": [{"question": f"paper_{n}"} for n in (1, 2)],
            "applicant": person.personal_id,
        }
    )

    def send(connection: http.client.HTTPConnection) -> None:
        headers = {
            "Content-Type": "application/json",
            "Cookie": cookie,
            "X-CSRFToken": TOKEN,
            "Idempotency-Key": str(uuid4()),
        }
        connection.request("POST", "/api/v1/cases", body=body, headers=headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{answer.status}: {said[:300]!r}")

    process = web()
    try:
        load(clients=clients, seconds=2, send=send)
        limit = pgbench(home, server, script, seconds=seconds, clients=clients, name="filing")
        count, times = load(clients=clients, seconds=seconds, send=send)
        rate = count / seconds
        print(
            f"filing over HTTP: {rate:.0f}/s, p50 {times[len(times) // 2] * 1000:.0f} ms, p99 {times[int(len(times) * 0.99)] * 1000:.0f} ms;"
            f" the same statements in pgbench: {limit:.0f}/s; ratio {rate / limit:.2f}",
            flush=True,
        )
    finally:
        process.terminate()
        process.wait(timeout=20)
