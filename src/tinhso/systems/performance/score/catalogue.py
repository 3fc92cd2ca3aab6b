"""The procedures that the formulas count: which of them an agency answers for, and what is true of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import BooleanField, Q, Value, When
from django.db.models import Case as Choice

from tinhso.declare import agency_by_code, cases, services

from ..periods import Chosen
from ..places import dossiers_in_province

LEVEL_OF_KIND = {"commune_committee": "xa", "department": "tinh", "province_committee": "tinh"}
LEADS_ALONE = "province_committee"


@dataclass(frozen=True)
class Procedure:
    """One procedure in force at the period's end, and what the formulas ask of it."""

    code: str
    title: str
    levels: tuple[str, ...]
    lead: str
    complete: bool
    online: bool
    with_fee: bool
    payable: bool

    @property
    def owners(self) -> tuple[str, ...]:
        """Who answers for it: "xa" every commune's committee, the code of the leading department, or "" the province's committee."""
        return (*(("xa",) if "xa" in self.levels else ()), *((self.lead,) if "tinh" in self.levels else ()))


def owner(agency: str) -> str | None:
    """Under which of `owners` an agency's procedures stand; None for one that answers for none."""
    found = agency_by_code(agency)
    level = LEVEL_OF_KIND.get(found.kind) if found else None
    if level is None or found is None:
        return None
    return "xa" if level == "xa" else "" if found.kind == LEADS_ALONE else agency


def by_owner(catalogue: Iterable[Procedure]) -> dict[str, tuple[Procedure, ...]]:
    """The procedures of each owner."""
    found: dict[str, list[Procedure]] = {}
    for one in catalogue:
        for name in one.owners:
            found.setdefault(name, []).append(one)
    return {name: tuple(own) for name, own in found.items()}


def procedures(chosen: Chosen, now: Any) -> list[Procedure]:
    """All procedures in force on the last day that is counted. One query."""
    day = min(chosen.days.last, now.astimezone(now.tzinfo).date())
    parts = [has for _label, has in services.MANDATORY_PARTS.values()]
    declared = services.SERVICES
    version = services.ProcedureVersion
    whole = [code for code, service in declared.items() if service.whole_online]
    levels = (version.Online.WHOLE, version.Online.PART)
    charged = [code for code, service in declared.items() if service.fee_on(day) > 0]
    flags = {
        "complete": reduce(and_, parts),
        "online": Q(online_level__in=levels) | Q(channels__contains=["online"]) | Q(procedure__code__in=whole),
        "with_fee": Q(fee_kind__in=(version.FeeKind.PAID, version.FeeKind.VARIES)) | Q(procedure__code__in=charged),
        "payable": Q(fee_kind=version.FeeKind.PAID, fee_amount__gt=0) | Q(procedure__code__in=charged),
    }
    columns = {
        f"is_{name}": Choice(When(said, then=Value(True)), default=Value(False), output_field=BooleanField())
        for name, said in flags.items()
    }
    rows = services.in_force(day).annotate(**columns).order_by("procedure__code")
    names = ("procedure__code", "title", "level", "lead_agency", *columns)
    return [
        Procedure(code, title, tuple(level), lead, *rest)
        for code, title, level, lead, *rest in rows.values_list(*names)
    ]


def used_online(chosen: Chosen, now: Any) -> dict[str, set[str]]:
    """The procedures for which an agency received an online dossier in the period: {agency: {codes}}."""
    rows = dossiers_in_province().filter(
        channel=cases.Channel.ONLINE, received_at__gte=chosen.begins, received_at__lt=chosen.moment(now)
    )
    found: dict[str, set[str]] = {}
    for agency, matter in rows.order_by().values_list("agency", "matter").distinct():
        found.setdefault(agency, set()).add(matter)
    return found
