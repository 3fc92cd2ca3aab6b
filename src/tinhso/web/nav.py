"""The registry of navigation entries: each block adds its own, the shells only draw what the reader may open."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from tinhso.kernel.access.api import ANONYMOUS, Actor, Permission

log = logging.getLogger("tinhso.web.nav")
Count = Callable[[HttpRequest], int | None]


@dataclass(frozen=True)
class Entry:
    """One entry as declared: `shell` is citizen or desk, `order` small first, `group` a heading of the desk's side."""

    shell: str
    label: str | Promise
    url_name: str
    icon: str
    order: int
    allow: Permission | None
    group: str | Promise
    count: Count | None
    hot: bool
    query: str
    within: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """One entry as the reader sees it."""

    label: str
    url: str
    icon: str
    group: str
    current: bool
    count: int | None
    hot: bool


_entries: dict[tuple[str, str, str], Entry] = {}


def nav(
    shell: str,
    label: str | Promise,
    url_name: str,
    *,
    icon: str,
    order: int = 100,
    allow: Permission | None = None,
    group: str | Promise = "",
    count: Count | None = None,
    hot: bool = False,
    query: str = "",
    within: tuple[str, ...] = (),
) -> None:
    """Add an entry to the navigation of a shell ("citizen" or "desk"); the same target again replaces it.

    `allow` hides it from others (None: everybody sees it). `count` gives the number behind the label and must be cheap;
    `hot` paints it as urgent. `query` is put behind the address ("view=late"). `within` names further url names
    that belong to the entry. An entry whose url name does not exist in this installation is left out.
    """
    if shell not in ("citizen", "desk"):
        raise ValueError(f"Unknown shell {shell!r}: citizen or desk.")
    entry = Entry(shell, label, url_name, icon, order, allow, group, count, hot, query, within)
    _entries[shell, url_name, query] = entry


def entries(shell: str, request: HttpRequest) -> Iterator[Shown]:
    """What the person behind the request may see, in order. Never raises: a broken count is logged and left out."""
    for entry, url in _open_to(shell, getattr(request, "actor", ANONYMOUS)):
        yield Shown(
            label=str(entry.label),
            url=_with_query(entry, url),
            icon=entry.icon,
            group=str(entry.group),
            current=_is_current(entry, request, url),
            count=_count(entry, request),
            hot=entry.hot,
        )


def first_place(shell: str, actor: Actor, otherwise: str = "/") -> str:
    """The address of the first page of a shell that the actor may open: where their work begins."""
    return next((_with_query(entry, url) for entry, url in _open_to(shell, actor)), otherwise)


def may_open(shell: str, url_name: str, actor: Actor) -> bool:
    """Whether the navigation of a shell leads the actor to this page."""
    return any(entry.url_name == url_name for entry, _ in _open_to(shell, actor))


def _open_to(shell: str, actor: Actor) -> Iterator[tuple[Entry, str]]:
    for entry in sorted((e for e in _entries.values() if e.shell == shell), key=lambda entry: entry.order):
        try:
            if entry.allow is None or entry.allow(actor, None):
                yield entry, reverse(entry.url_name)
        except NoReverseMatch:
            continue
        except Exception:
            log.exception("Navigation entry %s was left out", entry.url_name)


def _with_query(entry: Entry, url: str) -> str:
    return f"{url}?{entry.query}" if entry.query else url


def _is_current(entry: Entry, request: HttpRequest, url: str) -> bool:
    match: Any = request.resolver_match
    here = match is not None and (match.url_name == entry.url_name or match.url_name in entry.within)
    if not here and request.path != url:
        return False
    wanted = dict(pair.split("=", 1) for pair in entry.query.split("&") if "=" in pair)
    if wanted:
        return all(request.GET.get(key) == value for key, value in wanted.items())
    others = [e.query for e in _entries.values() if e.shell == entry.shell and e.url_name == entry.url_name and e.query]
    return not any(query in request.GET.urlencode() for query in others)


def _count(entry: Entry, request: HttpRequest) -> int | None:
    if entry.count is None:
        return None
    try:
        return entry.count(request)
    except Exception:
        log.exception("Count of navigation entry %s failed", entry.url_name)
        return None
