"""The log of sending, for administrators: what went where, when, and what did not get through. Never what it said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tinhso.kernel.access.api import Actor, has_role, visible
from tinhso.kernel.actions.api import AlreadyDone, Refused
from tinhso.web.api import actor_of, key_of, nav, new_key, page_of

from ..actions import close_failure, resend
from ..kinds import CHANNELS, KINDS, OUTSIDE, PUSH
from ..models import OPEN, Delivery, State
from ..queries import troubled

IT_ADMIN = has_role("it_admin")
TONES = {
    State.WAITING: "plain", State.SENDING: "info", State.SENT: "info", State.DELIVERED: "ok", State.FAILED: "bad",
}  # fmt: skip


def _count(request: HttpRequest) -> int | None:
    return troubled(actor_of(request)) or None


nav(
    "desk", _("Nhật ký gửi tin"), "notice-log", icon="send", order=810, allow=IT_ADMIN, group=_("Quản trị"),
    within=("notice-delivery",), count=_count, hot=True,
)  # fmt: skip


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not IT_ADMIN(actor, None):
        raise Http404
    return actor


@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """What was sent of the actor's agency, newest first; narrowed by state, channel, kind and case."""
    actor = _administrator(request)
    chosen = {name: request.GET.get(name, "").strip() for name in ("show", "channel", "kind", "q")}
    page = page_of(_narrowed(visible(actor, Delivery), chosen).order_by("-created_at", "-id"), request, per_page=50)
    waiting = troubled(actor)
    tabs = [
        ("", _t("Tất cả"), None),
        ("trouble", _t("Cần xử lý"), waiting),
        ("open", pgettext("delivery", "Đang gửi"), None),
    ]
    context = {
        "lines": [_line(row) for row in page.rows],
        "page": page,
        "chosen": chosen,
        "narrowed": any(chosen.values()),
        "tabs": [{"show": show, "title": title, "count": count, "current": show == chosen["show"]} for show, title, count in tabs],
        "channels": [(channel, CHANNELS[channel]) for channel in OUTSIDE],
        "kinds": [(kind.code, kind.title) for kind in KINDS.values()],
    }  # fmt: skip
    return render(request, "notices/log.html", context)


def _narrowed(rows: QuerySet[Delivery], chosen: dict[str, str]) -> QuerySet[Delivery]:
    if chosen["show"] == "trouble":
        rows = rows.filter(state=State.FAILED, handled_at=None)
    elif chosen["show"] == "open":
        rows = rows.filter(state__in=OPEN)
    if chosen["channel"] in OUTSIDE:
        rows = rows.filter(channel=chosen["channel"])
    if chosen["kind"] in KINDS:
        rows = rows.filter(kind=chosen["kind"])
    return rows.filter(code=chosen["q"].upper()) if chosen["q"] else rows


def _line(row: Delivery) -> dict[str, Any]:
    return {
        "row": row,
        "title": KINDS[row.kind].title if row.kind in KINDS else row.kind,
        "channel": CHANNELS.get(row.channel, row.channel),
        "tone": TONES[State(row.state)],
        "trouble": row.state == State.FAILED and row.handled_at is None,
    }


@never_cache
def delivery(request: HttpRequest, which: UUID) -> HttpResponse:
    """One message with every attempt."""
    return _show(request, _mine(request, which))


def _mine(request: HttpRequest, which: UUID) -> Delivery:
    return get_object_or_404(visible(_administrator(request), Delivery), pk=which)


def _place(row: Delivery) -> str:
    """Whose form it is, for its key."""
    return f"notice-{row.pk.hex[:12]}"


def _show(request: HttpRequest, row: Delivery, *, problem: str = "", remark: str = "") -> HttpResponse:
    kind = KINDS.get(row.kind)
    again = row.again.first()
    context = {
        **_line(row),
        "attempts": row.attempts.order_by("begun_at", "pk"),
        "again": again,
        "can_resend": bool(kind and kind.listed) and row.channel != PUSH and row.state not in OPEN and again is None,
        "key": new_key(_place(row)),
        "problem": problem,
        "remark": remark,
    }
    return render(request, "notices/delivery.html", context, status=422 if problem else 200)


@require_POST
def act(request: HttpRequest, which: UUID) -> HttpResponse:
    """Send again, or say how it was taken care of."""
    row = _mine(request, which)
    remark = request.POST.get("remark", "")
    try:
        if request.POST.get("do") == "resend":
            made = resend(actor_of(request), row, key=key_of(request, _place(row)))
            messages.success(request, _t("Đã đưa vào hàng gửi lại."))
            return redirect("notice-delivery", which=made.pk)
        close_failure(actor_of(request), row, key=key_of(request, _place(row)), remark=remark)
    except AlreadyDone:
        return redirect("notice-delivery", which=which)
    except Refused as no:
        return _show(request, row, problem=str(no), remark=remark)
    messages.success(request, _t("Đã ghi nhận."))
    return redirect("notice-delivery", which=which)
