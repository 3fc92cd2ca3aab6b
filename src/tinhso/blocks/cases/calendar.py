"""Which running clocks a change of the calendar concerns, and what it would do to each: for the rehearsal and for the deed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from tinhso.blocks.units.api import agencies_on, schedule_of
from tinhso.kernel.clock.api import (
    ZONE,
    Clock,
    ClockEvent,
    Duration,
    HolidayCalendar,
    WorkingTime,
    end_of,
    working_time_of,
)

from .clockwork import calendar_event
from .models import Case

PLAIN = ("started", "recomputed")
Ends = dict[tuple[Any, ...], datetime]


def concerned(*, day: date | None = None, agencies: Iterable[str] = ()) -> Q:
    """Running clocks that a change of this day (of hours, without a day) may concern: it lies between reception and due date."""
    rows = Q(closed_at=None, due_at__isnull=False)
    if day is not None:
        start = datetime.combine(day, time(), ZONE)
        rows &= Q(due_at__gte=start, received_at__lt=start + timedelta(days=1))
    if chosen := list(agencies):
        rows &= Q(agency__in=chosen)
    return rows


def with_schedule(name: str, *, on: date) -> list[str]:
    """The agencies that work by this week."""
    return [agency.code for agency in agencies_on(on) if agency.schedule == name]


def due_under(clock: list[Mapping[str, Any]], working: WorkingTime, known: Ends) -> datetime | None:
    """The due date of a clock under a working time.

    Most clocks have only started; limits in days from the same day end together, so `known` keeps what was found.
    """
    first = clock[0] if clock else None
    if first is None or any(event["kind"] not in PLAIN for event in clock):
        return Clock.from_json(clock, working, explain=False).due_at
    limit = first.get("limit")
    if not limit:
        return None
    begin = working.next_working_moment(datetime.fromisoformat(first["at"]))
    duration = Duration(int(limit[0]), str(limit[1]))
    if duration.unit == "hours":
        return end_of(begin, duration, working)
    key = (begin.date(), begin.time() > time(15) if duration.value == 0 else None, duration)
    if key not in known:
        known[key] = end_of(begin, duration, working)
    return known[key]


@dataclass(frozen=True)
class Change:
    """What happens to one clock: the event that says it, and whether its applicant is told.

    Told is who was promised a day and gets a later one. A date that comes earlier surprises nobody: the receipt keeps its
    promise. While a case waits for its applicant no day is promised.
    """

    event: ClockEvent
    told: bool

    @property
    def before(self) -> datetime:
        assert self.event.was is not None
        return self.event.was

    @property
    def after(self) -> datetime:
        assert self.event.until is not None
        return self.event.until

    @property
    def days(self) -> int:
        """By how many days of the calendar the date moves; negative: earlier."""
        return (self.after.astimezone(ZONE).date() - self.before.astimezone(ZONE).date()).days


def change_of(case: Case, working: WorkingTime, known: Ends, *, cause: str, law: Any, now: datetime) -> Change | None:
    """What this calendar does to a case; None where the date stays."""
    computed = due_under(case.clock, working, known)
    if computed is None or computed == case.due_at:
        return None
    last = datetime.fromisoformat(case.clock[-1]["at"])
    event = calendar_event(computed, case.due_at, working=working, last=last, cause=cause, law=law, now=now)
    if event is None:
        return None
    change = Change(event, told=False)
    return Change(event, told=change.days > 0 and case.paused_since is None and case.applicant is not None)


@dataclass
class Rehearsal:
    """What would move if it were announced: running clocks looked at, moved by how many days, by agency, applicants told."""

    running: int = 0
    looked: int = 0
    by_days: Counter[int] = field(default_factory=Counter)
    by_agency: Counter[str] = field(default_factory=Counter)
    told: int = 0
    kept: int = 0

    @property
    def moved(self) -> int:
        return sum(self.by_days.values())


Calendar = Callable[[HolidayCalendar], HolidayCalendar]


def rehearse(
    *,
    now: datetime,
    day: date | None = None,
    calendar: Calendar | None = None,
    weeks: Mapping[str, Any] | None = None,
    agencies: Mapping[str, str] | None = None,
) -> Rehearsal:
    """Count what would move, without changing anything: under another calendar for a day, other weeks by the name of their
    schedule, or another schedule for some agencies.
    """
    today = now.astimezone(ZONE).date()
    concern = [*(agencies or {}), *(code for name in weeks or {} for code in with_schedule(name, on=today))]
    found = Rehearsal(running=Case.objects.filter(concerned()).count())
    if day is None and not concern:
        return found
    hours = Hours(calendar=calendar, weeks=weeks, schedules=agencies)
    for case in _rows(concerned(day=day, agencies=concern)):
        found.looked += 1
        change = change_of(case, *hours.of(case.agency), cause="", law=None, now=now)
        if change is None:
            continue
        if change.before == change.after:
            found.kept += 1
            continue
        found.by_days[change.days] += 1
        found.by_agency[case.agency] += 1
        found.told += change.told
    return found


def _rows(where: Q) -> Iterator[Case]:
    fields = ("id", "agency", "clock", "due_at", "paused_since", "applicant")
    return Case.objects.filter(where).only(*fields).order_by().iterator(chunk_size=2000)


class Hours:
    """The working time of each agency, asked once; in a rehearsal with another calendar, other weeks or other schedules."""

    def __init__(
        self,
        *,
        calendar: Calendar | None = None,
        weeks: Mapping[str, Any] | None = None,
        schedules: Mapping[str, str] | None = None,
    ) -> None:
        self.calendar, self.weeks, self.schedules = calendar, weeks or {}, schedules or {}
        self._names: dict[str, str] = {}
        self._of: dict[str, tuple[WorkingTime, Ends]] = {}

    def of(self, agency: str) -> tuple[WorkingTime, Ends]:
        name = self._names.get(agency)
        if name is None:
            name = self._names[agency] = self.schedules.get(agency) or schedule_of(agency)
        if name not in self._of:
            present = working_time_of(name)
            holidays = self.calendar(present.holidays) if self.calendar else present.holidays
            self._of[name] = (WorkingTime(self.weeks.get(name, present.week), holidays), {})
        return self._of[name]
