"""Requests and verifications through the JSON API: the same checks, the same marks, the same no as on the screens."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.province import COMMUNE, People, official, people, reference  # noqa: F401 - fixtures
from tinhso.blocks.cases.api import Case
from tinhso.blocks.people.api import CodeMessage
from tinhso.blocks.registers.api import REGISTERS
from tinhso.kernel.access.api import Actor, system_actor
from tinhso.kernel.trail.api import history, reads_of

SHOP = {
    "business_name": "Hộ kinh doanh Bến Mẫu", "trades": "Ăn uống", "capital": "1000000", "place": COMMUNE, "address": "1 Đường Mẫu",
    "started_on": "2026-12-01",
}  # fmt: skip


def send(client: Client, path: str, body: Any, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def browser(people: People, name: str) -> Client:
    client = Client()
    client.force_login(people.accounts[name])
    return client


@pytest.fixture
def code(people: People, settings: Any) -> str:
    """A one-time code for filing, as it reaches the citizen's phone."""
    settings.DEMO = True
    assert send(browser(people, "hoa"), "filing-codes", {"procedure": "1.001612"}).status_code == 201
    found = re.search(r"\d{6}", CodeMessage.objects.latest("id").text)
    assert found is not None
    return found[0]


def test_a_citizen_files_once_however_often_it_is_sent(people: People, code: str) -> None:
    citizen = browser(people, "hoa")
    body = {"procedure": "1.001612", "answers": SHOP, "code": code}
    first = send(citizen, "cases", body, key="filing-0001")
    assert first.status_code == 201, first.content
    again = send(citizen, "cases", body, key="filing-0001")
    assert again.json()["code"] == first.json()["code"] == Case.objects.get().code
    assert (first.json()["state"], first.json()["fee"]) == ("payment", 100_000)
    [entry] = [one for one in history(Case.objects.get()) if one.action == "services.file"]
    assert entry.via == "api"
    other = send(citizen, "cases", body, key="filing-0002")
    assert (other.status_code, other.json()["code"]) == (422, "used-code")


def test_who_sees_a_case_by_api(people: People, code: str) -> None:
    made = send(
        browser(people, "hoa"), "cases", {"procedure": "1.001612", "answers": SHOP, "code": code}, key="filing-0003"
    ).json()
    for name, seen in (("hoa", 1), ("officer", 1), ("counter", 1), ("la", 0)):
        client = browser(people, name)
        assert client.get("/api/v1/cases").json()["total"] == seen, name
        assert client.get(f"/api/v1/cases/{made['code']}").status_code == (200 if seen else 404), name
    officer = browser(people, "officer")
    assert officer.get("/api/v1/cases?state=payment").json()["items"][0]["code"] == made["code"]
    assert officer.get("/api/v1/cases?state=done").json() == {"total": 0, "next": None, "items": []}
    public = Client().get("/api/v1/track", {"code": made["code"], "phone": people.person.phone[-4:]})
    assert public.json()["state"] == "payment"
    assert people.person.full_name not in public.content.decode()
    assert Client().get("/api/v1/track", {"code": made["code"], "phone": "9999"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"code": ""}, "code", "not-confirmed"),
        ({"answers": {**SHOP, "capital": "0"}}, "capital", "invalid"),
        ({"answers": {**SHOP, "place": "99999"}}, "place", "invalid"),
        ({"procedure": "9.999999"}, "code", "no-code"),
        ({"applicant": "056195000011"}, "applicant", "not-counter"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_filed(
    people: People,
    code: str,
    change: Any,
    field: str,
    reason: str,
) -> None:
    body = {"procedure": "1.001612", "answers": SHOP, "code": code, **change}
    response = send(browser(people, "hoa"), "cases", body, key="filing-0004")
    assert (response.status_code, response.json()["field"], response.json()["code"]) == (422, field, reason)
    assert not Case.objects.exists()


def test_a_counter_files_for_the_person_before_it(people: People) -> None:
    body = {"procedure": "1.001612", "answers": SHOP, "applicant": people.person.personal_id}
    response = send(browser(people, "counter"), "cases", body, key="filing-0005")
    assert response.status_code == 201, response.content
    assert (response.json()["channel"], response.json()["applicant_name"]) == ("counter", people.person.full_name)


def licence(holder: Any) -> None:
    source: Actor = system_actor("Nguồn mẫu", via="import", agency="nguon-mau")
    REGISTERS["driving-licences"].actions["refresh"](
        source, None, number="560001000001", source="Nguồn mẫu", source_version="1", holder=holder, holder_name=holder.full_name,
        born_on=date(1995, 5, 1), vehicle_class="B", issued_on=date(2025, 4, 1), expires_on=date(2035, 4, 1), state="valid", points=12,
    )  # fmt: skip


def test_a_verification_answers_yes_with_the_agreed_fields_and_leaves_a_mark(people: People) -> None:
    licence(people.person)
    officer = browser(people, "officer")
    question = {"given": {"number": "560001000001", "born_on": "1995-05-01"}, "purpose": "Hồ sơ mẫu"}
    found = send(officer, "verifications/driving-licence", question).json()
    assert (found["answer"], found["fields"]) == ("yes", {"vehicle_class": "B", "expires_on": "2035-04-01"})
    [read] = reads_of(people.person.pk)
    assert (read.actor, read.purpose) == (people.officer.name, "Hồ sơ mẫu")
    question["given"]["born_on"] = "1990-01-01"
    assert send(officer, "verifications/driving-licence", question).json()["answer"] == "unknown"
    question["given"]["born_on"] = "yesterday"
    wrong = send(officer, "verifications/driving-licence", question)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "born_on")
    for stranger in ("hoa", "la"):
        assert send(browser(people, stranger), "verifications/driving-licence", question).status_code == 404
    assert send(officer, "verifications/nothing", question).status_code == 404


def test_a_refusal_speaks_the_callers_language(people: People) -> None:
    client = browser(people, "hoa")
    assert client.get("/api/v1/cases?limit=0").json()["title"] == "Dữ liệu gửi lên chưa đúng."
    client.cookies["lang"] = "en"
    assert client.get("/api/v1/cases?limit=0").json()["title"] == "The data sent are not right."
