"""Units and agencies for machines: on any day, what became what, and the way from a name to today's commune. Public."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from tinhso.kernel.clock.api import today
from tinhso.kernel.search.api import fold

from . import queries
from .models import Agency, Unit
from .places import resolve_place

router = Router(tags=["units"], auth=None)


class UnitBrief(Schema):
    """A unit in one period of its life. Dates are the first and the last day; null: unknown, or still in being."""

    code: str
    name: str
    full_name: str
    full_name_en: str
    kind: str
    type: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    lat: float | None
    lon: float | None
    area_km2: float | None
    population: int | None


class Link(Schema):
    """A unit that another came from or became; `whole` if all of it."""

    unit: UnitBrief
    whole: bool


class UnitFull(UnitBrief):
    """A unit with its succession and the numbers of the legal acts that made and ended it."""

    made_by: str | None
    ended_by: str | None
    predecessors: list[Link]
    successors: list[Link]


class PlaceFound(Schema):
    """A commune that a text leads to. `was`: old units that the text named; `sure`: nothing else can be meant."""

    unit: UnitBrief
    was: list[UnitBrief]
    sure: bool


class AgencyBrief(Schema):
    """An agency. `code` is this system's own; `official_identifier` is empty until the province has published it."""

    code: str
    official_identifier: str
    name: str
    name_en: str
    symbol: str
    kind: str
    unit: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


@router.get("/units", response=list[UnitBrief], summary="Units of a day")
def list_units(request: HttpRequest, on: date | None = None, q: str = "", kind: str = "") -> list[dict[str, Any]]:
    """The units of a day (today when not given) in Vietnamese order; `q`: words of the name, `kind`: province, district, commune."""
    words = fold(q[:100]).split()
    found = queries.units_on(on or today(), kind=kind)
    return [_unit(unit) for unit in found if all(word in unit.search_text for word in words)]


@router.get("/units/{code}", response=UnitFull, summary="One unit")
def one_unit(request: HttpRequest, code: str, on: date | None = None) -> dict[str, Any]:
    """The bearer of a code on a day; without a day the present one, or the last."""
    unit = queries.unit_by_code(code, on=on)
    if unit is None:
        raise HttpError(404, "No unit bears this code on that day.")
    return {
        **_unit(unit),
        "made_by": unit.made_by.number if unit.made_by else None,
        "ended_by": unit.ended_by.number if unit.ended_by else None,
        "predecessors": [{"unit": _unit(old), "whole": whole} for old, whole in queries.predecessors(unit)],
        "successors": [{"unit": _unit(new), "whole": whole} for new, whole in queries.successors(unit)],
    }


@router.get("/places", response=list[PlaceFound], summary="From a name or an address to communes")
def list_places(request: HttpRequest, q: str, on: date | None = None) -> list[dict[str, Any]]:
    """Old and new names, with or without accents, alone or in an address; several answers mean that a person must choose."""
    return [
        {"unit": _unit(place.unit), "was": [_unit(old) for old in place.was], "sure": place.sure}
        for place in resolve_place(q[:300], on=on)
    ]


@router.get("/agencies", response=list[AgencyBrief], summary="Agencies of a day")
def list_agencies(request: HttpRequest, on: date | None = None, kind: str = "") -> list[dict[str, Any]]:
    """The agencies of a day (today when not given), by kind and name."""
    return [_agency(agency) for agency in queries.agencies_on(on, kind=kind)]


@router.get("/agencies/{code}", response=AgencyBrief, summary="One agency")
def one_agency(request: HttpRequest, code: str) -> dict[str, Any]:
    """An agency by its code, in being or ended."""
    agency = queries.agency_by_code(code)
    if agency is None:
        raise HttpError(404, "No agency has this code.")
    return _agency(agency)


def _unit(unit: Unit) -> dict[str, Any]:
    same = ("code", "name", "full_name", "full_name_en", "kind", "type", "valid_from", "valid_to", "lat", "lon")
    facts = {name: getattr(unit, name) for name in (*same, "area_km2", "population")}
    return {**facts, "parent": unit.parent.code if unit.parent else None}


def _agency(agency: Agency) -> dict[str, Any]:
    same = ("code", "official_identifier", "name", "name_en", "symbol", "kind", "valid_from", "valid_to")
    facts = {name: getattr(agency, name) for name in same}
    return {**facts, "unit": agency.unit.code, "parent": agency.parent.code if agency.parent else None}
