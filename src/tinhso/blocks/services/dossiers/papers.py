"""The papers of a dossier: what each printed form must say, from the dossier itself. Rendering is the documents block's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from tinhso.blocks.cases.api import Case, Supplement
from tinhso.blocks.documents.api import Fact, HandedIn, Identity, Letterhead, Paper, Signer, issue, official, seal
from tinhso.blocks.people.api import Person
from tinhso.blocks.units.api import agency_by_code, province
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import Act
from tinhso.kernel.clock.api import ZONE

from ..declared.generic import summary
from .models import Dossier

AUTHORITY = {
    "province_committee": ["TM. ỦY BAN NHÂN DÂN"],
    "commune_committee": ["TM. ỦY BAN NHÂN DÂN"],
    "district_committee": ["TM. ỦY BAN NHÂN DÂN"],
}


def letterhead(agency_code: str, *, number: str | None = None, on: date | None = None) -> Letterhead:
    """The head of a paper of an agency, in Vietnamese as all official papers."""
    with translation.override("vi"):
        agency = agency_by_code(agency_code)
        if agency is None:
            return Letterhead(agency=agency_code, number=number)
        parent = agency.parent.name if agency.parent else ""
        place = agency.unit.name
        return Letterhead(agency=agency.name, parent=parent, number=number, place=place if on else None, date=on)


def agency_name(agency_code: str) -> str:
    """The name of an agency in Vietnamese."""
    agency = agency_by_code(agency_code)
    return agency.name if agency else agency_code


def signer(actor: Actor) -> Signer:
    """The block of the one who signs: on whose behalf, post, name."""
    agency = agency_by_code(actor.agency or "")
    lines = [*AUTHORITY.get(agency.kind if agency else "", []), (actor.post or "").upper()]
    return Signer(authority=[line for line in lines if line], name=actor.name)


def identities(actor: Actor) -> tuple[Identity, ...]:
    """Who signs a result: the leader, then the agency."""
    agency = actor.agency or ""
    name = agency_name(agency)
    return (official(actor.account, name=actor.name, post=actor.post or "", agency=name), seal(agency, name=name))


def applicant_of(case: Case) -> Person | None:
    return Person.objects.select_related("unit").filter(pk=case.applicant).first()


def address_of(person: Person | None) -> str:
    """The address in one line."""
    if person is None:
        return ""
    unit = person.unit.full_name if person.unit else ""
    return ", ".join(part for part in (person.address_line, unit) if part)


def facts_of(case: Case) -> dict[str, Any]:
    """What the forms of one dossier have in common."""
    person = applicant_of(case)
    return {
        "code": case.code,
        "applicant": case.applicant_name,
        "procedure": case.title,
        "address": address_of(person),
        "phone": case.applicant_phone,
        "email": person.email if person else "",
    }


def handed_in(dossier: Dossier) -> list[HandedIn]:
    """The papers of a dossier as the receipt lists them; the electronic form itself comes first."""
    kinds = ("Bản chính", "Bản sao", "Bản điện tử")
    listed = [HandedIn(name="Tờ khai điện tử", kind="Bản điện tử")]
    for paper in dossier.papers.filter(replaced_by=None):
        listed.append(HandedIn(name=paper.name, kind=kinds[paper.kind]))
    return listed


def receipt_data(dossier: Dossier) -> dict[str, Any]:
    """Form 01: receipt of the dossier and day of return."""
    case = dossier.case
    person = applicant_of(case)
    centre = agency_name(case.received_by)
    limit = next((event["limit"] for event in case.clock if event["kind"] == "started" and event.get("limit")), None)
    with translation.override("vi"):
        from tinhso.kernel.clock.api import Duration

        stated = str(Duration(int(limit[0]), str(limit[1]))) if limit else "theo quy định"
    ways = {"electronic": "Bản điện tử trên Cổng dịch vụ công", "counter": centre, "post": "Bưu chính công ích"}
    return {
        **facts_of(case),
        "letterhead": letterhead(case.received_by, on=case.received_at.astimezone(ZONE).date()),
        "desk": centre,
        "applicant_id": (person.personal_id or "") if person else "",
        "papers": handed_in(dossier),
        "sets": 1,
        "time_limit": stated,
        "received_at": case.received_at,
        "due_at": case.due_at or case.received_at,
        "result_at": ways[dossier.delivery],
        "fee": f"{dossier.fee:,} đồng".replace(",", ".") if dossier.fee else "Không thu phí, lệ phí",
        "submitter": case.applicant_name,
        "officer": "Hệ thống tiếp nhận tự động"
        if not case.stays.filter(step="receive").exclude(assignee=None).exists()
        else case.stays.filter(step="receive").exclude(assignee=None).last().assignee_name,
        "hotline": "1022",
        "track_url": f"{settings.PUBLIC_URL}/track/?code={case.code}",
    }


def issue_receipt(act: Act, dossier: Dossier) -> Paper:
    """Render the receipt, sealed by the service centre, and keep it with the applicant's papers."""
    case = dossier.case
    name = agency_name(case.received_by)
    return issue_paper(
        act,
        case,
        template="receipt",
        data=receipt_data(dossier),
        agency=case.received_by,
        signers=(seal(case.received_by, name=name),),
    )


