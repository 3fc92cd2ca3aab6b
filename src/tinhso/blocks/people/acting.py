"""From an account to an actor: who somebody is today, at which post, with which roles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tinhso.kernel.access.api import ANONYMOUS, Actor

from .models import Account, Appointment, Person

POST_KEY = "acting_post"


def appointments_of(person: Person | UUID, *, on: date) -> list[Appointment]:
    """The posts that a person holds on a day, first the longest held."""
    return list(
        Appointment.objects.select_related("post")
        .filter(person=person, first_day__lte=on)
        .filter(Q(last_day=None) | Q(last_day__gte=on))
        .order_by("first_day", "post__code")
    )


def actor_for(
    account: Account | None, *, post: str | None = None, on: date | None = None, via: str = "screen"
) -> Actor:
    """The actor that an account is on a day. An official acts at the chosen post, or at the first one; `post=""`: as a citizen."""
    if account is None:
        return ANONYMOUS
    held = appointments_of(account.person_id, on=on or timezone.localdate()) if account.person_id else []
    return actor_at(account, held, post=post, via=via)


def actor_at(account: Account, held: list[Appointment], *, post: str | None = None, via: str = "screen") -> Actor:
    """The actor that an account is, when the posts held that day are known already."""
    if not account.is_active:
        return ANONYMOUS
    chosen = None if post == "" else next((a for a in held if a.post.code == post), held[0] if held else None)
    return Actor(
        name=str(account),
        account=account.pk,
        person=account.person_id,
        agency=chosen.post.agency_code if chosen else None,
        post=chosen.post.title if chosen else None,
        roles=frozenset(chosen.post.roles) if chosen else frozenset(),
        level=account.level,
        via=via,
        language=account.language,
    )
