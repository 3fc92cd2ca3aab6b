"""What the desk screens of money have in common: who gets in, and how an action's answer becomes a page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import AlreadyDone, NotAllowed, Refused
from tinhso.web import api as web
from tinhso.web.api import actor_of

Screen = Callable[..., HttpResponseBase]
new_key = functools.partial(web.new_key, "money")
key_of = functools.partial(web.key_of, place="money")


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


def attempt(doing: Callable[[], object]) -> Refused | None:
    """Do it; None if it was done (also before, by the same form), else why not. Raises Http404 for who may not."""
    try:
        doing()
    except NotAllowed as no:
        raise Http404 from no
    except AlreadyDone:
        return None
    except Refused as no:
        return no
    return None