def issue_paper(
    act: Act,
    case: Case,
    *,
    template: str,
    data: Mapping[str, Any],
    agency: str,
    signers: tuple[Identity, ...],
    **more: Any,
) -> Paper:
    """Issue a paper of a case to its applicant, in Vietnamese."""
    with translation.override("vi"):
        return issue(
            act.actor,
            None,
            purpose=act.purpose,
            now=act.now,
            template=template,
            data=data,
            agency=agency,
            agency_name=agency_name(agency),
            holder_name=case.applicant_name,
            holder_person=more.pop("holder_person", case.applicant),
            holder_organisation=case.organisation,
            case=case.code,
            signers=signers,
            **more,
        )


def issue_result(
    act: Act,
    case: Case,
    *,
    template: str,
    data: Mapping[str, Any],
    title: str,
    kind: str,
    number: str = "",
    valid_to: date | None = None,
    holder: Any = None,
) -> Paper:
    """Render a result, signed by the leader who acts and sealed by the agency."""
    return issue_paper(
        act, case, template=template, data=data, agency=case.agency, signers=identities(act.actor), title=title, kind=kind,
        number=number, valid_to=valid_to, holder_person=holder or case.applicant, reason=str(act.purpose), location=province().name,
    )  # fmt: skip


def result_data(
    act: Act, case: Case, *, number: str, title: str, paragraphs: list[str], facts: list[tuple[str, str]]
) -> dict[str, Any]:
    """The generic result of any procedure."""
    return {
        "letterhead": letterhead(case.agency, number=number, on=act.today),
        "title": title,
        "subject": case.title,
        "code": case.code,
        "paragraphs": paragraphs,
        "facts": [Fact(label=label, value=value) for label, value in facts],
        "signer": signer(act.actor),
        "recipients": [case.applicant_name, "Lưu: VT"],
    }


def answers_in_words(dossier: Dossier) -> list[tuple[str, str]]:
    """Questions and answers in words."""
    from .filing import questions_of

    with translation.override("vi"):
        return summary(dossier.answers, questions_of(dossier.procedure_version))


def supplement_data(case: Case, request: Supplement) -> dict[str, Any]:
    """Form 02: what is missing, all at once."""
    lines = [
        "; ".join(part for part in (item.get("paper", ""), item.get("problem", ""), item.get("wanted", "")) if part)
        for item in request.items
    ]
    return {
        **facts_of(case),
        "letterhead": letterhead(case.received_by or case.agency, on=request.asked_at.date()),
        "items": lines,
        "reason": request.reason,
        "helper": request.asked_by,
        "officer": request.asked_by,
    }


def refusal_data(case: Case, *, reason: str, officer: str, on: date) -> dict[str, Any]:
    """Form 03: reception refused."""
    return {**facts_of(case), "letterhead": letterhead(case.received_by, on=on), "reason": reason, "officer": officer}
