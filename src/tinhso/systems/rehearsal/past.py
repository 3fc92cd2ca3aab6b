"""What happened in a period, as the engine plays it: each application as its tasks, in working minutes of its agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tinhso.declare import Case, Ruler, cases, ruler, schedule_of, working_time_of

from .simulate import Desk, Request, Task

COUNTER, HANDLING, LEADER = "counter", "handling", "leader"
GROUPS = {"receive": COUNTER, "return": COUNTER, "sign": LEADER}
FEW = 20  # works with a queue waiting that are needed to say what longest work is
MARGIN = timedelta(days=800)
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Passed:
    """One stay as it was, in working minutes: `asked` is the time that the applicant was waited for."""

    case: UUID
    step: str
    desk: Desk
    who: UUID | None
    came: float
    left: float
    asked: float = 0.0
    work: float = 0.0
    delay: float = 0.0


@dataclass(frozen=True)
class Past:
    """A period: the applications as the engine takes them, officials at each desk, and how each application really ended."""

    requests: list[Request]
    officials: dict[Desk, int]
    ended: dict[UUID, float]
    received: dict[UUID, float]

    def on_time(self) -> float | None:
        """The real share in time, in per cent."""
        judged = [self.ended[one.key] <= one.due for one in self.requests if one.due is not None]
        return 100 * sum(judged) / len(judged) if judged else None


def read(rows: QuerySet[Case], *, tell: Tell | None = None) -> Past:
    """Read applications that were decided. `rows` is filtered by what the reader may see."""
    known = {
        row["pk"]: row
        for row in rows.filter(closed_at__isnull=False, received_at__isnull=False)
        .order_by()
        .values("pk", "agency", "received_at", "closed_at", "due_at")
        .iterator(chunk_size=20_000)
    }
    if not known:
        return Past([], {}, {}, {})
    rulers = _rulers(known.values())
    asked = _asked(rows, known, rulers)
    passed = list(_passed(rows, known, rulers, asked, tell))
    _work_of(passed)
    return _past(known, rulers, passed)


def _rulers(rows: Iterable[dict[str, Any]]) -> dict[str, Ruler]:
    """A ruler for each agency, from long before the first moment until long after the last."""
    listed = list(rows)
    first = min(row["received_at"] for row in listed) - MARGIN
    last = max(max(row["closed_at"], row["due_at"] or row["closed_at"]) for row in listed) + timedelta(days=60)
    made: dict[str, Ruler] = {}
    by_agency: dict[str, Ruler] = {}
    for agency in {row["agency"] for row in listed}:
        schedule = schedule_of(agency)
        if schedule not in made:
            made[schedule] = ruler(working_time_of(schedule), first.date(), last.date())
        by_agency[agency] = made[schedule]
    return by_agency


def _asked(
    rows: QuerySet[Case], known: dict[UUID, Any], rulers: dict[str, Ruler]
) -> dict[UUID, list[tuple[float, float]]]:
    found: dict[UUID, list[tuple[float, float]]] = defaultdict(list)
    asked = cases.Supplement.objects.filter(case__in=rows.order_by().values("pk"), answered_at__isnull=False)
    for case, start, end in asked.values_list("case_id", "asked_at", "answered_at"):
        if case in known:
            measure = rulers[known[case]["agency"]]
            found[case].append((measure.at(start) / 60, measure.at(end) / 60))
    return found


def _passed(
    rows: QuerySet[Case], known: dict[UUID, Any], rulers: dict[str, Ruler],
    asked: dict[UUID, list[tuple[float, float]]], tell: Tell | None,
) -> Iterator[Passed]:  # fmt: skip
    stays = (
        cases.Stay.objects.filter(case__in=rows.order_by().values("pk"), left_at__isnull=False)
        .order_by("case_id", "id")
        .values_list("case_id", "step", "agency", "assignee", "entered_at", "left_at")
    )
    for number, (case, step, agency, who, came, left) in enumerate(stays.iterator(chunk_size=20_000), 1):
        row = known.get(case)
        if row is None:
            continue
        measure = rulers[row["agency"]]
        start, end = _minutes(measure, max(came, row["received_at"])), _minutes(measure, left)
        if end < start or left <= row["received_at"]:
            continue  # what was before the reception is not the agency's time
        waited = sum(max(0.0, min(end, b) - max(start, a)) for a, b in asked.get(case, ()))
        yield Passed(case, step, (agency, GROUPS.get(step, HANDLING)), who, start, end, min(waited, end - start))
        if tell is not None and number % 20_000 == 0:
            tell(number, 4 * len(known))


def _minutes(measure: Ruler, moment: datetime) -> float:
    return measure.at(moment) / 60


def _work_of(passed: list[Passed]) -> None:
    """Split each stay into work and delay; see the README for what is assumed."""
    by_official: dict[tuple[Desk, UUID], list[Passed]] = defaultdict(list)
    for one in passed:
        if one.who is not None:
            by_official[one.desk, one.who].append(one)
    with_queue: dict[Desk, list[float]] = defaultdict(list)
    for (desk, _who), line in by_official.items():
        line.sort(key=lambda one: (one.left, one.came))
        free = float("-inf")
        for one in line:
            one.work = max(0.0, one.left - max(one.came, free) - one.asked)
            if one.came < free < one.left:
                with_queue[desk].append(one.work)
            free = max(free, one.left)
    longest = {desk: quantiles(found, n=4)[2] for desk, found in with_queue.items() if len(found) >= FEW}
    for one in passed:
        own = one.left - one.came - one.asked  # what the official could have worked
        waited = own - one.work  # in the official's queue, behind others
        one.work = min(one.work, longest.get(one.desk, one.work))
        # The applicant's time, and what was longer than work is when others wait, occupy nobody.
        one.delay = one.asked + max(0.0, own - waited - one.work)


def _past(known: dict[UUID, Any], rulers: dict[str, Ruler], passed: list[Passed]) -> Past:
    by_case: dict[UUID, list[Passed]] = defaultdict(list)
    people: dict[Desk, set[UUID]] = defaultdict(set)
    for one in passed:
        by_case[one.case].append(one)
        if one.who is not None:
            people[one.desk].add(one.who)
    requests, ended, received = [], {}, {}
    for key, row in known.items():
        line = sorted(by_case.get(key, ()), key=lambda one: one.came)
        measure = rulers[row["agency"]]
        came = _minutes(measure, row["received_at"])
        due = _minutes(measure, row["due_at"]) if row["due_at"] is not None else None
        tasks = tuple(Task(one.step, one.desk if one.work > 0 else None, one.work, one.delay) for one in line)
        requests.append(Request(key, came, tasks, due))
        ended[key], received[key] = _minutes(measure, row["closed_at"]), came
    requests.sort(key=lambda request: request.came)
    officials = {one.desk: max(1, len(people[one.desk])) for one in passed}
    return Past(requests, officials, ended, received)
