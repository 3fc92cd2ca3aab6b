"""Running clocks: a holiday is rehearsed and followed by 100,000 of them; the morning list and the forecast among all cases.

Alone: `python bench/clocks.py --cases 1000000 --clocks 100000`. `run.py` calls `run(home, server, …)`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "src")]
STORM = date(2026, 11, 19)
NOW = "2026-11-18T10:00:00+07:00"
BIG = "so-xay-dung"
HEAD = "ubnd-22366"

# Clocks of three limits that started in the eight days before and run beyond the storm; one of ten has paused and resumed.
CLOCKS = """
INSERT INTO cases_case (id, code, kind, matter, title, field, agency, received_by, helped_at, unit, applicant, applicant_name,
    applicant_phone, channel, device, source, state, path, step, desk, role, assignee_name, clock, submitted_at, received_at,
    due_at, supplements, apologies, version, search_text)
SELECT gen_random_uuid(), 'H32-CLOCK-' || lpad(n::text, 7, '0'), 'dossier', '1.001193', 'Thủ tục đăng ký khai sinh', 'Hộ tịch',
    agency, 'ttpvhcc-22366', '', '22366', gen_random_uuid(), 'Người thử ' || n, '', 2, 'phone', 'tinhso', 4,
    '[{"code": "receive", "role": "counter_officer", "title": "", "hours": null},
      {"code": "examine", "role": "handling_officer", "title": "", "hours": null},
      {"code": "sign", "role": "leader", "title": "", "hours": null},
      {"code": "return", "role": "counter_officer", "title": "", "hours": null}]'::jsonb,
    'examine', agency, 'handling_officer', '',
    jsonb_build_array(jsonb_build_object('kind', 'started', 'at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"'),
        'law', jsonb_build_array('118/2025/NĐ-CP', '', '', ''), 'limit', jsonb_build_array(days, 'working_days'), 'policy', 'pause'))
    || CASE WHEN n %% 10 = 0 THEN jsonb_build_array(
        jsonb_build_object('kind', 'paused', 'at', to_char(at + interval '2 hours', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"'), 'cause', 'x'),
        jsonb_build_object('kind', 'resumed', 'at', to_char(at + interval '26 hours', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"')))
       ELSE '[]'::jsonb END,
    at AT TIME ZONE 'Asia/Ho_Chi_Minh', at AT TIME ZONE 'Asia/Ho_Chi_Minh', '2026-12-31T17:30:00+07:00', 0, 0, 1, 'nguoi thu ' || n
FROM generate_series(1, %s) n
CROSS JOIN LATERAL (SELECT timestamp '2026-11-09 08:00' + (n %% 5) * interval '1 day' + (n %% 400) * interval '1 minute' AS at,
    (ARRAY[7, 10, 15])[1 + n %% 3] AS days,
    CASE WHEN n %% 4 = 0 THEN 'so-xay-dung' ELSE 'ubnd-22366' END AS agency) t
"""
STAYS = """
INSERT INTO cases_stay (case_id, step, title, agency, assignee_name, entered_at, left_at, outcome, note)
SELECT id, 'examine', 'Thẩm định', agency, '', received_at, closed_at, '', '' FROM cases_case
"""


def make(clocks: int) -> None:
    """Make running clocks by SQL, without the trail: they are load, not records. Their due dates are then computed."""
    from django.db import connection

    from tinhso.blocks.cases.calendar import Hours, due_under
    from tinhso.blocks.cases.models import Case

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER trail_record")
        cursor.execute("ALTER TABLE cases_stay DISABLE TRIGGER trail_record")
        cursor.execute(CLOCKS, [clocks])
        hours, dues = Hours(), {}
        for case in (
            Case.objects.filter(code__startswith="H32-CLOCK-").only("id", "agency", "clock").iterator(chunk_size=5000)
        ):
            dues[case.pk] = due_under(case.clock, *hours.of(case.agency))
        rows = list(dues.items())
        for first in range(0, len(rows), 20_000):
            part = rows[first : first + 20_000]
            cursor.execute(
                "UPDATE cases_case c SET due_at = n.due FROM unnest(%s::uuid[], %s::timestamptz[]) AS n (id, due) WHERE c.id = n.id",
                [[row[0] for row in part], [row[1] for row in part]],
            )
        cursor.execute(STAYS)
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER trail_record")
        cursor.execute("ALTER TABLE cases_stay ENABLE TRIGGER trail_record")
        cursor.execute("VACUUM ANALYZE cases_case, cases_stay")


def timed(what: str, work: Any, *, per: int = 0) -> Any:
    """Do it and say how long it took; with `per`, how many a second."""
    began = time.perf_counter()
    found = work()
    took = time.perf_counter() - began
    print(
        f"{what}: {took * 1000:.0f} ms" if not per else f"{what}: {took:.1f} s, {per / took:,.0f} cases/s", flush=True
    )
    return found


def run(home: Path, server: Any, *, clocks: int) -> None:
    from tinhso.blocks.cases import outlook, recompute
    from tinhso.blocks.cases.calendar import rehearse
    from tinhso.blocks.cases.clock_reports import Recount
    from tinhso.blocks.cases.models import Case
    from tinhso.blocks.cases.morning import morning, morning_counts
    from tinhso.kernel.access.api import Actor, system_actor, visible
    from tinhso.kernel.clock.api import set_holiday
    from tinhso.kernel.outbox.api import run_readers

    now = datetime.fromisoformat(NOW)
    run_readers(names=["clocks"])  # what the reference data announced
    recompute.go_on(now=now)
    make(clocks)
    print(f"{Case.objects.count():,} cases, {clocks:,} of them running clocks", flush=True)
    said = timed(
        "rehearsal", lambda: rehearse(now=now, day=STORM, calendar=lambda c: c.with_day(STORM, "Bão")), per=clocks
    )
    set_holiday(system_actor("Đo tốc độ", via="import"), None, day=STORM, name="Nghỉ bão", law="minh họa", now=now)
    run_readers(names=["clocks"])
    seen = timed(
        "recount, each with event, trail, announcement and report", lambda: recompute.go_on(now=now), per=clocks
    )
    report = Recount.objects.order_by("-event")[0]
    if (seen, report.moved) != (said.looked, said.moved) or report.moved < clocks * 0.9:
        raise RuntimeError(f"{seen} looked at, {report.moved} moved; rehearsed: {said.looked}, {said.moved}")
    timed("again, nothing left to do", lambda: recompute.go_on(now=now))
    late = now + timedelta(days=5)
    for agency in (HEAD, BIG):
        learned = timed(f"{agency}: learn", lambda agency=agency: outlook.learn(agency, now=late))
        ahead = timed(f"{agency}: look ahead", lambda agency=agency: outlook.look_ahead(agency, now=late))
        print(f"  learned from {learned:,} cases, looked ahead for {ahead:,}", flush=True)
    head = Actor(name="Lãnh đạo", agency=HEAD, roles=frozenset({"leader"}))
    for _n in range(2):
        parts = timed("morning list", lambda: morning(HEAD, now=late, cases=visible(head, Case)))
    print("  " + ", ".join(f"{part.code} {part.total:,}" for part in parts), flush=True)
    timed("morning counts for the notice", lambda: morning_counts(HEAD, now=late))
    timed("the week of every agency", lambda: outlook.this_week(now=late))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases to make around them")
    parser.add_argument("--clocks", type=int, default=100_000, help="running clocks")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="tinhso-bench-"))
    home.chmod(0o755)
    os.environ.update(TINHSO_HOME=str(home), DJANGO_SETTINGS_MODULE="tinhso.site.settings", TINHSO_SECRET_KEY="bench")
    os.environ.pop("DATABASE_URL", None)
    from tinhso.site.postgres import running

    try:
        with running(home) as server:
            import run as all_of_them

            all_of_them._prepare()
            import working

            if options.cases:
                working.make(options.cases)
            run(home, server, clocks=options.clocks)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
