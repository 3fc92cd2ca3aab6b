"""The catalogue for machines."""

from __future__ import annotations

import pytest
from ninja.testing import TestClient

from tinhso.blocks.services.catalogue.machine import router

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture(scope="module")
def machine() -> TestClient:
    return TestClient(router)


def test_search_with_counts_and_paging(machine: TestClient) -> None:
    answer = machine.get("/procedures?q=khai sinh&level=xa&size=2").json()
    assert answer["items"][0]["code"] == "1.001193"
    assert len(answer["items"]) == 2
    assert answer["counts"]["level"]["xa"] == answer["total"]


def test_one_procedure_keeps_unknowns_null(machine: TestClient) -> None:
    answer = machine.get("/procedures/1.001193.H32").json()
    assert (answer["time_value"], answer["time_unit"]) == (1, "")
    assert answer["online_level"] == "unknown"
    assert {"code": "KQ.G15.000031", "name": "Giấy khai sinh"} in answer["results"]


def test_a_day_before_the_catalogue_has_nothing(machine: TestClient) -> None:
    assert machine.get("/procedures/1.001193?on=2020-01-01").status_code == 404
    assert machine.get("/procedures?on=2020-01-01").json()["total"] == 0
