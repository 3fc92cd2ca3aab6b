"""Working time as a ruler: laid once over some years, it tells hundreds of thousands of moments apart without walking over days."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .working import ZONE, WorkingTime

EVER = datetime(2000, 1, 1, tzinfo=ZONE).timestamp()


@dataclass(frozen=True)
class Ruler:
    """`edges`: ends and beginnings of work in turn, in seconds since 1970, a far past first; `sums`: seconds worked up to each."""

    edges: tuple[float, ...]
    sums: tuple[float, ...]

    def at(self, moment: datetime) -> float:
        """Seconds of work up to a moment, counted from the ruler's beginning."""
        seconds = moment.timestamp()
        place = bisect_right(self.edges, seconds) - 1
        return self.sums[place] + (seconds - self.edges[place] if place % 2 else 0.0)

    def between(self, start: datetime, end: datetime) -> float:
        """Seconds of work between two moments; negative if `end` is earlier."""
        return self.at(end) - self.at(start)


def ruler(working: WorkingTime, first: date, last: date) -> Ruler:
    """The working time of every day from `first` to `last`, both included."""
    edges, sums = [EVER], [0.0]
    total, day = 0.0, first
    while day <= last:
        for opens, closes in working.periods(day):
            start = datetime.combine(day, opens, ZONE).timestamp()
            end = datetime.combine(day, closes, ZONE).timestamp()
            edges += [start, end]
            sums += [total, total := total + end - start]
        day += timedelta(days=1)
    return Ruler(tuple(edges), tuple(sums))
