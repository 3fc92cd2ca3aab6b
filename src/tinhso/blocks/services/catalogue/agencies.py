"""Finds the province's own agency behind a name in the national catalogue, only when there is no doubt."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.blocks.units import api as units


def agency_codes(names: Iterable[str]) -> dict[str, str]:
    """Codes of agencies by exact name; a name that no agency or more than one agency bears is left out."""
    wanted = {name for name in names if name}
    found: dict[str, list[str]] = {}
    for name, code in units.Agency.objects.filter(name__in=wanted).values_list("name", "code"):
        found.setdefault(name, []).append(code)
    return {name: codes[0] for name, codes in found.items() if len(codes) == 1}
