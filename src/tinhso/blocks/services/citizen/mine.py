"""My requests: drafts with how far they are, what others ask me to sign, and all that I filed, by group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tinhso.blocks.cases.api import OPEN_STATES
from tinhso.kernel.access.api import visible
from tinhso.web.api import actor_of, page_of

from ..dossiers.models import Draft
from .cases import WAITING_FOR_ME, line_of, own_cases
from .cosigning import to_sign
from .filling import Filling
from .pages import place

GROUPS = {
    "waiting": (_("Cần anh/chị làm"), Q(state__in=WAITING_FOR_ME)),
    "working": (_("Đang giải quyết"), Q(state__in=[s for s in OPEN_STATES if s not in WAITING_FOR_ME])),
    "over": (_("Đã xong"), ~Q(state__in=OPEN_STATES)),
}
SHORT = 5  # cases of each group on the page of all


@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """My requests: drafts, those that need me, those at work, those that are over; one group alone goes on in pages."""
    actor = actor_of(request)
    rows = own_cases(actor).order_by("-submitted_at", "-id")
    shown = request.GET.get("show", "")
    counts = rows.aggregate(**{name: Count("pk", filter=which) for name, (_title, which) in GROUPS.items()})
    tabs = [
        {"name": name, "title": title, "total": counts[name]}
        for name, (title, _which) in GROUPS.items()
        if counts[name]
    ]
    page = page_of(rows.filter(GROUPS[shown][1]), request, per_page=20) if shown in GROUPS else None
    groups = []
    for name, (title, which) in GROUPS.items():
        if page is None or name == shown:
            cases = page.rows if page is not None else rows.filter(which)[:SHORT]
            more = counts[name] if page is None and counts[name] > SHORT else 0
            groups.append({"name": name, "title": title, "lines": [line_of(each) for each in cases], "more": more})
    drafts = drafts_of(actor) if page is None else []
    invited = to_sign(actor) if page is None else []
    empty = not any(counts.values()) and not drafts
    context = {
        "groups": groups,
        "drafts": drafts,
        "tabs": tabs,
        "shown": shown if page else "",
        "page": page,
        "empty": empty and not invited,
        "to_sign": invited,
    }
    return render(request, "services/citizen/my.html", context)


def age_of(saved: datetime, now: datetime) -> str:
    """How long ago, as people say it."""
    minutes = int((now - saved).total_seconds() // 60)
    if minutes < 1:
        return _t("vừa xong")
    if minutes < 60:
        return ngettext("%(n)s phút trước", "%(n)s phút trước", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)s giờ trước", "%(n)s giờ trước", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)s ngày trước", "%(n)s ngày trước", days) % {"n": days}


def drafts_of(actor: Any) -> list[dict[str, Any]]:
    """One's drafts, the latest first, each with how far it is, for whom, and the device it was last changed on."""
    rows, now = [], timezone.now()
    for draft in visible(actor, Draft).order_by("-saved_at")[:30]:
        edit: dict[str, Any] = max(draft.edits.values(), key=lambda one: one["at"], default={})
        row: dict[str, Any] = {
            "age": age_of(draft.saved_at, now),
            "draft": draft,
            "device": edit.get("device", ""),
            "number": 0,
            "total": 0,
            "for_other": "",
        }
        try:
            filling = Filling(actor, draft.procedure, draft)
            at = place(filling.pages, draft.page)
            row |= {"number": (at or 0) + 1, "total": len(filling.pages) + 1, "for_other": filling.for_other}
        except Http404:  # the procedure or the mandate is over: the draft can only be thrown away
            pass
        rows.append(row)
    return rows
