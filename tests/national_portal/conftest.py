"""The stand-in portal as a process of its own, the province configured for it, and what citizens and officials do."""

from __future__ import annotations

import base64
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from tests.province import COMMUNE, People, people, reference
from tinhso.blocks.cases.api import Case, decide, propose, take
from tinhso.blocks.services.api import SERVICES, Attached, ProcedureVersion, Request, file_request, receive
from tinhso.connectors.national_portal import fetching, sending
from tinhso.kernel.outbox.api import run_readers

__all__ = ["COMMUNE", "People", "people", "reference"]


@dataclass
class Portal:
    """The running stand-in, as a citizen, a tester and the one who pulls its plug use it."""

    url: str
    port: int
    file: Path
    process: subprocess.Popen[bytes] | None = None
    options: tuple[str, ...] = ()

    def start(self) -> None:
        module = "tinhso.connectors.national_portal.standin"
        command = [sys.executable, "-m", module, "--port", str(self.port), "--file", str(self.file), *self.options]
        environment = {**os.environ, "TINHSO_PORTAL_USER": "tinh", "TINHSO_PORTAL_PASSWORD": "mau"}
        self.process = subprocess.Popen(command, env=environment)
        for _turn in range(400):
            try:
                if requests.get(self.url + "/healthz", timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("The stand-in did not start.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = requests.post(self.url + path, json=body, timeout=20)
        answer.raise_for_status()
        return dict(answer.json())

    def breaks(self, kind: str, *, service: str = "", times: int = 1, seconds: float = 0) -> None:
        self.post("/control/faults", {"kind": kind, "service": service, "times": times, "seconds": seconds})

    def heals(self) -> None:
        self.post("/control/faults", {})

    def knows(self, number: str) -> dict[str, Any]:
        return dict(requests.get(f"{self.url}/control/dossiers/{number}", timeout=20).json())

    def files(self, version: ProcedureVersion, **values: Any) -> str:
        """A citizen files at the portal; returns the number."""
        papers = [paper(document["name"]) for document in version.documents]
        given = {
            "MaTTHC": version.procedure.code, "ChuHoSo": "Nguyễn Thị Thử", "SoGiayToChuHoSo": "056195000011",
            "SoDienThoai": "0900000001", "NoiNopHoSo": COMMUNE, "TrichYeuHoSo": "Đề nghị giải quyết.", "papers": papers,
        }  # fmt: skip
        return str(self.post("/citizen/dossiers", {**given, **values})["MaHoSo"])


def paper(name: str, content: bytes | None = None) -> dict[str, str]:
    """A file as a citizen attaches it: a small picture, unless other bytes are given."""
    if content is None:
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "white").save(out, "PNG")
        content = out.getvalue()
    return {"name": name, "content": base64.b64encode(content).decode()}


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@pytest.fixture
def portal(tmp_path: Path, settings: Any) -> Iterator[Portal]:
    port = free_port()
    running = Portal(f"http://127.0.0.1:{port}", port, tmp_path / "portal.sqlite3")
    settings.PORTAL_URL, settings.PORTAL_USER, settings.PORTAL_PASSWORD = running.url, "tinh", "mau"
    settings.PORTAL_DSTCODE, settings.PORTAL_UNIT = "mau", "H32"
    running.start()
    yield running
    running.stop()


def some_procedure() -> ProcedureVersion:
    """A procedure of the communes with papers, a time limit in working days, no fee, and no declared service."""
    rows = ProcedureVersion.objects.filter(
        level__contains=["xa"], time_unit="working_day", time_value__gte=3, fee_kind="free", valid_to=None
    )
    found = rows.exclude(procedure__code__in=SERVICES).exclude(documents=[]).order_by("procedure__code").first()
    assert found is not None
    return found


def here(people: People, **values: Any) -> Case:
    """A dossier filed at the province itself."""
    version = some_procedure()
    papers = tuple(
        Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
    )
    wanted = Request(
        procedure=version.procedure.code, applicant=people.person, confirmed=True, attached=papers,
        answers={"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."}, **values,
    )  # fmt: skip
    return file_request(people.citizen, None, request=wanted).case


def work_through(people: People, case: Case) -> Case:
    """From reception to the leader's signature."""
    case = receive(people.counter, case)
    case = take(people.officer, case)
    propose(people.officer, case, outcome="grant", reason="Đủ điều kiện")
    case.refresh_from_db()
    return decide(people.leader, case)


def exchange() -> None:
    """Fetch, let the readers of the outbox catch up, send: as the processes of the province do all the time."""
    fetching.fetch()
    run_readers()
    sending.deliver()


@pytest.fixture
def later_by() -> Callable[[float], Callable[[], Any]]:
    """A clock that is some seconds ahead."""
    from datetime import timedelta

    from tinhso.kernel.clock.api import now

    return lambda seconds: lambda: now() + timedelta(seconds=seconds)
