"""At reception: the other dossiers of the same visit, the day of return to expect, and for which agency one receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from tinhso.blocks.cases.api import Case
from tinhso.blocks.units.api import agency_by_code, schedule_of
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.clock.api import ZONE, Due, WorkingTime, due, today, working_time_of

from ..catalogue.models import ProcedureVersion
from ..declared.service import service_of
from ..dossiers.filing import agency_of
from ..dossiers.models import Dossier
from ..dossiers.receiving import time_limit

AFTERNOON = time(15, 0)
"""Dossiers received after this hour go to the competent agency at the start of the next working day (Decree 118/2025)."""


def received_today(actor: Actor, person: UUID | None, day: date) -> list[Case]:
    """What was taken in for a person at the actor's counter on a day, the first one first."""
    if person is None:
        return []
    start = datetime.combine(day, time.min, ZONE)
    rows = visible(actor, Case).filter(applicant=person, received_by=actor.agency)
    return list(
        rows.filter(submitted_at__gte=start, submitted_at__lt=start + timedelta(days=1)).order_by("submitted_at")
    )


def carried_from(cases: Sequence[Case]) -> dict[str, Any]:
    """What the last dossier of this visit said about the person, for the next one: answers and the way of return."""
    if not cases:
        return {}
    last = Dossier.objects.filter(case=cases[-1]).first()
    return {"answers": last.answers, "delivery": last.delivery} if last else {}


def serves_itself(actor: Actor, agency: str) -> bool:
    """Whether a centre receives for its own: the committee it belongs to; at the province's centre, the province."""
    centre, competent = agency_by_code(actor.agency or ""), agency_by_code(agency)
    if centre is None or competent is None:
        return agency == actor.agency
    return competent.code == centre.code or competent.unit_id == centre.unit_id


def stated_agency(version: ProcedureVersion) -> str:
    """The agency that decides, where the procedure alone says so; "" where that depends on the answers."""
    if service_of(version.procedure.code) is not None or "xa" in version.level:
        return ""
    return agency_of(version, None, today=today())


def own_unit(actor: Actor) -> str:
    """The code of the unit in which the actor works."""
    agency = agency_by_code(actor.agency or "")
    return agency.unit.code if agency else ""


def expected_return(version: ProcedureVersion, agency: str, now: datetime) -> Due | None:
    """When the result would be due if it were received now, and why; None where no limit is known."""
    limit = time_limit(version, service_of(version.procedure.code))
    return due(now, limit, working_time_of(schedule_of(agency))) if limit is not None else None


@dataclass(frozen=True)
class PassedOn:
    """By when the papers go to the agency that decides; `late`: received after 15:00, so on the next working day."""

    by: datetime
    late: bool


def passed_on(received: datetime, hours: WorkingTime) -> PassedOn:
    """The day of hand-over to the competent agency: the same day, after 15:00 the start of the next working day."""
    local = received.astimezone(ZONE)
    if hours.is_working_day(local.date()) and local.time() <= AFTERNOON:
        return PassedOn(hours.end_of(local.date()), late=False)
    day = hours.next_working_day(local.date())
    return PassedOn(datetime.combine(day, hours.periods(day)[0][0], ZONE), late=local.time() > AFTERNOON)
