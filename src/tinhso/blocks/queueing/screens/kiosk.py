"""The kiosk at the door: big buttons, both languages, no sign-in. Its address carries the key of the centre's kiosk."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.blocks.units.api import Agency
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import NotAllowed, Refused

from ..booking import ALPHABET
from ..centres import centre_of, hours_of, is_kiosk, plan_of
from ..models import Appointment, Priority, Ticket
from ..plan import is_open
from ..queries import standing_of, waiting_counts
from ..tickets import BEFORE_OPENING, check_in, take
from . import common
from .common import key_of, new_key

CODE = re.compile(rf"H[{ALPHABET}]{{7}}")


def _kiosk(centre: str, key: str) -> Agency:
    """The centre, if the address is that of its kiosk. Raises Http404."""
    found = centre_of(centre)
    if found is None or not is_kiosk(found.code, key):
        raise Http404
    return found


def _machine() -> Actor:
    """The kiosk acts as itself; who stands before it is not known."""
    return Actor(name="Máy lấy số")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, centre: str, key: str) -> HttpResponse:
    """Choose the matter, then whether one belongs to a priority group, and take the number."""
    here = _kiosk(centre, key)
    problem = ""
    if request.method == "POST":
        try:
            return redirect(
                "queue-kiosk-ticket", centre=centre, key=key, ticket=_ticket(request, here, key, common.now()).pk
            )
        except NotAllowed:
            raise Http404 from None
        except Refused as no:
            problem = str(no)
    plan = plan_of(here.code)
    counts = waiting_counts(here.code, common.today())
    chosen = plan.group(request.GET.get("group", ""))
    context = {
        "centre": here,
        "kiosk": key,
        "open": is_open(plan, common.now(), hours_of(here), early=BEFORE_OPENING),
        "groups": [{"group": group, "waiting": counts.get(group.code, 0)} for group in plan.groups],
        "chosen": chosen,
        "priorities": [choice for choice in Priority.choices if choice[0]],
        "key": new_key(),
        "problem": problem,
    }
    return render(request, "queueing/kiosk.html", context, status=422 if problem else 200)


def _ticket(request: HttpRequest, here: Agency, key: str, now: Any) -> Ticket:
    """The number that was asked for: for a code (typed, or read by the scanner from the QR), or for a group."""
    typed = request.POST.get("code", "")
    if not typed:
        return take(
            _machine(),
            here,
            group=request.POST.get("group", ""),
            priority=request.POST.get("priority", ""),
            kiosk=key,
            key=key_of(request),
            now=now,
        )
    found = CODE.search(re.sub(r"\s", "", typed).upper())
    own = Appointment.objects.filter(code=found[0], agency=here.code).first() if found else None
    if own is None:
        raise Refused(_t("Không có lịch hẹn nào với mã này ở đây."), code="no-appointment", field="code")
    return check_in(_machine(), own, kiosk=key, now=now)


@never_cache
@login_not_required
@require_GET
def kiosk_ticket(request: HttpRequest, centre: str, key: str, ticket: UUID) -> HttpResponse:
    """The number, large, to print or to take along on the phone; the kiosk goes back to its start by itself."""
    here = _kiosk(centre, key)
    own = get_object_or_404(Ticket, pk=ticket, agency=here.code, day=common.today())
    context = {
        **_standing(own),
        "centre": here,
        "kiosk": key,
        "qr": common.qr(reverse("queue-ticket", args=[own.pk]), 5),
    }
    return render(request, "queueing/kiosk_ticket.html", context)


def _standing(ticket: Ticket) -> dict[str, Any]:
    plan = plan_of(ticket.agency)
    waits = ticket.state == Ticket.State.WAITING
    call = ticket.calls.filter(ended_at=None).first()
    return {
        "ticket": ticket,
        "group": plan.group(ticket.group),
        "waits": waits,
        "standing": standing_of(ticket, now=common.now(), plan=plan) if waits else None,
        "call": call,
    }


@never_cache
@login_not_required
@require_GET
def ticket(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """Where my number stands: for who has the paper or its QR code. No name, nothing personal."""
    own = get_object_or_404(Ticket, pk=ticket)
    template = "queueing/_standing.html" if "part" in request.GET else "queueing/ticket.html"
    return render(request, template, {**_standing(own), "centre": centre_of(own.agency, on=own.day)})
