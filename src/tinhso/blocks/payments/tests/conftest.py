"""A small province with people at work, charges to pay, and the stand-in platform and bank as real processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.province import COMMUNE, People, fresh_reference, official, people, reference
from tinhso.blocks.payments.api import Charge
from tinhso.blocks.payments.api import charge as charge_now
from tinhso.kernel.access.api import Actor, is_system, system_actor
from tinhso.kernel.actions.api import Act, action

__all__ = ["COMMUNE", "People", "fresh_reference", "official", "people", "reference"]
CENTRE = f"ttpvhcc-{COMMUNE}"
KEY = "k" * 64


@action("payments-tests.charge", "Thu thử", allow=is_system, purpose="Thử nghiệm")
def make_charge(act: Act, subject: Any, *, amount: int, code: str) -> Charge:
    return charge_now(act, subject, payer=subject.pk, items=[("Lệ phí thử", amount)], code=code, agency=CENTRE)


@pytest.fixture
def due(people: People) -> Callable[..., Charge]:
    """Makes a charge of the citizen."""
    numbers = iter(range(1, 1000))

    def make(amount: int = 100_000) -> Charge:
        made: Charge = make_charge(
            system_actor("Thử"), people.person, amount=amount, code=f"H32.15-261124-{next(numbers):04}"
        )
        return made

    return make


@pytest.fixture
def cashier(people: People) -> Actor:
    """A cashier of the agency that keeps the collecting accounts."""
    return official("ttpvhcc-tinh", "cashier")


@pytest.fixture
def second_cashier(people: People) -> Actor:
    return official("ttpvhcc-tinh", "cashier", number=2)


@dataclass
class Heard:
    """Hears the notices of the platform in the province's place, so that a test decides when they arrive."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[bytes]:
        """The notices, when there are so many; fails after twenty seconds."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.bodies) >= count, timeout=20), "No notice came."
            return list(self.bodies)


@pytest.fixture
def heard() -> Iterator[Heard]:
    ear = Heard()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            with ear.came:
                ear.bodies.append(body)
                ear.came.notify_all()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ear.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield ear
    server.shutdown()
    server.server_close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(module: str, port: int, home: Path, *options: str) -> subprocess.Popen[bytes]:
    """A stand-in as a process of its own, once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, "--port", str(port), *options],
        env={**os.environ, "TINHSO_HOME": str(home), "TINHSO_PLATFORM_KEY": KEY, "TINHSO_BANK_KEY": KEY},
    )
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return process
        except OSError:
            assert process.poll() is None, f"{module} did not start."
            threading.Event().wait(0.05)
    raise AssertionError(f"{module} does not answer.")


@pytest.fixture
def platform(heard: Heard, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The stand-in payment platform; its notices go to `heard`."""
    port = _free_port()
    settings.PLATFORM_URL, settings.PUBLIC_URL = f"http://127.0.0.1:{port}", heard.url
    monkeypatch.setenv("TINHSO_PLATFORM_KEY", KEY)
    module = "tinhso.connectors.payment_platform"
    process = _run(module, port, tmp_path, "--address", settings.PLATFORM_URL)
    yield settings.PLATFORM_URL
    process.terminate()
    process.wait()


@pytest.fixture
def bank(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The stand-in bank; nobody hears its notices."""
    port = _free_port()
    settings.BANK_URL = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("TINHSO_BANK_KEY", KEY)
    process = _run("tinhso.connectors.bank", port, tmp_path, "--notify", "http://127.0.0.1:9/")
    yield settings.BANK_URL
    process.terminate()
    process.wait()


def changed(body: bytes, **values: object) -> bytes:
    """A notice with other values and the old signature."""
    return json.dumps({**json.loads(body), **values}).encode()
