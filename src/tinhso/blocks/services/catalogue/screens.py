"""Public pages of the catalogue: finding a procedure, its page, life events; and its quality, for officials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.access.api import has_role
from tinhso.kernel.clock.api import today
from tinhso.web.api import actor_of, nav

from . import queries, say, words
from .codes import BadCode, root_code
from .models import Field, Procedure, ProcedureVersion
from .quality import poorest, quality

nav(
    "desk",
    gettext_lazy("Danh mục thủ tục"),
    "catalogue-quality",
    icon="library",
    order=90,
    allow=has_role("it_admin"),
)

_asks_first: list[Callable[[str], bool]] = []


def asks_first(function: Callable[[str], bool]) -> Callable[[str], bool]:
    """Register the function that says whether a procedure asks "may I?" before its form (declarations know, the catalogue does not)."""
    _asks_first[:] = [function]
    return function


Counted = Callable[[int], list[str]]
_most_filed: list[Counted] = []


def most_filed(function: Counted) -> Counted:
    """Register the function that gives the codes filed most (it knows the dossiers, the catalogue does not)."""
    _most_filed[:] = [function]
    return function


@dataclass(frozen=True)
class Option:
    """One value of a facet with its exact count."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetView:
    """A facet as shown."""

    name: str
    label: str
    options: list[Option]
    chosen: str


@login_not_required
def services(request: HttpRequest) -> HttpResponse:
    """Find a procedure: words, filters with counts; the same page answers htmx with its results only."""
    q = request.GET.get("q", "").strip()[:200]
    facets = queries.Facets(**{name: request.GET.get(name, "")[:120] for name in queries.FACETS})
    found = queries.search(q, facets, page=_page(request))
    context = {
        "q": q,
        "found": found,
        "lines": [say.line_of(version) for version in found.items],
        "facets": _facet_views(found),
        "chosen": any(getattr(facets, name) for name in queries.FACETS),
        "previous": _page_url(request, found.page - 1) if found.page > 1 else "",
        "following": _page_url(request, found.page + 1) if found.page < found.pages else "",
        "clear": f"{reverse('services')}?{urlencode({'q': q})}" if q else reverse("services"),
        **events_context(),
    }
    template = "services/catalogue/services.html"
    return render(request, f"{template}#results" if _is_fragment(request) else template, context)


def _is_fragment(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdigit() and len(text) < 6 else 1


def _page_url(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{reverse('services')}?{query.urlencode()}"


def _facet_views(found: queries.Found) -> list[FacetView]:
    fields = dict(Field.objects.order_by("sort_key").values_list("code", "name"))
    labels: dict[str, tuple[str, dict[str, Any]]] = {
        "who": (_("Ai làm"), words.WHO),
        "field": (_("Lĩnh vực"), fields),
        "level": (_("Cấp giải quyết"), words.LEVEL),
        "online": (_("Mức trực tuyến"), words.ONLINE),
        "fee": (_("Phí"), {"free": words.FEE["free"], "paid": _("Có phí hoặc tùy trường hợp")}),
    }
    views = []
    for name, (label, values) in labels.items():
        chosen, counts = getattr(found.facets, name), found.counts[name]
        options = [
            Option(value, str(text), counts.get(value, 0), value == chosen)
            for value, text in values.items()
            if counts.get(value) or value == chosen
        ]
        views.append(FacetView(name, label, options, chosen))
    return views


@login_not_required
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure in plain language, official wording below; printable."""
    version = _version_or_404(code)
    if version.code != code:
        return redirect("service", code=version.code)
    groups = say.papers_of(version)
    url = settings.PUBLIC_URL.rstrip("/") + reverse("service", args=[version.code])
    context = {
        "version": version,
        "line": say.line_of(version),
        "official_differs": say.title_of(version) != version.title,
        "subjects": say.subjects_of(version),
        "channels": say.channels_of(version),
        "paper_groups": groups,
        "papers_in_short": say.papers_in_short(groups),
        "versions": list(queries.versions_of(version.code)),
        "may_check": any(asks(version.code) for asks in _asks_first),
        "abolished": version.procedure.status == Procedure.Status.ABOLISHED,
        "url": url,
        "qr": mark_safe(segno.make(url, error="m").svg_inline(scale=3, border=2, dark="#000")),
    }
    return render(request, "services/catalogue/service.html", context)


def _version_or_404(code: str) -> ProcedureVersion:
    try:
        root = root_code(code)
    except BadCode as error:
        raise Http404 from error
    version = queries.version_on(root, today())
    version = version or queries.versions_of(root).select_related("field", "ministry").first()
    if version is None:
        raise Http404
    return version


@login_not_required
def life_event(request: HttpRequest, event: str) -> HttpResponse:
    """What to do when something happens in a life: the procedures most wanted first."""
    found = words.life_events().get(event)
    if found is None:
        raise Http404
    named, others = queries.of_event(found)
    context = {
        "event": found,
        "named": [say.line_of(version) for version in named],
        "others": [say.line_of(version) for version in others],
    }
    return render(request, "services/catalogue/life_event.html", context)


def catalogue_quality(request: HttpRequest) -> HttpResponse:
    """How many of the seven mandatory parts the procedures state; for officials, 404 for others."""
    if not actor_of(request).is_official:
        raise Http404
    measured = quality()
    context = {
        "quality": measured,
        "by_parts": [(parts, count) for parts, count in measured.by_parts.items()],
        "poorest": [(say.line_of(version), version.stated) for version in poorest()],  # type: ignore[attr-defined]
    }
    return render(request, "services/catalogue/quality.html", context)


def events_context() -> dict[str, Any]:
    """What `_life_events.html` needs."""
    return {"life_events": list(words.life_events().values())}


def popular_context(limit: int = 4) -> dict[str, Any]:
    """What `_popular.html` needs: the procedures filed most; while nobody filed anything, a fixed list."""
    codes = [code for count in _most_filed for code in count(limit)]
    codes += [code for code in words.POPULAR if code not in codes]
    return {"popular": [say.line_of(version) for version in queries.by_codes(codes[:limit])]}
