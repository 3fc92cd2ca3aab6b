"""Finds the province's own agency behind a name in the national catalogue, only when there is no doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tinhso.blocks.units import api as units


def agency_codes(names: Iterable[str], *, on: date) -> dict[str, str]:
    """Codes of the day's agencies by exact name; a name that none or more than one bears is left out."""
    wanted = {name for name in names if name}
    found: dict[str, list[str]] = {}
    for agency in units.agencies_on(on):
        if agency.name in wanted:
            found.setdefault(agency.name, []).append(agency.code)
    return {name: codes[0] for name, codes in found.items() if len(codes) == 1}
