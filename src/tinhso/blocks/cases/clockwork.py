"""The legal clock of a case: events are kept with it, and what follows from them is computed on each change."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import schedule_of
from tinhso.kernel.actions.api import Act, Refused
from tinhso.kernel.clock.api import ZONE, Clock, ClockError, ClockEvent, Duration, WorkingTime, working_time_of
from tinhso.kernel.law.api import Law

from .clock_reports import Recount
from .models import Case

CHANGED = _("Lịch làm việc thay đổi")


def working_time(case: Case) -> WorkingTime:
    """The working time of the competent agency."""
    return working_time_of(schedule_of(case.agency))


def clock_of(case: Case) -> Clock:
    """The clock of a case, with its explanation."""
    return Clock.from_json(case.clock, working_time(case))


def calendar_event(
    computed: datetime | None,
    due_at: datetime | None,
    *,
    working: WorkingTime,
    last: datetime,
    cause: str,
    law: Law | None,
    now: datetime,
) -> ClockEvent | None:
    """What must be said where the calendar gives another date than was promised; None where it makes no difference.

    `last` is when the clock's last event was. A later date stands as computed. An earlier one is never set before the end of
    the next working day: nobody becomes late by an announcement. What is late already stays as it is.
    """
    if computed is None or due_at is None or computed == due_at:
        return None
    held = computed
    if computed < due_at:
        soonest = working.end_of(working.next_counted_day(now.astimezone(ZONE).date()))
        held = max(computed, min(due_at, soonest))
    kind = "recomputed" if held == computed else "kept"
    return ClockEvent(kind, max(now, last), cause=cause, law=law, was=due_at, until=held)


def _current(act: Act, case: Case) -> Clock:
    """The clock now. Where a new calendar has not reached it yet, that is said first, with its cause."""
    clock = clock_of(case)
    if not clock.events or clock.stopped_at is not None:
        return clock
    recount = Recount.objects.filter(finished_at=None).first()
    cause, law = (recount.cause, recount.law) if recount else (str(CHANGED), "")
    event = calendar_event(
        clock.due_at, case.due_at, working=clock.working, last=clock.events[-1].at,
        cause=cause, law=Law(law) if law else None, now=act.now,
    )  # fmt: skip
    if event is None:
        return clock
    act.announce(
        "case.due_moved", subject=case, agency=case.agency, code=case.code,
        due_before=event.was, due_after=event.until, cause=cause,
    )  # fmt: skip
    return clock.after(event)


def _tick(act: Act, case: Case, event: ClockEvent) -> Clock:
    try:
        clock = _current(act, case).after(event)
    except ClockError as problem:
        raise Refused(str(problem), code="clock") from problem
    act.save(case, clock=clock.to_json(), due_at=clock.due_at, paused_since=clock.paused_since)
    return clock


def start(act: Act, case: Case, *, duration: Duration | None, policy: str, law: Law) -> Clock:
    """Start the clock at reception. Without a known limit there is no due date."""
    return _tick(act, case, ClockEvent("started", act.now, law=law, limit=duration, policy=policy))


def pause(act: Act, case: Case, *, cause: str, law: Law) -> Clock | None:
    """Stop counting; nothing to stop before reception."""
    if not case.clock:
        return None
    return _tick(act, case, ClockEvent("paused", act.now, cause=cause, law=law))


def resume(act: Act, case: Case) -> Clock | None:
    """Count again, or from the start, as the policy says."""
    if not case.clock:
        return None
    return _tick(act, case, ClockEvent("resumed", act.now))


def extend(act: Act, case: Case, *, until: datetime, cause: str, law: Law) -> Clock:
    """Set a later due date, once."""
    return _tick(act, case, ClockEvent("extended", act.now, until=until, cause=cause, law=law))


def stop(act: Act, case: Case) -> Clock | None:
    """End the clock with the decision (or the withdrawal)."""
    if not case.clock:
        return None
    return _tick(act, case, ClockEvent("stopped", act.now, cause=str(_("Kết thúc giải quyết."))))
