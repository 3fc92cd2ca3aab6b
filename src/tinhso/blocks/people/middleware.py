"""Puts the actor on each request: the rights of today, not those of the sign-in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .acting import actor_for
from .models import Account

POST_KEY = "acting_post"


class Acting:
    """`request.actor` is who acts, at the post chosen in this session; read on first use, with one query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> object:
    user = request.user
    return actor_for(user if isinstance(user, Account) else None, post=request.session.get(POST_KEY))
