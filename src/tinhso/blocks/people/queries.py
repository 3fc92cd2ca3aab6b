"""Finding people and what they may act for."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.search.api import matches
from tinhso.kernel.trail.api import read_mark

from .models import Mandate, Person


def find_person(personal_id: str) -> Person | None:
    """The person with this personal id, or None."""
    return Person.objects.filter(personal_id=personal_id).first()


def search_people(actor: Actor, q: str) -> QuerySet[Person]:
    """People whose name has these words (with or without accents) or whose id this is; for officials who need it."""
    rows = visible(actor, Person)
    digits = "".join(q.split())
    if digits.isdecimal():
        return rows.filter(Q(personal_id=digits) | Q(phone=digits))
    return matches(rows, "search_text", q)


def reveal(
    actor: Actor,
    person: Person,
    *,
    purpose: str,
    fields: tuple[str, ...],
    at: datetime | None = None,
    subject: object = None,
) -> None:
    """Leave the mark that an official looked at masked data of a person."""
    read_mark(actor, people=[person.pk], purpose=purpose, at=at or timezone.now(), subject=subject, fields=fields)


def mandates_of(actor: Actor, *, on: date | None = None, service: str = "") -> list[Mandate]:
    """For whom the actor may act on a day; with `service` only those that cover that procedure."""
    day = on or timezone.localdate()
    if actor.person is None:
        return []
    rows = Mandate.objects.select_related("principal_person", "principal_organisation").filter(
        agent=actor.person, first_day__lte=day
    )
    found = rows.filter(Q(last_day=None) | Q(last_day__gte=day))
    return [mandate for mandate in found if not service or mandate.covers(service, day)]
