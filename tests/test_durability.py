"""Killed in the middle: what was acknowledged is there, once; what was not can be sent again and is done once."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tinhso.site.ports import free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
REQUESTS = 100
TOKEN = "t" * 32


def ask(
    port: int, method: str, path: str, *, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    """Status and text of an answer; status 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


class Province:
    """A province of its own, as `tinhso up` starts it, with durability on."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "TINHSO_", "PYTEST_"))},
            "TINHSO_HOME": str(home),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = (home.parent / "up.log").open("ab")

    def start(self) -> None:
        command = [sys.executable, "-m", "tinhso", "up", "--no-demo", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=self.log, stderr=self.log)
        self.wait()

    def wait(self) -> None:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if ask(self.port, "GET", "/healthz")[0] == 200:
                return
            time.sleep(0.2)
        raise AssertionError((self.home.parent / "up.log").read_text()[-3000:])

    def manage(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tinhso", "manage", "shell", "-v", "0", "-c", code],
            env=self.env, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def pids(self, what: str) -> list[int]:
        found = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        pids = []
        for line in found.splitlines():
            number, _, args = line.strip().partition(" ")
            if what in args and (str(self.home) in args or self._is_ours(int(number) if number.isdecimal() else 0)):
                pids.append(int(number))
        return pids

    def _is_ours(self, pid: int) -> bool:
        try:
            return f"TINHSO_HOME={self.home}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=60)
        self.log.close()


PREPARE = """
from datetime import date
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tinhso.blocks.people.api import appoint, create_post, open_account, register_person
from tinhso.blocks.services.api import SERVICES, ProcedureVersion
from tinhso.blocks.units.api import unit_by_code
from tinhso.kernel.access.api import system_actor
system = system_actor("Thử", via="import")
person = register_person(system, None, full_name="Nguyễn Thị Thử", personal_id="056195000011", birth_date=date(1995, 5, 1), sex="female",
    phone="0900000001", unit=unit_by_code("22366"), synthetic=True)
clerk = register_person(system, None, full_name="Lê Thị Mẫu", personal_id="056185000101", birth_date=date(1985, 1, 1), sex="female", synthetic=True)
account = open_account(system, None, username="quay", person=clerk, level=2, phone="0900000101")
post = create_post(system, None, code="quay", title="Cán bộ một cửa", agency="ttpvhcc-22366", roles=["counter_officer"])
appoint(system, None, person=clerk, post=post, first_day=date(2025, 7, 1))
session = SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = "tinhso.blocks.people.backend.Accounts"
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.save()
rows = ProcedureVersion.objects.filter(level__contains=["xa"], time_unit="working_day", fee_kind="free", valid_to=None)
version = next(v for v in rows.exclude(procedure__code__in=SERVICES).order_by("procedure__code") if len(v.documents) == 2)
print("SESSION", session.session_key, "CODE", version.procedure.code)
"""


def test_every_process_is_killed_in_the_middle_of_a_hundred_requests(tmp_path: Path) -> None:
    home = tmp_path / "province"
    tmp_path.chmod(0o755)
    province = Province(home)
    province.start()
    try:
        said = re.search(r"SESSION (\S+) CODE (\S+)", province.manage(PREPARE))
        assert said
        acknowledged = file_while_killing(province, session=said[1], code=said[2])
        assert len(acknowledged) == REQUESTS
        province.wait()
        url = re.sub(
            r"\s",
            "",
            province.manage("from django.conf import settings as s; d = s.DATABASES['default']; print(d['HOST'])"),
        )
        with psycopg.connect(host=url, user="tinhso", dbname="tinhso") as base:
            codes = [row[0] for row in base.execute("SELECT code FROM cases_case").fetchall()]
            broken = base.execute(
                "SELECT count(*) FROM cases_case c WHERE NOT EXISTS (SELECT 1 FROM services_dossier d WHERE d.case_id = c.id)"
            )
            assert broken.fetchone() == (0,)
        assert sorted(codes) == sorted(acknowledged.values()), "each request once, none lost, none doubled"
        assert "TRAIL 0" in province.manage(
            "from tinhso.kernel.trail.api import verify; print('TRAIL', len(list(verify())))"
        )
    finally:
        province.stop()


def file_while_killing(province: Province, *, session: str, code: str) -> dict[int, str]:
    """Send a hundred requests from four senders, each again until it is acknowledged, while processes are killed."""
    acknowledged: dict[int, str] = {}
    lock = threading.Lock()
    numbers = list(range(REQUESTS))
    done = threading.Event()

    def sender() -> None:
        while True:
            with lock:
                if not numbers:
                    return
                number = numbers.pop()
            acknowledged[number] = send(province, number, session=session, code=code)

    def killer() -> None:
        victims = ["postgres: ", "granian", "tinhso readers", "tinhso worker", "bin/postgres", " tinhso web"]
        for victim in victims:
            if done.wait(1.5):
                return
            for pid in random.sample(found := province.pids(victim), min(2, len(found))):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue

    senders = [threading.Thread(target=sender) for _ in range(4)]
    hunter = threading.Thread(target=killer)
    for thread in (*senders, hunter):
        thread.start()
    for thread in senders:
        thread.join(timeout=240)
    done.set()
    hunter.join(timeout=30)
    return acknowledged


def send(province: Province, number: int, *, session: str, code: str) -> str:
    """Send one request under its own key until the province acknowledges it; returns the code of its case."""
    body: dict[str, Any] = {
        "procedure": code,
        "answers": {"place": "22366", "wish": f"Việc số {number}"},
        "papers": [{"question": "paper_1"}, {"question": "paper_2"}],
        "applicant": "056195000011",
    }
    end = time.monotonic() + 200
    while time.monotonic() < end:
        status, said = ask(
            province.port,
            "POST",
            "/api/v1/cases",
            body=json.dumps(body),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": f"kill-{number:08}",
                "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
                "X-CSRFToken": TOKEN,
            },
        )
        if status in (200, 201):
            return str(json.loads(said)["code"])
        assert status in (0, 401, 409) or status >= 500, (status, said)
        time.sleep(0.3)
    raise AssertionError(f"request {number} was never acknowledged")
