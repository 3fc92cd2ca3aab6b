"""The legal clock of a case: events are kept with it, and what follows from them is computed on each change."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import schedule_of
from tinhso.kernel.actions.api import Act, Refused
from tinhso.kernel.clock.api import Clock, ClockError, ClockEvent, Duration, WorkingTime, working_time_of
from tinhso.kernel.law.api import Law

from .models import Case


def working_time(case: Case) -> WorkingTime:
    """The working time of the competent agency."""
    return working_time_of(schedule_of(case.agency))


def clock_of(case: Case) -> Clock:
    """The clock of a case, with its explanation."""
    return Clock.from_json(case.clock, working_time(case))


def _tick(act: Act, case: Case, event: ClockEvent) -> Clock:
    try:
        clock = clock_of(case).after(event)
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
