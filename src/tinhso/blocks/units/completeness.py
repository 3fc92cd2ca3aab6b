"""Do the units add up? Run after loading, and by anybody who changes them."""

from __future__ import annotations

from .models import Unit, UnitSuccession


def faults() -> list[str]:
    """What does not add up, in sentences; empty when all is well.

    The database itself keeps a code from having two bearers on one day.
    """
    units = {unit.pk: unit for unit in Unit.objects.select_related("parent")}
    links = list(UnitSuccession.objects.values_list("predecessor", "successor", "whole"))
    became: dict[object, list[bool]] = {}
    for before, _after, whole in links:
        became.setdefault(before, []).append(whole)
    came = {after for _before, after, _whole in links}
    wrong = []
    for unit in units.values():
        if unit.valid_to and unit.kind != Unit.Kind.DISTRICT and unit.pk not in became:
            wrong.append(f"{unit.full_name} ({unit.code}) ended and has no successor.")
        if unit.valid_from and unit.pk not in came:
            wrong.append(f"{unit.full_name} ({unit.code}) began and has no predecessor.")
        if len(ways := became.get(unit.pk, [])) > 1 and any(ways):
            wrong.append(f"{unit.full_name} ({unit.code}) went wholly to one unit, and to another as well.")
        if unit.parent and not _lasts(unit.parent, unit):
            wrong.append(f"{unit.full_name} ({unit.code}) outlasts {unit.parent.full_name}, which it belongs to.")
        if unit.kind != Unit.Kind.PROVINCE and unit.parent is None:
            wrong.append(f"{unit.full_name} ({unit.code}) belongs to nothing.")
    return wrong


def _lasts(whole: Unit, part: Unit) -> bool:
    """Whether the whole is still there as long as its part (it may be younger: a renamed unit keeps its parts)."""
    return whole.valid_to is None or (part.valid_to is not None and part.valid_to <= whole.valid_to)
