"""Who works in an agency today, and who signs there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from tinhso.blocks.people.api import Account, Appointment, actor_for
from tinhso.kernel.access.api import Actor


@dataclass(frozen=True)
class Colleague:
    """An official of an agency: account, name, post."""

    account: UUID
    name: str
    post: str


def colleagues(agency: str, *, on: date, role: str = "") -> list[Colleague]:
    """The officials of an agency on a day, by name; with a role only those whose post has it."""
    rows = (
        Appointment.objects.select_related("post", "person__account")
        .filter(Q(last_day=None) | Q(last_day__gte=on), post__agency_code=agency, first_day__lte=on)
        .filter(person__account__is_active=True)
    )
    if role:
        rows = rows.filter(post__roles__contains=[role])
    found = {
        row.person.account.pk: Colleague(row.person.account.pk, row.person.full_name, row.post.name) for row in rows
    }
    return sorted(found.values(), key=lambda colleague: colleague.name)


def signer_for(agency: str, *, on: date) -> Actor | None:
    """The leader who would sign for an agency, as an actor; None if nobody holds such a post."""
    for leader in colleagues(agency, on=on, role="leader"):
        account = Account.objects.filter(pk=leader.account).first()
        actor = actor_for(account, on=on)
        if actor.agency == agency and "leader" in actor.roles:
            return actor
    return None
