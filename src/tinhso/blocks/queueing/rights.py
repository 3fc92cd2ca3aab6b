"""Who may do what at a service centre, and who sees it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Case, cases_of
from tinhso.blocks.units.api import Agency, agencies_on, agency_by_code
from tinhso.kernel.access.api import Actor, permission, scope

from .models import Appointment, Call, Centre, DayReport, Duty, HandOver, Ticket

SAYS: dict[str, str | Promise] = {
    "groups": _("Cần ít nhất một nhóm, nhiều nhất 12 nhóm, mỗi nhóm một chữ cái riêng."),
    "counters": _("Cần ít nhất một quầy, nhiều nhất 60 quầy, mỗi quầy một số riêng."),
    "unknown-group": _("Có quầy phục vụ một nhóm không còn nữa."),
    "unserved": _("Mỗi nhóm phải có ít nhất một quầy phục vụ."),
    "others": _("Phải có đúng một nhóm nhận mọi lĩnh vực còn lại."),
    "slots": _("Khung giờ hẹn dài 10, 15, 20, 30 hoặc 60 phút, mỗi khung không quá 20 người."),
    "names": _("Mỗi nhóm có một chữ cái A–Z và một tên."),
}
"""What is wrong with a plan, for its head."""


def agency_of(subject: Any) -> str:
    """The code of the centre that a subject is or belongs to."""
    return subject.code if isinstance(subject, Agency) else str(getattr(subject, "agency", ""))


@permission("counter officer of this centre")
def serves(actor: Actor, subject: Any = None) -> bool:
    return actor.agency is not None and actor.agency == agency_of(subject) and "counter_officer" in actor.roles


@permission("head of this centre")
def heads(actor: Actor, subject: Any = None) -> bool:
    """The leader of the centre, or of the People's Committee that it belongs to."""
    centre = agency_by_code(agency_of(subject)) if subject is not None else None
    if centre is None or actor.agency is None or "leader" not in actor.roles:
        return False
    return actor.agency in (centre.code, centre.parent.code if centre.parent else None)


@permission("officer at this counter")
def stands_there(actor: Actor, subject: Any = None) -> bool:
    """The officer who opened the counter (subject: a duty, or a call to it)."""
    return serves(actor, subject) and actor.account is not None and subject.officer == actor.account


def centres_of(actor: Actor) -> list[str]:
    """The codes of the centres in which the actor serves or which the actor heads."""
    if actor.agency is None or actor.roles.isdisjoint({"counter_officer", "leader"}):
        return []
    own = agency_by_code(actor.agency)
    if own is None:
        return []
    if own.kind == Agency.Kind.SERVICE_CENTRE:
        return [own.code]
    if "leader" not in actor.roles:
        return []
    return [one.code for one in agencies_on(kind=Agency.Kind.SERVICE_CENTRE) if one.parent_id == own.pk]


@permission("serving in a service centre, or heading one")
def works_here(actor: Actor, subject: Any = None) -> bool:
    return bool(centres_of(actor))


@permission("serving in a service centre")
def serves_somewhere(actor: Actor, subject: Any = None) -> bool:
    return "counter_officer" in actor.roles and works_here(actor)


@permission("heading a service centre")
def heads_somewhere(actor: Actor, subject: Any = None) -> bool:
    return "leader" in actor.roles and works_here(actor)


def _of_the_centre(actor: Actor) -> Q:
    return Q(agency__in=centres_of(actor))


for _model in (Centre, Duty, Call, DayReport):
    scope(_model)(_of_the_centre)


@scope(Appointment)
def appointments_of(actor: Actor) -> Q:
    """Officers of the centre see its appointments, people their own."""
    own = Q(person=actor.person) if actor.person and not actor.is_official else Q(pk__in=[])
    return _of_the_centre(actor) | own


@scope(Ticket)
def tickets_of(actor: Actor) -> Q:
    own = Q(person=actor.person) if actor.person and not actor.is_official else Q(pk__in=[])
    return _of_the_centre(actor) | own


@scope(HandOver)
def hand_overs_of(actor: Actor) -> Q:
    return Q(case__in=Case.objects.filter(cases_of(actor)))
