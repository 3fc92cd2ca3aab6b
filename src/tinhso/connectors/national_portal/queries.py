"""Looking at the line: counts by state, the list with its filters, dossiers that count as synchronised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from tinhso.declare import Actor, now, visible

from .models import Message, PortalDossier

State = Message.State
OPEN = (State.QUEUED, State.SENT, State.REFUSED, State.GIVEN_UP)


def counts(actor: Actor) -> dict[str, int]:
    """How many messages are in each state; of the accepted ones those of the last 24 hours."""
    rows = visible(actor, Message)
    known = dict(
        rows.filter(~Q(state=State.ACCEPTED))
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    recent = rows.filter(state=State.ACCEPTED, settled_at__gte=now() - timedelta(days=1)).count()
    return {**{state: known.get(state, 0) for state in OPEN}, State.ACCEPTED: recent}


def listed(actor: Actor, asked: Mapping[str, str]) -> QuerySet[Message]:
    """The messages that the filters ask for, newest first. What is no filter of ours is ignored."""
    rows = visible(actor, Message).order_by("-position")
    if asked.get("state") in State.values:
        rows = rows.filter(state=asked["state"])
    if asked.get("way") in Message.Way.values:
        rows = rows.filter(way=asked["way"])
    if service := asked.get("service", "")[:40]:
        rows = rows.filter(service=service)
    if q := asked.get("q", "").strip()[:60]:
        rows = rows.filter(
            Q(number=q) | Q(number__in=visible(actor, PortalDossier).filter(case__code=q).values("number"))
        )
    return rows


def synced(first: date, last: date) -> int:
    """How many dossiers received from day to day (both included) the portal has accepted: the numerator of
    indicator 1.4 of Decision 766 ("synced with NgayTiepNhan in period").
    """
    return PortalDossier.objects.filter(received_on__range=(first, last), synced_at__isnull=False).count()


def synced_by_month(first: date, last: date) -> dict[date, int]:
    """The same for each month of the period, by the first day of the month; months without any are left out."""
    rows = PortalDossier.objects.filter(received_on__range=(first, last), synced_at__isnull=False)
    months = rows.order_by().annotate(month=TruncMonth("received_on")).values("month").annotate(n=Count("pk"))
    return {row["month"]: row["n"] for row in months.values("month", "n")}


def synced_by_agency(first: date, last: date) -> dict[str, int]:
    """The same for each competent agency, by its code."""
    rows = PortalDossier.objects.filter(received_on__range=(first, last), synced_at__isnull=False).order_by()
    return {row["case__agency"]: row["n"] for row in rows.values("case__agency").annotate(n=Count("pk"))}


def masked(body: dict[str, Any]) -> list[tuple[str, Any]]:
    """What a message says, for its screen: what identifies a person is covered, lists are counted."""
    from .protocol import PERSONAL

    shown: list[tuple[str, Any]] = []
    for name, value in body.items():
        if name in PERSONAL:
            shown.append((name, "•••"))
        elif isinstance(value, list):
            shown.append((name, str(len(value))))
        else:
            shown.append((name, value))
    return shown
