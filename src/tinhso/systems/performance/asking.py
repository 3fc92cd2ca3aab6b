"""What a report's address asks for: whose, of which period, as of which moment; and the dossiers that the reader may count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from tinhso.declare import ZONE, Actor, Case, actor_of, agency_name, day, now, page_of

from . import periods, places

PER_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """One question: the reader, the place, the period, the present moment."""

    actor: Actor
    place: places.Place
    chosen: periods.Chosen
    now: datetime

    @property
    def at(self) -> datetime:
        """As of when it is counted."""
        return self.chosen.moment(self.now)

    @property
    def rows(self) -> QuerySet[Case]:
        return places.dossiers_of(self.actor, self.place)

    def query(self, **more: Any) -> str:
        """The same question as the tail of an address, with more words."""
        said = {"place": self.place.code, **self.chosen.query, **more}
        return "?" + urlencode({name: value for name, value in said.items() if value is not None})

    def context(self) -> dict[str, Any]:
        """What `performance/_asking.html` shows: the choices."""
        today = self.now.astimezone(ZONE).date()
        first = self.chosen.days.first
        return {
            "asked": self,
            "place": self.place,
            "chosen": self.chosen,
            "place_choices": places.offered(self.actor),
            "period_choices": periods.offered(today),
            "is_free": self.chosen.code == periods.FREE,
            "from_day": first.isoformat() if first else "",
            "to_day": self.chosen.days.last.isoformat(),
            "running": self.chosen.is_running(self.now),
            "at": self.at,
            "same": self.query(),
        }


def asked_of(request: HttpRequest, *, place: str | None = None) -> Asked:
    """Read the address. Raises Http404 for a place that the reader may not open."""
    actor, moment = actor_of(request), now()
    words = request.GET
    chosen = periods.chosen(
        words.get("period", ""),
        first=words.get("from", ""),
        last=words.get("to", ""),
        today=moment.astimezone(ZONE).date(),
    )
    code = words.get("place", "") if place is None else place
    return Asked(actor, places.place_of(actor, code), chosen, moment)


@dataclass(frozen=True)
class Row:
    """One dossier in a list: what may be shown of it, and its desk page where the reader works with it. Never whose it is."""

    code: str
    href: str
    title: str
    agency: str
    state: str
    received: str
    due: str
    closed: str
    why: str = ""


def rows_of(asked: Asked, found: Any, why: Any = lambda case: "") -> Iterator[Row]:
    """Dossiers as rows, in their order; `why` says in words what is special about one."""
    own = asked.actor.agency
    for case in found:
        works = "leader" in asked.actor.roles and own in (case.agency, case.received_by)
        yield Row(
            code=case.code,
            href=reverse("desk-case", args=[case.code]) if works else "",
            title=f"{case.title} ({case.matter})",
            agency=agency_name(case.agency),
            state=str(case.get_state_display()),
            received=day(case.received_at),
            due=day(case.due_at),
            closed=day(case.closed_at),
            why=str(why(case)),
        )


def listed(request: HttpRequest, asked: Asked, found: QuerySet[Case], why: Any = lambda case: "") -> dict[str, Any]:
    """A page of dossiers with their exact number, for `performance/_dossiers.html`."""
    total = found.order_by().count()
    page = page_of(found.order_by("received_at", "id"), request, PER_PAGE, total=total)
    return {"page": page, "rows": list(rows_of(asked, page, why)), "total": total}
