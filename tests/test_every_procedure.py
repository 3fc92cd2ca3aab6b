"""Every procedure of the catalogue can be filed, handled and returned: by a robot applicant and robot officers.

A sample each time, with something of every kind; all of them with TINHSO_EVERY_PROCEDURE=1 (about half an hour).
"""

from __future__ import annotations

import os
import random

import pytest
from django.utils import timezone

from tests.province import COMMUNE, People, official, people, reference
from tinhso.blocks.cases.api import Case, State, decide, forward, hand_over, propose, take
from tinhso.blocks.documents.api import Paper, validate
from tinhso.blocks.services.api import (
    SERVICES,
    Attached,
    ProcedureVersion,
    Request,
    fee_of,
    file_request,
    in_force,
    receive,
)
from tinhso.kernel.files.api import open_file

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db
WHOLE = os.environ.get("TINHSO_EVERY_PROCEDURE") == "1"
SAMPLE = 30


def chosen() -> list[ProcedureVersion]:
    """All procedures without a service of their own, or a sample that has every level and kind of fee."""
    known = list(
        in_force().exclude(procedure__code__in=SERVICES).select_related("procedure").order_by("procedure__code")
    )
    if WHOLE:
        return known
    random.Random(timezone.localdate().toordinal()).shuffle(known)
    kinds: dict[tuple[object, ...], ProcedureVersion] = {}
    for version in known:
        kinds.setdefault((tuple(version.level), version.fee_kind), version)
    sample = {version.pk: version for version in [*kinds.values(), *known]}
    return list(sample.values())[: max(SAMPLE, len(kinds))]


def handle(people: People, version: ProcedureVersion) -> Case:
    """One application from the form to the hands of the applicant."""
    fee = fee_of(version, timezone.localdate())
    answers = {"wish": "Đề nghị giải quyết theo quy định."}
    if "xa" in version.level:
        answers["place"] = COMMUNE
    papers = tuple(
        Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
    )
    at_counter = bool(fee)
    request = Request(
        procedure=version.procedure.code, applicant=people.person, answers=answers, attached=papers,
        confirmed=not at_counter, channel=1 if at_counter else 2, received_by=people.counter.agency if at_counter else "",
    )  # fmt: skip
    case = file_request(people.counter if at_counter else people.citizen, None, request=request).case
    counter = official(case.received_by, "counter_officer")
    case = receive(counter, case)
    officer, leader = official(case.agency, "handling_officer"), official(case.agency, "leader")
    case = take(officer, case)
    while case.step != "examine" or next_of(case) != "sign":
        case = forward(officer, case)
    propose(officer, case, outcome="grant", reason="Đủ điều kiện")
    case = decide(leader, Case.objects.get(pk=case.pk))
    return hand_over(counter, case) if case.state == State.DONE else case


def next_of(case: Case) -> str:
    codes = [entry["code"] for entry in case.path]
    return str(codes[codes.index(case.step) + 1])


def test_robots_bring_every_procedure_to_its_end(people: People) -> None:
    failed: dict[str, str] = {}
    done = 0
    for version in chosen():
        try:
            case = handle(people, version)
            assert case.state == State.RETURNED, case.get_state_display()
            paper = Paper.objects.get(pk=case.proposals.get().paper)
            assert validate(open_file(paper.file)).valid
        except Exception as problem:
            failed[version.procedure.code] = f"{type(problem).__name__}: {problem}"
        done += 1
    assert not failed, f"{len(failed)} of {done}: " + "; ".join(
        f"{code} {why}" for code, why in list(failed.items())[:10]
    )
