"""The examples that jurists read, run through the real actions: filing, reception, examination, signature, register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from tests.province import official, people, reference, resident  # noqa: F401 - fixtures
from tinhso.blocks.cases.api import Case, State, decide, forward, propose, take
from tinhso.blocks.exchange.api import VERIFICATIONS, verify
from tinhso.blocks.payments.api import charge_of, record_payment
from tinhso.blocks.registers.api import REGISTERS, about_of
from tinhso.blocks.services.api import SERVICES, Attached, Dossier, Request, file_request, receive, version_on
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.law.api import Example, examples
from tinhso.kernel.outbox.api import run_readers

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tinhso"
FOLDERS = sorted(file.parent for part in ("sectors", "systems") for file in (SOURCE / part).glob("*/*/register.py"))
EXAMPLES = [example for folder in FOLDERS for example in examples(folder / "examples.yaml")]
SERVICE_EXAMPLES = [example for example in EXAMPLES if "service" in example.values]
MAY_FILE_EXAMPLES = [example for example in EXAMPLES if "may_file" in example.values]
VERIFICATION_EXAMPLES = [example for example in EXAMPLES if "verification" in example.values]


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def plain(value: Any) -> Any:
    """A value of YAML as a form would send it."""
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(autouse=True)
def _files(reference: None, db: None) -> None:
    settings.FILES_FOLDER.mkdir(parents=True, exist_ok=True)


def test_every_example_is_of_a_service_or_a_verification() -> None:
    kinds = (SERVICE_EXAMPLES, VERIFICATION_EXAMPLES, MAY_FILE_EXAMPLES)
    assert sum(len(kind) for kind in kinds) == len(EXAMPLES) > 0
    assert {example.values["service"] for example in SERVICE_EXAMPLES} == set(SERVICES)
    assert {example.values["verification"] for example in VERIFICATION_EXAMPLES} == set(VERIFICATIONS)
    outcomes = {
        (
            example.values.get("service") or example.values.get("verification"),
            example.values["outcome"] in ("granted", "yes"),
        )
        for example in [*SERVICE_EXAMPLES, *VERIFICATION_EXAMPLES]
    }
    for name in [*SERVICES, *VERIFICATIONS]:
        assert {(name, True), (name, False)} <= outcomes, f"{name} needs an example that is granted and one that is not"


@pytest.mark.parametrize("example", SERVICE_EXAMPLES, ids=str)
def test_a_request_ends_as_the_example_says(example: Example) -> None:
    wanted = example.values
    if wanted["outcome"] == "refused":
        with pytest.raises(Refused) as refused:
            ask_for(wanted)
        assert refused.value.code == wanted["because"], str(refused.value)
        assert not Case.objects.exists()
        return
    case = ask_for(wanted)
    assert wanted["outcome"] == "granted"
    assert (case.state, case.on_time) == (State.DONE, True)
    if "fee" in wanted:
        assert Dossier.objects.get(case=case).fee == wanted["fee"]
    [record] = [row for about in REGISTERS.values() for row in about.model.objects.filter(case_code=case.code)]
    assert {name: getattr(record, name) for name in wanted.get("record", {})} == wanted.get("record", {})


def test_every_rule_before_a_form_has_its_example() -> None:
    said = {(one.values["may_file"], one.values.get("because", "")) for one in MAY_FILE_EXAMPLES}
    for code, service in SERVICES.items():
        for way in service.may_file.rules if service.may_file else ():
            assert (code, way.rule.code) in said
        assert (service.may_file is not None) == ((code, "") in said), f"{code} needs an example that may file"


@pytest.mark.parametrize("example", MAY_FILE_EXAMPLES, ids=str)
def test_before_the_form_the_answer_is_as_the_example_says(example: Example) -> None:
    wanted = example.values
    rules = SERVICES[wanted["may_file"]].may_file
    assert rules is not None
    given = {name: plain(value) for name, value in wanted["answers"].items()}
    answers = {name: rules.questions[name].clean(value, today=wanted["today"]) for name, value in given.items()}
    assert rules.open(answers) == []
    verdict = rules.judge(answers, today=wanted["today"])
    outcome = "may" if verdict.ok else "elsewhere" if verdict.to else "may_not"
    assert (outcome, verdict.code, verdict.to) == (wanted["outcome"], wanted.get("because", ""), wanted.get("to", ""))
    assert not verdict.to or version_on(verdict.to, wanted["today"]) is not None, (
        "That procedure is not in the catalogue."
    )


def ask_for(wanted: dict[str, Any]) -> Case:
    """File a request as its applicant and take it through the hands of everybody on its path."""
    today: date = wanted["today"]
    person, citizen = resident(**wanted["applicant"])
    request = Request(
        procedure=wanted["service"],
        applicant=person,
        answers={name: plain(value) for name, value in wanted["answers"].items()},
        attached=tuple(Attached(question=name, source="paper", kind=1) for name in wanted.get("papers", [])),
        confirmed=True,
    )
    case = file_request(citizen, None, request=request, now=at(today)).case
    if case.state == State.PAYMENT:
        pay(case, at(today))
    hours = working_hours(today)
    counter = official(case.received_by, "counter_officer")
    officer = official(case.agency, "handling_officer", "record_keeper")
    leader = official(case.agency, "leader")
    if case.step == "receive":
        case = receive(counter, case, now=next(hours))
    following = [entry["code"] for entry in case.path]
    while following[following.index(case.step) + 1] != "sign":
        case = forward(officer, take(officer, case, now=next(hours)), now=next(hours))
    case = take(officer, case, now=next(hours))
    propose(officer, case, outcome="grant", reason="Đủ điều kiện", now=next(hours))
    case.refresh_from_db()
    return decide(leader, case, now=next(hours))


def working_hours(today: date) -> Iterator[datetime]:
    """Moments of that day, ten minutes apart, within working hours."""
    moment = at(today, 9)
    while True:
        moment += timedelta(minutes=10)
        yield moment


def pay(case: Case, moment: datetime) -> None:
    """The bank tells of a transfer of the very amount, and the case goes on."""
    due = charge_of(case)
    assert due is not None
    record_payment(
        system_actor("Ngân hàng", via="api"), None, bank_reference=f"FT-{case.code}", amount=due.amount, text=due.reference,
        paid_at=moment, now=moment,
    )  # fmt: skip
    run_readers()
    case.refresh_from_db()


@pytest.mark.parametrize("example", VERIFICATION_EXAMPLES, ids=str)
def test_a_verification_answers_as_the_example_says(example: Example) -> None:
    wanted = example.values
    service = VERIFICATIONS[wanted["verification"]]
    about = about_of(service.register)
    moment = at(wanted["today"])
    keeper = system_actor("Nguồn mẫu", via="import", agency="nguon-mau")
    holder = {"holder_name": "Nguyễn Thị Thử"} if "holder_name" in about.fields else {}
    about.actions["refresh"](
        keeper, None, source="Nguồn mẫu", source_version="1", now=moment, **holder, **wanted["record"]
    )
    asker = official("ubnd-22366", "handling_officer")
    verdict = verify(asker, None, verification=service.name, given=wanted["ask"], purpose="Kiểm tra ví dụ", now=moment)
    assert (verdict.answer, verdict.code) == (wanted["outcome"], wanted.get("because", ""))
    if verdict.answer == "yes":
        assert [name for name, _value in verdict.fields] == list(service.answers)
    else:
        assert verdict.fields == ()


def test_the_paper_is_vietnamese_whatever_language_its_signer_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    from tinhso.blocks.services.dossiers import deciding

    issue, said = deciding.papers.issue_result, []
    monkeypatch.setattr(
        deciding.papers, "issue_result", lambda *given, **more: (said.append(more["data"]), issue(*given, **more))[1]
    )
    with translation.override("en"):
        ask_for(next(one for one in SERVICE_EXAMPLES if one.values.get("record", {}).get("crop") == "mango").values)
    assert {"label": "Cây trồng", "value": "Xoài"} in said[0]["facts"]
