"""The registry of what can be counted, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from tinhso.kernel.access.api import Actor

from .periods import Period


@dataclass(frozen=True)
class View:
    """For which period and as of which moment rows are looked at."""

    period: Period
    at: datetime


@dataclass(frozen=True)
class Column:
    """A column: a path of fields, or a function of the view that gives an expression. `parse` reads a value from an address."""

    title: str | Promise
    expression: str | Callable[[View], Any]
    parse: Callable[[str], Any] = str


@dataclass(frozen=True)
class Source:
    """Something that can be counted. One row is one thing that a person would count.

    `noun` is its word behind a number, from npgettext_lazy: `noun % 917`. `rows` gives the queryset of all of it; `dated`
    the column of the day ("" when rows have no day, such as a catalogue); `cuts` what it can be cut by; `reader` filters
    the rows whose list an actor may open (None: everybody may).
    """

    name: str
    noun: Any
    rows: Callable[[View], QuerySet[Any]]
    columns: Mapping[str, Column]
    dated: str = ""
    cuts: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    reader: Callable[[Actor], Q] | None = None
    related: tuple[str, ...] = field(default=())


SOURCES: dict[str, Source] = {}


def source(entry: Source) -> Source:
    """Register a source. Raises ValueError when the name is taken or a cut is no column."""
    if entry.name in SOURCES:
        raise ValueError(f"The source {entry.name} is declared twice.")
    strange = [name for name in (*entry.cuts, *filter(None, [entry.dated])) if name not in entry.columns]
    if strange:
        raise ValueError(f"The source {entry.name} has no column {', '.join(strange)}.")
    SOURCES[entry.name] = entry
    return entry
