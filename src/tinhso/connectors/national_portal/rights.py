"""Who may see the line to the portal: those who run the platform all of it, others what their own agency received."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q

from tinhso.declare import Actor, agency_by_code, either, has_role, permission, scope

from .models import Message, PortalDossier, Question

is_admin = has_role("it_admin")


@permission("head of a public administration service centre")
def heads_a_centre(actor: Actor, subject: Any = None) -> bool:
    if actor.agency is None or "leader" not in actor.roles:
        return False
    agency = agency_by_code(actor.agency)
    return agency is not None and agency.kind == "service_centre"


operates = either(is_admin, heads_a_centre)


def runs_the_platform(actor: Actor) -> bool:
    """Administrators of the agency that runs the platform look after the messages of all."""
    return is_admin(actor, None) and actor.agency == settings.OPERATOR_AGENCY


@permission("of their own agency, or they run the platform")
def is_theirs(actor: Actor, subject: Any = None) -> bool:
    return subject is not None and (runs_the_platform(actor) or getattr(subject, "agency", None) == actor.agency)


def _of_agency(actor: Actor) -> Q:
    if not operates(actor, None):
        return Q(pk__in=[])
    return Q() if runs_the_platform(actor) else Q(agency=actor.agency)


for _model in (Message, PortalDossier):
    scope(_model)(_of_agency)


@scope(Question)
def questions_of(actor: Actor) -> Q:
    """Questions name no centre: whoever operates the line answers them."""
    return Q() if operates(actor, None) else Q(pk__in=[])
