"""Who may do what with a case, and who may see it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from tinhso.kernel.access.api import Actor, permission, scope

from .models import Apology, Case, Consultation, Proposal, Stay, Supplement
from .steps import agency_of_step

WORKING_ROLES = frozenset({"counter_officer", "handling_officer", "leader", "clerk", "record_keeper"})


@permission("having the role of its present step, in the agency of that step")
def at_step(actor: Actor, case: Any) -> bool:
    if not isinstance(case, Case) or actor.agency is None or not case.step:
        return False
    return actor.agency == agency_of_step(case, case.step) and case.current_step["role"] in actor.roles


@permission("its present worker, or having the role of its present step")
def works_on(actor: Actor, case: Any) -> bool:
    return at_step(actor, case) and case.assignee in (None, actor.account)


@permission("leader in the competent agency")
def leads(actor: Actor, case: Any) -> bool:
    return isinstance(case, Case) and actor.agency == case.agency and "leader" in actor.roles


@permission("counter officer where it was received")
def at_counter(actor: Actor, case: Any) -> bool:
    return isinstance(case, Case) and actor.agency == case.received_by and "counter_officer" in actor.roles


@permission("its applicant")
def is_applicant(actor: Actor, case: Any) -> bool:
    return isinstance(case, Case) and actor.person is not None and actor.person in (case.applicant, case.filed_by)


@permission("official of the agency that is asked")
def is_asked(actor: Actor, consultation: Any) -> bool:
    return (
        isinstance(consultation, Consultation)
        and actor.agency == consultation.agency
        and not actor.roles.isdisjoint({"handling_officer", "leader"})
    )


@scope(Case)
def cases_of(actor: Actor) -> Q:
    """Officials see the cases of their agency (competent, receiving, at work or consulted); people see their own."""
    rows = Q(pk__in=[])
    if actor.agency is not None and not actor.roles.isdisjoint(WORKING_ROLES):
        asked = Consultation.objects.filter(case=OuterRef("pk"), agency=actor.agency)
        rows |= Q(agency=actor.agency) | Q(received_by=actor.agency) | Q(desk=actor.agency) | Q(Exists(asked))
    elif actor.person is not None:
        rows |= Q(applicant=actor.person) | Q(filed_by=actor.person)
    return rows


def _through_case(actor: Actor) -> Q:
    return Q(case__in=Case.objects.filter(cases_of(actor)))


for _model in (Stay, Supplement, Consultation, Proposal, Apology):
    scope(_model)(_through_case)
