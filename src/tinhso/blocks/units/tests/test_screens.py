"""What people and programs see of units."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tinhso.blocks.units import machine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]


def page(client: Client, address: str, language: str = "vi", **headers: Any) -> str:
    client.cookies["lang"] = language
    response = client.get(address, **headers)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "address",
    ["/units/", "/units/?q=phuoc+long", "/units/?q=qwxyz", "/units/?on=2025-06-30", "/units/22402/", "/units/56/",
     "/units/568/", "/units/22711/?on=2025-01-01", "/units/56/?on=2025-06-30"],
)  # fmt: skip
def test_pages_are_for_everybody_in_both_languages(client: Client, address: str, language: str) -> None:
    text = page(client, address, language)
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1


def test_the_list_of_today_has_all_communes_and_an_inset_of_truong_sa(client: Client) -> None:
    text = page(client, "/units/")
    assert text.count('<tr><th scope="row">') == 65
    assert "không còn cấp huyện" in text
    assert "communes.geojson?only=22736" in text


def test_the_list_of_an_old_day_has_three_tiers(client: Client) -> None:
    text = page(client, "/units/?on=2025-06-30")
    assert "2 tỉnh, 16 huyện, thị xã, thành phố và 194 xã, phường, thị trấn" in text
    assert "Thành phố Nha Trang" in text
    assert "data-map" not in text


def test_a_typed_old_name_says_where_it_is_now(client: Client) -> None:
    text = page(client, "/units/?q=phuoc+long", headers={"HX-Request": "true"})
    assert "<html" not in text
    assert "Phường Nam Nha Trang" in text
    assert "Phường Phước Long" in text


def test_a_day_that_is_none_is_said(client: Client) -> None:
    assert "Ngày không đúng" in page(client, "/units/?on=32-13-2025")


def test_a_unit_tells_its_history(client: Client) -> None:
    text = page(client, "/units/22402/")
    for words in ("Trước đây là", "Xã Phước Đồng", "1667/NQ-UBTVQH15", "Ủy ban nhân dân phường Nam Nha Trang"):
        assert words in text


def test_an_old_unit_tells_what_it_became(client: Client) -> None:
    text = page(client, "/units/22711/?on=2025-01-01")
    for words in ("Đã kết thúc", "Nay thuộc", "một phần", "Xã Suối Dầu", "từ trước 2025"):
        assert words in text


def test_an_unknown_code_is_404(client: Client) -> None:
    assert client.get("/units/00000/").status_code == 404


def test_the_map_has_every_commune_once_and_is_confirmed_by_etag(client: Client) -> None:
    response = client.get("/units/communes.geojson")
    data = json.loads(gzip.decompress(response.content))
    assert len({feature["properties"]["code"] for feature in data["features"]}) == 65
    assert len(response.content) < 100_000
    again = client.get("/units/communes.geojson", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_outlines_are_closed_and_where_they_belong(client: Client) -> None:
    data = json.loads(gzip.decompress(client.get("/units/communes.geojson").content))
    for feature in data["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            assert ring[0] == ring[-1]
            assert all(108.5 < lon < 118 and 7 < lat < 13 for lon, lat in ring)


def test_an_address_field_gets_places(client: Client) -> None:
    answer = client.get("/units/find", {"q": "xã Suối Tân"}).json()
    assert answer["needs_choice"] is True
    assert {place["short"] for place in answer["places"]} == {"X. Cam Lâm", "X. Suối Dầu", "X. Cam Hiệp"}
    assert answer["places"][0]["was"] == ["Xã Suối Tân"]


def test_machines_get_units_places_and_agencies() -> None:
    from ninja.testing import TestClient

    api = TestClient(machine.router)
    assert len(api.get("/units?on=2025-06-30&kind=commune").json()) == 194
    assert [unit["code"] for unit in api.get("/units?on=2026-01-01&q=nam+nha+trang").json()] == ["22402"]
    old = api.get("/units/22711?on=2025-01-01").json()
    assert {link["unit"]["code"] for link in old["successors"]} == {"22453", "22708", "22435"}
    assert old["ended_by"] == "1667/NQ-UBTVQH15"
    assert api.get("/units/00000").status_code == 404
    assert api.get("/places?q=phuoc+dong").json()[0]["unit"]["code"] == "22402"
    assert api.get("/agencies/ubnd-22402").json()["unit"] == "22402"
    assert api.get("/agencies/none").status_code == 404
    assert len(api.get(f"/agencies?on={date(2026, 1, 1)}&kind=commune_committee").json()) == 65
