"""What the forms of the desk say: letter of apology (04), control slip (06), ledger (07). Layout is the documents block's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from tinhso.blocks.cases.api import Apology, Case, Stay
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.units.api import province
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import Act
from tinhso.kernel.clock.api import ZONE

from ..dossiers import papers
from ..dossiers.models import Dossier

AUTOMATIC = "Hệ thống tự động"
WAYS = {"electronic": "Bản điện tử", "counter": "Trực tiếp", "post": "Bưu chính công ích"}


def apology_data(apology: Apology, *, leader: Actor, on: date) -> dict[str, Any]:
    """Form 04, as the leader signs it."""
    case = apology.case
    person = papers.applicant_of(case)
    return {
        "letterhead": papers.letterhead(case.agency, on=on),
        "to": case.applicant_name,
        "address": papers.address_of(person),
        "phone": case.applicant_phone,
        "received_on": (case.received_at or case.submitted_at).astimezone(ZONE).date(),
        "sector": case.field or case.title,
        "procedure": case.title,
        "code": case.code,
        "due_at": apology.due_before,
        "reason": apology.reason,
        "new_due_at": apology.due_after,
        "signer": papers.signer(leader),
        "recipients": [case.applicant_name, "Lưu: VT"],
    }


def issue_apology(act: Act, apology: Apology) -> Paper:
    """The letter of apology, signed by the leader who acts and sealed, among the applicant's papers."""
    return papers.issue_paper(
        act,
        apology.case,
        template="apology",
        data=apology_data(apology, leader=act.actor, on=act.today),
        agency=apology.case.agency,
        signers=papers.identities(act.actor),
        reason=str(act.purpose),
        location=province().name,
    )


def control_slip_data(case: Case, *, on: date) -> dict[str, Any]:
    """Form 06: who had the case, from when to when; printed on a day."""
    steps = []
    giver = case.applicant_name
    for stay in case.stays.order_by("id"):
        taker = stay.assignee_name or (AUTOMATIC if stay.left_at else "Chưa giao")
        steps.append(
            {
                "agency": papers.agency_name(stay.agency),
                "at": stay.entered_at,
                "given_by": giver,
                "taken_by": taker,
                "result": _in_time(stay),
                "note": "; ".join(part for part in (stay.title, stay.note) if part),
            }
        )
        giver = taker
    return {
        "letterhead": papers.letterhead(case.received_by or case.agency, on=on),
        "code": case.code,
        "applicant": case.applicant_name,
        "phone": case.applicant_phone,
        "procedure": case.title,
        "received_at": case.received_at or case.submitted_at,
        "steps": steps,
    }


def _in_time(stay: Stay) -> str:
    if stay.left_at is None or stay.due_at is None:
        return ""
    return "Đúng hạn" if stay.left_at <= stay.due_at else "Quá hạn"


def ledger_data(agency: str, dossiers: Iterable[Dossier], *, start: date, end: date, on: date) -> dict[str, Any]:
    """Form 07: the dossiers that an agency received from `start` to `end`, both included. Without a due date there is no line."""
    return {
        "letterhead": papers.letterhead(agency, on=on),
        "start": start,
        "end": end,
        "lines": [_ledger_line(dossier) for dossier in dossiers],
    }


def _ledger_line(dossier: Dossier) -> dict[str, Any]:
    case = dossier.case
    return {
        "code": case.code,
        "procedure": case.title,
        "applicant": case.applicant_name,
        "contact": case.applicant_phone or "–",
        "lead_agency": papers.agency_name(case.agency),
        "received_on": _local(case.received_at),
        "due_on": _local(case.due_at),
        "returned_on": _local(case.returned_at) if case.returned_at else None,
        "way": WAYS[dossier.delivery],
    }


def _local(moment: datetime | None) -> date:
    assert moment is not None
    return moment.astimezone(ZONE).date()
