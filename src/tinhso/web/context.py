"""What every page knows. Everything is computed when a template asks for it, and nothing here may break a page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest

from tinhso.kernel.access.api import ANONYMOUS, Actor

from .nav import Shown, entries, first_place, may_open
from .shell import Reader, reader_of

log = logging.getLogger("tinhso.web.frame")
T = TypeVar("T")


def _safely(compute: Callable[[], T], otherwise: T) -> T:
    try:
        return compute()
    except Exception:
        log.exception("The page frame lost a part")
        return otherwise


class Frame:
    """The frame of one page for one reader; queries happen only for the parts a template draws."""

    demo: bool = False
    hotline: str = "1022"

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.demo = settings.DEMO
        self.path = request.get_full_path()
        self.query = request.GET.get("q", "")

    @cached_property
    def actor(self) -> Actor:
        actor: Actor = getattr(self._request, "actor", ANONYMOUS)
        return actor

    @cached_property
    def signed_in(self) -> bool:
        return _safely(lambda: self.actor.is_signed_in, False)

    @cached_property
    def official(self) -> bool:
        return _safely(lambda: self.signed_in and self.actor.is_official, False)

    @cached_property
    def reader(self) -> Reader:
        return _safely(lambda: reader_of(self._request), Reader())

    @cached_property
    def citizen(self) -> list[Shown]:
        return _safely(lambda: list(entries("citizen", self._request)), [])

    @cached_property
    def desk(self) -> list[Shown]:
        return _safely(lambda: list(entries("desk", self._request)), [])

    @cached_property
    def desk_home(self) -> str:
        """Where an official's work begins; "/" for everybody else."""
        return _safely(lambda: first_place("desk", self.actor) if self.official else "/", "/")

    @cached_property
    def works_cases(self) -> bool:
        return _safely(lambda: self.official and may_open("desk", "desk", self.actor), False)


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}
