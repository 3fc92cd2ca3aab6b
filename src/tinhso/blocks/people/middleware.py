"""Puts the actor on each request: the rights of today, not those of the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .acting import POST_KEY, actor_at, actor_for, appointments_of
from .models import Account
from .sessions import level_here, proved_at, touch


class Acting:
    """`request.actor` is who acts, at the post chosen in this session; read on first use, with one query.

    A post that ended yesterday gives nothing today, without anybody signing out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> object:
    user = request.user
    if not isinstance(user, Account):
        return actor_for(None)
    moment = timezone.now()
    touch(request, moment)
    held = appointments_of(user.person_id, on=timezone.localdate(moment)) if user.person_id else []
    request.appointments = held  # type: ignore[attr-defined]
    actor = actor_at(user, held, post=request.session.get(POST_KEY))
    return replace(actor, level=level_here(request, user), proved_at=proved_at(request)) if actor.account else actor
