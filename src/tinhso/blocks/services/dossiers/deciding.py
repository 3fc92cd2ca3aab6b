"""What a decision on a dossier does: the signed result, the change of the register, electronic delivery."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import OUTCOMES, Case, Proposal, returned
from tinhso.blocks.documents.api import next_number, number_text, papers_wanted
from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, action
from tinhso.kernel.outbox.api import Event, on

from ..declared.generic import result_title
from ..declared.service import Facts, Result, service_of
from . import papers
from .models import Delivery, Dossier


def carry_out(act: Act, case: Case, proposal: Proposal) -> UUID | None:
    """Make the result of a decided dossier; returns the id of the paper (None in the simulated past of the demo)."""
    dossier = Dossier.objects.select_related("procedure_version").get(case=case)
    dossier.case = case
    # The papers of the State are in Vietnamese, whatever language their signer reads.
    with translation.override("vi"):
        result = result_of(act, case, dossier, proposal)
    if not papers_wanted(act.actor):
        return None
    paper = papers.issue_result(
        act,
        case,
        template=result.template,
        data=result.data,
        title=result.title,
        kind=result.kind,
        number=result.number,
        valid_to=result.valid_to,
        holder=result.holder,
    )
    return paper.pk


def result_of(act: Act, case: Case, dossier: Dossier, proposal: Proposal) -> Result:
    """Change the register as the decision says; returns the paper to lay out and sign."""
    if proposal.outcome != Proposal.Outcome.GRANT:
        return _refusal(act, case, proposal)
    service = service_of(case.matter)
    if service is None:
        return _general(act, case, dossier, proposal)
    answers = {**dossier.answers, **proposal.content}
    facts = Facts(papers.applicant_of(case), act.today, answers, case)
    service.examine(facts)
    return service.granted(act, case, answers, facts)


def _general(act: Act, case: Case, dossier: Dossier, proposal: Proposal) -> Result:
    title = str(proposal.content.get("title") or result_title(dossier.procedure_version))
    number = number_text(next_number(case.agency, "KQ", act.today.year), "KQ")
    text = str(proposal.content.get("text") or _("Đồng ý giải quyết theo đề nghị."))
    data = papers.result_data(
        act, case, number=number, title=title, paragraphs=[text], facts=papers.answers_in_words(dossier)
    )
    return Result(template="result", data=data, title=title, kind="result", number=number)


def _refusal(act: Act, case: Case, proposal: Proposal) -> Result:
    stop = proposal.outcome == Proposal.Outcome.STOP
    title = "Thông báo dừng giải quyết hồ sơ" if stop else "Thông báo từ chối giải quyết hồ sơ"
    number = number_text(next_number(case.agency, "TB", act.today.year), "TB")
    data = papers.result_data(
        act, case, number=number, title=title, paragraphs=[proposal.reason], facts=[("Mã hồ sơ", case.code)]
    )
    return Result(template="result", data=data, title=title, kind="notice", number=number)


OUTCOMES["dossier"] = carry_out


@action("services.deliver", _("Trả kết quả điện tử"), allow=is_system, purpose=_("Trả kết quả hồ sơ"))
def deliver(act: Act, case: Case) -> Case:
    """Give an electronic result at once: it is in the applicant's own store of papers."""
    dossier = Dossier.objects.filter(case=case).first()
    if dossier is None or dossier.delivery != Delivery.ELECTRONIC or case.returned_at is not None:
        return case
    return returned(act, case, how="electronic")


@action("services.give_receipt", _("Cấp giấy tiếp nhận"), allow=is_system, purpose=_("Tiếp nhận hồ sơ"))
def give_receipt(act: Act, case: Case) -> Case:
    """Issue the receipt with the day of return; once for each dossier."""
    dossier = Dossier.objects.select_for_update().get(case=case)
    if dossier.receipt is not None or case.received_at is None:
        return case
    dossier.case = case
    paper = papers.issue_receipt(act, dossier)
    act.save(dossier, receipt=paper.pk)
    act.announce("case.receipt_given", subject=case, agency=case.received_by, code=case.code, paper=paper.pk)
    return case


@on("case.received", reader="papers")
def receipt_after_reception(event: Event) -> None:
    if event.payload.get("receipt", True):
        _for_case(event, give_receipt)


@on("case.closed", reader="papers")
def delivery_after_decision(event: Event) -> None:
    _for_case(event, deliver)


def _for_case(event: Event, act_on: object) -> None:
    case = Case.objects.filter(pk=event.subject_id).first()
    if case is not None and case.kind == "dossier":
        act_on(system_actor("Một cửa điện tử", agency=case.received_by), case, now=event.at)  # type: ignore[operator]
