"""What a machine gets is what a person sees."""

from __future__ import annotations

import json

import pytest
from ninja.testing import TestClient

from tests.province import COMMUNE, People
from tinhso.blocks.indicators import machine
from tinhso.blocks.indicators.api import INDICATORS

from .conftest import NOW, Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(machine, "now", lambda: NOW)
    monkeypatch.setattr(machine, "today", lambda: NOW.date())
    return TestClient(machine.router)


def test_a_machine_reads_value_targets_and_sources(api: TestClient, make: Make) -> None:
    for channel in (1, 2, 2):
        make(until="received", channel=channel)
    listed = api.get("/indicators").json()
    assert {entry["code"] for entry in listed} == set(INDICATORS)
    one = api.get("/indicators/766-3.3").json()
    assert (one["now"]["numerator"], one["now"]["denominator"], one["now"]["value"]) == (2, 3, 66.6667)
    assert one["now"]["first"] == "2026-01-01" and one["now"]["last"] == "2026-11-24"
    assert api.get("/indicators/766-3.3/series").json() == [
        {"key": "2026-11-01", "numerator": 2, "denominator": 3, "value": 66.6667}
    ]
    assert api.get("/indicators/766-3.3/series?by=unit").json()[0]["key"] == COMMUNE
    assert api.get("/indicators/766-3.3/series?by=applicant").status_code == 422
    assert api.get("/indicators/none").status_code == 404


def test_nothing_personal_leaves(api: TestClient, make: Make, people: People) -> None:
    make()
    text = "".join(
        json.dumps(api.get(address).json(), ensure_ascii=False)
        for code in INDICATORS
        for address in (f"/indicators/{code}", f"/indicators/{code}/series?by=unit")
        if api.get(address).status_code == 200
    )
    assert people.person.full_name not in text
    assert str(people.person.pk) not in text
    assert str(people.person.personal_id) not in text
