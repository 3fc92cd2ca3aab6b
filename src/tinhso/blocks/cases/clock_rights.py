"""Who sees what follows from clocks: officials their own agency's; who keeps the calendar every report; citizens nothing."""

from __future__ import annotations

from django.db.models import Q

from tinhso.kernel.access.api import Actor, has_role, permission, scope

from .clock_reports import Escalation, Move, Outlook, Recount
from .heads import PROVINCE_OFFICE
from .models import Case
from .rights import WORKING_ROLES, cases_of

OVER_ALL = frozenset({PROVINCE_OFFICE, "ubnd-tinh"})
keeps_calendar = has_role("it_admin")
head = has_role("leader")


@permission("leader of the province's committee or its office")
def leads_province(actor: Actor, _subject: object) -> bool:
    return actor.agency in OVER_ALL and "leader" in actor.roles


def _official(actor: Actor) -> bool:
    return actor.agency is not None and not actor.roles.isdisjoint(WORKING_ROLES | {"it_admin"})


@scope(Recount)
def recounts_of(actor: Actor) -> Q:
    """Any official may see that the calendar changed and how many cases moved."""
    return Q() if _official(actor) else Q(pk__in=[])


@scope(Move)
def moves_of(actor: Actor) -> Q:
    """Codes and dates: of their own agency; of all for who keeps the calendar and for the province's leaders."""
    if keeps_calendar(actor, None) or leads_province(actor, None):
        return Q()
    return Q(agency=actor.agency) if _official(actor) else Q(pk__in=[])


@scope(Outlook)
def outlooks_of(actor: Actor) -> Q:
    """A forecast is for who can still do something about it; never for the applicant."""
    if leads_province(actor, None):
        return Q()
    return (
        Q(agency=actor.agency)
        if actor.agency is not None and not actor.roles.isdisjoint(WORKING_ROLES)
        else Q(pk__in=[])
    )


@scope(Escalation)
def escalations_of(actor: Actor) -> Q:
    """Officials who see the case."""
    return Q(case__in=Case.objects.filter(cases_of(actor))) if _official(actor) else Q(pk__in=[])
