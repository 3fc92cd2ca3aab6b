"""Published figures that a new installation starts with."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from tinhso.kernel.access.api import system_actor

from .actions import observe

DATA = Path(__file__).parent / "data" / "observations.csv"


def load(progress: Callable[[int, int], None] | None = None) -> None:
    """Load the observations; what is there and the same stays as it is."""
    observe(system_actor("Dữ liệu ban đầu", via="import"), None, observations=list(rows()))


def rows() -> Iterator[dict[str, Any]]:
    with DATA.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            numbers = {name: int(row[name]) if row[name] else None for name in ("rank", "rank_of")}
            yield {**row, **numbers, "value": Decimal(row["value"]) if row["value"] else None}
