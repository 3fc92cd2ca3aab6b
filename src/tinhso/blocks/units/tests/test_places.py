"""What people write leads to the communes of today, and doubt is said."""

from __future__ import annotations

from datetime import date

import pytest

from tinhso.blocks.units.api import names_before, resolve_place, unit_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]
DAY = date(2026, 11, 24)


def found(text: str, on: date = DAY) -> list[str]:
    return [place.unit.short for place in resolve_place(text, on=on)]


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("Phước Đồng", "P. Nam Nha Trang"),
        ("phuoc dong", "P. Nam Nha Trang"),
        ("P. Lộc Thọ", "P. Nha Trang"),
        ("p loc tho", "P. Nha Trang"),
        ("UBND phường Lộc Thọ", "P. Nha Trang"),
        ("12 Trần Phú, phường Lộc Thọ, TP. Nha Trang, tỉnh Khánh Hòa", "P. Nha Trang"),
        ("12 tran phu phuong loc tho", "P. Nha Trang"),
        ("Thôn 2, xã Phước Hải, huyện Ninh Phước, tỉnh Ninh Thuận", "X. Ninh Phước"),
        ("phường Phước Hải, Nha Trang", "P. Nam Nha Trang"),
        ("Thị trấn Vạn Giã", "X. Vạn Ninh"),
        ("phường Nha Trang", "P. Nha Trang"),
        ("Ninh Chu", "P. Ninh Chử"),
        ("Song Tử Tây", "ĐK. Trường Sa"),
    ],
)
def test_one_commune_is_meant(text: str, commune: str) -> None:
    places = resolve_place(text, on=DAY)
    assert [place.unit.short for place in places] == [commune]
    assert not places[0].needs_choice


def test_a_divided_unit_needs_a_choice() -> None:
    places = resolve_place("xã Suối Tân, huyện Cam Lâm", on=DAY)
    assert {place.unit.short for place in places} == {"X. Cam Lâm", "X. Suối Dầu", "X. Cam Hiệp"}
    assert all(place.needs_choice for place in places)


def test_one_name_in_two_places_needs_a_choice() -> None:
    places = resolve_place("Phước Hải", on=DAY)
    assert {place.unit.short for place in places} == {"P. Nam Nha Trang", "X. Ninh Phước"}
    assert all(place.needs_choice for place in places)


def test_an_old_city_leads_to_its_wards() -> None:
    assert set(found("Thành phố Nha Trang")) == {
        "P. Nha Trang",
        "P. Bắc Nha Trang",
        "P. Tây Nha Trang",
        "P. Nam Nha Trang",
    }


def test_a_name_of_today_goes_before_the_old_city() -> None:
    assert found("Nha Trang")[0] == "P. Nha Trang"
    assert len(found("Nha Trang")) == 4


def test_a_slip_of_the_finger_is_a_guess() -> None:
    (place,) = resolve_place("Vĩnh Nguyeen", on=DAY)
    assert place.unit.short == "P. Nha Trang"
    assert place.needs_choice


def test_a_code_works_too() -> None:
    assert "P. Nam Nha Trang" in found("22402")


def test_letters_typed_so_far() -> None:
    assert "P. Nam Nha Trang" in found("nam n")


def test_nonsense_leads_nowhere() -> None:
    assert found("qwxyz") == []
    assert found("  , ;") == []


def test_on_an_old_day_old_units_are_the_answer() -> None:
    assert found("Lộc Thọ", on=date(2025, 6, 30)) == ["P. Lộc Thọ"]


def test_the_label_says_what_it_was() -> None:
    (place,) = resolve_place("phuoc long", on=DAY)
    assert place.label == "P. Nam Nha Trang (trước đây: P. Phước Long)"


def test_names_before_are_in_vietnamese_order() -> None:
    ward = unit_by_code("22402", on=DAY)
    assert ward is not None
    assert names_before(ward) == ["Phước Đồng", "Phước Hải", "Phước Long", "Vĩnh Thái", "Vĩnh Trường"]
