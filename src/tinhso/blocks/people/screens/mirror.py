"""The mirror: what is held about me, who looked at it and why, and what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.actions.api import ACTIONS
from tinhso.kernel.trail.api import Read, history, reads_of
from tinhso.web.api import actor_of

from ..mirror import sections
from ..models import Person
from .common import person_of

PAGE = 30


@dataclass(frozen=True)
class Look:
    """One look at my data, in words."""

    at: datetime
    who: str
    where: str
    why: str
    what: str
    fields: str


@dataclass(frozen=True)
class Change:
    """One change of my record."""

    at: datetime
    who: str
    what: str
    why: str


@never_cache
@require_GET
def mirror(request: HttpRequest) -> HttpResponse:
    """Only ever about the reader: the person comes from the session, never from the address."""
    person = person_of(request)
    before = _moment(request.GET.get("before", ""))
    reads = reads_of(person.pk, limit=2 * PAGE, before=before)
    # Looks of one instant stay on one page, as pages are told apart by time.
    shown = [read for n, read in enumerate(reads) if n < PAGE or read.at == reads[PAGE - 1].at]
    context = {
        "sections": sections(actor_of(request)),
        "looks": [_look(read) for read in shown],
        "older": shown[-1].at.isoformat() if len(reads) > len(shown) or len(reads) == 2 * PAGE else "",
        "later": before is not None,
        "changes": _changes(person),
    }
    return render(request, "people/mirror.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _look(read: Read) -> Look:
    where = ", ".join(part for part in (read.post or "", agency_name(read.agency or "")) if part)
    names = ", ".join(_field(name) for name in read.fields)
    return Look(read.at, read.actor or _("Hệ thống"), where, read.purpose, read.subject or "", names)


def _field(name: str) -> str:
    """The label of a field of a person; other names as they are (blocks give words, not columns)."""
    known = {field.name: field for field in Person._meta.fields}
    return str(known[name].verbose_name) if name in known else name


def _changes(person: Person) -> list[Change]:
    found = []
    for entry in history(person, limit=20):
        action = ACTIONS.get(entry.action)
        if entry.outcome == "done":
            found.append(
                Change(
                    entry.at, entry.actor or _("Hệ thống"), str(action.title if action else entry.action), entry.purpose
                )
            )
    return found
