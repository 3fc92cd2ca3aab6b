"""How a figure stands to its targets: by a rule that is shown with the answer, never by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .models import Target

ACHIEVED, ON_TRACK, AT_RISK, NOT_MEASURED = "achieved", "on_track", "at_risk", "not_measured"


@dataclass(frozen=True)
class Judgement:
    """`state`; the target it was held against; on the straight line to it, the value `wanted` today and where the line begins."""

    state: str
    goal: Target | None = None
    wanted: Decimal | None = None
    start_year: int | None = None
    start_value: Decimal | None = None


def reaches(value: Decimal, goal: Target) -> bool:
    """Whether a value is what the target wants."""
    if goal.comparison == Target.Comparison.AT_MOST:
        return value <= goal.value
    return value > goal.value if goal.comparison == Target.Comparison.MORE else value >= goal.value


def judge(
    value: Decimal | None, targets: Iterable[Target], day: date, *, baseline: tuple[int, Decimal] | None = None
) -> Judgement:
    """Hold a value against the next target (the last one, when all years are over).

    Reached: achieved. Else a straight line leads from the target before (or the baseline: year and value) to this one, each
    meant for the end of its year; on or beyond the line: on track; short of it, or without a line: at risk.
    """
    known = sorted(targets, key=lambda target: target.year)
    if not known:
        return Judgement(NOT_MEASURED if value is None else ON_TRACK)
    goal = next((target for target in known if target.year >= day.year), known[-1])
    if value is None:
        return Judgement(NOT_MEASURED, goal)
    if reaches(value, goal):
        return Judgement(ACHIEVED, goal)
    before = [(target.year, target.value) for target in known if target.year < goal.year]
    start = max([*before, *([baseline] if baseline else [])], default=None)
    if start is None or day.year > goal.year:
        return Judgement(AT_RISK, goal)
    begins, ends = date(start[0], 12, 31), date(goal.year, 12, 31)
    gone = Decimal((min(day, ends) - begins).days) / Decimal((ends - begins).days)
    wanted = start[1] + (goal.value - start[1]) * max(gone, Decimal(0))
    down = goal.comparison == Target.Comparison.AT_MOST
    state = ON_TRACK if (value <= wanted if down else value >= wanted) else AT_RISK
    return Judgement(state, goal, wanted, *start)
