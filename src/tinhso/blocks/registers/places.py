"""Areas on the map: GeoJSON polygons in WGS84, checked and measured with shapely."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.validation import explain_validity

# Vietnam with its seas, generously: west, south, east, north.
BOUNDS = (102.0, 6.0, 118.0, 24.0)
EARTH = 6_371_008.8
MOST_POINTS = 5000


def check_place(value: Any) -> dict[str, Any]:
    """The polygon as GeoJSON. Raises ValueError with a sentence that says what is wrong."""
    try:
        data = json.loads(value) if isinstance(value, str) else value
        if isinstance(data, dict) and data.get("type") == "Feature":
            data = data["geometry"]
        area = shape(data)
    except (ValueError, TypeError, KeyError, AttributeError, ShapelyError, OverflowError, RecursionError):
        raise ValueError(_("Hãy vẽ thửa đất trên bản đồ hoặc dán GeoJSON đúng dạng.")) from None
    if area.geom_type not in ("Polygon", "MultiPolygon") or area.is_empty:
        raise ValueError(_("Thửa đất phải là một vùng khép kín, ít nhất ba điểm."))
    if (
        sum(len(ring.coords) for part in getattr(area, "geoms", [area]) for ring in [part.exterior, *part.interiors])
        > MOST_POINTS
    ):
        raise ValueError(_("Vùng có quá nhiều điểm (tối đa %(n)s).") % {"n": MOST_POINTS})
    west, south, east, north = area.bounds
    if (
        not all(map(math.isfinite, area.bounds))
        or west < BOUNDS[0]
        or south < BOUNDS[1]
        or east > BOUNDS[2]
        or north > BOUNDS[3]
    ):
        raise ValueError(_("Thửa đất nằm ngoài Việt Nam. Tọa độ phải là kinh độ, vĩ độ WGS84."))
    if not area.is_valid:
        raise ValueError(_("Ranh giới thửa đất tự cắt nhau: %(why)s.") % {"why": explain_validity(area)})
    return json.loads(json.dumps(mapping(area)))  # type: ignore[no-any-return]


def box_of(place: Any) -> tuple[float, float, float, float] | None:
    """West, south, east, north of an area in degrees; None without one."""
    if not place:
        return None
    west, south, east, north = shape(place).bounds
    return west, south, east, north


def area_of(place: Any) -> float:
    """The area in hectares, on the sphere (within half a percent for fields)."""
    if not place:
        return 0.0
    total = 0.0
    geometry = shape(place)
    for part in getattr(geometry, "geoms", [geometry]):
        total += _ring(part.exterior.coords) - sum(_ring(hole.coords) for hole in part.interiors)
    return total / 10_000


def _ring(points: Any) -> float:
    """Area of a ring on the sphere in square metres (Chamberlain and Duquette, JPL 07-03)."""
    total = 0.0
    for (lon1, lat1, *_a), (lon2, lat2, *_b) in pairwise(points):
        total += math.radians(lon2 - lon1) * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return abs(total * EARTH * EARTH / 2)
