"""The stand-in VNeID as a process of its own, and the province configured for it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from tests.province import COMMUNE, People, people, reference

__all__ = ["COMMUNE", "People", "people", "reference"]

ID, SECRET = "tinhso-thu", "bi-mat-cua-phep-thu"
HOA = {
    "personal_id": "056195000011", "name": "Nguyễn Thị Thử", "birth_date": "1995-05-01", "sex": "Nữ", "sub": "hoa",
    "phone": "0900000000",
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class VNeID:
    """The running stand-in; `browser` is what a person's browser remembers there."""

    url: str
    port: int
    home: Path
    province: str
    process: subprocess.Popen[bytes] | None = None
    browser: requests.Session = field(default_factory=requests.Session)

    def start(self) -> None:
        command = [sys.executable, "-m", "tinhso.connectors.vneid", "--port", str(self.port), "--issuer", self.url]
        environment = {
            **os.environ, "TINHSO_HOME": str(self.home), "TINHSO_OIDC_CLIENT_ID": ID, "TINHSO_OIDC_CLIENT_SECRET": SECRET,
        }  # fmt: skip
        self.process = subprocess.Popen([*command, "--province", self.province], env=environment)
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

    def control(self, path: str, **values: Any) -> dict[str, Any]:
        answer = requests.post(f"{self.url}/control/{path}", json=values, timeout=10)
        assert answer.ok, answer.text
        return dict(answer.json())

    def answer(self, location: str, *, subject: str = "hoa", level: int = 2, **more: str) -> str:
        """The person's answer on the stand-in's page: the path at the province to which the browser is sent."""
        shown = self.browser.get(location, timeout=10, allow_redirects=False)
        back = shown.headers.get("Location", "")
        if not back:
            found = re.search(r"name=request value='([^']+)'", shown.text)
            assert found is not None, shown.text
            form = {"request": found[1], "person": subject, "level": str(level), "do": "approve", **more}
            back = self.browser.post(f"{self.url}/decide", form, timeout=10, allow_redirects=False).headers["Location"]
        parts = urlsplit(back)
        return f"{parts.path}?{parts.query}"

    def through(self, client: Client, start: str, **answer: Any) -> Any:
        """From one of our pages to the stand-in and back."""
        gone = client.get(start)
        assert gone.status_code == 302 and gone["Location"].startswith(f"{self.url}/authorize?"), gone["Location"]
        return client.get(self.answer(gone["Location"], **answer))


@pytest.fixture
def start_vneid(tmp_path: Path, settings: Any) -> Iterator[Callable[..., VNeID]]:
    """Starts the stand-in for a province at an address, with the tests' citizen among its people."""
    made: list[VNeID] = []

    def start(province: str) -> VNeID:
        (tmp_path / "vneid-people.json").write_text(json.dumps([HOA]))
        port = free_port()
        one = VNeID(f"http://127.0.0.1:{port}", port, tmp_path, province)
        one.start()
        made.append(one)
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = one.url, ID, SECRET
        settings.PUBLIC_URL, settings.DEMO = province, True
        return one

    yield start
    for one in made:
        one.stop()


@pytest.fixture
def vneid(start_vneid: Callable[..., VNeID]) -> VNeID:
    return start_vneid("http://testserver")
