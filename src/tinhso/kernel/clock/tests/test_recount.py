"""The clock against a naive recount: minute by minute, day by day, with calendars and weeks that nobody chose."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.clock.api import ZONE, Clock, ClockEvent, Duration, HolidayCalendar, WorkingTime, due, end_of
from tinhso.kernel.clock.working import OFFICE
from tinhso.kernel.law.api import Law

MONDAY = date(2026, 3, 2)
LAW = Law("118/2025/NĐ-CP")
MINUTE = timedelta(minutes=1)
EARLY = ((time(7, 0), time(11, 0)), (time(13, 0), time(17, 0)))
MORNING = ((time(7, 30), time(11, 30)),)
WEEKS = (
    dict.fromkeys(range(5), OFFICE),
    {**dict.fromkeys(range(5), OFFICE), 5: MORNING},
    {**dict.fromkeys(range(4), EARLY), 4: MORNING},
)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingTime:
    """A week, some days off and some weekend days worked, within two months."""
    offsets = st.integers(0, 60)
    off = draw(st.sets(offsets, max_size=8))
    worked = {n for n in draw(st.sets(offsets, max_size=6)) if (MONDAY + timedelta(n)).weekday() >= 5}
    names = {MONDAY + timedelta(n): f"Nghỉ {n}" for n in off - worked}
    return WorkingTime(
        draw(st.sampled_from(WEEKS)), HolidayCalendar(names, frozenset(MONDAY + timedelta(n) for n in worked))
    )


moments = st.integers(0, 20 * 24 * 60).map(lambda n: datetime.combine(MONDAY, time(), ZONE) + n * MINUTE)
units = st.sampled_from(["hours", "days", "working_days", "months"])


def hours_of(day: date, working: WorkingTime) -> tuple[tuple[time, time], ...]:
    if day in working.holidays.working:
        return working.week[0]
    return () if day in working.holidays.names else working.week.get(day.weekday(), ())


def at_work(moment: datetime, working: WorkingTime) -> bool:
    return any(start <= moment.time() < end for start, end in hours_of(moment.date(), working))


def counts(day: date, working: WorkingTime) -> bool:
    return bool(hours_of(day, working)) and (day.weekday() < 5 or day in working.holidays.working)


def work_over(start: datetime, minutes: int, working: WorkingTime) -> datetime:
    """Walk on until so many minutes of work are over; without any, until work begins."""
    moment = start
    while not at_work(moment, working):
        moment += MINUTE
    while minutes:
        minutes -= at_work(moment, working)
        moment += MINUTE
    return moment


def minutes_between(start: datetime, end: datetime, working: WorkingTime) -> int:
    if end < start:
        return -minutes_between(end, start, working)
    return sum(at_work(start + n * MINUTE, working) for n in range(int((end - start) / MINUTE)))


def naive_due(start: datetime, limit: Duration, working: WorkingTime) -> datetime:
    begin = start
    while not at_work(begin, working):
        begin += MINUTE
    if limit.unit == "hours":
        return work_over(start, limit.value * 60, working)
    day, left = begin.date(), limit.value
    if limit.value == 0:
        left = 1 if begin.time() > time(15, 0) else 0
        while left:
            day += timedelta(1)
            left -= counts(day, working)
    elif limit.unit == "working_days":
        while left:
            day += timedelta(1)
            left -= counts(day, working)
    else:
        if limit.unit == "days":
            for _ in range(left):
                day += timedelta(1)
        else:
            day = month_later(day, left)
        while not counts(day, working):
            day += timedelta(1)
    return datetime.combine(day, hours_of(day, working)[-1][1], ZONE)


def month_later(day: date, months: int) -> date:
    """The corresponding day of a later month, or its last day where it has none (Civil Code, article 148)."""
    month = day
    for _ in range(months):
        month = (month.replace(day=1) + timedelta(32)).replace(day=1)
    while month.day < day.day and (month + timedelta(1)).day != 1:
        month += timedelta(1)
    return month


@settings(max_examples=60, deadline=None)
@given(calendars(), moments, st.integers(0, 12), units)
def test_every_limit_ends_where_the_recount_ends(working: WorkingTime, start: datetime, value: int, unit: str) -> None:
    limit = Duration(value if unit != "months" else value % 3, unit)
    found = due(start, limit, working)
    assert found.moment == naive_due(start, limit, working)
    assert found.moment == end_of(start, limit, working)


@settings(max_examples=60, deadline=None)
@given(
    calendars(),
    moments,
    st.integers(0, 6),
    units,
    st.sampled_from(["pause", "restart"]),
    st.integers(0, 5 * 24 * 60),
    st.integers(0, 6 * 24 * 60),
)
def test_both_policies_for_a_supplement_agree_with_the_recount(
    working: WorkingTime, start: datetime, value: int, unit: str, policy: str, until: int, waiting: int
) -> None:
    limit = Duration(value % 2 if unit == "months" else value, unit)
    paused = start + until * MINUTE
    resumed = paused + waiting * MINUTE
    events = [
        ClockEvent("started", start, law=LAW, limit=limit, policy=policy),
        ClockEvent("paused", paused, cause="Chờ bổ sung"),
        ClockEvent("resumed", resumed),
    ]
    before = naive_due(start, limit, working)
    left = minutes_between(paused, before, working)
    if policy == "restart":
        wanted = naive_due(resumed, limit, working)
    elif left < 0:
        wanted = before
    else:
        wanted = max(work_over(resumed, left, working), before)
    clock = Clock.of(events, working)
    assert clock.due_at == wanted
    assert clock.waited == minutes_between(paused, resumed, working) * MINUTE
    assert Clock.of(events, working, explain=False).due_at == wanted


@settings(max_examples=60, deadline=None)
@given(calendars(), calendars(), moments, st.integers(0, 9), units, st.sampled_from(["pause", "restart"]), st.data())
def test_every_change_of_the_due_date_has_its_sentence_and_its_law(
    working: WorkingTime, later: WorkingTime, start: datetime, value: int, unit: str, policy: str, data: st.DataObject
) -> None:
    """Paused, resumed, extended, and the calendar changed: the lines lead from the first date to the last without a gap."""
    clock = Clock.of([ClockEvent("started", start, law=LAW, limit=Duration(value, unit), policy=policy)], working)
    moment = start
    for kind in data.draw(st.lists(st.sampled_from(["paused", "resumed", "extended", "recomputed"]), max_size=6)):
        moment += data.draw(st.integers(0, 3 * 24 * 60)) * MINUTE
        clock = follow(clock, kind, moment, later)
    dates = [line.due_at for line in clock.lines]
    assert dates[-1] == clock.due_at
    assert all(line.sentence and line.law is not None for line in clock.lines)
    again = Clock.from_json(clock.to_json(), clock.working)
    assert (again.due_at, again.lines) == (clock.due_at, clock.lines)


def follow(clock: Clock, kind: str, at: datetime, later: WorkingTime) -> Clock:
    """One more event, where it may follow."""
    assert clock.due_at is not None
    if (kind == "paused") == (clock.paused_since is not None) and kind in ("paused", "resumed"):
        return clock
    if kind == "extended":
        if clock.extensions:
            return clock
        until = naive_due(clock.due_at, Duration(2, "working_days"), clock.working)
        return clock.after(ClockEvent(kind, at, cause="Bão", until=until))
    if kind == "recomputed":
        moved = clock.under(later)
        if moved.due_at == clock.due_at:
            return moved
        event = ClockEvent(kind, at, cause="Công bố ngày nghỉ", was=clock.due_at, until=moved.due_at)
        return moved.after(event)
    return clock.after(ClockEvent(kind, at, cause="Chờ bổ sung"))
