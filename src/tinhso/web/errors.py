"""Pages for when something is not there, not allowed, or broken. They work without a database and without a session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import gettext as _

from .problems import problem

API = "/api/"


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return HttpResponse(get_template(template).render({}, request), status=status)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith(API):
        return problem(404, "not-found", _("Không tìm thấy"))
    return _page(request, "web/errors/404.html", 404)


def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:
    if request.path.startswith(API):
        return problem(403, "forbidden", _("Không có quyền"))
    return _page(request, "web/errors/403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is too old: what was typed is still in the browser, so the page says to send it again."""
    return _page(request, "web/errors/csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without context processors: whatever broke the page must not break this one as well."""
    if request.path.startswith(API):
        return problem(500, "server-error", _("Hệ thống gặp lỗi"))
    return HttpResponse(get_template("web/errors/500.html").render({}), status=500)
