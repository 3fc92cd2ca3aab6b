"""Loads procedures: plan first, then one signed act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import connection

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.clock.api import now

from . import readers
from .actions import Progress, load_procedures
from .facts import Row
from .models import ProcedureVersion
from .plan import Plan, make_plan

CATALOGUE = Path(__file__).parent / "data" / "catalogue.jsonl.gz"


def plan_of(rows: Iterable[Row], *, on: date, complete: bool = False) -> Plan:
    """What loading these rows would do."""
    return make_plan(rows, on=on, complete=complete)


def carry_out(plan: Plan, *, purpose: str, progress: Progress | None = None) -> None:
    """Load; nothing at all is written when anything fails. The statistics are renewed, so that search stays fast."""
    actor = system_actor("catalogue", via="import")
    load_procedures(actor, None, purpose=purpose, now=now(), plan=plan, progress=progress)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {ProcedureVersion._meta.db_table}")


def load_reference(progress: Progress | None = None, *, on: date | None = None) -> Plan | None:
    """Fill an empty catalogue with the one that comes with the program; None when there is one already.

    It is in force from the day of its source, or from `on` (the demo province assumes an earlier day).
    From then on the province's own imports decide what is in force.
    """
    if ProcedureVersion.objects.exists():
        return None
    day = on or readers.source_day(CATALOGUE)
    assert day is not None
    plan = plan_of(readers.read(CATALOGUE), on=day)
    carry_out(plan, purpose="reference data", progress=progress)
    return plan
