"""Who sees which messages, and who looks after those that do not get through."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q

from tinhso.kernel.access.api import Actor, permission, scope, system_actor

from .models import Attempt, Delivery, Notice, Preferences, PushSubscription

NOBODY = Q(pk__in=[])
PLATFORM = system_actor("Gửi thông báo")


def _is_operator(actor: Actor) -> bool:
    """The agency that runs the platform looks after the messages of all, those of no agency included (codes)."""
    return bool(actor.agency == settings.OPERATOR_AGENCY)


@permission("administrator of its agency, or of the agency that runs the platform")
def looks_after(actor: Actor, subject: Any) -> bool:
    if actor.agency is None or "it_admin" not in actor.roles:
        return False
    return subject is None or _is_operator(actor) or getattr(subject, "agency", None) == actor.agency


@permission("the person")
def is_own(actor: Actor, subject: Any) -> bool:
    """One's own preferences and devices; without a subject: anybody who is a person."""
    return actor.person is not None and (subject is None or getattr(subject, "person", None) == actor.person)


def _own(actor: Actor) -> Q:
    return Q(person=actor.person) if actor.person else NOBODY


@scope(Notice)
def own_notices(actor: Actor) -> Q:
    """A message is its reader's alone."""
    return _own(actor)


@scope(Preferences)
def own_preferences(actor: Actor) -> Q:
    return _own(actor)


@scope(PushSubscription)
def own_devices(actor: Actor) -> Q:
    return _own(actor)


@scope(Delivery)
def deliveries_looked_after(actor: Actor) -> Q:
    if not looks_after(actor, None):
        return NOBODY
    return Q() if _is_operator(actor) else Q(agency=actor.agency)


@scope(Attempt)
def attempts_looked_after(actor: Actor) -> Q:
    if not looks_after(actor, None):
        return NOBODY
    return Q() if _is_operator(actor) else Q(delivery__agency=actor.agency)
