"""The officer's bar at the counter, and the hall at a glance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.blocks.services.api import counter_bar
from tinhso.blocks.units.api import Agency
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import AlreadyDone, NotAllowed, Refused
from tinhso.web.api import actor_of

from .. import calling
from ..centres import kiosk_key, plan_of
from ..models import Appointment, Call, Duty, Priority, Ticket
from ..queries import open_call, waiting_counts
from ..report import bounds
from ..rights import serves_somewhere, works_here
from ..tickets import check_in, take
from . import common
from .common import key_of, new_key


def own_duty(request: HttpRequest) -> Duty | None:
    """The counter at which the actor sits today."""
    rows = visible(actor_of(request), Duty).filter(officer=actor_of(request).account, closed_at=None)
    return rows.filter(day=common.today()).first()


def _bar(request: HttpRequest) -> dict[str, Any]:
    centre = common.own_centre(request)
    duty = own_duty(request)
    plan, counts = plan_of(centre.code), waiting_counts(centre.code, common.today())
    mine = plan.counter(duty.counter) if duty else None
    call = open_call(duty) if duty else None
    sent = Ticket.objects.filter(agency=centre.code, day=common.today(), state=Ticket.State.WAITING)
    to_me = sent.filter(to_counter=duty.counter).exclude(group__in=mine.groups if mine else ()).count() if duty else 0
    return {
        "duty": duty,
        "call": call,
        "counters": plan.counters,
        "others": [own for own in plan.counters if not duty or own.number != duty.counter],
        "waiting": sum(counts.get(code, 0) for code in (mine.groups if mine else ())) + to_me,
        "group": plan.group(call.group) if call else None,
        "priority": call.ticket.get_priority_display() if call and call.ticket.priority else "",
        "appointment": call.ticket.appointment if call else None,
        "key": new_key(),
        "here": request.get_full_path(),
    }


@counter_bar
def bar(request: HttpRequest) -> str:
    """What stands above the reception page of an officer of a centre."""
    if not serves_somewhere(actor_of(request), None):
        return ""
    return render_to_string("queueing/bar.html", _bar(request), request=request)


def _target(request: HttpRequest, model: Any) -> Any:
    """The record that the form names, if the actor may see it. Raises Http404."""
    try:
        found = visible(actor_of(request), model).filter(pk=request.POST.get("id", "")).first()
    except ValidationError:
        found = None
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest, name: str = "counter") -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _open(request: HttpRequest, centre: Agency, key: str | None) -> str:
    duty = calling.open_counter(actor_of(request), centre, counter=_number(request), key=key, now=common.now())
    return _("Đã mở quầy %(n)s.") % {"n": duty.counter}


def _next(request: HttpRequest, centre: Agency, key: str | None) -> str:
    call = calling.call_next(actor_of(request), _target(request, Duty), key=key, now=common.now())
    return _("Đã gọi số %(label)s.") % {"label": call.ticket.label}


def _take(request: HttpRequest, centre: Agency, key: str | None) -> str:
    group, priority = request.POST.get("group", ""), request.POST.get("priority", "")
    made = take(actor_of(request), centre, group=group, priority=priority, key=key, now=common.now())
    return _("Đã cấp số %(label)s.") % {"label": made.label}


def _arrive(request: HttpRequest, centre: Agency, key: str | None) -> str:
    made = check_in(actor_of(request), _target(request, Appointment), key=key, now=common.now())
    return _("Đã cấp số %(label)s.") % {"label": made.label}


def _send_on(request: HttpRequest, centre: Agency, key: str | None) -> str:
    number = _number(request)
    calling.send_on(actor_of(request), _target(request, Call), counter=number, key=key, now=common.now())
    return _("Đã chuyển đến quầy %(n)s.") % {"n": number}


def _plain(action: Any, model: Any, said: Callable[[], str]) -> Callable[[HttpRequest, Agency, str | None], str]:
    def do(request: HttpRequest, centre: Agency, key: str | None) -> str:
        action(actor_of(request), _target(request, model), key=key, now=common.now())
        return said()

    return do


DOES: dict[str, Callable[[HttpRequest, Agency, str | None], str]] = {
    "open": _open,
    "next": _next,
    "take": _take,
    "arrive": _arrive,
    "send-on": _send_on,
    "close": _plain(calling.close_counter, Duty, lambda: _("Đã đóng quầy.")),
    "pause": _plain(calling.pause, Duty, lambda: _("Quầy tạm nghỉ.")),
    "resume": _plain(calling.resume, Duty, lambda: _("Quầy làm việc tiếp.")),
    "again": _plain(calling.call_again, Call, lambda: _("Đã gọi lại.")),
    "start": _plain(calling.start, Call, lambda: ""),
    "finish": _plain(calling.finish, Call, lambda: _("Đã xong.")),
    "no-show": _plain(calling.no_show, Call, lambda: _("Đã ghi nhận không đến.")),
    "restore": _plain(calling.restore, Ticket, lambda: _("Số này lại chờ gọi.")),
}


@require_POST
def do(request: HttpRequest, what: str) -> HttpResponse:
    """One press of the bar; then back to the page it stands on, with what was done or why not."""
    if what not in DOES or not serves_somewhere(actor_of(request), None):
        raise Http404
    try:
        said = DOES[what](request, common.own_centre(request), key_of(request))
        if said:
            messages.success(request, said)
    except NotAllowed:
        raise Http404 from None
    except AlreadyDone:
        pass
    except Refused as no:
        messages.error(request, str(no))
    return redirect(common.back_to(request, "desk-queue"))


@never_cache
@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    """Who waits, which counters are open, today's appointments; the addresses of kiosk and display."""
    actor = actor_of(request)
    if not works_here(actor, None):
        raise Http404
    centre = common.own_centre(request, request.GET.get("centre", ""))
    day, plan = common.today(), plan_of(centre.code)
    start, end = bounds(day)
    tickets = visible(actor, Ticket).filter(agency=centre.code, day=day).select_related("appointment")
    serves = serves_somewhere(actor, None)
    context = {
        "centre": centre,
        "plan": plan,
        "serves": serves,
        "bar": bar(request) if serves else "",
        "waiting": tickets.filter(state=Ticket.State.WAITING).order_by("waits_since"),
        "missed": tickets.filter(state=Ticket.State.NO_SHOW),
        "duties": visible(actor, Duty).filter(agency=centre.code, day=day, closed_at=None).order_by("counter"),
        "calls": {
            call.duty_id: call
            for call in visible(actor, Call).filter(agency=centre.code, day=day, ended_at=None).select_related("ticket")
        },
        "appointments": visible(actor, Appointment)
        .filter(agency=centre.code, starts_at__gte=start, starts_at__lt=end)
        .exclude(state=Appointment.State.CANCELLED),
        "priorities": Priority.choices,
        "kiosk": kiosk_key(centre.code, plan.edition),
        "key": new_key(),
        "here": request.get_full_path(),
    }
    context["counters"] = [{"duty": duty, "call": context["calls"].get(duty.pk)} for duty in context["duties"]]
    return render(request, "queueing/hall.html", context)
