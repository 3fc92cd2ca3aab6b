"""The targets of the resolution, set once by its own text."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tinhso.declare import figures, system_actor

from .resolution import ISSUED_ON, NUMBER

DATA = Path(__file__).parent / "data" / "targets.csv"


def load(progress: Callable[[int, int], None] | None = None) -> None:
    """Set the targets; those that are set already, or that a later plan has superseded, stay as they are."""
    actor, law = system_actor("Dữ liệu ban đầu", via="import"), f"Nghị quyết {NUMBER}"
    later = {
        (target.indicator, target.year)
        for targets in figures.all_targets().values()
        for target in targets
        if target.issued_on > ISSUED_ON
    }
    with DATA.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if (row["indicator"], int(row["year"])) in later:
                continue
            figures.set_target(
                actor,
                None,
                indicator=row["indicator"],
                year=int(row["year"]),
                value=Decimal(row["value"]),
                comparison=row["comparison"],
                law=law,
                clause=row["clause"],
                issued_on=ISSUED_ON,
                note=row["note"],
            )
