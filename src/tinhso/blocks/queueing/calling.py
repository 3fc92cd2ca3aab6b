"""Calling people to counters. Two officers who press at once never get the same number."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import Agency
from tinhso.kernel.access.api import is_system
from tinhso.kernel.actions.api import Act, Refused, action

from .centres import alone, plan_of
from .models import Call, Duty, Ticket
from .order import IN_A_ROW, Waiting, in_order
from .rights import serves, stands_there

WHY = _("Phục vụ tại quầy một cửa")
OPEN = Q(ended_at=None)


def waiting_of(agency: str, day: object) -> list[Ticket]:
    """The tickets that wait on a day, with their appointments."""
    rows = Ticket.objects.filter(agency=agency, day=day, state=Ticket.State.WAITING)
    return list(rows.select_related("appointment"))


def as_waiting(ticket: Ticket) -> Waiting:
    """A ticket as the rule of order sees it."""
    return Waiting(
        key=ticket.pk,
        group=ticket.group,
        since=ticket.waits_since,
        appointment=ticket.appointment.starts_at if ticket.appointment else None,
        priority=bool(ticket.priority),
        counter=ticket.to_counter,
    )


def streak_of(agency: str, day: object, groups: tuple[str, ...]) -> int:
    """How many were called in a row from the line of appointments and priority, of the groups of a counter."""
    rows = Call.objects.filter(agency=agency, day=day, group__in=groups).order_by("-called_at", "-id")
    streak = 0
    for fast in rows.values_list("fast", flat=True)[:IN_A_ROW]:
        if not fast:
            break
        streak += 1
    return streak


@action("queueing.open_counter", _("Mở quầy"), allow=serves, purpose=WHY, lock=False)
def open_counter(act: Act, centre: Agency, *, counter: int) -> Duty:
    """Sit down at a counter. A counter left open on another day, or another counter of one's own, is closed first."""
    if plan_of(centre.code).counter(counter) is None:
        raise Refused(_("Không có quầy này."), code="no-counter", field="counter")
    assert act.actor.account is not None
    alone("officer", act.actor.account)
    alone("counter", centre.code, counter)
    for left in Duty.objects.select_for_update().filter(officer=act.actor.account, closed_at=None):
        if left.day == act.today and left.counter == counter and left.agency == centre.code:
            return left
        _must_be_free(left)
        act.save(left, closed_at=act.now)
    there = Duty.objects.filter(agency=centre.code, day=act.today, counter=counter, closed_at=None).first()
    if there is not None:
        raise Refused(
            _("Quầy %(number)s đang có %(name)s ngồi.") % {"number": counter, "name": there.officer_name},
            code="taken",
            field="counter",
        )
    return act.create(
        Duty,
        agency=centre.code,
        counter=counter,
        day=act.today,
        officer=act.actor.account,
        officer_name=act.actor.name,
        opened_at=act.now,
    )


def _must_be_free(duty: Duty) -> None:
    if duty.calls.filter(OPEN).exists():
        raise Refused(_("Hãy kết thúc số đang gọi trước."), code="busy")


@action("queueing.close_counter", _("Đóng quầy"), allow=stands_there, purpose=WHY)
def close_counter(act: Act, duty: Duty) -> Duty:
    """Leave the counter; who was sent to this very counter waits for any counter of the group again."""
    _must_be_free(duty)
    for ticket in Ticket.objects.select_for_update().filter(
        agency=duty.agency, day=duty.day, state=Ticket.State.WAITING, to_counter=duty.counter
    ):
        act.save(ticket, to_counter=None)
    return act.save(duty, closed_at=act.now)


@action("queueing.pause", _("Tạm nghỉ"), allow=stands_there, purpose=WHY)
def pause(act: Act, duty: Duty) -> Duty:
    """Take a break: nobody is called here until one comes back."""
    _must_be_free(duty)
    return act.save(duty, paused_since=act.now) if duty.paused_since is None else duty


@action("queueing.resume", _("Làm việc tiếp"), allow=stands_there, purpose=WHY)
def resume(act: Act, duty: Duty) -> Duty:
    return act.save(duty, paused_since=None) if duty.paused_since is not None else duty


@action("queueing.call_next", _("Gọi số tiếp"), allow=stands_there, purpose=WHY)
def call_next(act: Act, duty: Duty) -> Call:
    """Call who is next at this counter by the rule of order.

    Each candidate is locked as it is picked and skipped if another officer holds it: no number is called twice.
    """
    if duty.closed_at is not None or duty.day != act.today:
        raise Refused(_("Quầy này đã đóng. Hãy mở quầy trước."), code="not-open")
    if duty.paused_since is not None:
        raise Refused(_("Quầy đang tạm nghỉ."), code="paused")
    _must_be_free(duty)
    counter = plan_of(duty.agency).counter(duty.counter)
    groups = counter.groups if counter else ()
    line = in_order(
        map(as_waiting, waiting_of(duty.agency, act.today)),
        counter=duty.counter,
        groups=groups,
        streak=streak_of(duty.agency, act.today, groups),
        now=act.now,
    )
    for candidate in line:
        ticket = _grab(candidate.key)
        if ticket is not None:
            return _call(act, duty, ticket, fast=candidate.fast(act.now))
    raise Refused(_("Không còn ai chờ ở quầy này."), code="nobody")


