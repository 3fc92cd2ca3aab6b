"""Who may see and change what about people."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tinhso.kernel.access.api import Actor, permission, scope

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
