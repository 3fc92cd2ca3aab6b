"""The reference data is complete, loads once, and renews itself."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.blocks.units import reference
from tinhso.blocks.units.api import UnitSuccession, units_on
from tinhso.blocks.units.completeness import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_the_province_has_65_communes_and_no_districts_since_july_2025() -> None:
    assert Counter(unit.type for unit in units_on(AFTER)) == {"Tỉnh": 1, "Xã": 48, "Phường": 16, "Đặc khu": 1}


def test_the_day_before_it_had_three_tiers() -> None:
    assert Counter(unit.kind for unit in units_on(BEFORE)) == {"province": 2, "district": 16, "commune": 194}


def test_everything_adds_up() -> None:
    assert faults() == []
    assert UnitSuccession.objects.filter(successor__kind="commune").count() == 205
    assert UnitSuccession.objects.filter(predecessor__kind="commune", whole=False).count() == 19


def test_a_second_load_only_looks() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reference.load()
    assert len(queries) == 1
