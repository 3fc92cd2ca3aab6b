"""Who gets in: officials who work on cases; everybody else finds nothing. And what every form of the desk carries."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tinhso.blocks.cases.api import Case
from tinhso.kernel.access.api import Actor, has_role, visible
from tinhso.kernel.trail.api import result_of_key
from tinhso.web import api as web
from tinhso.web.api import actor_of, only

WORKERS = has_role("counter_officer", "handling_officer", "leader", "clerk", "record_keeper")
COUNTER = has_role("counter_officer")
LEADER = has_role("leader")
Screen = Callable[..., HttpResponseBase]
new_key = functools.partial(web.new_key, "desk")
key_of = functools.partial(web.key_of, place="desk")


def officials(allow: Callable[[Actor, Any], bool] = WORKERS) -> Callable[[Screen], Screen]:
    """Decorator: only for officials who work on cases, or those that `allow` lets in; 404 for all others."""
    return only(allow)


def case_of(request: HttpRequest, code: str) -> Case:
    """The case of that code, if the actor may see it. Raises Http404 otherwise."""
    found = visible(actor_of(request), Case).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def done_before(request: HttpRequest) -> bool:
    """Whether this very form was sent and carried out already: then sending it again is no mistake and does nothing."""
    key = key_of(request)
    return key is not None and result_of_key(key) is not None
