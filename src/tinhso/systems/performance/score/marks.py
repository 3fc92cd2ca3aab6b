"""The marks of a dossier that the formulas count: each is true or false of every dossier in hand in a period.

The database puts them together into one number a dossier and counts how many there are of each number, by agency, in one
pass. A list of dossiers is the same marks, filtered; so the list and the count cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as Choice
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from tinhso.declare import Account, Case, Charge, cases, due, schedule_of, services, working_time_of

from ..models import Observed
from ..periods import Chosen
from ..report.form import in_hand

FINISHED = (cases.State.DONE, cases.State.RETURNED)
UNHAPPY = 2  # stars out of five
MARKS = (
    "received", "finished", "judged", "late", "online", "result", "digital", "reused", "owing", "paid", "identified", "unhappy",
    "synced", "linked",
)  # fmt: skip
BIT = {name: 1 << place for place, name in enumerate(MARKS)}
TRUE = Value(True)


def conditions(chosen: Chosen, now: datetime) -> dict[str, Q]:
    """When each mark is true, over the rows of `with_times`."""
    at = chosen.moment(now)
    result = Exists(cases.Proposal.objects.filter(case=OuterRef("pk"), paper__isnull=False, decided_at__lt=at))
    papers = services.DossierPaper.objects.filter(dossier=OuterRef("pk"), replaced_by=None)
    charge = Charge.objects.filter(code=OuterRef("code"), status=Charge.Status.PAID, online=True)
    filer = Coalesce(OuterRef("filed_by"), OuterRef("applicant"))
    complaints = services.Complaint.objects.filter(case=OuterRef("pk"), filed_at__lt=at)
    seen = Observed.objects.filter(code=OuterRef("code"), good=True, at__lt=at)
    return {
        "received": Q(received_at__gte=chosen.begins),
        "finished": Q(closed_at__lt=at, state__in=FINISHED),
        "judged": Q(due_at__isnull=False) | Q(limit_known=True),
        "late": Q(is_late=True),
        "online": Q(channel=cases.Channel.ONLINE),
        "result": Q(result),
        "digital": Q(Exists(papers.filter(Q(file__isnull=False) | Q(paper__isnull=False)))),
        "reused": Q(dossier__not_asked__gt=0) | Q(Exists(papers.filter(source=services.DossierPaper.Source.HELD))),
        "owing": Q(dossier__fee__gt=0),
        "paid": Q(dossier__fee__gt=0) & Q(Exists(charge)),
        "identified": Q(Exists(Account.objects.filter(person=filer).exclude(issuer=""))),
        "unhappy": Q(dossier__rating__lte=UNHAPPY) | Q(Exists(complaints)),
        "synced": Q(Exists(seen.filter(indicator="1.4"))),
        "linked": Q(Exists(seen.filter(indicator="4.4"))),
    }


def with_times(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> QuerySet[Case]:
    """The dossiers in hand, each with whether it `is_late` (2.1) and whether a `limit_known` stands in for a day of return.

    The end is the moment of the decision; of an open dossier the end of the period (now, while it runs); of one that was asked
    for papers and did not answer, the moment it was asked. One supplement: the time waited is taken off, and the day of return
    is the one promised before. More than one request: late. Requests before reception are not part of the time.
    """
    at = chosen.moment(now)
    asked = cases.Supplement.objects.filter(case=OuterRef("pk"), asked_at__gte=OuterRef("received_at"), asked_at__lt=at)
    first = asked.order_by("asked_at")[:1]
    judged, late = without_day(rows, chosen, now)
    wait = F("answered") - F("asked_first")
    return (
        in_hand(rows, chosen, now)
        .alias(
            ended=Choice(When(closed_at__lt=at, then=F("closed_at")), default=Value(at), output_field=DateTimeField()),
            asked_first=_if_asked(first.values("asked_at")),
            asked_last=_if_asked(asked.order_by("-asked_at").values("asked_at")[:1]),
            answered=_if_asked(
                asked.filter(answered_at__lt=at).order_by("asked_at").values("answered_at")[:1],
            ),
            promised=Coalesce(_if_asked(first.values("due_before")), F("due_at")),
            limit_known=Choice(When(pk__in=judged, then=TRUE), default=Value(False)),
        )
        .alias(
            is_late=Choice(
                When(asked_last__gt=F("asked_first"), then=TRUE),
                When(pk__in=judged, then=Choice(When(pk__in=late, then=TRUE), default=Value(False))),
                When(answered__isnull=False, then=GreaterThan(F("ended") - wait, F("promised"))),
                When(asked_first__isnull=False, then=GreaterThan(F("asked_first"), F("promised"))),
                default=GreaterThan(F("ended"), F("due_at")),
                output_field=BooleanField(),
            )
        )
    )


def _if_asked(found: Any) -> Choice:
    """Looked up only for dossiers that were ever asked for papers; they are few."""
    return Choice(When(supplements__gt=0, then=Subquery(found)), default=Value(None), output_field=DateTimeField())


def without_day(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> tuple[list[UUID], list[UUID]]:
    """(dossiers without a day of return whose procedure has a statutory limit, those of them that took longer than it).

    Counted by the legal clock one by one: only what came from elsewhere without a promise is like this.
    """
    at = chosen.moment(now)
    judged, late = [], []
    found = in_hand(rows, chosen, now).filter(due_at=None, dossier__isnull=False)
    for case in found.select_related("dossier__procedure_version__procedure").prefetch_related("supplement_requests"):
        version = case.dossier.procedure_version
        limit = services.time_limit(version, services.service_of(case.matter))
        if limit is None or case.received_at is None:
            continue
        end = case.closed_at if case.closed_at is not None and case.closed_at < at else at
        asked = [one for one in case.supplement_requests.all() if case.received_at <= one.asked_at < at]
        if len(asked) == 1:
            answered = asked[0].answered_at
            end = end - (answered - asked[0].asked_at) if answered is not None and answered < at else asked[0].asked_at
        judged.append(case.pk)
        if end > due(case.received_at, limit, working_time_of(schedule_of(case.agency))).moment:
            late.append(case.pk)
    return judged, late


def counted(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> dict[str, dict[int, int]]:
    """How many dossiers there are of each combination of marks, by agency: {agency: {marks: number}}. One pass."""
    said = conditions(chosen, now)
    marks: Any = Value(0)
    for name in MARKS:
        marks = marks + Choice(When(said[name], then=Value(BIT[name])), default=Value(0), output_field=IntegerField())
    found: dict[str, dict[int, int]] = {}
    sorted_rows = with_times(rows, chosen, now).annotate(marks=marks).order_by().values_list("agency", "marks")
    for agency, mask, number in sorted_rows.annotate(n=Count("pk")):
        found.setdefault(agency, {})[mask] = number
    return found


def number_of(counts: Mapping[int, int], *having: str, lacking: tuple[str, ...] = ()) -> int:
    """How many dossiers have all these marks and none of those."""
    wanted, unwanted = mask(*having), mask(*lacking)
    return sum(number for marks, number in counts.items() if marks & wanted == wanted and not marks & unwanted)


def mask(*names: str) -> int:
    return sum(BIT[name] for name in names)


def marked(
    rows: QuerySet[Case], chosen: Chosen, now: datetime, *having: str, lacking: tuple[str, ...] = ()
) -> QuerySet[Case]:
    """The very dossiers that `number_of` counts."""
    said = conditions(chosen, now)
    flags = {
        f"is_{name}_": Choice(When(said[name], then=TRUE), default=Value(False), output_field=BooleanField())
        for name in (*having, *lacking)
    }
    wanted = reduce(and_, (Q(**{f"is_{name}_": name in having}) for name in (*having, *lacking)), Q())
    return with_times(rows, chosen, now).alias(**flags).filter(wanted)
