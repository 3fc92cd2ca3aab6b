"""Filing a request over HTTP against the very statements of one filing in pgbench."""

from __future__ import annotations

import http.client
import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from measuring import TOKEN, browser, compare, expect, session_of, statements

COMMUNE = "22366"


def _citizen() -> tuple[Any, Any]:
    """A citizen, and the account of a counter officer who files for them."""
    from tinhso.blocks.people.api import appoint, create_post, open_account, register_person
    from tinhso.blocks.units.api import unit_by_code
    from tinhso.kernel.access.api import system_actor

    system = system_actor("Đo tốc độ", via="import")
    person = register_person(
        system, None, full_name="Nguyễn Thị Thử", personal_id="056195000011", birth_date=date(1995, 5, 1), sex="female",
        phone="0900000001", unit=unit_by_code(COMMUNE), synthetic=True,
    )  # fmt: skip
    clerk = register_person(
        system,
        None,
        full_name="Lê Thị Mẫu",
        personal_id="056185000102",
        birth_date=date(1985, 1, 2),
        sex="female",
        synthetic=True,
    )
    post = create_post(
        system, None, code="counter", title="Cán bộ một cửa", agency=f"ttpvhcc-{COMMUNE}", roles=["counter_officer"]
    )
    appoint(system, None, person=clerk, post=post, first_day=date(2025, 7, 1))
    return person, open_account(system, None, username="do", person=clerk, level=2, phone="0900000102")


def _procedure() -> Any:
    from tinhso.blocks.services.api import SERVICES, ProcedureVersion

    rows = ProcedureVersion.objects.filter(
        level__contains=["xa"], time_unit="working_day", fee_kind="free", valid_to=None
    )
    return next(
        v for v in rows.exclude(procedure__code__in=SERVICES).order_by("procedure__code") if len(v.documents) == 2
    )


def _script(body: str, session: str) -> str:
    """One filing as a pgbench script: every statement the request sends, with keys of its own made new each time."""
    from tinhso.blocks.services.api import Dossier

    client = browser(session)

    def file(key: str) -> str:
        headers = {"X-CSRFToken": TOKEN, "Idempotency-Key": key}
        answer = client.post("/api/v1/cases", data=body, content_type="application/json", headers=headers)
        codes.append(answer.json()["code"])
        return key

    codes: list[str] = []
    file(f"warm-{uuid4()}")
    key = f"bench-{uuid4()}"
    sent = statements(lambda: file(key))
    dossier = Dossier.objects.select_related("case").get(case__code=codes[-1])
    papers = list(dossier.papers.all())
    own = "".join(f", gen_random_uuid() AS p{number}" for number in range(len(papers)))
    text = [f"SELECT gen_random_uuid() AS cid, to_char(now(), 'YYMMDD') AS day{own} \\gset"]
    for sql in sent:
        for known, variable in (
            (str(dossier.case_id), ":cid"), (dossier.case_id.hex, ":cid"), (dossier.case.code, "H32-:day-:n"), (key, "bench-:cid"),
        ):  # fmt: skip
            sql = sql.replace(known, variable)
        if "trail_sign(" in sql:
            text += ["BEGIN;", sql + " AS act \\gset"]
        elif "cases_codecounter" in sql:
            text += [sql + " \\gset", "SELECT lpad(':last', 6, '0') AS n \\gset"]
        else:
            for number, paper in enumerate(papers):
                sql = sql.replace(paper.pk.hex, f":p{number}").replace(str(paper.pk), f":p{number}")
            text += [sql + ";", "COMMIT;"] if sql.startswith("INSERT INTO trail_result") else [sql + ";"]
    return "\n".join(text).replace(f", {_act_of(dossier)},", ", :act,") + "\n"


def _act_of(dossier: Any) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act_id FROM trail_change WHERE rel = 'cases_case' AND record_id = %s AND seq = 1",
            [str(dossier.case_id)],
        )
        return int(cursor.fetchone()[0])


def run(home: Path, server: Any, *, seconds: int, clients: int) -> None:
    person, account = _citizen()
    session = session_of(account)
    body = json.dumps(
        {
            "procedure": _procedure().procedure.code,
            "answers": {"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."},
            "papers": [{"question": f"paper_{n}"} for n in (1, 2)],
            "applicant": person.personal_id,
        }
    )

    def send(connection: http.client.HTTPConnection) -> None:
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Idempotency-Key": str(uuid4()),
        }
        connection.request("POST", "/api/v1/cases", body=body, headers=headers)
        expect(connection.getresponse(), 200, 201)

    script = _script(body, session)
    compare("filing", send, script, home=home, server=server, seconds=seconds, clients=clients)
