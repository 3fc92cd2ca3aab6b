"""Who may see and change what about people."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from tinhso.kernel.access.api import Actor, permission, scope

from .acting import appointments_of
from .models import Account, Appointment, Consent, Mandate, Organisation, Passkey, Person, Post


@permission("the person")
def is_self(actor: Actor, subject: Any) -> bool:
    person = subject.pk if isinstance(subject, Person) else getattr(subject, "person_id", None)
    return person is not None and actor.person == person


@permission("the owner of the account")
def is_own_account(actor: Actor, subject: Any) -> bool:
    return isinstance(subject, Account) and actor.account is not None and actor.account == subject.pk


@permission("the owner of the passkey")
def owns_passkey(actor: Actor, subject: Any) -> bool:
    return isinstance(subject, Passkey) and actor.account is not None and actor.account == subject.account_id


@permission("administrator of the agency")
def administers(actor: Actor, subject: Any) -> bool:
    agency = getattr(subject, "agency_code", None) or getattr(getattr(subject, "post", None), "agency_code", None)
    return "it_admin" in actor.roles and (subject is None or agency == actor.agency)


@permission("counter officer, for the account of a citizen")
def serves_account(actor: Actor, subject: Any) -> bool:
    """Never one's own account, and never an official's: whoever can reset a second factor can sign with it."""
    if "counter_officer" not in actor.roles or not isinstance(subject, Account) or subject.pk == actor.account:
        return False
    return subject.person_id is not None and not appointments_of(subject.person_id, on=timezone.localdate())


@permission("administrator, for the account of an official of the agency")
def administers_account(actor: Actor, subject: Any) -> bool:
    if "it_admin" not in actor.roles or not isinstance(subject, Account) or subject.pk == actor.account:
        return False
    held = appointments_of(subject.person_id, on=timezone.localdate()) if subject.person_id else []
    return bool(held) and all(one.post.agency_code == actor.agency for one in held)


OFFICIALS = frozenset({"counter_officer", "handling_officer", "leader", "clerk", "record_keeper"})


@scope(Person)
def people_of(actor: Actor) -> Q:
    """Officials who work on requests may find people (each look leaves a mark); others see themselves."""
    if actor.agency is not None and not actor.roles.isdisjoint(OFFICIALS):
        return Q()
    return Q(pk=actor.person) if actor.person else Q(pk__in=[])


@scope(Organisation)
def organisations_of(actor: Actor) -> Q:
    if actor.agency is not None and not actor.roles.isdisjoint(OFFICIALS):
        return Q()
    return Q(representative=actor.person) if actor.person else Q(pk__in=[])


@scope(Account)
def accounts_of(actor: Actor) -> Q:
    return Q(pk=actor.account) if actor.account else Q(pk__in=[])


@scope(Passkey)
def passkeys_of(actor: Actor) -> Q:
    return Q(account=actor.account) if actor.account else Q(pk__in=[])


@scope(Post)
def posts_of(actor: Actor) -> Q:
    return Q(agency_code=actor.agency) if actor.agency else Q(pk__in=[])


@scope(Appointment)
def appointments_of_agency(actor: Actor) -> Q:
    rows = Q(person=actor.person) if actor.person else Q(pk__in=[])
    return rows | Q(post__agency_code=actor.agency) if actor.agency else rows


@scope(Mandate)
def mandates_seen(actor: Actor) -> Q:
    return Q(agent=actor.person) | Q(principal_person=actor.person) if actor.person else Q(pk__in=[])


@scope(Consent)
def consents_of(actor: Actor) -> Q:
    return Q(person=actor.person) if actor.person else Q(pk__in=[])
