"""Finding charges."""

from __future__ import annotations

from django.db.models import Model, Q, QuerySet

from tinhso.kernel.access.api import Actor, scope
from tinhso.kernel.trail.api import subject_of

from .models import Charge, Payment


def charges_of(subject: Model) -> QuerySet[Charge]:
    """All charges for a subject, oldest first."""
    kind, key = subject_of(subject)
    return Charge.objects.filter(subject_type=kind, subject_id=key).order_by("created_at")


def charge_of(subject: Model) -> Charge | None:
    """The latest charge for a subject that was not cancelled."""
    return charges_of(subject).exclude(status=Charge.Status.CANCELLED).last()


@scope(Charge)
def own_charges(actor: Actor) -> Q:
    """People see what they owe; officials what their agency collects."""
    rows = Q(pk__in=[])
    if actor.agency is not None:
        rows |= Q(agency=actor.agency)
    elif actor.person is not None:
        rows |= Q(payer=actor.person)
    return rows


@scope(Payment)
def payments_of_charges(actor: Actor) -> Q:
    return Q(charge__in=Charge.objects.filter(own_charges(actor)))
