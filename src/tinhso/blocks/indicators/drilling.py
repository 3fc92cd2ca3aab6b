"""From a figure to the very rows that make it up, and to those that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count as Total
from django.db.models import Q, QuerySet

from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import now as wall_clock

from .compiling import all_of, compiled, holds
from .indicator import Indicator
from .periods import Period
from .sources import SOURCES, View
from .spec import Share, rows_of

PARTS = ("part", "missing", "whole")


@dataclass(frozen=True)
class Lack:
    """A condition that rows of the whole do not fulfil, in words, and how many do not."""

    number: int
    says: str
    rows: int


def drill(
    indicator: Indicator,
    part: str,
    period: Period,
    *,
    actor: Actor,
    cut: Mapping[str, Any] | None = None,
    lack: int | None = None,
    at: datetime | None = None,
) -> QuerySet[Any]:
    """The rows of the numerator ("part"), of the denominator ("whole") or the difference ("missing") that the actor may see.

    `lack` keeps those that fail one condition, by its number. Each row of "missing" carries `lack_0`, `lack_1` …
    Without a right to see rows the answer is empty. Raises ValueError for an unknown part.
    """
    formula, view = indicator.formula, View(period, at or wall_clock())
    if formula is None or part not in PARTS or (part == "missing" and not isinstance(formula, Share)):
        raise ValueError(f"The indicator {indicator.code} has no rows {part!r}.")
    source = SOURCES[indicator.source]
    having = formula.having if isinstance(formula, Share) else ()
    rows = compiled(rows_of(formula)[0], view, dict(cut or {}), having)
    if having and part != "whole":
        rows = rows.alias(in_part=holds(source, having, view)).filter(in_part=part == "part")
    if part == "missing":
        rows = rows.annotate(**{f"lack_{n}": holds(source, [one], view) for n, one in enumerate(having)})
        if lack is not None and 0 <= lack < len(having):
            rows = rows.filter(**{f"lack_{lack}": False})
    if source.reader is not None:
        rows = rows.filter(source.reader(actor))
    if source.related:
        rows = rows.select_related(*source.related)
    return rows.order_by(*source.order)


def sees_all(actor: Actor, indicator: Indicator) -> bool:
    """Whether the actor may see every row behind a figure, so that the figure itself is the number of rows."""
    reader = SOURCES[indicator.source].reader
    return reader is None or reader(actor) == Q()


def lacks(
    indicator: Indicator, period: Period, *, cut: Mapping[str, Any] | None = None, at: datetime | None = None
) -> list[Lack]:
    """What is lacking, the commonest first: each condition with the rows that do not fulfil it (a row may lack several)."""
    formula, view = indicator.formula, View(period, at or wall_clock())
    if not isinstance(formula, Share):
        return []
    source = SOURCES[indicator.source]
    rows = compiled(formula.whole, view, dict(cut or {}), formula.having)
    found = rows.aggregate(
        whole=Total("pk"),
        **{f"n{n}": Total("pk", filter=all_of(source, [one], view)) for n, one in enumerate(formula.having)},
    )
    made = [Lack(n, str(one.says), found["whole"] - found[f"n{n}"]) for n, one in enumerate(formula.having) if one.says]
    return sorted((lack for lack in made if lack.rows), key=lambda lack: -lack.rows)


def lacks_of(indicator: Indicator, row: Any) -> list[str]:
    """Why a row of "missing" is missing."""
    formula = indicator.formula
    if not isinstance(formula, Share):
        return []
    return [str(one.says) for n, one in enumerate(formula.having) if one.says and not getattr(row, f"lack_{n}", True)]
