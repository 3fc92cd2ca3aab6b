"""How long dossiers stay in each step: how many, median and 90 % of working hours, who waits there and since when.

Counted from the stays (phiếu kiểm soát) in one query. Time in which the applicant was asked for papers is not the step's: it is
taken off and shown on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models import Case as Choice

from tinhso.declare import ZONE, Case, cases, schedule_of

from ..periods import Chosen
from .hours import WORKED, ruler_of

HOUR = 3600.0
USUAL = {step: float(place) for place, step in enumerate(cases.TITLES)}
LOOK_BACK = timedelta(days=3 * 366)  # work before that is not counted: a stay is not longer

PASSED = f"""
WITH ruler (schedule, edges, sums) AS (VALUES {{rulers}}),
stay AS ({{stays}}),
timed AS (
    SELECT stay.*,
        {WORKED.format(r="ruler", t="stay.ended")} - {WORKED.format(r="ruler", t="stay.began")} AS seconds,
        CASE WHEN stay.asked > 0 THEN coalesce((
            SELECT sum({WORKED.format(r="ruler", t="least(coalesce(s.answered_at, stay.ended), stay.ended)")}
                - {WORKED.format(r="ruler", t="greatest(s.asked_at, stay.began)")})
            FROM cases_supplement s
            WHERE s.case_id = stay.case_id AND s.asked_at < stay.ended
                AND coalesce(s.answered_at, stay.ended) > stay.began
        ), 0) ELSE 0 END AS waited
    FROM stay JOIN ruler ON ruler.schedule = stay.schedule
)
SELECT of_matter, of_step, min(step_name), count(*) FILTER (WHERE NOT open),
    percentile_cont(ARRAY[0.5, 0.9]::float8[]) WITHIN GROUP (ORDER BY seconds - waited) FILTER (WHERE NOT open),
    coalesce(sum(seconds - waited) FILTER (WHERE NOT open), 0), coalesce(sum(waited) FILTER (WHERE NOT open), 0),
    count(*) FILTER (WHERE open), min(began) FILTER (WHERE open), avg(extract(epoch FROM began - filed)),
    min(of_title)
FROM timed GROUP BY GROUPING SETS ((of_matter, of_step), (of_step))
"""


@dataclass(frozen=True)
class Passed:
    """One step, of one procedure or (`matter` "") of all. Times in working hours; None while nobody has passed it.

    `median` and `most` (90 %) are without the time the applicant was waited for; `share` is the step's per cent of all time.
    """

    matter: str
    step: str
    title: str
    passed: int
    median: float | None
    most: float | None
    total: float
    waited: float
    waiting: int
    oldest: datetime | None
    share: float = 0.0

    @property
    def width(self) -> int:
        """How wide it is drawn, 1 to 24: in proportion to the square root of its median, so that short steps stay readable."""
        return max(1, min(24, round(2 * (self.median or 0.0) ** 0.5)))


@dataclass(frozen=True)
class Way:
    """The steps of one procedure in the order in which dossiers pass them."""

    matter: str
    title: str
    steps: tuple[Passed, ...]

    @property
    def waiting(self) -> int:
        return sum(step.waiting for step in self.steps)

    @property
    def total(self) -> float:
        return sum(step.total for step in self.steps)

    @property
    def passed(self) -> int:
        return max((step.passed for step in self.steps), default=0)

    @property
    def slowest(self) -> Passed | None:
        """The step that takes the greatest share of the time."""
        return max((step for step in self.steps if step.passed), key=lambda step: step.share, default=None)


@dataclass(frozen=True)
class Map:
    """All steps together, and each procedure's own way, those with most dossiers waiting and most time first."""

    whole: Way
    ways: list[Way] = field(default_factory=list)


def stays_of(rows: QuerySet[Case], at: datetime, begins: datetime) -> QuerySet[Any]:
    """Stays of these dossiers that ended in the period or were running at its end."""
    left = Q(left_at__gte=begins, left_at__lt=at)
    return cases.Stay.objects.filter(left | running(at), entered_at__lt=at, case__in=rows)


def running(at: datetime) -> Q:
    return Q(left_at=None) | Q(left_at__gte=at)


def standing(rows: QuerySet[Case], at: datetime, step: str) -> QuerySet[Case]:
    """The dossiers that stood in a step at a moment."""
    stays = cases.Stay.objects.filter(running(at), entered_at__lt=at, step=step)
    return rows.filter(pk__in=stays.values("case"))


