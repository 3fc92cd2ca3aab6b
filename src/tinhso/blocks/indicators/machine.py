"""Indicators for machines: what is declared, its value now, its series by month or by a cut. Public; no personal data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from tinhso.kernel.clock.api import now, today

from .compiling import MONTH
from .computing import Value, compute, compute_by, months_of, period_of
from .indicator import INDICATORS, Indicator
from .queries import observations_of, targets_of

router = Router(tags=["indicators"], auth=None)


class Brief(Schema):
    """An indicator as declared. `kind`: computed, imported, estimated or waiting (nobody can compute it yet)."""

    code: str
    title: str
    unit: str
    kind: str
    direction: str
    law: str
    owner: str
    cuts: list[str]


class Figure(Schema):
    """Whole numbers, and the share in per cent where there is one; `value` null: nothing to divide by, or not known."""

    numerator: int
    denominator: int | None
    value: float | None


class Computed(Figure):
    """A figure of a period, the moment it was computed, and the last event it knows of."""

    first: date | None
    last: date
    computed_at: datetime
    position: int


class Aim(Schema):
    """What a text wants in a year. `comparison`: ge at least, gt more than, le at most."""

    year: int
    value: float
    comparison: str
    law: str
    clause: str


class Published(Schema):
    """What somebody else published."""

    area: str
    period: str
    value: float | None
    unit: str
    rank: int | None
    rank_of: int | None
    source: str
    note: str


class Full(Brief):
    """An indicator with its value now, its targets in force and what was published about it."""

    part: str
    whole: str
    note: str
    waits_for: str
    now: Computed | None
    targets: list[Aim]
    published: list[Published]


class Point(Figure):
    """The figure of one month (first day) or one value of a cut (its code)."""

    key: str


@router.get("/indicators", response=list[Brief], summary="All indicators")
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """Everything that is declared, in the order of declaration."""
    return [_brief(entry) for entry in INDICATORS.values()]


@router.get("/indicators/{code}", response=Full, summary="One indicator, now")
def one_indicator(request: HttpRequest, code: str) -> dict[str, Any]:
    """Computed at this moment from the rows themselves."""
    entry = _found(code)
    computed = None
    if entry.formula is not None:
        period = period_of(entry, today())
        value = compute(entry, period, at=now())
        computed = {
            **_figure(value),
            "first": period.first,
            "last": period.last,
            "computed_at": value.at,
            "position": value.position,
        }
    same = ("area", "period", "unit", "rank", "rank_of", "source", "note")
    return {
        **_brief(entry),
        **{name: str(getattr(entry, name)) for name in ("part", "whole", "note", "waits_for")},
        "now": computed,
        "targets": [
            {
                **{name: getattr(one, name) for name in ("year", "comparison", "law", "clause")},
                "value": float(one.value),
            }
            for one in targets_of(code)
        ],
        "published": [
            {**{name: getattr(one, name) for name in same}, "value": None if one.value is None else float(one.value)}
            for one in (observations_of(entry.series) if entry.series else [])
        ],
    }


@router.get("/indicators/{code}/series", response=list[Point], summary="By month or by a cut")
def series(request: HttpRequest, code: str, by: str = MONTH) -> list[dict[str, Any]]:
    """The last twelve months (by=month), or the present period by one of the indicator's cuts. Groups without rows are absent."""
    entry = _found(code)
    if entry.formula is None or by not in (*entry.cuts, *([MONTH] if entry.has_months else [])):
        raise HttpError(422, "This indicator has no such series; see its cuts.")
    day, at = today(), now()
    values = months_of(entry, day, at=at) if by == MONTH else compute_by(entry, period_of(entry, day), by, at=at)
    points = [{"key": "" if key is None else str(key), **_figure(value)} for key, value in values.items()]
    return sorted(points, key=lambda point: point["key"])


def _found(code: str) -> Indicator:
    if code not in INDICATORS:
        raise HttpError(404, "No indicator has this code.")
    return INDICATORS[code]


def _brief(entry: Indicator) -> dict[str, Any]:
    same = ("code", "title", "unit", "kind", "direction", "law", "owner")
    return {**{name: str(getattr(entry, name)) for name in same}, "cuts": list(entry.cuts)}


def _figure(value: Value) -> dict[str, Any]:
    share = value.value
    return {
        "numerator": value.numerator,
        "denominator": value.denominator,
        "value": None if share is None else round(float(share), 4),
    }
