"""The language of a page: Vietnamese unless the reader chose otherwise.

The browser's Accept-Language is not asked: most phones sold in Viet Nam say English without their owner wanting it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

CHOICE = "lang"
YEAR = 365 * 24 * 3600


def codes() -> list[str]:
    return [code for code, _ in settings.LANGUAGES]


class Language:
    """Reads the cookie; `?lang=en` on any page keeps the choice and comes back to the same page without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get(CHOICE)
        if wanted in codes() and request.method in ("GET", "HEAD"):
            return self._keep(request, wanted)
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        code = cookie if cookie in codes() else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Cookie",))
        return response

    def _keep(self, request: HttpRequest, code: str) -> HttpResponse:
        rest = request.GET.copy()
        del rest[CHOICE]
        # The path comes from this very request, but two leading slashes would name another host.
        path = "/" + request.path.lstrip("/")
        response = HttpResponseRedirect(f"{path}?{rest.urlencode()}" if rest else path)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        return response


def address_in(request: HttpRequest, code: str) -> str:
    """The address of this page in another language, everything else of the query kept."""
    query = request.GET.copy()
    query[CHOICE] = code
    return f"{request.path}?{query.urlencode()}"
