"""Pages and files of the frame itself."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .assets import asset_urls

log = logging.getLogger("tinhso.web.csp")
REPORT_SIZE = 8 * 1024


@login_not_required
@require_GET
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    private = ("/my/", "/desk/", "/api/", "/demo/", "/registers/", "/apply/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_GET
@cache_control(max_age=3600, public=True)
def web_app(request: HttpRequest) -> HttpResponse:
    """The web app manifest: the portal on a phone's home screen."""
    sizes = {"icon-192.png": "192x192", "icon-512.png": "512x512", "mark.svg": "any"}
    icons = [{"src": static(f"web/{name}"), "sizes": size, "purpose": "any"} for name, size in sizes.items()]
    content = {
        "name": _("Khánh Hòa số"),
        "short_name": _("Khánh Hòa số"),
        "description": _("Cổng phục vụ người dân"),
        "lang": request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f8f9",
        "theme_color": "#0b5572",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root so that it may look after every page."""
    shell = [*asset_urls(), static("web/mark.svg"), reverse("offline")]
    context = {
        "shell": json.dumps(shell),
        "offline": json.dumps(reverse("offline")),
        "picture": json.dumps(static("web/icon-192.png")),
        "version": hash_of(shell),
    }
    return render(request, "web/sw.js", context, content_type="text/javascript; charset=utf-8")


def hash_of(names: list[str]) -> str:
    """A short name for a set of hashed files: the worker throws an older set away."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "web/errors/offline.html")


@login_not_required
@require_GET
def about_accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@login_not_required
@require_GET
def about_data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/data_protection.html")


@csrf_exempt
@login_not_required
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser says that a page tried something the policy forbids: a fault of ours, or an attack."""
    body = request.read(REPORT_SIZE)
    try:
        report: Any = json.loads(body)
        report = report.get("csp-report", report) if isinstance(report, dict) else {}
    except ValueError:
        report = {}
    told = {key: str(report.get(key, ""))[:200] for key in ("document-uri", "violated-directive", "blocked-uri")}
    log.warning("Content policy broken: %s", told)
    return HttpResponse(status=204)


@login_not_required
def styleguide(request: HttpRequest, name: str = "") -> HttpResponse:
    """Every component in every state, for developers and for the tests that look at it."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    from .styleguide import page

    return page(request, name)
