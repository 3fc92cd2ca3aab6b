"""What the display, the kiosk and the officers see of a running day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, ExpressionWrapper, F, FloatField
from django.db.models.functions import Extract

from .calling import as_waiting, streak_of, waiting_of
from .centres import plan_of
from .models import Call, Duty, Ticket
from .order import Desk, minutes_to_wait
from .plan import Plan

LOOKED_AT = timedelta(days=14)
ENOUGH = 20
"""A usual time of service is stated after twenty services within the last fourteen days; ours, below that it is chance."""
SHOWN = 6


class Median(Aggregate):
    """percentile_cont(0.5) of an expression."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Called:
    """One line of the display: a number and its counter. `fresh` changes when it is called again."""

    label: str
    counter: int
    times: int
    fresh: str


def called_now(agency: str, day: date) -> list[Called]:
    """The numbers called last, the newest first; those being served stay until they are done."""
    rows = Call.objects.filter(agency=agency, day=day, ended_at=None).select_related("ticket")
    return [
        Called(call.ticket.label, call.counter, call.times, f"{call.pk}:{call.times}")
        for call in rows.order_by("-last_called_at")[:SHOWN]
    ]


def waiting_counts(agency: str, day: date) -> dict[str, int]:
    """How many wait, by group."""
    rows = Ticket.objects.filter(agency=agency, day=day, state=Ticket.State.WAITING).order_by()
    return dict(rows.values_list("group").annotate(n=Count("pk")))


def duties_of(agency: str, day: date) -> list[Duty]:
    """The counters that are open today, by number."""
    return list(Duty.objects.filter(agency=agency, day=day, closed_at=None).order_by("counter"))


def usual_minutes(agency: str, day: date) -> dict[str, float]:
    """The median time of service by group in the fortnight before a day; only where there is enough to say so."""
    seconds = ExpressionWrapper(Extract(F("ended_at") - F("started_at"), "epoch"), output_field=FloatField())
    rows = (
        Call.objects.filter(agency=agency, day__gte=day - LOOKED_AT, day__lt=day, started_at__isnull=False)
        .exclude(ended_at=None)
        .order_by()
        .values_list("group")
        .annotate(n=Count("pk"), median=Median(seconds))
    )
    return {group: median / 60 for group, n, median in rows if n >= ENOUGH}


@dataclass(frozen=True)
class Standing:
    """Where a waiting number stands: how many are ahead in its group, and in how many minutes it is likely called."""

    ahead: int
    minutes: int | None


def standing_of(ticket: Ticket, *, now: datetime, plan: Plan | None = None) -> Standing:
    """Where a ticket stands now; minutes only if service times are known and a counter is open for it."""
    own = plan or plan_of(ticket.agency)
    waiting = [as_waiting(one) for one in waiting_of(ticket.agency, ticket.day)]
    usual = usual_minutes(ticket.agency, ticket.day)
    desks = _desks(ticket.agency, ticket.day, own, usual, now)
    found = None
    if desks is not None:
        groups = tuple({group for desk in desks for group in desk.groups})
        streak = streak_of(ticket.agency, ticket.day, groups)
        found = minutes_to_wait(ticket.pk, waiting, desks, minutes=usual, streak=streak, now=now)
    ahead = sum(1 for one in waiting if one.group == ticket.group and one.since < ticket.waits_since)
    return Standing(ahead, None if found is None else max(0, round(found)))


def _desks(agency: str, day: date, plan: Plan, usual: dict[str, float], now: datetime) -> list[Desk] | None:
    """The counters at work, each with the minutes until it is free; None if one serves what nobody knows the length of."""
    desks = []
    busy: dict[Any, Call] = {call.duty_id: call for call in Call.objects.filter(agency=agency, day=day, ended_at=None)}
    for duty in duties_of(agency, day):
        counter = plan.counter(duty.counter)
        if counter is None or duty.paused_since is not None:
            continue
        call, free_in = busy.get(duty.pk), 0.0
        if call is not None:
            if call.group not in usual:
                return None
            since = (now - (call.started_at or call.last_called_at)).total_seconds() / 60
            free_in = max(usual[call.group] - since, 1.0)
        desks.append(Desk(duty.counter, counter.groups, free_in))
    return desks


def open_call(duty: Duty) -> Call | None:
    """Who is called or served at a counter now."""
    return duty.calls.filter(ended_at=None).select_related("ticket", "ticket__appointment").first()
