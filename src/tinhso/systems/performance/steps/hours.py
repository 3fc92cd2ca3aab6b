"""Working time between two moments, for hundreds of thousands of rows at once, in the database.

A calendar becomes two lists of numbers: the moments when work begins or ends, and how much work there was up to each. Then working
time up to any moment is one binary search, and between two moments a difference of two such numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from tinhso.declare import ZONE, WorkingTime, working_time_of

EVER = datetime(2000, 1, 1, tzinfo=ZONE).timestamp()


@dataclass(frozen=True)
class Ruler:
    """`edges`: ends and beginnings of work in turn, in seconds since 1970, a far past first; `sums`: seconds worked up to each."""

    edges: tuple[float, ...]
    sums: tuple[float, ...]

    def at(self, moment: datetime) -> float:
        """Seconds of work up to a moment, counted from the ruler's beginning. The database does the same for the many rows."""
        seconds = moment.timestamp()
        place = bisect_right(self.edges, seconds) - 1
        return self.sums[place] + (seconds - self.edges[place] if place % 2 else 0.0)

    def between(self, start: datetime, end: datetime) -> float:
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


@lru_cache(maxsize=16)
def _kept(working: _Held, first: date, last: date) -> Ruler:
    return ruler(working.time, first, last)


@dataclass(frozen=True)
class _Held:
    """A calendar as a key: the kernel hands out the same object until holidays or schedules change."""

    time: WorkingTime

    def __hash__(self) -> int:
        return id(self.time)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.time is self.time


# In SQL: working seconds up to the moment {t} by the arrays {r}.edges and {r}.sums; place 2, 4, … begins work.
WORKED = """(SELECT {r}.sums[w.i] + CASE WHEN w.i % 2 = 0 THEN w.t - {r}.edges[w.i] ELSE 0 END
    FROM (SELECT m.t, width_bucket(m.t, {r}.edges) AS i FROM (SELECT extract(epoch FROM {t})::float8 AS t) m) w)"""


def ruler_of(schedule: str, first: date, last: date) -> Ruler:
    """The ruler of a schedule by name, made once for as long as the schedule stays as it is."""
    working = working_time_of(schedule)
    return _kept(_Held(working), first, last)
