"""The forecast kept up to date: how long steps take in each agency (nightly), and the risk of each running case (all day)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from tinhso.blocks.units.api import schedule_of
from tinhso.kernel.clock.api import ZONE, WorkingTime, working_time_of

from .clock_reports import Outlook, Pace
from .forecast import KINDS, Risk, minutes, needed, risk
from .models import Case, State, Stay

PAST = timedelta(days=365)
AHEAD = timedelta(days=15)
EACH, MOST = 300, 1000
Samples = dict[tuple[str, str, str], list[int]]

DECIDED = """
SELECT id, matter, field, clock, received_at, closed_at FROM (
    SELECT id, matter, field, clock, received_at, closed_at,
        row_number() OVER (PARTITION BY matter ORDER BY closed_at DESC) AS place
    FROM cases_case
    WHERE agency = %s AND closed_at > %s AND closed_at <= %s AND state IN (%s, %s) AND received_at IS NOT NULL
) c WHERE place <= %s ORDER BY closed_at DESC
"""


def pauses_of(clock: Sequence[Mapping[str, Any]], closed_at: datetime) -> list[tuple[datetime, datetime]]:
    """When a clock stood still, from its events."""
    found, since = [], None
    for event in clock:
        if event["kind"] == "paused":
            since = datetime.fromisoformat(event["at"])
        elif event["kind"] == "resumed" and since is not None:
            found.append((since, datetime.fromisoformat(event["at"])))
            since = None
    return [*found, (since, closed_at)] if since is not None else found


def learn(agency: str, *, now: datetime) -> int:
    """Make the paces of an agency anew, from its decided cases of the last year (the newest EACH of every procedure).

    Returns how many cases it learned from.
    """
    hours = working_time_of(schedule_of(agency))
    samples: Samples = defaultdict(list)
    cases: dict[UUID, Any] = {}
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, [agency, now - PAST, now, State.DONE, State.RETURNED, EACH])
        for row in cursor.fetchall():
            cases[row[0]] = row
    for case, step, entered_at in _stays(list(cases)):
        _id, matter, field, clock, received_at, closed_at = cases[case]
        if entered_at < received_at or entered_at > closed_at:
            continue
        took = needed(entered_at, closed_at, pauses_of(_json(clock), closed_at), hours)
        for kind, key in zip(KINDS, (matter, field, ""), strict=True):
            if len(samples[kind, key, step]) < MOST and (key or kind == "agency"):
                samples[kind, key, step].append(took)
    paces = [
        Pace(agency=agency, kind=kind, key=key, step=step, minutes=sorted(found), made_at=now)
        for (kind, key, step), found in samples.items()
        if found
    ]
    with transaction.atomic():
        Pace.objects.filter(agency=agency).delete()
        Pace.objects.bulk_create(paces)
    return len(cases)


def _json(clock: Any) -> Any:
    return orjson.loads(clock) if isinstance(clock, str | bytes) else clock


def _stays(cases: list[UUID]) -> Iterator[tuple[UUID, str, datetime]]:
    for first in range(0, len(cases), 2000):
        rows = Stay.objects.filter(case__in=cases[first : first + 2000]).order_by("-id")
        yield from rows.values_list("case_id", "step", "entered_at")


def paces_of(agency: str) -> Samples:
    """What was learned of an agency."""
    rows = Pace.objects.filter(agency=agency).values_list("kind", "key", "step", "minutes")
    return {(kind, key, step): found for kind, key, step, found in rows}


def risk_of(case: Case, *, entered_at: datetime, now: datetime, paces: Samples, hours: WorkingTime) -> Risk | None:
    """The risk of a running case, which entered its present step at that moment; None if there is not enough to say."""
    if case.due_at is None or case.paused_since is not None or case.received_at is None:
        return None
    keys = (case.matter, case.field, "")
    samples = [(kind, paces.get((kind, key, case.step), [])) for kind, key in zip(KINDS, keys, strict=True)]
    spent = needed(entered_at, now, pauses_of(case.clock, now), hours)
    return risk(samples, spent=spent, allowed=minutes(hours.between(now, case.due_at)))


def look_ahead(agency: str, *, now: datetime) -> int:
    """Renew the risk of each running case of an agency that is due in the next fifteen days; returns how many there are."""
    stays = Stay.objects.filter(
        left_at=None, case__agency=agency, case__closed_at=None, case__paused_since=None, case__received_at__isnull=False,
        case__due_at__gt=now, case__due_at__lte=now + AHEAD,
    ).select_related("case").only(
        "entered_at", "case__agency", "case__matter", "case__field", "case__step", "case__clock", "case__due_at",
        "case__paused_since", "case__received_at",
    )  # fmt: skip
    paces, hours = paces_of(agency), working_time_of(schedule_of(agency))
    rows: dict[UUID, Outlook] = {}
    for stay in stays.order_by("id").iterator(chunk_size=2000):
        case = stay.case
        assert case.due_at is not None, "the query asks for a due date"
        found = risk_of(case, entered_at=stay.entered_at, now=now, paces=paces, hours=hours)
        known = (
            {"chance": found.chance, "among": found.among, "basis": found.basis, "usual": found.usual} if found else {}
        )
        rows[case.pk] = Outlook(case=case, agency=agency, due_at=case.due_at, made_at=now, **known)
    with transaction.atomic():
        Outlook.objects.filter(agency=agency).exclude(case__in=list(rows)).delete()
        Outlook.objects.bulk_create(
            rows.values(), batch_size=2000, update_conflicts=True, unique_fields=["case"],
            update_fields=["agency", "due_at", "chance", "among", "basis", "usual", "made_at"],
        )  # fmt: skip
    return len(rows)


def agencies_at_work() -> list[str]:
    """The agencies that have open cases."""
    return list(Case.objects.filter(closed_at=None).order_by("agency").values_list("agency", flat=True).distinct())


@dataclass(frozen=True)
class Week:
    """What an agency faces until the end of the week: cases due, how many of them are expected late, how many late already.

    `unknown` of those due have too few earlier cases to say.
    """

    agency: str
    due: int
    expected: float
    unknown: int
    late: int

    @property
    def known(self) -> int:
        """How many of those due there is enough data for."""
        return self.due - self.unknown


def end_of_week(now: datetime) -> datetime:
    local = now.astimezone(ZONE)
    monday = local.date() + timedelta(days=7 - local.weekday())
    return datetime.combine(monday, time(), ZONE)


def this_week(*, now: datetime, agencies: Sequence[str] | None = None) -> list[Week]:
    """Each agency's week; those that expect most late cases first."""
    chosen = Q() if agencies is None else Q(agency__in=agencies)
    ahead = Outlook.objects.filter(chosen, due_at__gt=now, due_at__lt=end_of_week(now))
    rows = ahead.order_by().values("agency").annotate(n=Count("pk"), sum=Sum("chance"), known=Count("chance"))
    found = {row["agency"]: row for row in rows}
    late = dict(
        Case.objects.filter(chosen, closed_at=None, due_at__lt=now, paused_since=None)
        .order_by().values_list("agency").annotate(n=Count("pk"))
    )  # fmt: skip
    weeks = []
    for agency in {*found, *late}:
        row = found.get(agency, {"n": 0, "sum": 0, "known": 0})
        weeks.append(Week(agency, row["n"], row["sum"] or 0.0, row["n"] - row["known"], late.get(agency, 0)))
    return sorted(weeks, key=lambda week: (-week.expected, -week.late, week.agency))
