"""Asking registers: as of any day, as known at any moment; who may see which rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Func, Q, QuerySet, Value
from shapely.geometry import shape

from tinhso.kernel.access.api import Actor, scope

from .about import AFTER, About, about_of
from .base import Register, bounding_box
from .models import RecordVersion
from .places import box_of

READERS = frozenset({"record_keeper", "handling_officer", "leader", "clerk"})


def versions(record: Register | UUID, *, known_at: datetime | None = None) -> QuerySet[RecordVersion]:
    """All versions of a record, oldest first; with `known_at` those believed at that moment."""
    rows = RecordVersion.objects.filter(record=record.pk if isinstance(record, Register) else record)
    return _known(rows, known_at) if known_at else rows.order_by("number")


def known_or_believed(rows: QuerySet[RecordVersion], at: datetime | None) -> QuerySet[RecordVersion]:
    """Of these versions those believed at a moment; without one those believed now."""
    return _known(rows, at) if at else rows.filter(superseded_at=None)


def _known(rows: QuerySet[RecordVersion], at: datetime) -> QuerySet[RecordVersion]:
    return rows.filter(recorded_at__lte=at).filter(Q(superseded_at=None) | Q(superseded_at__gt=at)).order_by("valid")


def as_of(record: Register | UUID, *, on: date, known_at: datetime | None = None) -> dict[str, Any] | None:
    """The values valid on a day, as believed now or at a moment; None if the record was not valid then."""
    rows = RecordVersion.objects.filter(
        record=record.pk if isinstance(record, Register) else record, valid__contains=on
    )
    found = known_or_believed(rows, known_at).first()
    return found.data if found else None


def records_on(
    model: type[Register], *, on: date, known_at: datetime | None = None, **values: Any
) -> QuerySet[RecordVersion]:
    """The records of a register valid on a day with these values, such as `holder=<id>`."""
    rows = RecordVersion.objects.filter(register=about_of(model).name, valid__contains=on)
    rows = known_or_believed(rows, known_at)
    return rows.filter(**{f"data__{name}": str(v) if isinstance(v, UUID) else v for name, v in values.items()})


def overlapping(rows: QuerySet[Any], name: str, place: Any) -> list[Any]:
    """The records whose area really overlaps a given one: by bounding box and its index, then exactly with shapely."""
    box = box_of(place)
    if box is None:
        return []
    west, south, east, north = map(Value, box)
    around = Func(Func(east, north, function="point"), Func(west, south, function="point"), function="box")
    touches = Func(bounding_box(), around, template="%(expressions)s", arg_joiner=" && ", output_field=BooleanField())
    area = shape(place)
    return [record for record in rows.filter(touches) if shape(getattr(record, name)).intersection(area).area > 0]


def _declare_scope(about: About) -> None:
    """Officials see what their agency keeps; overseeing agencies and auditors all; a holder their own; others nothing."""

    def rows(actor: Actor) -> Q:
        found = Q(pk__in=[])
        if actor.agency is not None and not actor.roles.isdisjoint(READERS):
            found = Q() if actor.agency in about.oversight else Q(agency=actor.agency)
        elif "auditor" in actor.roles:
            found = Q()
        if actor.person is not None and actor.agency is None:
            for name in about.holder:
                own = name if about.kind(name) == "person" else f"{name}__representative"
                found |= Q(**{own: actor.person})
        return found

    scope(about.model)(rows)


AFTER.append(_declare_scope)


@scope(RecordVersion)
def no_versions(actor: Actor) -> Q:
    """Versions are read through their record, never by themselves."""
    return Q(pk__in=[])
