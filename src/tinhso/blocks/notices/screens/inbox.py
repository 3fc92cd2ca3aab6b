"""The inbox: newest first, what is unread, what asks something of the reader."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.access.api import visible
from tinhso.web.api import actor_of, nav, page_of

from ..kinds import KINDS
from ..models import Notice
from ..queries import unread

SHOWN = {"": _("Tất cả"), "unread": _("Chưa đọc"), "todo": _("Cần làm")}


def _count(request: HttpRequest) -> int | None:
    return unread(actor_of(request)) or None


nav(
    "citizen", _("Thông báo"), "my-notices", icon="bell", order=40, count=_count,
    within=("my-notice", "my-notice-preferences"),
)  # fmt: skip


@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """My messages. A message counts as read once it was opened, or when all are marked."""
    actor = actor_of(request)
    show = request.GET.get("show", "")
    page = page_of(_shown(visible(actor, Notice), show).order_by("-at", "-id"), request, per_page=20)
    waiting = unread(actor)
    context = {
        "lines": [{"notice": notice, "kind": KINDS.get(notice.kind)} for notice in page.rows],
        "page": page,
        "tabs": [
            {"title": title, "url": f"?show={name}" if name else "?", "current": name == show, "count": waiting if name == "unread" else None}
            for name, title in SHOWN.items()
        ],
        "unread": waiting,
        "narrowed": bool(show),
    }  # fmt: skip
    return render(request, "notices/inbox.html", context)


def _shown(rows: QuerySet[Notice], show: str) -> QuerySet[Notice]:
    if show == "unread":
        return rows.filter(read_at=None)
    if show == "todo":
        return rows.filter(kind__in=[kind.code for kind in KINDS.values() if kind.todo])
    return rows


@never_cache
@require_GET
def notice(request: HttpRequest, which: UUID) -> HttpResponse:
    """Open a message: it is read now, and leads to what it is about."""
    row = get_object_or_404(visible(actor_of(request), Notice), pk=which)
    Notice.objects.filter(pk=row.pk, read_at=None).update(read_at=timezone.now())
    if row.link:
        return redirect(row.link)
    if row.code:
        return redirect(reverse("my-case", args=[row.code]))
    kind = KINDS.get(row.kind)
    context = {"notice": row, "title": kind.title if kind else row.kind, "text": kind.words(row.facts) if kind else ""}
    return render(request, "notices/notice.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything that is there now counts as read."""
    visible(actor_of(request), Notice).filter(read_at=None).update(read_at=timezone.now())
    return redirect("my-notices")
