"""The work-list: views with exact counts, filters that live in the address, pages by key, and what helps to work fast."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.blocks.cases.api import TITLES, VIEWS, Channel, Counts, SavedView, State, cases_in, count_in, counts
from tinhso.blocks.units.api import communes, schedule_of
from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import ZONE, humanised, working_time_of
from tinhso.web.api import actor_of, page_of

from ..catalogue.models import Field
from .asking import address, chips_of, filters_of, view_of
from .colleagues import colleagues
from .gate import new_key, officials
from .lines import lines_of
from .pane import pane_of

PER_PAGE = 25
NOBODY = UUID(int=0)
TABS = ("todo", "late", "today", "fresh", "supplemented")
STEPS = ("receive", "examine", "verify", "inspect", "consult", "sign")
DAYS = (
    gettext_lazy("Thứ Hai"),
    gettext_lazy("Thứ Ba"),
    gettext_lazy("Thứ Tư"),
    gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"),
    gettext_lazy("Thứ Bảy"),
    gettext_lazy("Chủ Nhật"),
)


def counts_of(request: HttpRequest) -> Counts:
    """The counts of the actor, asked once a request: the navigation, the tabs and the page share them."""
    known: Counts | None = getattr(request, "desk_counts", None)
    if known is None:
        known = counts(actor_of(request), now=timezone.now())
        request.desk_counts = known  # type: ignore[attr-defined]
    return known


@never_cache
@require_safe
@officials()
def queue(request: HttpRequest) -> HttpResponse:
    """The work-list. The address says everything: view, filters, order, page."""
    now, actor = timezone.now(), actor_of(request)
    view, filters, known = view_of(request), filters_of(request.GET), counts_of(request)
    total = count_in(view, actor, now=now, filters=filters, known=known)
    page = page_of(cases_in(view, actor, now=now, filters=filters), request, PER_PAGE, total=total)
    lines = lines_of(page.rows, now)
    context = {
        "view": VIEWS[view],
        "narrowed": bool(filters),
        "page": page,
        "lines": lines,
        "counts": known,
        "today": _day_words(now),
        "left": _left_today(actor, now),
        "tabs": _tabs(view, known),
        "chips": chips_of(request.GET, actor),
        "sort": _sort(request, view),
        "clear": f"?view={view}",
        "query": address(request.GET, view=view),
        "saved": SavedView.objects.filter(account=actor.account or NOBODY, agency=actor.agency),
        "bulk_key": new_key(),
        "since": now.isoformat(),
        "chosen": lines[0].case.pk if lines else None,
        **filter_choices(actor, request),
        **(pane_of(request, lines[0].case, now) if lines else {}),
    }
    return render(request, "services/desk/queue.html", context)


def _day_words(now: datetime) -> str:
    local = now.astimezone(ZONE)
    return f"{DAYS[local.weekday()]} {local:%d/%m/%Y}"


def _left_today(actor: Actor, now: datetime) -> str:
    """How much working time is left today at the actor's agency, in words."""
    hours = working_time_of(schedule_of(actor.agency or ""))
    left = hours.left_today(now)
    if left:
        return _("còn %(time)s làm việc hôm nay") % {"time": humanised(left, hours)}
    if hours.is_working_day(now.astimezone(ZONE).date()):
        return _("đã hết giờ làm việc hôm nay")
    return _("hôm nay không phải ngày làm việc")


def _tabs(view: str, known: Counts) -> list[dict[str, Any]]:
    tones = {"late": "bad", "today": "warn"}
    if view not in TABS:
        return []
    return [
        {
            "title": _("Tất cả") if code == "todo" else VIEWS[code].title,
            "url": "?" if code == "todo" else f"?view={code}",
            "count": known[code],
            "tone": tones.get(code, "plain") if known[code] else "plain",
            "current": code == view,
        }
        for code in TABS
    ]


def _sort(request: HttpRequest, view: str) -> dict[str, str]:
    """The order of the list in words, and the address of the other order."""
    natural = "new" if view in ("done", "all") else "due"
    asked = request.GET.get("sort", "")
    if asked not in ("due", "new"):
        asked = natural
    text = {"due": _("Hạn gần nhất trước"), "new": _("Mới nhất trước")}[asked]
    return {"text": text, "url": address(request.GET, sort="new" if asked == "due" else "due")}


def filter_choices(actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """What the filter dialog offers, with what is chosen."""
    query = request.GET
    return {
        "choices": {
            "step": [(code, TITLES[code], code in query.getlist("step")) for code in STEPS],
            "state": [(str(v), label, str(v) in query.getlist("state")) for v, label in State.choices],
            "channel": [(str(v), label, str(v) in query.getlist("channel")) for v, label in Channel.choices],
            "field": Field.objects.order_by("sort_key").values_list("name", flat=True),
            "unit": [(unit.code, unit.full_name) for unit in communes()],
            "assignee": colleagues(actor.agency or "", on=timezone.localdate()),
        },
        "asked": {name: query.get(name, "") for name in ("assignee", "field", "matter", "unit", "from", "to", "q")},
    }


@never_cache
@require_safe
@officials()
def news(request: HttpRequest) -> HttpResponse:
    """How many cases came into this list since it was shown; the list itself never moves by itself."""
    now, actor = timezone.now(), actor_of(request)
    view, filters = view_of(request), filters_of(request.GET)
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = now
    if timezone.is_naive(since):
        since = now
    rows = cases_in(view, actor, now=now, filters=filters).order_by()
    came = rows.filter(stays__left_at=None, stays__entered_at__gt=since).distinct().count()
    context = {"came": came, "query": address(request.GET, view=view), "since": since.isoformat()}
    return render(request, "services/desk/queue.html#news", context)


@require_POST
@officials()
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present list under a name, for oneself."""
    actor, name = actor_of(request), " ".join(request.POST.get("name", "").split())[:80]
    query = address(QueryDict(request.POST.get("query", "").lstrip("?")))[:500]
    if name and actor.account is not None:
        SavedView.objects.update_or_create(
            account=actor.account, agency=actor.agency or "", name=name, defaults={"query": query}
        )
    return redirect(reverse("desk") + query)


@require_POST
@officials()
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own saved views."""
    SavedView.objects.filter(pk=pk, account=actor_of(request).account or NOBODY).delete()
    return redirect("desk")
