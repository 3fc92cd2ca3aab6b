"""Who may open the rows behind a figure. Figures themselves are public."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tinhso.blocks.units.api import agency_by_code
from tinhso.kernel.access.api import Actor, permission

WATCHING = frozenset({"leader", "programme_officer"})


@permission("leader or programme officer")
def watches(actor: Actor, subject: Any = None) -> bool:
    """Leaders and those who follow the programme look at rows; each sees those of the own agency at least."""
    return actor.agency is not None and not actor.roles.isdisjoint(WATCHING)


@permission("leader or programme officer of an agency of the province")
def oversees(actor: Actor, subject: Any = None) -> bool:
    """In an agency of the province: sees the rows of all agencies (codes and procedures, nothing personal)."""
    agency = agency_by_code(actor.agency) if actor.agency and watches(actor, None) else None
    return agency is not None and agency.unit.kind == "province"


def of_own_agency(actor: Actor) -> Q:
    """Dossiers whose list the actor may open."""
    if actor.system or oversees(actor, None):
        return Q()
    if watches(actor, None):
        return Q(agency=actor.agency) | Q(received_by=actor.agency)
    return Q(pk__in=[])


def of_own_unit(actor: Actor) -> Q:
    """People whose number and commune the actor may look at (never who they are)."""
    if actor.system or oversees(actor, None):
        return Q()
    agency = agency_by_code(actor.agency) if actor.agency and watches(actor, None) else None
    return Q(unit__code=agency.unit.code) if agency is not None else Q(pk__in=[])
