"""Who the shells greet: the frame knows no people, so the block that does tells it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest

from tinhso.kernel.access.api import ANONYMOUS


@dataclass(frozen=True)
class PostChoice:
    """A post the person may act in; `value` is sent as `post` to `switch_url`."""

    value: str
    label: str
    current: bool = False


@dataclass(frozen=True)
class Reader:
    """What the header shows about the person signed in. Words for people, no codes."""

    name: str = ""
    post: str = ""
    agency: str = ""
    posts: list[PostChoice] = field(default_factory=list)
    switch_url: str = ""

    @property
    def initials(self) -> str:
        return initials(self.name)


ReaderOf = Callable[[HttpRequest], Reader]


def initials(name: str) -> str:
    """The two letters of an avatar: Trần Thị Lan is TL."""
    words = name.split()
    if not words:
        return "–"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _from_actor(request: HttpRequest) -> Reader:
    actor = getattr(request, "actor", ANONYMOUS)
    return Reader(name=actor.name, post=actor.post or "", agency=actor.agency or "")


_reader_of: list[ReaderOf] = [_from_actor]


def show_reader(function: ReaderOf) -> ReaderOf:
    """Decorator: the function that describes the person signed in (one per installation; the last one counts)."""
    _reader_of[:] = [function]
    return function


def reader_of(request: HttpRequest) -> Reader:
    return _reader_of[0](request)
