"""The outlines of today's communes, for maps: decoded once from the compact topology in `data/`."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from .models import Unit

FILE = Path(__file__).parent / "data" / "communes.topo.json"


@lru_cache(maxsize=1)
def outlines() -> dict[str, dict[str, Any]]:
    """GeoJSON geometries (longitude, latitude; WGS 84) by commune code. For looking at, not for deciding boundaries."""
    topology = json.loads(FILE.read_text(encoding="utf-8"))
    (east, north), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        [
            (round(x * east + left, 5), round(y * north + bottom, 5))
            for x, y in zip(*(accumulate(axis) for axis in zip(*arc, strict=True)), strict=True)
        ]
        for arc in topology["arcs"]
    ]
    return {
        shape["id"]: {"type": shape["type"], "coordinates": _coordinates(shape, arcs)}
        for shape in topology["objects"]["communes"]["geometries"]
    }


def _coordinates(shape: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> list[Any]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    made = [[list(_ring(ring, arcs)) for ring in polygon] for polygon in polygons]
    return made if shape["type"] == "MultiPolygon" else made[0]


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> Iterator[tuple[float, float]]:
    """Arcs joined end to end; ~n is arc n backwards, and each starts where the one before ended."""
    for place, number in enumerate(numbers):
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        yield from line[1:] if place else line


@lru_cache(maxsize=8)
def collection(units: tuple[tuple[str, str, str], ...]) -> tuple[bytes, str]:
    """A gzipped GeoJSON collection of communes given as (code, name, text), and its ETag."""
    features = [
        {
            "type": "Feature",
            "id": int(code),
            "geometry": outlines()[code],
            "properties": {"code": code, "name": name, "text": text},
        }
        for code, name, text in units
        if code in outlines()
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    packed = gzip.compress(body.encode(), 9, mtime=0)
    return packed, f'"{hashlib.sha256(packed).hexdigest()[:20]}"'


def drawn(units: list[Unit]) -> bool:
    """Whether these are the units that the outlines show."""
    return bool(units) and {unit.code for unit in units} == set(outlines())
