"""Areas on the map: measured on the sphere, refused when they cannot be."""

from __future__ import annotations

from datetime import date
from math import cos, pi, radians
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.province import official, resident
from tinhso.blocks.registers.api import REGISTERS, area_of, box_of, check_place, overlapping
from tinhso.blocks.units.api import unit_by_code

DEGREE = 6_371_008.8 * pi / 180  # metres of a degree on the mean sphere


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


SQUARE = polygon((109.0, 12.0), (109.01, 12.0), (109.01, 12.01), (109.0, 12.01))


def test_a_square_of_a_hundredth_of_a_degree_is_as_large_as_the_sphere_says() -> None:
    expected = (0.01 * DEGREE) * (0.01 * DEGREE * cos(radians(12.005))) / 10_000
    assert area_of(check_place(SQUARE)) == pytest.approx(expected, rel=1e-6)


def test_the_way_round_makes_no_difference_and_a_hole_is_taken_off() -> None:
    back = {"type": "Polygon", "coordinates": [SQUARE["coordinates"][0][::-1]]}
    assert area_of(back) == pytest.approx(area_of(SQUARE))
    hole = polygon((109.0025, 12.0025), (109.0075, 12.0025), (109.0075, 12.0075), (109.0025, 12.0075))
    holed = {"type": "Polygon", "coordinates": [*SQUARE["coordinates"], *hole["coordinates"]]}
    assert area_of(holed) == pytest.approx(area_of(SQUARE) * 0.75, rel=1e-4)


def test_a_box_is_west_south_east_north() -> None:
    assert box_of(SQUARE) == (109.0, 12.0, 109.01, 12.01)
    assert box_of(None) is None


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (polygon((109.0, 12.0), (109.01, 12.01), (109.01, 12.0), (109.0, 12.01)), "tự cắt"),
        (polygon((2.0, 48.0), (2.01, 48.0), (2.01, 48.01)), "ngoài Việt Nam"),
        (polygon((12.0, 109.0), (12.01, 109.0), (12.01, 109.01)), "ngoài Việt Nam"),
        ({"type": "Point", "coordinates": [109.0, 12.0]}, "khép kín"),
        ({"type": "Polygon", "coordinates": []}, "khép kín"),
        ({"type": "Polygon", "coordinates": [[[109.0, 12.0]]]}, "GeoJSON"),
        ("not json", "GeoJSON"),
        ("[" * 100_000, "GeoJSON"),
        (polygon((10**400, 12.0), (109.01, 12.0), (109.01, 12.01)), "GeoJSON"),
        ({"type": "Feature"}, "GeoJSON"),
        (None, "GeoJSON"),
        (17, "GeoJSON"),
        ({"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"]]]}, "GeoJSON"),
    ],
)
def test_what_is_no_area_is_refused_with_a_reason(place: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_place(place)


def test_a_feature_or_a_text_of_geojson_is_taken_too() -> None:
    import json

    assert check_place(json.dumps({"type": "Feature", "geometry": SQUARE, "properties": {}}))["type"] == "Polygon"


@pytest.mark.django_db
def test_what_really_overlaps_is_found_through_the_index(reference: None) -> None:
    areas = REGISTERS["planting-areas"]
    keeper = official("so-nong-nghiep-va-moi-truong", "record_keeper")
    person, _actor = resident(birth_date=date(1990, 1, 1), unit="22366", number=960)
    half = polygon((109.0, 12.0), (109.02, 12.0), (109.02, 12.02))  # below the diagonal of its box
    day = date(2026, 1, 1)
    record = areas.actions["enter"](
        keeper, None, valid_from=day, grower=person, area_name="Vùng mẫu", crop="mango", commune=unit_by_code("22366"),
        place=half, hectares=1.0, households=1, given_on=day, renew_by=day,
    )  # fmt: skip
    rows = areas.model.objects.all()
    inside = polygon((109.015, 12.001), (109.019, 12.001), (109.019, 12.004))
    above = polygon((109.001, 12.015), (109.004, 12.019), (109.001, 12.019))  # within the box, beside the area
    beside = polygon((109.02, 12.0), (109.03, 12.0), (109.03, 12.01))  # shares an edge only
    assert [overlapping(rows, "place", place) for place in (inside, above, beside, None)] == [[record], [], [], []]
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        overlapping(rows, "place", inside)
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        assert any("plantingarea_box" in line for (line,) in cursor.fetchall())
