"""Finding units and agencies: by code, by name old or new, on any day. Kept in memory; there are a few hundred."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic

from django.db import connection

from tinhso.kernel.clock.api import today
from tinhso.kernel.search.api import fold

from .models import Agency, Unit, UnitSuccession

CHECK_EVERY = 5.0


@dataclass(frozen=True)
class Atlas:
    """All units and agencies as they are in the database at one moment."""

    stamp: str
    units: tuple[Unit, ...]
    by_code: dict[str, list[Unit]]
    agencies: dict[str, Agency]
    became: dict[object, list[tuple[Unit, bool]]]
    came_from: dict[object, list[tuple[Unit, bool]]]


_atlas: Atlas | None = None
_inside: Atlas | None = None
_checked = 0.0
_lock = Lock()


def _stamp() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM units_edition WHERE name = 'units'")
        row = cursor.fetchone()
    return f"{connection.settings_dict['NAME']}:{row[0] if row else ''}"


def forget() -> None:
    """Look again at the next question (after a change in this process)."""
    global _atlas, _inside, _checked
    _atlas, _inside, _checked = None, None, 0.0


def atlas() -> Atlas:
    """The units and agencies, read again when they have changed (asked of the database every few seconds).

    Within a transaction the question is asked each time and the answer kept apart: it may see what is not committed yet.
    """
    global _atlas, _inside, _checked
    if connection.in_atomic_block:
        stamp = _stamp()
        found = next((known for known in (_inside, _atlas) if known is not None and known.stamp == stamp), None)
        if found is None:
            found = _inside = _read(stamp)
        return found
    name = str(connection.settings_dict["NAME"])
    if _atlas is not None and monotonic() - _checked < CHECK_EVERY and _atlas.stamp.startswith(name + ":"):
        return _atlas
    with _lock:
        stamp = _stamp()
        if _atlas is None or _atlas.stamp != stamp:
            _atlas = _read(stamp)
        _checked = monotonic() if _atlas.units else 0.0
        return _atlas


def _read(stamp: str) -> Atlas:
    units = tuple(Unit.objects.select_related("parent", "made_by", "ended_by"))
    own = {unit.pk: unit for unit in units}
    by_code: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_code[unit.code].append(unit)
    became: dict[object, list[tuple[Unit, bool]]] = defaultdict(list)
    came_from: dict[object, list[tuple[Unit, bool]]] = defaultdict(list)
    for before, after, whole in UnitSuccession.objects.values_list("predecessor", "successor", "whole"):
        became[before].append((own[after], whole))
        came_from[after].append((own[before], whole))
    agencies = {agency.code: agency for agency in Agency.objects.select_related("unit", "parent")}
    return Atlas(stamp, units, by_code, agencies, became, came_from)


def units_on(day: date, *, kind: str = "") -> list[Unit]:
    """The units of a day, in Vietnamese order."""
    return [unit for unit in atlas().units if unit.exists_on(day) and (not kind or unit.kind == kind)]


def communes(day: date | None = None) -> list[Unit]:
    """Today's communes (or those of a day), in Vietnamese order."""
    return units_on(day or today(), kind=Unit.Kind.COMMUNE)


def unit_by_code(code: str, *, on: date | None = None) -> Unit | None:
    """The unit that bears the code on a day (default: today, else its last bearer)."""
    bearers = atlas().by_code.get(code, [])
    day = on or today()
    for unit in bearers:
        if unit.exists_on(day):
            return unit
    return bearers[-1] if bearers and on is None else None


def province(day: date | None = None) -> Unit:
    """The province. Raises LookupError before the units are loaded."""
    found = [unit for unit in units_on(day or today(), kind=Unit.Kind.PROVINCE) if unit.code == "56"]
    if not found:
        raise LookupError("The units are not loaded: run `tinhso up` or `tinhso migrate`.")
    return found[0]


def successors(unit: Unit) -> list[tuple[Unit, bool]]:
    """What the unit became, and whether all of it did."""
    return atlas().became.get(unit.pk, [])


def predecessors(unit: Unit) -> list[tuple[Unit, bool]]:
    """What the unit came from, and whether all of that."""
    return atlas().came_from.get(unit.pk, [])


def agency_by_code(code: str) -> Agency | None:
    return atlas().agencies.get(code)


def agency_name(code: str) -> str:
    """The name of an agency for people; the code itself if nobody knows it."""
    agency = agency_by_code(code) if code else None
    return agency.title if agency else code


def agencies_on(day: date | None = None, *, kind: str = "") -> list[Agency]:
    """The agencies of a day, by kind and name."""
    on = day or today()
    found = [a for a in atlas().agencies.values() if a.exists_on(on) and (not kind or a.kind == kind)]
    return sorted(found, key=lambda agency: (agency.kind, fold(agency.name)))


def receiving_agency(kind: str, unit_code: str, *, on: date | None = None) -> Agency:
    """The agency of a kind for a unit: its People's Committee, its service centre. Raises LookupError if there is none."""
    day = on or today()
    for agency in atlas().agencies.values():
        if agency.kind == kind and agency.unit.code == unit_code and agency.exists_on(day):
            return agency
    raise LookupError(f"No {kind} for the unit {unit_code} on {day}.")


def schedule_of(agency_code: str) -> str:
    """The name of the working week of an agency."""
    agency = agency_by_code(agency_code)
    return agency.schedule if agency else "office"


def agency_of_level(level: str, unit_code: str, *, lead: str = "", on: date | None = None) -> Agency:
    """Who decides at a level: "xa" the People's Committee of the commune; "tinh" the department `lead`, or the province's.

    Raises LookupError if there is none on the day.
    """
    day = on or today()
    if level == "xa":
        return receiving_agency("commune_committee", unit_code, on=day)
    if level != "tinh":
        raise LookupError(f"No agencies of the level {level!r}: there are xa and tinh since 1/7/2025.")
    if lead:
        agency = agency_by_code(lead)
        if agency is None or not agency.exists_on(day):
            raise LookupError(f"No agency {lead} on {day}.")
        return agency
    return receiving_agency("province_committee", province(day).code, on=day)


def agencies_of(unit: Unit, *, on: date) -> list[Agency]:
    """The agencies of a unit on a day, by kind and name."""
    return [agency for agency in agencies_on(on) if agency.unit_id == unit.pk]


def children(unit: Unit) -> list[Unit]:
    """The units right below, in Vietnamese order."""
    return [child for child in atlas().units if child.parent_id == unit.pk]


def bearers(code: str) -> list[Unit]:
    """Every unit that ever bore the code, the first one first."""
    return sorted(atlas().by_code.get(code, []), key=lambda unit: (unit.valid_from is not None, unit.valid_from))


def names_before(unit: Unit) -> list[str]:
    """The short names of what a unit came from, in Vietnamese order; those that bear its own name are left out."""
    found = sorted((old for old, _whole in predecessors(unit)), key=lambda old: old.sort_key)
    return [old.name for old in found if old.short != unit.short]
