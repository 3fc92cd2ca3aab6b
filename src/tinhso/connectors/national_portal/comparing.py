"""The portal's catalogue beside ours: a dossier under a procedure that the portal does not know will be refused there."""

from __future__ import annotations

from typing import Any

from tinhso.declare import now, services

from . import arriving, calling
from .models import Line
from .protocol import PROCEDURES, Declined, Trouble, stamp
from .sending import Clock

SHOWN = 500  # codes kept of each difference


def compare(*, clock: Clock = now) -> dict[str, Any] | None:
    """Ask for the portal's list and keep how it differs from the procedures in force here; None if it did not answer.

    Kept on the line: `there`, `here` (counts), `only_here`, `only_there` (codes, the first 500), `at`.
    """
    if not calling.awake() or calling.resting(clock()):
        return None
    try:
        listed = calling.ask(PROCEDURES, [])
    except (Trouble, Declined):
        return None
    there = {found[0] for one in listed if (found := arriving.ROOT.match(arriving.text(one, "MATTHC")))}
    here = set(services.in_force().values_list("procedure__code", flat=True))
    kept = {
        "at": stamp(clock()),
        "there": len(there),
        "here": len(here),
        "only_here": sorted(here - there)[:SHOWN],
        "only_here_count": len(here - there),
        "only_there": sorted(there - here)[:SHOWN],
        "only_there_count": len(there - here),
    }
    Line.objects.filter(pk=calling.line().pk).update(catalogue=kept)
    return kept
