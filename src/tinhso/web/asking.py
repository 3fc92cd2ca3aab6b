"""What a request carries besides its fields: who asks, the key of the form, and the version it was made for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tinhso.kernel.access.api import Actor

LONGEST_KEY = 60
Screen = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, in the capacity chosen in this session."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def new_key(place: str) -> str:
    """The key of a form: made when it is shown, so that sending it twice does nothing twice. `place` says whose form."""
    return f"{place}:{uuid4()}"


def key_of(request: HttpRequest, place: str) -> str | None:
    """The key that came with a form; None if somebody left it out or made one of their own shape."""
    key = request.POST.get("key", "")
    return key if key.startswith(f"{place}:") and len(key) <= LONGEST_KEY else None


def expected(request: HttpRequest) -> int | None:
    """The version of the record that the form was made for."""
    text = request.POST.get("expect", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def only(allow: Callable[[Actor, Any], bool]) -> Callable[[Screen], Screen]:
    """Decorator: only for actors that `allow` lets in; 404 for all others, so that nothing is given away."""

    def wrap(screen: Screen) -> Screen:
        @functools.wraps(screen)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allow(actor_of(request), None):
                raise Http404
            return screen(request, *args, **kwargs)

        return guarded

    return wrap
