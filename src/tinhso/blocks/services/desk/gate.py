"""Who gets in: officials who work on cases; everybody else finds nothing. And what every form of the desk carries."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tinhso.blocks.cases.api import Case
from tinhso.kernel.access.api import Actor, has_role, visible
from tinhso.kernel.trail.api import result_of_key

WORKERS = has_role("counter_officer", "handling_officer", "leader", "clerk", "record_keeper")
COUNTER = has_role("counter_officer")
LEADER = has_role("leader")
Screen = Callable[..., HttpResponseBase]


def officials(allow: Callable[[Actor, Any], bool] = WORKERS) -> Callable[[Screen], Screen]:
    """Decorator: only for actors that `allow` lets in; 404 for all others, so that nothing is given away."""

    def wrap(screen: Screen) -> Screen:
        @functools.wraps(screen)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allow(actor_of(request), None):
                raise Http404
            return screen(request, *args, **kwargs)

        return guarded

    return wrap


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def case_of(request: HttpRequest, code: str) -> Case:
    """The case of that code, if the actor may see it. Raises Http404 otherwise."""
    found = visible(actor_of(request), Case).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def new_key() -> str:
    """The key of a form: made when it is shown, so that sending it twice does nothing twice."""
    return f"desk:{uuid4()}"


def key_of(request: HttpRequest) -> str | None:
    """The key that came with a form; None if somebody left it out or made one of their own shape."""
    key = request.POST.get("key", "")
    return key if key.startswith("desk:") and len(key) <= 60 else None


def done_before(request: HttpRequest) -> bool:
    """Whether this very form was sent and carried out already: then sending it again is no mistake and does nothing."""
    key = key_of(request)
    return key is not None and result_of_key(key) is not None


def expected(request: HttpRequest) -> int | None:
    """The version of the case that the form was made for."""
    text = request.POST.get("expect", "")
    return int(text) if text.isdigit() and len(text) < 10 else None
