"""What officials do at the desk besides the work on cases: check papers, sign letters of apology, look at a draft."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import ONE_STOP, Apology, Case, Proposal, leads, works_on
from tinhso.blocks.documents.api import Paper, render
from tinhso.kernel.access.api import Actor, permission
from tinhso.kernel.actions.api import Act, Refused, action

from ..dossiers import deciding
from ..dossiers.models import Dossier, DossierPaper
from . import printed


@permission("present worker of its case")
def works_on_its_case(actor: Actor, subject: Any) -> bool:
    return isinstance(subject, DossierPaper) and works_on(actor, subject.dossier.case)


@permission("leader of the agency of its case")
def leads_its_case(actor: Actor, subject: Any) -> bool:
    return isinstance(subject, Apology) and leads(actor, subject.case)


@action("services.check_paper", _("Kiểm tra giấy tờ"), allow=works_on_its_case, purpose=_("Giải quyết hồ sơ"))
def check_paper(act: Act, paper: DossierPaper, *, result: str, remark: str = "") -> DossierPaper:
    """Mark one paper of a dossier as good or faulty; a faulty one needs a remark that the applicant can act on."""
    case = paper.dossier.case
    if not case.is_open:
        raise Refused(_("Hồ sơ đã kết thúc, không thể xử lý tiếp."), code="closed")
    if result not in DossierPaper.Check.values:
        raise Refused(_("Hãy chọn hợp lệ hoặc chưa hợp lệ."), code="no-result", field="result")
    if result == DossierPaper.Check.FAULTY and not remark.strip():
        raise Refused(_("Hãy ghi giấy tờ này sai hoặc thiếu điều gì."), code="no-remark", field="remark")
    act.save(paper, check_result=result, remark=remark.strip() if result == DossierPaper.Check.FAULTY else "")
    act.announce("case.paper_checked", subject=case, agency=case.agency, code=case.code, paper=paper.pk, result=result)
    return paper


@action(
    "services.sign_apology",
    _("Ký phiếu xin lỗi"),
    allow=leads_its_case,
    law=ONE_STOP,
    purpose=_("Xin lỗi vì giải quyết chậm"),
)
def sign_apology(act: Act, apology: Apology) -> Apology:
    """The leader signs the letter of apology; it goes to the applicant's papers with the new date.

    The case stays late: the letter promises a new date, it does not move the legal one.
    """
    case = apology.case
    if apology.signed_at is not None:
        raise Refused(_("Phiếu xin lỗi này đã ký."), code="signed")
    if not case.is_open:
        raise Refused(_("Hồ sơ đã kết thúc, không cần xin lỗi nữa."), code="closed")
    if apology.due_after <= act.now:
        raise Refused(_("Ngày hẹn lại đã qua. Hãy soạn lại với ngày mới."), code="past", field="new_due_at")
    signed = printed.issue_apology(act, apology)
    act.save(apology, signed_at=act.now, signed_by=act.actor.name, paper=signed.pk)
    act.announce(
        "case.apologised",
        subject=case,
        agency=case.agency,
        code=case.code,
        reason=apology.reason,
        new_due_at=apology.due_after,
        paper=signed.pk,
        applicant=case.applicant,
    )
    return apology


@action(
    "services.redraft_apology", _("Sửa phiếu xin lỗi"), allow=leads_its_case, purpose=_("Xin lỗi vì giải quyết chậm")
)
def redraft_apology(act: Act, apology: Apology, *, reason: str, new_due_at: Any) -> Apology:
    """Change a letter of apology before it is signed."""
    if apology.signed_at is not None:
        raise Refused(_("Phiếu xin lỗi này đã ký."), code="signed")
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do chậm."), code="no-reason", field="reason")
    if new_due_at <= act.now:
        raise Refused(_("Ngày hẹn lại phải sau hôm nay."), code="past", field="new_due_at")
    return act.save(apology, reason=reason, due_after=new_due_at)


class _Undone(Exception):
    """Carries the laid-out draft out of a transaction that is rolled back."""

    def __init__(self, laid_out: Any) -> None:
        super().__init__()
        self.laid_out = laid_out


@action("services.preview", _("Xem dự thảo"), allow=leads, purpose=_("Xem dự thảo kết quả"))
def _preview(act: Act, case: Case, *, outcome: str, reason: str, content: dict[str, Any]) -> Paper:
    proposal = Proposal(case=case, outcome=outcome, reason=reason, content=content)
    dossier = Dossier.objects.select_related("procedure_version").get(case=case)
    dossier.case = case
    result = deciding.result_of(act, case, dossier, proposal)
    with translation.override("vi"):
        raise _Undone(render(result.template, result.data))


def preview(
    leader: Actor, case: Case, *, outcome: str, reason: str = "", content: dict[str, Any] | None = None
) -> bytes:
    """The draft of a result as a PDF without signature, as `leader` would sign it.

    The decision is really carried out up to the signature and then undone, so that the draft is what will be signed.
    Raises Refused with what forbids the decision.
    """
    try:
        _preview(leader, case, outcome=outcome, reason=reason, content=content or {})
    except _Undone as undone:
        pdf: bytes = undone.laid_out
        return pdf
    raise AssertionError("a preview always ends by undoing itself")
