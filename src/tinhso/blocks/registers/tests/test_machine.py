"""The JSON API of the registers: typed from the declarations, scoped, with personal data only for a purpose."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.province import People, official
from tinhso.blocks.people.api import Account
from tinhso.blocks.registers.api import REGISTERS, Register
from tinhso.kernel.access.api import Actor
from tinhso.kernel.trail.api import history, reads_of

from .test_versions import START, at, new_shop

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/registers"
SHOPS, BIRTHS = f"{ROOT}/household-businesses", f"{ROOT}/births"


def signed_in(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(Account.objects.get(pk=actor.account))
    return browser


@pytest.fixture
def keeper(reference: None, db: None) -> Actor:
    return official("ubnd-22366", "record_keeper")


@pytest.fixture
def shop(keeper: Actor) -> Register:
    return new_shop(keeper)


def send(browser: Client, address: str, body: Any, *, version: int | None = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or str(uuid4())}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    return browser.post(address, body, content_type="application/json", headers=headers)


def test_the_description_names_exactly_what_is_exchanged(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    for about in REGISTERS.values():
        found = schema["components"]["schemas"][about.model.__name__]["properties"]
        base = {"id", "number", "agency", "valid_from", "valid_to", "version", "source", "source_version"}
        assert set(found) == base | set(about.exchanged)
        paths = {path for path in schema["paths"] if path.startswith(f"{ROOT}/{about.name}")}
        writes = [path for path in paths if "post" in schema["paths"][path]]
        assert len(writes) == (0 if about.read_only else 4)


def test_a_keeper_finds_counts_and_pages(keeper: Actor, shop: Register) -> None:
    for n in range(4):
        REGISTERS["household-businesses"].actions["enter"](
            keeper,
            None,
            valid_from=START,
            now=at(START, 10 + n),
            **{**_facts(shop), "name": f"Hộ kinh doanh Đèn Lồng {n}"},
        )
    browser = signed_in(keeper)
    first = browser.get(SHOPS, {"limit": 2, "q": "den long"}).json()
    assert (first["total"], [item["name"][-1] for item in first["items"]]) == (4, ["3", "2"])
    second = browser.get(SHOPS, {"limit": 2, "q": "den long", "after": first["next"]}).json()
    assert ([item["name"][-1] for item in second["items"]], second["next"]) == (["1", "0"], None)
    assert browser.get(SHOPS, {"state": "closed"}).json()["total"] == 0
    assert browser.get(SHOPS, {"commune": "22366", "registered_on_from": "2026-01-01"}).json()["total"] == 5
    assert browser.get(SHOPS, {"registered_on_from": "2026-01-02"}).json()["total"] == 0


def _facts(shop: Register) -> dict[str, Any]:
    about = REGISTERS["household-businesses"]
    return {name: getattr(shop, name) for name in about.fields}


def test_personal_fields_need_a_purpose_which_the_person_sees(keeper: Actor, shop: Any) -> None:
    browser = signed_in(keeper)
    assert browser.get(f"{SHOPS}/{shop.pk}").json()["business_code"] is None
    assert reads_of(shop.owner_id) == []
    assert browser.get(f"{SHOPS}/{shop.pk}", {"purpose": "abc"}).json()["code"] == "no-purpose"
    read = browser.get(f"{SHOPS}/{shop.pk}", {"purpose": "Kiểm tra địa điểm"}).json()
    assert read["business_code"] == "056190000001"
    (mark,) = reads_of(shop.owner_id)
    assert (mark.purpose, mark.fields) == ("Kiểm tra địa điểm", ("Mã số hộ kinh doanh",))


def test_a_holder_reads_their_own_without_a_purpose_and_nobody_elses(keeper: Actor, shop: Any) -> None:
    from tinhso.blocks.people.api import Account

    own = Client()
    own.force_login(Account.objects.get(person=shop.owner_id))
    assert own.get(f"{SHOPS}/{shop.pk}").json()["business_code"] == "056190000001"
    assert reads_of(shop.owner_id) == []
    assert own.get(BIRTHS).status_code == 404


@pytest.mark.parametrize("address", [SHOPS, f"{SHOPS}/{{id}}", f"{SHOPS}/{{id}}/versions"])
def test_strangers_find_nothing(people: People, shop: Register, address: str) -> None:
    address = address.format(id=shop.pk)
    assert Client().get(address).status_code == 401
    assert signed_in(people.stranger).get(address).status_code == 404
    other = signed_in(official("ubnd-22402", "record_keeper"))
    answer = other.get(address)
    assert answer.status_code == (200 if address == SHOPS else 404)
    if address == SHOPS:
        assert answer.json() == {"total": 0, "next": None, "items": []}


def test_a_record_of_a_day_as_known_at_a_moment(keeper: Actor, shop: Register) -> None:
    about = REGISTERS["household-businesses"]
    about.actions["change"](keeper, shop, on=date(2026, 3, 1), address="9 Đường Mẫu", now=at(date(2026, 5, 1)))
    browser = signed_in(keeper)

    def address(**query: str) -> str:
        return str(browser.get(f"{SHOPS}/{shop.pk}", query).json()["address"])

    assert address() == "9 Đường Mẫu"
    assert address(on="2026-02-28") == "1 Đường Mẫu"
    assert address(on="2026-04-01", known_at="2026-04-30T00:00:00+07:00") == "1 Đường Mẫu"
    assert browser.get(f"{SHOPS}/{shop.pk}", {"on": "2025-12-31"}).status_code == 404
    listed = browser.get(SHOPS, {"on": "2026-02-01"}).json()
    assert [item["address"] for item in listed["items"]] == ["1 Đường Mẫu"]
    assert [v["valid_to"] for v in browser.get(f"{SHOPS}/{shop.pk}/versions").json()] == [None, "2026-02-28", None]


def test_changing_needs_the_version_seen_and_is_done_once(keeper: Actor, shop: Register) -> None:
    browser, address = signed_in(keeper), f"{SHOPS}/{shop.pk}/change"
    body = {"on": "2026-06-01", "cause": "Tạm ngừng", "values": {"state": "paused"}}
    seen = browser.get(f"{SHOPS}/{shop.pk}")["ETag"]
    assert seen == f'"{shop.version}"'
    done = send(browser, address, body, version=shop.version, key="only-once-1")
    assert (done.status_code, done.json()["state"]) == (200, "paused")
    again = send(browser, address, body, version=shop.version, key="only-once-1")
    assert (again.status_code, again.json()["version"]) == (200, done.json()["version"])
    late = send(browser, address, {"values": {"state": "closed"}}, version=shop.version)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert history(shop)[1].via == "api"


def test_entering_and_what_is_wrong_with_it(keeper: Actor, shop: Any) -> None:
    browser = signed_in(keeper)
    values = {
        "name": "Hộ kinh doanh Mới", "business_code": "056190000001", "owner": str(shop.owner_id), "address": "2 Đường Mẫu",
        "commune": "22366", "trades": "Ăn uống", "capital": 1000, "started_on": "2026-10-01", "registered_on": "2026-10-01",
    }  # fmt: skip
    made = send(browser, SHOPS, {"number": "9/2026/HKD", "values": values})
    assert (made.status_code, made.json()["number"], made.json()["agency"]) == (201, "9/2026/HKD", "ubnd-22366")
    for wrong, field in (
        ({"owner": str(uuid4())}, "owner"),
        ({"commune": "00000"}, "commune"),
        ({"business_code": "x"}, "business_code"),
    ):
        no = send(browser, SHOPS, {"values": {**values, **wrong}})
        assert (no.status_code, no.json()["field"]) == (422, field)
        assert no["Content-Type"] == "application/problem+json"
    for broken in ({**values, "state": "?"}, {**values, "stranger": 1}, {"name": "x"}):
        assert send(browser, SHOPS, {"values": broken}).status_code == 422
    assert browser.post(SHOPS, {"values": values}, content_type="application/json").status_code == 422  # no key
    assert browser.get(SHOPS, {"on": "yesterday"}).status_code == 422


def test_others_may_not_write_and_forms_of_other_sites_neither(people: People, keeper: Actor, shop: Register) -> None:
    for actor in (people.leader, people.citizen):
        no = send(signed_in(actor), f"{SHOPS}/{shop.pk}/end", {}, version=shop.version)
        assert no.status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Account.objects.get(pk=keeper.account))
    assert send(strict, f"{SHOPS}/{shop.pk}/end", {}, version=shop.version).status_code == 403


def test_a_copy_of_a_foreign_register_takes_no_writing(keeper: Actor) -> None:
    assert send(signed_in(keeper), f"{ROOT}/driving-licences", {"values": {}}).status_code == 405


def test_the_catalogue_tells_what_there_is(keeper: Actor, shop: Register) -> None:
    found = {one["name"]: one for one in signed_in(keeper).get(ROOT).json()}
    shops = found["household-businesses"]
    assert (shops["total"], shops["read_only"]) == (1, False)
    assert {field["name"] for field in shops["fields"] if field["personal"]} == {"business_code"}
