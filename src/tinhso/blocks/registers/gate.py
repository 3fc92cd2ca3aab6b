"""Who gets in, and for what purpose: looking at another person's record needs one, and leaves a mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from tinhso.kernel.access.api import Actor, has_role, visible
from tinhso.kernel.trail.api import read_mark
from tinhso.web.api import actor_of

from .about import REGISTERS, About, related
from .base import Register

READERS = has_role("record_keeper", "handling_officer", "leader", "clerk", "auditor")
MINUTES = 30
SESSION = "register_purposes"


def opens(actor: Actor, about: About) -> bool:
    """Whether a register is of interest to an official: their agency keeps, oversees or holds records of it."""
    if not READERS(actor, None):
        return False
    if about.kept_at(actor.agency) or actor.agency in about.oversight or "auditor" in actor.roles:
        return True
    return visible(actor, about.model).exists()


def open_registers(actor: Actor) -> list[About]:
    """The registers that an official may open, by title."""
    return sorted((about for about in REGISTERS.values() if opens(actor, about)), key=lambda about: str(about.title))


def register_of(actor: Actor, name: str) -> About:
    """A register that the official may open. Raises Http404."""
    about = REGISTERS.get(name)
    if about is None or not opens(actor, about):
        raise Http404
    return about


def record_of(actor: Actor, name: str, pk: UUID) -> tuple[About, Register]:
    """A record that the actor may see. Raises Http404."""
    about = REGISTERS.get(name)
    if about is None:
        raise Http404
    rows: Any = visible(actor, about.model)
    record = (rows.select_related(*related(about)) if related(about) else rows).filter(pk=pk).first()
    if record is None:
        raise Http404
    return about, record


def holders(about: About, record: Register) -> list[UUID]:
    """The people a record is about, by id; for an organisation who represents it."""
    found: list[Any] = []
    for name in about.holder:
        if about.kind(name) == "organisation":
            organisation = getattr(record, name)
            found.append(organisation.representative_id if organisation else None)
        else:
            found.append(getattr(record, about.field(name).attname))
    return [person for person in dict.fromkeys(found) if person is not None]


def needs_purpose(actor: Actor, about: About, record: Register) -> bool:
    """Whether the record is about somebody, and the actor is none of them."""
    people = holders(about, record)
    return bool(people) and actor.person not in people


def admitted(request: HttpRequest, about: About, record: Register) -> str:
    """The purpose given in this session within the last half hour; "-" when none is needed, "" when it is missing."""
    if not needs_purpose(actor_of(request), about, record):
        return "-"
    purpose, until = request.session.get(SESSION, {}).get(str(record.pk), ("", 0))
    return str(purpose) if until > timezone.now().timestamp() else ""


def admit(request: HttpRequest, about: About, record: Register, purpose: str) -> None:
    """Mark that the actor looks at the record for this purpose, and remember it for half an hour."""
    mark(actor_of(request), about, record, purpose)
    now = timezone.now().timestamp()
    kept = {key: value for key, value in request.session.get(SESSION, {}).items() if value[1] > now}
    request.session[SESSION] = {**kept, str(record.pk): (purpose, now + MINUTES * 60)}


def mark(actor: Actor, about: About, record: Register, purpose: str, *, fields: Iterable[str] | None = None) -> None:
    """Leave the mark that people see in their mirror: these fields, or all that are personal."""
    _mark(actor, about, holders(about, record), purpose, record, fields)


def mark_all(actor: Actor, about: About, records: Iterable[Register], purpose: str) -> None:
    """Leave a mark for everybody whom these records are about."""
    _mark(actor, about, [person for record in records for person in holders(about, record)], purpose, None, None)


def _mark(
    actor: Actor,
    about: About,
    people: list[UUID],
    purpose: str,
    record: Register | None,
    fields: Iterable[str] | None,
) -> None:
    names = [name for name in about.fields if about.personal(name)] if fields is None else fields
    labels = [about.label(name) for name in names]
    read_mark(actor, people=people, purpose=purpose, at=timezone.now(), subject=record, fields=labels)
