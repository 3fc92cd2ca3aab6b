"""The stand-in, served over real HTTP, and a person's browser in front of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import make_server

import pytest
import requests

from tinhso.connectors.vneid.book import Book
from tinhso.connectors.vneid.keys import Keys
from tinhso.connectors.vneid.people import INVENTED, Register
from tinhso.connectors.vneid.protocol import Client, Provider
from tinhso.connectors.vneid.server import QuietHandler, StandIn, ThreadedServer

BACK, GONE = "http://127.0.0.1:1/back/", "http://127.0.0.1:1/gone/"
CLIENT = Client("tinhso-thu", "bi-mat-cua-phep-thu", (BACK,), (GONE,))
AN, BINH, _CUC, DUNG = INVENTED


@dataclass
class Running:
    url: str
    provider: Provider
    late: float = 0.0  # seconds that the stand-in's clock is ahead


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[Running]:
    import time

    running = Running("", None)  # type: ignore[arg-type]
    with make_server("127.0.0.1", 0, lambda e, s: running.app(e, s), ThreadedServer, QuietHandler) as server:  # type: ignore[attr-defined]
        running.url = f"http://127.0.0.1:{server.server_port}"
        book = Book(lambda: time.time() + running.late)
        keys = Keys(tmp_path / "keys" / "vneid.json")
        running.provider = Provider(issuer=running.url, client=CLIENT, book=book, keys=keys, people=Register())
        running.app = StandIn(running.provider)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield running
        server.shutdown()
        thread.join()


@dataclass
class Person:
    """A person with a browser: looks at the page, chooses, and is sent back."""

    session: requests.Session = field(default_factory=requests.Session)

    def answer(
        self, location: str, *, subject: str = AN.subject, level: int = 2, do: str = "approve", fault: str = ""
    ) -> str:
        """Where the browser is sent after the answer."""
        shown = self.session.get(location, timeout=10, allow_redirects=False)
        if shown.status_code == 302:
            return str(shown.headers["Location"])
        found = re.search(r"name=request value='([^']+)'", shown.text)
        assert found is not None, shown.text
        form = {"request": found[1], "person": subject, "level": str(level), "do": do, "fault": fault}
        decided = self.session.post(
            f"{location.split('/authorize')[0]}/decide", form, timeout=20, allow_redirects=False
        )
        assert decided.status_code == 302, decided.text
        return str(decided.headers["Location"])


@pytest.fixture
def person() -> Person:
    return Person()


def query(address: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