def passed(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> Map:
    """Count the steps of a period. `rows` are the dossiers that may be counted."""
    at = chosen.moment(now)
    stays = stays_of(rows, at, chosen.begins)
    agencies = set(stays.order_by().values_list("agency", flat=True).distinct())
    if not agencies:
        return Map(Way("", "", ()))
    is_open = Choice(When(left_at__lt=at, then=Value(False)), default=Value(True), output_field=BooleanField())
    inner = stays.order_by().values(
        "case_id", of_step=F("step"), step_name=F("title"), of_matter=F("case__matter"), of_title=F("case__title"),
        filed=F("case__submitted_at"), asked=F("case__supplements"), began=F("entered_at"), open=is_open, schedule=_schedule(agencies),
        ended=Choice(When(left_at__lt=at, then=F("left_at")), default=Value(at), output_field=DateTimeField()),
    )  # fmt: skip
    return _drawn(_measured(inner, agencies, chosen, at))


def whole_times(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> list[Passed]:
    """The whole way of dossiers that were finished in the period, from reception to decision, by procedure; commonest first."""
    at = chosen.moment(now)
    done = rows.filter(
        received_at__isnull=False,
        closed_at__gte=chosen.begins,
        closed_at__lt=at,
        state__in=(cases.State.DONE, cases.State.RETURNED),
    )
    agencies = set(done.order_by().values_list("agency", flat=True).distinct())
    if not agencies:
        return []
    inner = done.order_by().values(
        case_id=F("pk"), of_step=Value(""), step_name=Value(""), of_matter=F("matter"), of_title=F("title"), filed=F("submitted_at"),
        asked=F("supplements"), began=F("received_at"), open=Value(False), schedule=_schedule(agencies), ended=F("closed_at"),
    )  # fmt: skip
    ways = _drawn(_measured(inner, agencies, chosen, at)).ways
    found = [Passed(**{**vars(way.steps[0]), "title": way.title}) for way in ways]
    return sorted(found, key=lambda one: (-one.passed, one.title))


def _measured(inner: QuerySet[Any, Any], agencies: set[str], chosen: Chosen, at: datetime) -> list[tuple[Any, ...]]:
    """Run the one query over rows with the columns that it names."""
    sql, params = inner.query.sql_with_params()
    rulers, values = _rulers({schedule_of(code) for code in agencies}, chosen.begins.date() - LOOK_BACK, at)
    with connection.cursor() as cursor:
        cursor.execute(PASSED.replace(" % ", " %% ").format(rulers=rulers, stays=sql), [*values, *params])
        return cursor.fetchall()


def _schedule(agencies: Iterable[str]) -> Choice:
    by_schedule: dict[str, list[str]] = {}
    for code in agencies:
        by_schedule.setdefault(schedule_of(code), []).append(code)
    whens = [When(agency__in=codes, then=Value(name)) for name, codes in by_schedule.items()]
    return Choice(*whens, default=Value(""), output_field=CharField())


def _rulers(schedules: set[str], first: date, at: datetime) -> tuple[str, list[Any]]:
    values: list[Any] = []
    for name in sorted(schedules):
        scale = ruler_of(name, first, at.astimezone(ZONE).date())
        values += [name, list(scale.edges), list(scale.sums)]
    return ", ".join(["(%s, %s::float8[], %s::float8[])"] * len(schedules)), values


def _drawn(found: list[tuple[Any, ...]]) -> Map:
    by_matter: dict[str, list[tuple[float, Passed]]] = {}
    titles: dict[str, str] = {}
    for matter, step, title, count, usual, total, waited, waiting, oldest, place, procedure in found:
        median, most = (usual[0] / HOUR, usual[1] / HOUR) if usual else (None, None)
        name = str(cases.TITLES.get(step, title or step))
        one = Passed(matter or "", step, name, count, median, most, total / HOUR, waited / HOUR, waiting, oldest)
        by_matter.setdefault(matter or "", []).append((float(place or 0), one))
        titles[matter or ""] = procedure
    ways = [Way(matter, titles[matter], _with_shares(steps, known=not matter)) for matter, steps in by_matter.items()]
    own = sorted((way for way in ways if way.matter), key=lambda way: (-way.waiting, -way.total, way.title))
    return Map(next(way for way in ways if not way.matter), own)


def _with_shares(steps: list[tuple[float, Passed]], *, known: bool) -> tuple[Passed, ...]:
    """In the order in which dossiers come to them; all procedures together in the order of the steps that everybody knows."""

    def place(pair: tuple[float, Passed]) -> tuple[float, float, str]:
        own = USUAL.get(pair[1].step, USUAL["sign"] - 0.5)
        return (own, pair[0], pair[1].step) if known else (pair[0], own, pair[1].step)

    ordered = [one for _place, one in sorted(steps, key=place)]
    whole = sum(one.total for one in ordered)
    return tuple(Passed(**{**vars(one), "share": 100 * one.total / whole if whole else 0.0}) for one in ordered)
