"""Whose report it is: the province, an agency (a commune is its People's Committee), or a centre where requests are received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.declare import Actor, Case, agencies_on, agency_by_code, agency_name, permission, today, visible

PROVINCE = "tinh"
LEVELS: dict[str, str | Promise] = {
    "province": gettext_lazy("Cấp tỉnh"),
    "district": gettext_lazy("Cấp huyện (đến 30/6/2025)"),
    "commune": gettext_lazy("Cấp xã"),
}
"""Levels of administration, by the kind of the unit that an agency belongs to."""
CENTRE = "service_centre"


@dataclass(frozen=True)
class Place:
    """Who reports. `kind` is the agency's kind, "" for the whole province."""

    code: str
    kind: str = ""

    @property
    def title(self) -> str:
        return _("Toàn tỉnh Khánh Hòa") if self.code == PROVINCE else agency_name(self.code)

    @property
    def is_province(self) -> bool:
        return self.code == PROVINCE

    def where(self) -> Q:
        """Its dossiers: those it decides; for a centre those it received."""
        if self.is_province:
            return Q()
        return Q(received_by=self.code) if self.kind == CENTRE else Q(agency=self.code)


@permission("leader or programme officer of an agency")
def reads_reports(actor: Actor, subject: Any = None) -> bool:
    """Reports are for those who lead an agency or follow the programme."""
    return actor.agency is not None and not actor.roles.isdisjoint({"leader", "programme_officer"})


@permission("programme officer of an agency of the province, or leader of the provincial People's Committee")
def sees_province(actor: Actor, subject: Any = None) -> bool:
    """Whether the reports of all agencies are open."""
    agency = agency_by_code(actor.agency) if actor.agency else None
    if agency is None:
        return False
    leads = "leader" in actor.roles and agency.kind == "province_committee"
    return leads or ("programme_officer" in actor.roles and agency.unit.kind == "province")


def place_of(actor: Actor, code: str) -> Place:
    """The place of an address that the reader may open; without a code their own. Raises Http404 for any other."""
    if not reads_reports(actor):
        raise Http404
    wide = sees_province(actor)
    wanted = code or (PROVINCE if wide else actor.agency or "")
    if wanted == PROVINCE:
        if not wide:
            raise Http404
        return Place(PROVINCE)
    agency = agency_by_code(wanted)
    if agency is None or not (wide or wanted == actor.agency):
        raise Http404
    return Place(agency.code, agency.kind)


def open_to(actor: Actor, code: str) -> bool:
    """Whether the reader may open the dossiers of an agency."""
    return sees_province(actor) or code == actor.agency


def offered(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The places a reader can choose from: (heading, [(code, title)])."""
    if not sees_province(actor):
        return [(_("Cơ quan của tôi"), [(actor.agency or "", agency_name(actor.agency or ""))])]
    groups: dict[str, list[tuple[str, str]]] = {"province": [], "commune": [], CENTRE: []}
    for agency in agencies_on(today()):
        key = CENTRE if agency.kind == CENTRE else agency.unit.kind
        groups.setdefault(key, []).append((agency.code, agency.title))
    return [
        (_("Tỉnh"), [(PROVINCE, _("Toàn tỉnh Khánh Hòa"))]),
        (_("Cơ quan cấp tỉnh"), groups["province"]),
        (_("Xã, phường, đặc khu"), groups["commune"]),
        (_("Nơi tiếp nhận"), groups[CENTRE]),
    ]


def dossiers_of(actor: Actor, place: Place) -> QuerySet[Case]:
    """The dossiers behind a report of a place. Call `place_of` first: it says whether the place is open to the reader.

    Who follows the province sees all of them (codes and procedures, never whose they are); a leader sees what the
    desk shows a leader.
    """
    rows = Case.objects.filter(place.where(), kind="dossier")
    return rows if sees_province(actor) or "programme_officer" in actor.roles else visible(actor, rows)


def level_of(agency_code: str) -> str:
    """The level of administration of an agency: the kind of its unit."""
    agency = agency_by_code(agency_code)
    return agency.unit.kind if agency else "province"


def dossiers_in_province() -> QuerySet[Case]:
    """All dossiers of the province: for counting only. Lists go through `dossiers_of`."""
    return Case.objects.filter(kind="dossier")
