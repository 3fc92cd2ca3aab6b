"""The inbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import visible
from tinhso.web.api import actor_of, nav, page_of

from .listening import ICONS, TITLES
from .models import Notice
from .queries import unread


def _count(request: HttpRequest) -> int | None:
    return unread(actor_of(request)) or None


nav("citizen", _("Thông báo"), "my-notices", icon="bell", order=40, count=_count)


def _way(notice: Notice) -> str:
    """Where a message leads: the case it is about."""
    return reverse("my-case", args=[notice.code]) if notice.code else ""


def inbox(request: HttpRequest) -> HttpResponse:
    """My messages, newest first; opening the page marks those on it as read."""
    rows = visible(actor_of(request), Notice).order_by("-at", "-id")
    page = page_of(rows, request, per_page=30)
    lines = [
        {"notice": n, "title": TITLES.get(n.kind, n.kind), "icon": ICONS.get(n.kind, "bell"), "url": _way(n)}
        for n in page.rows
    ]
    answer = render(request, "notices/inbox.html", {"lines": lines, "page": page})
    Notice.objects.filter(pk__in=[n.pk for n in page.rows], read_at=None).update(read_at=timezone.now())
    return answer
