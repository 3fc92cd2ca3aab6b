"""Computing a figure: two whole numbers from the rows themselves, in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil, floor
from typing import Any

from django.db import connection
from django.db.models import Count as Total
from django.db.models import F, Q

from tinhso.kernel.clock.api import now as wall_clock

from .compiling import MONTH, all_of, compiled, group_key
from .indicator import Indicator
from .outside import FIGURES
from .periods import Period, twelve_months_to, until, year_to
from .sources import SOURCES, View
from .spec import Count, Is, Ratio, Rows, Share, rows_of
from .tally import people, sums


@dataclass(frozen=True)
class Value:
    """A computed figure with what it was made of. `denominator` is None for a count, or where nobody knows it.

    `at` is the moment of the computation and `position` the last event that had happened by then.
    """

    numerator: int
    denominator: int | None
    at: datetime
    position: int
    is_count: bool = False

    @property
    def value(self) -> Decimal | None:
        """Per cent, or the number itself for a count. None when there is nothing to divide by: never a made-up zero."""
        if self.is_count:
            return Decimal(self.numerator)
        return Decimal(100 * self.numerator) / Decimal(self.denominator) if self.denominator else None

    @property
    def missing(self) -> int | None:
        """Rows of the whole that are not in the part."""
        return None if self.denominator is None else self.denominator - self.numerator


def position() -> int:
    """The position of the last event in the one order of all events."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM outbox_event")
        return int(cursor.fetchone()[0])


def period_of(indicator: Indicator, day: date) -> Period:
    """The period that an indicator is about on a day."""
    return {"year": year_to, "all": until, "now": until}[indicator.period](day)


def compute(
    indicator: Indicator,
    period: Period,
    *,
    cut: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    live: bool = False,
) -> Value:
    """The figure of a period, for all or for a cut. Raises ValueError for a cut that its source does not have.

    The tally of finished rows helps where it can (the number is the same); `live` counts every row.
    """
    moment, narrowed = at or wall_clock(), dict(cut or {})
    view, formula = View(period, moment), indicator.formula
    known = position()
    helped = None if live else sums(indicator, period, cut=narrowed, by="", at=moment)
    if helped is not None:
        all_rows, in_part = helped[None]
        is_count = isinstance(formula, Count)
        return Value(all_rows if is_count else in_part, None if is_count else all_rows, moment, known, is_count)
    if isinstance(formula, Share):
        source = SOURCES[formula.whole.source]
        rows = compiled(formula.whole, view, narrowed, formula.having)
        having = all_of(source, formula.having, view)
        found = rows.aggregate(whole=Total("pk"), part=Total("pk", filter=having))
        return Value(found["part"], found["whole"], moment, known)
    if isinstance(formula, Ratio):
        whole = FIGURES[formula.whole.name].of(narrowed, period.last)
        counted = None if live or narrowed or formula.part != Rows("people") else people(period)
        part = compiled(formula.part, view, narrowed).count() if counted is None else counted
        return Value(part, whole, moment, known)
    assert isinstance(formula, Count)
    return Value(compiled(formula.rows, view, narrowed).count(), None, moment, known, is_count=True)


def compute_by(
    indicator: Indicator,
    period: Period,
    by: str,
    *,
    cut: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    live: bool = False,
) -> dict[Any, Value]:
    """The figure for each value of a cut, or for each month (by="month": keys are first days). One query."""
    moment, narrowed = at or wall_clock(), dict(cut or {})
    view, formula, known = View(period, moment), indicator.formula, position()
    assert formula is not None
    helped = None if live else sums(indicator, period, cut=narrowed, by=by, at=moment)
    if helped is not None:
        pairs = {group: {"whole": whole, "part": part} for group, (whole, part) in helped.items()}
        return {group: _value_of(formula, row, {}, view, known) for group, row in pairs.items()}
    rows = rows_of(formula)[0]
    having = formula.having if isinstance(formula, Share) else ()
    key = group_key(rows, by)
    grouping = [Is(by, "known")] if by != MONTH else []
    found = compiled(rows, view, narrowed, [*having, *grouping]).order_by()
    filters = all_of(SOURCES[rows.source], having, view) if having else Q()
    grouped = found.values(key=F(key) if isinstance(key, str) else key).annotate(
        whole=Total("pk"), part=Total("pk", filter=filters)
    )
    values = {}
    for row in grouped:
        group = row["key"].date() if isinstance(row["key"], datetime) else row["key"]
        values[group] = _value_of(formula, row, {**narrowed, by: group}, view, known)
    return values


def _value_of(formula: Any, row: Mapping[str, Any], cut: Mapping[str, Any], view: View, known: int) -> Value:
    if isinstance(formula, Share):
        return Value(row["part"], row["whole"], view.at, known)
    if isinstance(formula, Ratio):
        return Value(row["whole"], FIGURES[formula.whole.name].of(cut, view.period.last), view.at, known)
    return Value(row["whole"], None, view.at, known, is_count=True)


def months_of(indicator: Indicator, day: date, *, at: datetime | None = None) -> dict[date, Value]:
    """The last twelve months, each by itself; months without rows are absent. Empty when its rows have no day."""
    return compute_by(indicator, twelve_months_to(day), MONTH, at=at) if indicator.has_months else {}


def needed(value: Value, goal: Decimal, comparison: str = "ge") -> int | None:
    """How many more rows must fulfil the condition to reach the goal, all else equal; None when nobody can say."""
    if value.denominator is None or value.is_count:
        return None
    exact = Decimal(value.denominator) * goal / 100
    wanted = floor(exact) + 1 if comparison == "gt" else ceil(exact)
    return max(0, wanted - value.numerator)
