"""One request from filing to the result in the citizen's hands, through the real actions."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tinhso.blocks.cases.api import (
    Case,
    State,
    answer_supplement,
    ask_supplement,
    decide,
    propose,
    take,
    withdraw,
)
from tinhso.blocks.documents.api import Paper, validate
from tinhso.blocks.people.api import give_mandate, register_organisation
from tinhso.blocks.services.catalogue.models import ProcedureVersion
from tinhso.blocks.services.dossiers.filing import Attached, Request, file_request
from tinhso.blocks.services.dossiers.models import Dossier, DossierPaper
from tinhso.blocks.services.dossiers.receiving import receive, refuse_reception
from tinhso.kernel.access.api import system_actor, visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.files.api import open_file
from tinhso.kernel.outbox.api import run_readers
from tinhso.kernel.trail.api import history

from .conftest import COMMUNE, People

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def some_procedure() -> ProcedureVersion:
    """A procedure of the communes with one paper, a time limit in working days, no fee, and no declared service."""
    from tinhso.blocks.services.declared.service import SERVICES

    return (
        ProcedureVersion.objects.filter(
            level__contains=["xa"], time_unit="working_day", time_value__gte=3, fee_kind="free", valid_to=None
        )
        .exclude(procedure__code__in=SERVICES)
        .exclude(documents=[])
        .order_by("procedure__code")
        .first()
    )


def request(people: People, version: ProcedureVersion, **values: object) -> Request:
    papers = tuple(
        Attached(question=f"paper_{number}", source="paper", kind=1) for number in range(1, len(version.documents) + 1)
    )
    return Request(
        procedure=version.procedure.code,
        applicant=people.person,
        answers={"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."},
        attached=papers,
        confirmed=True,
        **values,
    )


def filed(people: People, moment: str = "16/11/2026 09:00", **values: object) -> Dossier:
    return file_request(people.citizen, None, request=request(people, some_procedure(), **values), now=at(moment))


def test_any_procedure_of_the_catalogue_goes_from_phone_to_signed_result(people: People) -> None:
    dossier = filed(people, device="phone")
    case = dossier.case
    assert (case.state, case.step, case.agency, case.received_by) == (
        State.SUBMITTED, "receive", f"ubnd-{COMMUNE}", f"ttpvhcc-{COMMUNE}",
    )  # fmt: skip
    case = receive(people.counter, case, now=at("16/11/2026 10:00"))
    assert case.state == State.RECEIVED
    assert case.due_at is not None
    run_readers()
    dossier.refresh_from_db()
    receipt = Paper.objects.get(pk=dossier.receipt)
    assert (receipt.kind, receipt.holder_person, receipt.case) == ("receipt", people.person.pk, case.code)
    case = take(people.officer, case, now=at("16/11/2026 14:00"))
    propose(people.officer, case, outcome="grant", reason="Đủ điều kiện", now=at("17/11/2026 09:00"))
    case.refresh_from_db()
    assert case.step == "sign"
    case = decide(people.leader, case, now=at("17/11/2026 10:00"))
    assert (case.state, case.on_time) == (State.DONE, True)
    run_readers()
    case.refresh_from_db()
    assert case.state == State.RETURNED
    paper = Paper.objects.get(pk=case.proposals.get().paper)
    report = validate(open_file(paper.file))
    assert [signature.signer for signature in report.signatures] == [
        people.leader.name,
        "Ủy ban nhân dân phường Nha Trang",
    ]
    assert all(signature.intact for signature in report.signatures)
    assert {entry.action for entry in history(case)} >= {
        "services.file",
        "services.receive",
        "cases.take",
        "cases.propose",
        "cases.decide",
        "services.deliver",
    }


def test_a_supplement_stops_the_clock_and_is_asked_once(people: People) -> None:
    case = receive(people.counter, filed(people).case, now=at("16/11/2026 10:00"))
    case = take(people.officer, case, now=at("16/11/2026 14:00"))
    before = case.due_at
    items = [{"paper": "Đơn", "problem": "Thiếu chữ ký", "wanted": "Ảnh rõ trang cuối"}]
    ask_supplement(people.officer, case, items=items, reason="Chưa đủ", now=at("17/11/2026 09:00"))
    case.refresh_from_db()
    assert case.state == State.SUPPLEMENT
    with pytest.raises(Refused, match="chờ người dân bổ sung"):
        propose(people.officer, case, outcome="grant", now=at("17/11/2026 10:00"))
    with pytest.raises(NotAllowed):
        answer_supplement(people.stranger, case, now=at("18/11/2026 09:00"))
    case = answer_supplement(people.citizen, case, now=at("18/11/2026 09:00"))
    assert case.state == State.IN_WORK
    assert case.due_at > before
    with pytest.raises(Refused, match="một lần"):
        ask_supplement(people.officer, case, items=items, reason="Lại thiếu", now=at("18/11/2026 10:00"))


def test_two_officers_take_one_case_and_one_wins(people: People) -> None:
    case = receive(people.counter, filed(people).case, now=at("16/11/2026 10:00"))
    take(people.officer, case, now=at("16/11/2026 14:00"))
    with pytest.raises(Refused, match=people.officer.name):
        take(people.second_officer, case, now=at("16/11/2026 14:00"))
    case.refresh_from_db()
    assert case.assignee == people.officer.account


def test_strangers_see_nothing_and_may_do_nothing(people: People) -> None:
    case = filed(people).case
    assert not visible(people.stranger, Case).filter(pk=case.pk).exists()
    assert not visible(people.stranger, DossierPaper).exists()
    assert visible(people.citizen, Case).filter(pk=case.pk).exists()
    assert visible(people.officer, Case).filter(pk=case.pk).exists()
    for attempt in (take, receive, withdraw):
        with pytest.raises(NotAllowed):
            attempt(people.stranger, case)
    with pytest.raises(NotAllowed):
        refuse_reception(people.officer, case, reason="không phải quầy")


def test_what_is_wrong_is_said_and_nothing_is_kept(people: People) -> None:
    version = some_procedure()
    for change, field in (
        ({"answers": {"wish": "x"}}, "place"),
        ({"answers": {"place": "00000", "wish": "x"}}, "place"),
        ({"answers": {"place": COMMUNE}}, "wish"),
        ({"attached": ()}, "paper_1"),
    ):
        wanted = request(people, version)
        with pytest.raises(Refused) as refused:
            file_request(
                people.citizen, None, request=Request(**{**wanted.__dict__, **change}), now=at("16/11/2026 09:00")
            )
        assert refused.value.field == field
    with pytest.raises(Refused, match="mã một lần"):
        file_request(people.citizen, None, request=Request(**{**request(people, version).__dict__, "confirmed": False}))
    assert not Case.objects.exists()


def test_nobody_files_for_others_without_their_mandate(people: People) -> None:
    other = people.accounts["la"].person
    assert other is not None
    version, system = some_procedure(), system_actor("Thử", via="import")
    company = register_organisation(system, None, name="Công ty Mẫu", kind="company", synthetic=True)
    day = at("16/11/2026 09:00").date()

    def file(**whose: object) -> Dossier:
        wanted = {**request(people, version).__dict__, "filed_by": people.person, **whose}
        return file_request(people.citizen, None, request=Request(**wanted), now=at("16/11/2026 09:00"))

    for whose, principal in (({"applicant": other}, other), ({"organisation": company}, company)):
        give_mandate(system, principal, agent=people.person, first_day=day, scope=["9.999999"])
        give_mandate(system, principal, agent=people.person, first_day=day - timedelta(9), last_day=day - timedelta(1))
        with pytest.raises(Refused) as refused:
            file(**whose)
        assert refused.value.code == "not-own"
        give_mandate(system, principal, agent=people.person, first_day=day, scope=[version.procedure.code])
        assert file(**whose).case.filed_by == people.person.pk
    with pytest.raises(Refused):
        file_request(people.stranger, None, request=request(people, version))


def test_the_same_form_sent_twice_makes_one_dossier(people: People) -> None:
    wanted = request(people, some_procedure())
    one = file_request(people.citizen, None, request=wanted, key="nộp:1", now=at("16/11/2026 09:00"))
    two = file_request(people.citizen, None, request=wanted, key="nộp:1", now=at("16/11/2026 09:01"))
    assert one.pk == two.pk
    assert Case.objects.count() == 1


def test_the_applicant_withdraws_before_the_decision_only(people: People) -> None:
    case = receive(people.counter, filed(people).case, now=at("16/11/2026 10:00"))
    gone = withdraw(people.citizen, case, reason="Nhầm", now=at("16/11/2026 11:00"))
    assert gone.state == State.WITHDRAWN
    other = receive(people.counter, filed(people).case, now=at("16/11/2026 10:00"))
    other = take(people.officer, other, now=at("16/11/2026 14:00"))
    propose(people.officer, other, outcome="refuse", reason="Không đủ điều kiện", now=at("17/11/2026 09:00"))
    with pytest.raises(Refused, match="không rút được"):
        withdraw(people.citizen, other, now=at("17/11/2026 10:00"))
