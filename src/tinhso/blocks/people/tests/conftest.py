"""A few synthetic people with accounts; nobody here exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tinhso.blocks.people.api import (
    Account,
    CodeMessage,
    Person,
    Post,
    appoint,
    create_post,
    open_account,
    register_person,
)
from tinhso.kernel.access.api import system_actor

PASSWORD = "biển xanh nắng vàng 26"
SYSTEM = system_actor("Thử nghiệm", via="import")


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """Codes are readable in the demo, which is how these tests read them."""
    settings.DEMO = True


@dataclass
class Someone:
    person: Person
    account: Account


MakeSomeone = Callable[..., Someone]


@pytest.fixture
def someone(db: None) -> MakeSomeone:
    """Makes a person with an account: `someone("hoa")`, `someone("binh", level=2)`."""
    made = 0

    def make(username: str, *, name: str = "", level: int = 1, password: str = PASSWORD, **values: Any) -> Someone:
        nonlocal made
        made += 1
        person = register_person(
            SYSTEM, None, full_name=name or f"Lê Thị Mẫu {username.title()}", personal_id=f"0561950{made:05}",
            birth_date=date(1995, 5, 1), sex="female", phone=f"09010000{made:02}", synthetic=True, **values,
        )  # fmt: skip
        account = open_account(
            SYSTEM, None, username=username, person=person, password=password, phone=person.phone, level=level
        )
        return Someone(person, account)

    return make


@pytest.fixture
def give_post(db: None) -> Callable[..., Post]:
    """Gives somebody a post: `give_post(someone, "counter_officer", agency="a", first_day=…, last_day=…)`."""

    def give(who: Someone, *roles: str, agency: str = "ubnd-22366", code: str = "", **days: Any) -> Post:
        code = code or f"{who.account.username}-{agency}-{'-'.join(roles)}"
        post = create_post(SYSTEM, None, code=code, title=f"Chức danh {code}", agency=agency, roles=list(roles))
        appoint(SYSTEM, None, person=who.person, post=post, **{"first_day": date(2025, 7, 1), **days})
        return post

    return give


def newest_code(address: str) -> str:
    """The code in the newest message to an address."""
    message = CodeMessage.objects.filter(address=address).order_by("-at", "-id").first()
    assert message is not None, f"nothing was sent to {address}"
    found = re.search(r"\d{6}", message.text)
    assert found is not None, message.text
    return found.group()


def sign_in(client: Client, who: Someone) -> Any:
    """Through both steps, as a person would; returns the last answer."""
    answer = client.post("/sign-in/", {"who": who.account.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client.post("/sign-in/code/", {"code": newest_code(who.account.phone)})


def is_signed_in(client: Client) -> bool:
    return client.get("/my/profile/").status_code == 200
