"""The reference data is complete, loads once, and renews itself without undoing what people did."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tinhso.blocks.units import actions, reference
from tinhso.blocks.units.api import Agency, LegalAct, Unit, UnitSuccession, agencies_on, agency_of_level, units_on
from tinhso.blocks.units.completeness import faults
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.trail.api import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
PLATFORM = system_actor()


def test_the_province_has_65_communes_and_no_districts_since_july_2025() -> None:
    assert Counter(unit.type for unit in units_on(AFTER)) == {"Tỉnh": 1, "Xã": 48, "Phường": 16, "Đặc khu": 1}


def test_the_day_before_it_had_three_tiers() -> None:
    assert Counter(unit.kind for unit in units_on(BEFORE)) == {"province": 2, "district": 16, "commune": 194}


def test_everything_adds_up() -> None:
    assert faults() == []
    assert UnitSuccession.objects.filter(successor__kind="commune").count() == 205
    assert UnitSuccession.objects.filter(predecessor__kind="commune", whole=False).count() == 19


def test_what_does_not_add_up_is_said_with_names() -> None:
    act = LegalAct.objects.get(number="1667/NQ-UBTVQH15")
    ward = Unit.objects.get(code="22366", valid_to=None)
    actions.end_unit(PLATFORM, ward, by=act, last_day=date(2026, 6, 30))
    actions.create_unit(
        PLATFORM, by=act, valid_from=date(2026, 7, 1), code="99999", name="Mới", full_name="Xã Mới", kind="commune", type="Xã"
    )  # fmt: skip
    assert sorted(faults()) == [
        "Phường Nha Trang (22366) ended and has no successor.",
        "Xã Mới (99999) began and has no predecessor.",
        "Xã Mới (99999) belongs to nothing.",
    ]


def test_first_days_that_nobody_knows_are_not_invented() -> None:
    assert set(Unit.objects.filter(valid_to=BEFORE).values_list("valid_from", flat=True)) == {None}


def test_doubtful_figures_are_left_out() -> None:
    assert Unit.objects.filter(kind="commune").exclude(population=None).count() == 0
    assert set(Unit.objects.filter(valid_from=AFTER, area_km2=None).values_list("code", flat=True)) == {
        "22736",
        "22846",
    }


def test_names_are_spelt_as_in_the_resolution() -> None:
    assert Unit.objects.get(code="22528", valid_from=AFTER).full_name == "Phường Ninh Hòa"
    assert not Unit.objects.filter(full_name__contains="Hoà").exists()


def test_departments_before_and_after_the_mergers() -> None:
    before = {agency.code for agency in agencies_on(date(2025, 2, 28), kind="department")}
    after = {agency.code for agency in agencies_on(AFTER, kind="department")}
    assert "so-giao-thong-van-tai" in before - after
    assert "so-nong-nghiep-va-moi-truong" in after - before
    assert Agency.objects.get(code="so-giao-thong-van-tai").became.get().successor.code == "so-xay-dung"
    assert not Agency.objects.exclude(official_identifier="").exists()


def test_every_commune_has_a_committee_and_a_service_centre() -> None:
    kinds = Counter((agency.unit.code, agency.kind) for agency in agencies_on(AFTER) if agency.unit.kind == "commune")
    assert len(kinds) == 130
    assert set(kinds.values()) == {1}


def test_who_decides_at_a_level() -> None:
    assert agency_of_level("xa", "22402", on=AFTER).code == "ubnd-22402"
    assert agency_of_level("tinh", "22402", lead="so-tu-phap", on=AFTER).code == "so-tu-phap"
    assert agency_of_level("tinh", "22402", on=AFTER).code == "ubnd-tinh"
    with pytest.raises(LookupError):
        agency_of_level("huyen", "22402", on=AFTER)
    with pytest.raises(LookupError):
        agency_of_level("tinh", "22402", lead="so-giao-thong-van-tai", on=AFTER)


def test_a_second_load_only_looks() -> None:
    with CaptureQueriesContext(connection) as queries:
        reference.load()
    assert len(queries) == 1


def test_loading_the_same_again_writes_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trail_change WHERE rel <> 'units_edition'")
        (before,) = cursor.fetchone()
        reference.load_units(PLATFORM, None, digest="another", purpose="thử")
        cursor.execute("SELECT count(*) FROM trail_change WHERE rel <> 'units_edition'")
        assert cursor.fetchone() == (before,)


def test_a_new_edition_mends_our_rows_and_keeps_what_people_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    identified = Agency.objects.get(code="so-tu-phap")
    actions.identify_agency(PLATFORM, identified, official_identifier="TEST.1")
    lines = list(reference.rows("communes_2025.csv"))
    for line in lines:
        line["area_km2"] = "50" if line["code"] == "22366" else line["area_km2"]
    plain = reference.rows
    monkeypatch.setattr(reference, "rows", lambda name: lines if name == "communes_2025.csv" else plain(name))
    reference.load_units(PLATFORM, None, digest="another", purpose="thử")
    assert Unit.objects.get(code="22366", valid_to=None).area_km2 == 50
    assert Agency.objects.get(code="so-tu-phap").official_identifier == "TEST.1"


def test_a_code_has_one_bearer_on_a_day() -> None:
    act = LegalAct.objects.get(number="202/2025/QH15")
    facts: dict[str, Any] = {
        "code": "22366",
        "name": "Hai",
        "full_name": "Phường Hai",
        "kind": "commune",
        "type": "Phường",
    }
    with pytest.raises(Refused, match="Mã này còn thuộc đơn vị khác"):
        actions.create_unit(PLATFORM, by=act, valid_from=date(2026, 1, 1), **facts)
    with pytest.raises(IntegrityError, match="unit_code_once_a_day"):
        Unit(valid_from=date(2026, 1, 1), **facts).save()


def test_the_load_is_in_the_trail() -> None:
    (entry,) = history(Unit.objects.get(code="22366", valid_to=None))
    assert entry.action == "units.load"
