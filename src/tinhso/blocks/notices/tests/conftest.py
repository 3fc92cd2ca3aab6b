"""People to be told, and the gateway that phones are behind: its own process, as in the demo."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.test import Client

from tinhso.blocks.notices.channels.sms import signature
from tinhso.blocks.notices.models import Delivery
from tinhso.blocks.notices.sending import Message, send_many
from tinhso.blocks.people.api import (
    Account,
    Person,
    actor_for,
    appoint,
    create_post,
    open_account,
    register_person,
)
from tinhso.kernel.access.api import Actor, system_actor
from tinhso.kernel.clock.api import ZONE

SYSTEM = system_actor("Thử nghiệm", via="import")
KEY = "khoa-thu"
CODE = "H32-261124-000001"
DAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 24, 22, 30, tzinfo=ZONE)


@dataclass
class Someone:
    person: Person
    account: Account

    @property
    def actor(self) -> Actor:
        return actor_for(self.account)

    def browser(self) -> Client:
        client = Client()
        client.force_login(self.account)
        return client

    def told(self, kind: str = "case.supplement_asked", *, key: str = "k1", at: datetime = DAY, **values: Any) -> None:
        """Tell them something at a moment that is now."""
        values = {"code": CODE, "agency": "ubnd-22366", "detail": "Thiếu giấy khai sinh của bé An", **values}
        send_many([Message(kind, self.person.pk, key, at, **values)], now=at)


MakeSomeone = Callable[..., Someone]


@pytest.fixture
def someone(db: None) -> MakeSomeone:
    """Makes a person with an account: `someone("hoa")`; `roles` and `agency` give a post."""
    made = 0

    def make(username: str, *roles: str, agency: str = "ubnd-22366", language: str = "vi", **values: Any) -> Someone:
        nonlocal made
        made += 1
        person = register_person(
            SYSTEM, None, full_name=f"Lê Thị Mẫu {username.title()}", personal_id=f"0561950{made:05}",
            birth_date=date(1995, 5, 1), sex="female", synthetic=True,
            **{"phone": f"09010000{made:02}", "email": f"{username}@vidu.test", **values},
        )  # fmt: skip
        account = open_account(SYSTEM, None, username=username, person=person, level=2, phone=person.phone)
        if language != "vi":
            from tinhso.blocks.people.actions_account import change_preferences

            change_preferences(actor_for(account), account, language=language, form_of_address="")
        if roles:
            post = create_post(
                SYSTEM, None, code=f"{username}-post", title="Công chức", agency=agency, roles=list(roles)
            )
            appoint(SYSTEM, None, person=person, post=post, first_day=date(2025, 7, 1))
        return Someone(person, Account.objects.get(pk=account.pk))

    return make


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Gateway:
    """The stand-in gateway as its own process, and what it took."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def trouble(self, how: str, times: int = 1) -> None:
        body = json.dumps({"how": how, "times": times}).encode()
        answer = requests.post(
            f"{self.url}/trouble", data=body, headers={"X-Signature": signature(body, KEY.encode())}, timeout=10
        )
        assert answer.status_code == 200

    def knows(self, delivery: Delivery) -> dict[str, Any] | None:
        headers = {"X-Signature": signature(str(delivery.pk).encode(), KEY.encode())}
        answer = requests.get(f"{self.url}/messages/{delivery.pk}", headers=headers, timeout=10)
        return answer.json() if answer.status_code == 200 else None

    def shown(self) -> list[str]:
        """The texts on its page of phones, newest first."""
        import re

        page = requests.get(self.url, timeout=10).text
        return re.findall(r"</b></p><p>(.*?)</p>", page)


@pytest.fixture
def gateway(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    port = free_port()
    monkeypatch.setenv("TINHSO_SMS_KEY", KEY)
    command = [
        sys.executable,
        "-m",
        "tinhso.connectors.sms",
        "--port",
        str(port),
        "--book",
        str(tmp_path / "sms.sqlite3"),
    ]
    process = subprocess.Popen([*command, "--report", "http://127.0.0.1:9/"])
    gateway = Gateway(port)
    try:
        end = time.monotonic() + 30
        while True:
            try:
                assert requests.get(f"{gateway.url}/healthz", timeout=5).text == "ok"
                break
            except requests.ConnectionError:
                assert process.poll() is None and time.monotonic() < end
        settings.SMS_URL = gateway.url
        yield gateway
    finally:
        process.kill()
        process.wait()


def only(channel: str = "sms") -> Delivery:
    """The one delivery over a channel."""
    return Delivery.objects.get(channel=channel)


def minutes_after(moment: datetime, minutes: float) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment + timedelta(minutes=minutes)
