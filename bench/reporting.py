"""Reports over a million cases and 200,000 stays, against a plain count of the same rows: what a leader waits for."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

STAYS = """
INSERT INTO cases_stay (case_id, step, title, agency, assignee_name, entered_at, left_at, outcome, note)
SELECT c.id, s.step, s.step, CASE WHEN s.step = 'receive' THEN c.received_by ELSE c.agency END, '', c.received_at + s.number * interval '9 hours',
    CASE WHEN s.number < 3 OR c.closed_at IS NOT NULL THEN c.received_at + (s.number + random() * 3) * interval '9 hours' END, '', ''
FROM (SELECT * FROM cases_case WHERE received_at < now() - interval '3 days' LIMIT %s) c
CROSS JOIN (VALUES ('receive', 0), ('examine', 1), ('verify', 2), ('sign', 3)) AS s (step, number)
"""


def make_stays(stays: int) -> None:
    """Stays by SQL. The trail's trigger is off for them: they are load, not records."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_stay DISABLE TRIGGER trail_record")
        cursor.execute(STAYS, [stays // 4])
        cursor.execute("ALTER TABLE cases_stay ENABLE TRIGGER trail_record")
        cursor.execute("ANALYZE cases_stay")


def timed(what: str, run: Callable[[], Any]) -> Any:
    """The best of three, printed in milliseconds."""
    best, found = float("inf"), None
    for _n in range(3):
        began = time.perf_counter()
        found = run()
        best = min(best, time.perf_counter() - began)
    print(f"{what}: {best * 1000:,.0f} ms", flush=True)
    return found


def run(*, stays: int = 200_000) -> None:
    """Time the reports; `working.make` has made the cases. Raises AssertionError when the form does not add up."""
    from django.utils import timezone

    from tinhso.blocks.cases.api import Case
    from tinhso.systems.performance import periods
    from tinhso.systems.performance.report.form import COLUMNS, fill
    from tinhso.systems.performance.score.score import league, material
    from tinhso.systems.performance.steps.passed import passed

    make_stays(stays)
    now: datetime = timezone.now()
    rows = Case.objects.all()
    own = rows.filter(agency="ubnd-22366")
    year, month = (periods.chosen(f"{now:{shape}}", today=now.date()) for shape in ("%Y", "%Y-%m"))
    timed("count of all cases", rows.count)
    form = timed("form II.06a, province, year", lambda: fill(rows, year, now))
    for line in [*form.lines, form.total]:
        at = {column: line.number_in(column) for column in COLUMNS}
        assert at[3] == at[4] + at[5] + at[6] == at[7] + at[11]
        assert at[7] == at[8] + at[9] + at[10] and at[11] == at[12] + at[13]
    print(f"  identities hold over {form.total.number_in(3):,} cases in hand", flush=True)
    timed("form II.06a, province, month", lambda: fill(rows, month, now))
    timed("form II.06a, commune, year", lambda: fill(own, year, now))
    timed("score 766, all units, month", lambda: league(material(month, now)))
    timed("score 766, all units, year", lambda: league(material(year, now)))
    timed(f"map of steps, province, {stays:,} stays", lambda: passed(rows, year, now))
    timed("map of steps, commune", lambda: passed(own, month, now))
