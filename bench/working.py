"""The work-list of a commune among a million cases, with exact counts, against the very statements of the page in pgbench."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from measuring import browser, compare, getting, session_of, statements

AGENCY = "ubnd-22366"
CENTRE = "ttpvhcc-22366"

MAKE = """
INSERT INTO cases_case (id, code, kind, matter, title, field, agency, received_by, helped_at, unit, applicant, applicant_name,
    applicant_phone, channel, device, source, state, path, step, desk, role, assignee_name, clock, submitted_at, received_at, due_at,
    closed_at, returned_at, on_time, supplements, apologies, version, search_text)
SELECT gen_random_uuid(), 'H32-' || to_char(at, 'YYMMDD') || '-' || lpad(n::text, 7, '0'), 'dossier', '1.001193',
    'Thủ tục đăng ký khai sinh', 'Hộ tịch', 'ubnd-' || u.code, 'ttpvhcc-' || u.code, '', u.code, gen_random_uuid(),
    'Người thử ' || n, '0900000000', 1 + n % 2, 'phone', 'tinhso',
    CASE WHEN n % 13 = 0 THEN 4 ELSE 10 END,
    '[{"code": "receive", "role": "counter_officer", "title": "", "hours": null},
      {"code": "examine", "role": "handling_officer", "title": "", "hours": null},
      {"code": "sign", "role": "leader", "title": "", "hours": null},
      {"code": "return", "role": "counter_officer", "title": "", "hours": null}]'::jsonb,
    CASE WHEN n % 13 = 0 THEN 'examine' ELSE '' END, CASE WHEN n % 13 = 0 THEN 'ubnd-' || u.code ELSE '' END,
    CASE WHEN n % 13 = 0 THEN 'handling_officer' ELSE '' END, '', '[]'::jsonb, at, at, at + interval '5 days',
    CASE WHEN n % 13 = 0 THEN NULL ELSE at + interval '3 days' END, CASE WHEN n % 13 = 0 THEN NULL ELSE at + interval '3 days' END,
    CASE WHEN n % 13 = 0 THEN NULL ELSE n % 20 <> 0 END, 0, 0, 1, 'nguoi thu ' || n
FROM generate_series(%s::int, %s::int) n
CROSS JOIN LATERAL (SELECT now() - (n %% 365) * interval '1 day' AS at) t
JOIN LATERAL (SELECT code FROM communes WHERE place = n %% 65) u ON true
"""


def make(cases: int) -> None:
    """Make cases by SQL. The trail's trigger is off for them: they are load, not records; the counters stay on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER trail_record")
        cursor.execute(
            "CREATE TEMP TABLE communes AS SELECT code, (row_number() OVER (ORDER BY code) - 1)::int AS place FROM units_unit"
            " WHERE kind = 'commune' AND valid_to IS NULL"
        )
        for first in range(1, cases + 1, 50_000):
            cursor.execute(MAKE.replace("n % ", "n %% "), [first, min(first + 49_999, cases)])
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER trail_record")
        cursor.execute("ANALYZE cases_case")


def _officer() -> Any:
    from tinhso.blocks.people.api import appoint, create_post, open_account, register_person
    from tinhso.kernel.access.api import system_actor

    system = system_actor("Đo tốc độ", via="import")
    person = register_person(
        system,
        None,
        full_name="Lê Thị Mẫu",
        personal_id="056185000101",
        birth_date=date(1985, 1, 1),
        sex="female",
        synthetic=True,
    )
    post = create_post(system, None, code="bench", title="Chuyên viên", agency=AGENCY, roles=["handling_officer"])
    appoint(system, None, person=person, post=post, first_day=date(2025, 7, 1))
    return open_account(system, None, username="chuyenvien", person=person, level=2, phone="0900000101")


def run(home: Path, server: Any, *, cases: int, seconds: int) -> None:
    began = time.perf_counter()
    make(cases)
    print(f"{cases:,} cases made in {time.perf_counter() - began:.0f} s", flush=True)
    session = session_of(_officer())
    client = browser(session)
    client.get("/desk/")
    for what, address in (("work-list", "/desk/"), ("all cases of the agency", "/desk/?view=all")):
        script = ";\n".join(statements(lambda: client.get(address))) + ";\n"  # noqa: B023
        send = getting(address, session)
        compare(f"{what}, exact counts", send, script, home=home, server=server, seconds=seconds, clients=4)
