"""The JSON API against its own document: whoever asks whatever, nothing breaks and nothing undeclared is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import openapi_spec_validator
import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.province import COMMUNE, People, official, people, reference, resident  # noqa: F401 - fixtures
from tinhso.blocks.people.api import Account
from tinhso.blocks.registers.api import REGISTERS
from tinhso.blocks.services.api import Request, file_request
from tinhso.blocks.units.api import unit_by_code
from tinhso.kernel.access.api import Actor, system_actor
from tinhso.site.api import api
from tinhso.site.wsgi import application

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
START = date(2026, 1, 1)

document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@dataclass
class Caller:
    """Who asks, with the cookies of a browser, and what there really is for them to ask about."""

    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)


def browser_of(actor: Actor) -> tuple[dict[str, str], dict[str, str]]:
    """Cookies and headers of a signed-in browser that sends the CSRF token along."""
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account))
    request = RequestFactory().get("/")
    token = get_token(request)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": request.META["CSRF_COOKIE"]}
    return cookies, {"X-CSRFToken": token}


def keeper() -> Actor:
    return official(f"ubnd-{COMMUNE}", "record_keeper", "handling_officer")


def some_records(person: Any) -> dict[str, str]:
    """The id of one record of each register, by the register's name."""
    ring = [[109.09, 12.06], [109.1, 12.06], [109.1, 12.07], [109.09, 12.06]]
    commune, days = unit_by_code(COMMUNE), {"registered_on": START, "valid_from": START}
    made = {
        "household-businesses": REGISTERS["household-businesses"].actions["enter"](
            keeper(), None, name="Hộ kinh doanh Mẫu", business_code="056190000001", owner=resident_owner(), address="1",
            commune=commune, trades="Ăn uống", capital=1, started_on=START, **days,
        ),
        "births": REGISTERS["births"].actions["enter"](
            keeper(), None, child=person, child_name="Trẻ Mẫu", born_on=START, sex="female", ethnicity="Kinh", birthplace="x",
            hometown="x", declarant=person, book="01", **days,
        ),
        "planting-areas": REGISTERS["planting-areas"].actions["enter"](
            official("so-nong-nghiep-va-moi-truong", "record_keeper"), None, grower=person, area_name="Vùng mẫu", crop="mango",
            commune=commune, place={"type": "Polygon", "coordinates": [ring]}, hectares=2.0, households=1, given_on=START,
            renew_by=date(2027, 1, 1), valid_from=START,
        ),
        "driving-licences": REGISTERS["driving-licences"].actions["refresh"](
            system_actor("Nguồn mẫu", via="import", agency=f"ubnd-{COMMUNE}"), None, number="560001000001", source="Mẫu",
            source_version="1", holder=person, holder_name="Thử", born_on=START, vehicle_class="B", issued_on=START, state="valid",
        ),
    }  # fmt: skip
    return {name: str(record.pk) for name, record in made.items()}


def resident_owner() -> Any:
    """An owner who is not the citizen: a person has one household business only."""
    return resident(birth_date=date(1970, 1, 1), unit=COMMUNE, number=902)[0]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The whole test is one transaction: requests must not hand its connection back, as Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(params=["anonymous", "citizen", "officer"])
def caller(request: pytest.FixtureRequest, people: People) -> Caller:
    cache.clear()
    if request.param == "anonymous":
        return Caller()
    known = some_records(people.person)
    if request.param == "officer":
        return Caller(*browser_of(keeper()), known)
    answers = {
        "business_name": "Hộ kinh doanh Mẫu Hai", "trades": "Ăn uống", "capital": "1000000", "place": COMMUNE, "address": "1",
        "started_on": "2026-12-01",
    }  # fmt: skip
    filed = Request(procedure="1.001612", applicant=people.person, confirmed=True, answers=answers)
    known["case"] = file_request(people.citizen, None, request=filed).case.code
    return Caller(*browser_of(people.citizen), known)


@document.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_answer_is_an_error_or_undeclared(case: Any, caller: Caller) -> None:
    """Half of the calls go to what is there, half to what was made up."""
    for real in (False, True):
        if real and not _to_what_is_there(case, caller):
            continue
        response = case.call(headers={**(case.headers or {}), **caller.headers}, cookies=caller.cookies)
        case.validate_response(response, checks=CHECKS)


def _to_what_is_there(case: Any, caller: Caller) -> bool:
    """Put a real id into the path; False if there is none to put in."""
    parts = case.path.split("/")
    register = parts[parts.index("registers") + 1] if "registers" in parts[:-1] else ""
    wanted = caller.known.get(register)
    if wanted and case.path_parameters and "id" in case.path_parameters:
        case.path_parameters["id"] = wanted
        return True
    if case.path_parameters and "code" in case.path_parameters and "cases" in parts and "case" in caller.known:
        case.path_parameters["code"] = caller.known["case"]
        return True
    return False


def test_the_document_is_valid_openapi(client: Client) -> None:
    openapi_spec_validator.validate(client.get("/api/v1/openapi.json").json())


def test_every_operation_declares_how_it_says_no() -> None:
    body = api.get_openapi_schema()
    names = [operation["operationId"] for operations in body["paths"].values() for operation in operations.values()]
    assert len(names) == len(set(names))
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            wanted = {400, 404, 405, 422, 429}
            wanted |= {401} if operation.get("security") else set()
            wanted |= {403, 409, 415} if method == "post" else set()
            refusals = {code: answer for code, answer in operation["responses"].items() if int(code) >= 400}
            assert set(refusals) == wanted, f"{method} {path}"
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in refusals.values())
            assert operation["summary"], path


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "code"),
    [
        ("get", "/api/v1/nowhere", "", "", 404, "not-found"),
        ("get", "/api/v1/cases", "", "", 401, "sign-in"),
        ("delete", "/api/v1/units", "", "", 405, "method"),
        ("post", "/api/v1/cases", "<x/>", "text/xml", 415, "not-json"),
        ("post", "/api/v1/verifications/driving-licence", "{", "application/json", 401, "sign-in"),
        ("get", "/api/v1/units?on=yesterday", "", "", 422, "invalid"),
        ("get", "/api/v1/track?code=KH-1&phone=1234", "", "", 404, "not-found"),
        ("get", "/api/v1/track?code=%00&phone=1234", "", "", 422, "not-storable"),
    ],
)
def test_refusals_are_problems_with_a_stable_code(
    client: Client, method: str, path: str, body: str, kind: str, status: int, code: str
) -> None:
    response = client.generic(method.upper(), path, body, content_type=kind or "application/json")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["code"] == code
    assert response.json()["status"] == status


def test_guessing_where_requests_are_is_slowed_down(client: Client) -> None:
    cache.clear()
    for _number in range(30):
        assert client.get("/api/v1/track?code=KH-1&phone=1234").status_code == 404
    assert client.get("/api/v1/track?code=KH-1&phone=1234").status_code == 429


def test_a_session_without_the_csrf_token_reads_and_does_not_write(people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.accounts["officer"])
    assert browser.get("/api/v1/cases").status_code == 200
    response = browser.post("/api/v1/verifications/driving-licence", "{}", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "no-csrf-token")
