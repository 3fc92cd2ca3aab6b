"""Dossiers and money in the report of a day: what was really received, returned and paid at this centre, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.province import COMMUNE, People
from tinhso.blocks.cases.api import Channel, decide, hand_over, propose
from tinhso.blocks.cases.api import take as take_case
from tinhso.blocks.payments.api import charge_of, pay_at_counter
from tinhso.blocks.queueing.api import figures
from tinhso.blocks.queueing.report import sheet
from tinhso.blocks.services.api import Attached, ProcedureVersion, Request, file_request, receive

from .conftest import CENTRE, at

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def paid_procedure() -> ProcedureVersion:
    """A procedure of the communes with a fee that the catalogue states."""
    rows = ProcedureVersion.objects.filter(
        level__contains=["xa"], fee_kind="paid", fee_amount__gt=0, valid_to=None, time_value__gte=1
    )
    return rows.exclude(documents=[]).order_by("procedure__code")[0]


def test_dossiers_by_channel_and_money_taken(people: People) -> None:
    version = paid_procedure()
    wanted = Request(
        procedure=version.procedure.code,
        applicant=people.person,
        answers={"place": COMMUNE, "wish": "Đề nghị giải quyết."},
        attached=tuple(
            Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
        ),
        delivery="counter",
        channel=Channel.COUNTER,
        received_by=CENTRE,
    )
    case = file_request(people.counter, None, request=wanted, now=at(9)).case
    pay_at_counter(people.counter, charge_of(case), now=at(9, 5))
    case.refresh_from_db()
    case = receive(people.counter, case, now=at(9, 6))
    content = {"title": "Văn bản", "text": "Đồng ý."}
    propose(people.officer, take_case(people.officer, case, now=at(10)), outcome="grant", content=content, now=at(10))
    case.refresh_from_db()
    hand_over(people.counter, decide(people.leader, case, now=at(11)), now=at(14))
    found = figures(CENTRE, DAY)
    assert (found.received, found.returned) == ({"1": 1}, {"1": 1})
    assert (found.money, found.money_count) == (version.fee_amount, 1)
    rows = {row[0]: row[1] for row in sheet("Trung tâm", DAY, found) if len(row) == 2}
    assert rows["Hồ sơ tiếp nhận: Trực tiếp"] == "1"
    for elsewhere, day in ((CENTRE, date(2026, 11, 26)), ("ttpvhcc-22402", DAY)):
        other = figures(elsewhere, day)
        assert (other.received, other.returned, other.money) == ({}, {}, 0)
