"""Small planting areas inside a commune, none over another."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from shapely.geometry import Point, Polygon, mapping, shape

from tinhso.blocks.units.api import outlines

METRES = 111_320.0  # of one degree of latitude


class Areas:
    """Draws areas of about one and a half to six hectares."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.drawn: list[Polygon] = []

    def draw(self, commune: str) -> dict[str, Any]:
        """An area in the commune, as GeoJSON."""
        whole = shape(outlines()[commune])
        west, south, east, north = whole.bounds
        while True:
            middle = Point(self.random.uniform(west, east), self.random.uniform(south, north))
            if not whole.contains(middle):
                continue
            area = self._around(middle)
            if whole.contains(area) and not any(area.intersects(other) for other in self.drawn):
                self.drawn.append(area)
                return dict(mapping(area))

    def _around(self, middle: Point) -> Polygon:
        """Six corners around a point, 90 to 160 metres away."""
        corners = []
        for corner in range(6):
            angle = math.radians(60 * corner + self.random.uniform(-14, 14))
            far = self.random.uniform(90, 160) / METRES
            corners.append(
                (
                    round(middle.x + far * math.cos(angle) / math.cos(math.radians(middle.y)), 6),
                    round(middle.y + far * math.sin(angle), 6),
                )
            )
        return Polygon(corners)