def _grab(key: object) -> Ticket | None:
    """The ticket, locked, if it still waits and nobody else holds it."""
    rows = Ticket.objects.select_for_update(skip_locked=True)
    return rows.filter(pk=key, state=Ticket.State.WAITING).first()


def _call(act: Act, duty: Duty, ticket: Ticket, *, fast: bool) -> Call:
    act.save(ticket, state=Ticket.State.CALLED, called_at=ticket.called_at or act.now)
    call = act.create(
        Call,
        ticket=ticket,
        duty=duty,
        agency=duty.agency,
        day=duty.day,
        group=ticket.group,
        counter=duty.counter,
        officer=duty.officer,
        officer_name=duty.officer_name,
        fast=fast,
        called_at=act.now,
        last_called_at=act.now,
    )
    act.announce("ticket.called", subject=ticket, agency=duty.agency, label=ticket.label, counter=duty.counter)
    return call


def _must_be_open(call: Call) -> None:
    if call.ended_at is not None:
        raise Refused(_("Lượt gọi này đã kết thúc."), code="ended")


@action("queueing.call_again", _("Gọi lại"), allow=stands_there, purpose=WHY)
def call_again(act: Act, call: Call) -> Call:
    """Call the same number once more."""
    _must_be_open(call)
    if call.started_at is not None:
        raise Refused(_("Người này đang được phục vụ."), code="started")
    return act.save(call, last_called_at=act.now, times=call.times + 1)


@action("queueing.start", _("Bắt đầu phục vụ"), allow=stands_there, purpose=WHY)
def start(act: Act, call: Call) -> Call:
    """The person is here."""
    _must_be_open(call)
    if call.started_at is None:
        act.save(call.ticket, state=Ticket.State.SERVING)
        act.save(call, started_at=act.now)
    return call


@action("queueing.no_show", _("Không đến"), allow=stands_there, purpose=WHY)
def no_show(act: Act, call: Call) -> Call:
    """Nobody came when the number was called."""
    _must_be_open(call)
    if call.started_at is not None:
        raise Refused(_("Người này đang được phục vụ."), code="started")
    act.save(call.ticket, state=Ticket.State.NO_SHOW)
    return act.save(call, ended_at=act.now, outcome=Call.Outcome.NO_SHOW)


@action("queueing.finish", _("Xong"), allow=stands_there, purpose=WHY)
def finish(act: Act, call: Call) -> Call:
    """The person was served. One who was served at once without pressing start was served since the call."""
    _must_be_open(call)
    act.save(call.ticket, state=Ticket.State.DONE)
    return act.save(
        call, started_at=call.started_at or call.last_called_at, ended_at=act.now, outcome=Call.Outcome.DONE
    )


@action("queueing.send_on", _("Chuyển quầy"), allow=stands_there, purpose=WHY)
def send_on(act: Act, call: Call, *, counter: int) -> Call:
    """Send the person to another counter, where this number is called first."""
    _must_be_open(call)
    if counter == call.counter or plan_of(call.agency).counter(counter) is None:
        raise Refused(_("Hãy chọn một quầy khác."), code="no-counter", field="counter")
    act.save(call.ticket, state=Ticket.State.WAITING, to_counter=counter, waits_since=act.now)
    return act.save(
        call, started_at=call.started_at or call.last_called_at, ended_at=act.now, outcome=Call.Outcome.SENT_ON
    )


@action("queueing.restore", _("Cho chờ lại"), allow=serves, purpose=WHY)
def restore(act: Act, ticket: Ticket) -> Ticket:
    """Who missed the call has come: the number waits again, behind those who are here."""
    if ticket.state != Ticket.State.NO_SHOW or ticket.day != act.today:
        raise Refused(_("Số này không chờ gọi lại được."), code="not-missed")
    return act.save(ticket, state=Ticket.State.WAITING, waits_since=act.now, to_counter=None)


@action("queueing.close_forgotten", _("Đóng quầy cuối ngày"), allow=is_system, purpose=WHY)
def close_forgotten(act: Act, duty: Duty, *, at: datetime) -> Duty:
    """A counter that was left open yesterday: it ends with the working day, and so does what was called there."""
    if duty.closed_at is not None:
        return duty
    for call in Call.objects.select_for_update().filter(OPEN, duty=duty):
        served = call.started_at is not None
        act.save(call.ticket, state=Ticket.State.DONE if served else Ticket.State.NO_SHOW)
        end = max(at, call.started_at or call.last_called_at)
        act.save(call, ended_at=end, outcome=Call.Outcome.DONE if served else Call.Outcome.NO_SHOW)
    return act.save(duty, closed_at=max(at, duty.opened_at))
