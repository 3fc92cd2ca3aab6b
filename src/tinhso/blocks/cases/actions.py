"""What officials do with a case: take, hand on, ask, consult, propose, decide, apologise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import both, either, has_role, in_agency
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.law.api import Law

from . import clockwork
from .models import OPEN_STATES, Apology, Case, Consultation, Proposal, State, Supplement
from .rights import at_step, is_applicant, is_asked, leads, works_on
from .steps import after, close, enter_step, entry_of, leave_step, open_stay, previous_worker

ONE_STOP = Law("118/2025/NĐ-CP", "", title="Nghị định về cơ chế một cửa, một cửa liên thông")

# What a decision does, by kind of case; the block that opens cases of that kind adds its entry.
# The function carries out the decision (papers, registers) and returns the id of the resulting paper, if any.
Outcome = Callable[[Act, Case, Proposal], UUID | None]
OUTCOMES: dict[str, Outcome] = {}


def must_be_open(case: Case) -> None:
    if case.state not in OPEN_STATES:
        raise Refused(_("Hồ sơ đã kết thúc, không thể xử lý tiếp."), code="closed")


def must_run(case: Case) -> None:
    must_be_open(case)
    if case.state == State.SUPPLEMENT:
        raise Refused(_("Hồ sơ đang chờ người dân bổ sung."), code="waiting-for-supplement")


@action("cases.take", _("Nhận xử lý"), allow=at_step, purpose=_("Giải quyết hồ sơ"))
def take(act: Act, case: Case) -> Case:
    """The official takes a case that nobody has. One of two who try at once wins; the other is told who."""
    must_be_open(case)
    if case.assignee == act.actor.account:
        return case
    if case.assignee is not None:
        raise Refused(_("Hồ sơ đã được %(name)s nhận xử lý.") % {"name": case.assignee_name}, code="taken")
    return _give(act, case, act.actor.account, act.actor.name)


@action("cases.assign", _("Giao việc"), allow=either(at_step, leads), purpose=_("Phân công xử lý hồ sơ"))
def assign(act: Act, case: Case, *, account: UUID, name: str) -> Case:
    """Give the case to an official of the agency."""
    must_be_open(case)
    return _give(act, case, account, name)


def _give(act: Act, case: Case, account: UUID | None, name: str) -> Case:
    stay = open_stay(case)
    if stay is not None:
        act.save(stay, assignee=account, assignee_name=name)
    state = State.IN_WORK if case.state == State.RECEIVED and case.step != "receive" else case.state
    act.save(case, assignee=account, assignee_name=name, state=state)
    act.announce("case.assigned", subject=case, agency=case.agency, code=case.code, step=case.step, account=account)
    return case


@action("cases.release", _("Trả lại hàng đợi"), allow=works_on, purpose=_("Giải quyết hồ sơ"))
def release(act: Act, case: Case) -> Case:
    """Give a case back to the queue of its step (undo of `take`)."""
    must_be_open(case)
    return _give(act, case, None, "")


@action("cases.forward", _("Chuyển bước"), allow=works_on, purpose=_("Giải quyết hồ sơ"))
def forward(act: Act, case: Case, *, note: str = "") -> Case:
    """Hand the case on to the next step of its path (an inspection done, a verification made)."""
    must_run(case)
    if case.step in ("receive", "sign", "return"):
        raise Refused(_("Bước này không chuyển tay được."), code="wrong-step")
    following = after(case, case.step)
    if following == "sign":
        raise Refused(_("Hãy trình ký: bước tiếp theo cần dự thảo kết quả."), code="propose-first")
    if entry_of(case, case.step).get("consult"):
        _must_be_answered(case)
    return move_to(act, case, following, outcome="done", note=note)


def move_to(act: Act, case: Case, step: str, *, outcome: str, note: str = "") -> Case:
    """Leave the present step and enter another; a step that somebody had before goes back to that person."""
    leave_step(act, case, outcome=outcome, note=note)
    account, name = previous_worker(case, step)
    enter_step(act, case, step, assignee=account, assignee_name=name)
    act.announce("case.moved", subject=case, agency=case.agency, code=case.code, step=step, outcome=outcome)
    return case


@action(
    "cases.ask_supplement",
    _("Yêu cầu bổ sung"),
    allow=works_on,
    law=ONE_STOP,
    purpose=_("Giải quyết hồ sơ"),
)
def ask_supplement(act: Act, case: Case, *, items: list[dict[str, str]], reason: str) -> Supplement:
    """Ask the applicant, once and completely, for what is missing. The clock stops until the answer.

    `items`: each {"paper": its code or name, "problem": what is wrong, "wanted": what good looks like}.
    """
    must_run(case)
    if not items:
        raise Refused(_("Hãy ghi ít nhất một nội dung cần bổ sung."), code="no-items", field="items")
    if any(not item.get("problem", "").strip() for item in items):
        raise Refused(
            _("Mỗi nội dung cần bổ sung phải nêu rõ sai hoặc thiếu điều gì."), code="no-problem", field="items"
        )
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do yêu cầu bổ sung."), code="no-reason", field="reason")
    if case.supplements >= 1 and case.received_at is not None:
        raise Refused(
            _("Hồ sơ này đã được yêu cầu bổ sung một lần. Pháp luật chỉ cho phép một lần trong quá trình giải quyết."),
            code="supplement-once",
            law=ONE_STOP,
        )
    before = case.due_at
    clockwork.pause(act, case, cause=str(_("Chờ người dân bổ sung hồ sơ")), law=ONE_STOP)
    request = act.create(
        Supplement, case=case, asked_at=act.now, asked_by=act.actor.name, items=items, reason=reason, due_before=before
    )
    act.save(case, state=State.SUPPLEMENT, supplements=case.supplements + 1)
    act.announce("case.supplement_asked", subject=case, agency=case.agency, code=case.code, items=items, reason=reason)
    return request


@action("cases.answer_supplement", _("Nộp bổ sung"), allow=is_applicant, purpose=_("Nộp bổ sung hồ sơ của mình"))
def answer_supplement(act: Act, case: Case) -> Case:
    """The applicant has given what was asked; the clock goes on or starts again, as the policy of the case says."""
    request = case.supplement_requests.filter(answered_at=None).first()
    if request is None or case.state != State.SUPPLEMENT:
        raise Refused(_("Hồ sơ không có yêu cầu bổ sung nào đang chờ."), code="nothing-asked")
    clockwork.resume(act, case)
    act.save(request, answered_at=act.now, due_after=case.due_at)
    state = State.IN_WORK if case.received_at else State.SUBMITTED
    act.save(case, state=state)
    act.announce("case.supplemented", subject=case, agency=case.agency, code=case.code)
    return case


@action("cases.consult", _("Lấy ý kiến cơ quan khác"), allow=works_on, purpose=_("Giải quyết hồ sơ"))
def consult(act: Act, case: Case, *, agency: str, question: str, due_at: datetime | None = None) -> Consultation:
    """Ask another agency. The clock of the case goes on; several may be asked at the same time."""
    must_run(case)
    if not question.strip():
        raise Refused(_("Hãy ghi nội dung cần hỏi ý kiến."), code="no-question", field="question")
    if agency == act.actor.agency:
        raise Refused(_("Hãy chọn một cơ quan khác."), code="own-agency", field="agency")
    if case.consultations.filter(agency=agency, answered_at=None, recalled_at=None).exists():
        raise Refused(_("Cơ quan này đang được hỏi ý kiến và chưa trả lời."), code="asked-already", field="agency")
    asked = act.create(
        Consultation,
        case=case,
        agency=agency,
        question=question,
        asked_by=act.actor.name,
        asked_at=act.now,
        due_at=due_at,
    )
    act.save(case)
    act.announce("case.consulted", subject=case, agency=agency, code=case.code, asked=agency)
    return asked


@action("cases.answer_consultation", _("Trả lời ý kiến"), allow=is_asked, purpose=_("Phối hợp giải quyết hồ sơ"))
def answer_consultation(act: Act, consultation: Consultation, *, answer: str, text: str = "") -> Consultation:
    """Give the answer of the agency that was asked."""
    if not consultation.is_open:
        raise Refused(_("Ý kiến này đã được trả lời hoặc thu hồi."), code="answered")
    if answer not in Consultation.Answer.values:
        raise Refused(_("Hãy chọn một câu trả lời."), code="no-answer", field="answer")
    if answer != Consultation.Answer.AGREED and not text.strip():
        raise Refused(_("Hãy ghi rõ điều kiện hoặc lý do không đồng ý."), code="no-text", field="text")
    act.save(consultation, answer=answer, answer_text=text, answered_by=act.actor.name, answered_at=act.now)
    case = consultation.case
    act.announce("case.consultation_answered", subject=case, agency=case.agency, code=case.code, answer=answer)
    return consultation


@action(
    "cases.recall_consultation", _("Thu hồi câu hỏi"), allow=has_role("handling_officer"), purpose=_("Giải quyết hồ sơ")
)
def recall_consultation(act: Act, consultation: Consultation) -> Consultation:
    """Take a question back before it is answered (silence is never taken for consent)."""
    if not works_on(act.actor, consultation.case):
        raise Refused(_("Chỉ người đang xử lý hồ sơ mới thu hồi được câu hỏi."), code="not-worker")
    if not consultation.is_open:
        raise Refused(_("Ý kiến này đã được trả lời hoặc thu hồi."), code="answered")
    return act.save(consultation, recalled_at=act.now)


@action("cases.propose", _("Trình ký"), allow=works_on, purpose=_("Giải quyết hồ sơ"))
def propose(act: Act, case: Case, *, outcome: str, reason: str = "", content: dict[str, Any] | None = None) -> Proposal:
    """Propose to the leader to grant, refuse or stop; the case moves to the step of signing."""
    must_run(case)
    if outcome not in Proposal.Outcome.values:
        raise Refused(_("Hãy chọn đồng ý, từ chối hoặc dừng giải quyết."), code="no-outcome", field="outcome")
    if outcome != Proposal.Outcome.GRANT and not reason.strip():
        raise Refused(_("Hãy ghi rõ lý do."), code="no-reason", field="reason")
    if case.step in ("receive", "sign", "return"):
        raise Refused(_("Hồ sơ không ở bước thẩm định."), code="wrong-step")
    if after(case, case.step) != "sign":
        raise Refused(_("Trước khi trình ký còn bước khác trong quy trình. Hãy chuyển bước."), code="steps-left")
    _must_be_answered(case)
    proposal = act.create(
        Proposal,
        case=case,
        outcome=outcome,
        reason=reason,
        content=content or {},
        proposed_by=act.actor.name,
        proposer=act.actor.account,
        proposed_at=act.now,
    )
    move_to(act, case, "sign", outcome="proposed")
    act.save(case, state=State.IN_WORK)
    act.announce("case.proposed", subject=case, agency=case.agency, code=case.code, outcome=outcome)
    return proposal


def _must_be_answered(case: Case) -> None:
    if case.consultations.filter(answered_at=None, recalled_at=None).exists():
        raise Refused(
            _("Còn cơ quan chưa trả lời ý kiến. Im lặng không phải là đồng ý: hãy chờ hoặc thu hồi câu hỏi."),
            code="consultation-open",
        )


@action("cases.send_back", _("Trả lại để làm tiếp"), allow=works_on, purpose=_("Duyệt kết quả hồ sơ"))
def send_back(act: Act, case: Case, *, remark: str) -> Case:
    """The leader does not agree yet: the case goes back to who proposed, with a remark."""
    proposal = _open_proposal(case)
    if not remark.strip():
        raise Refused(_("Hãy ghi điều cần sửa."), code="no-remark", field="remark")
    act.save(proposal, decision="back", remark=remark, decided_by=act.actor.name, decided_at=act.now)
    codes = [entry["code"] for entry in case.path]
    move_to(act, case, codes[codes.index("sign") - 1], outcome="sent_back", note=remark)
    act.announce("case.sent_back", subject=case, agency=case.agency, code=case.code, remark=remark)
    return case


def _open_proposal(case: Case) -> Proposal:
    proposal = case.proposals.filter(decided_at=None).first()
    if proposal is None or case.step != "sign":
        raise Refused(_("Hồ sơ không có dự thảo nào đang chờ ký."), code="nothing-proposed")
    return proposal


@action("cases.decide", _("Ký duyệt"), allow=both(works_on, has_role("leader")), purpose=_("Duyệt kết quả hồ sơ"))
def decide(act: Act, case: Case, *, remark: str = "") -> Case:
    """The leader signs what is proposed: the result is made, the register changes, the clock stops."""
    must_run(case)
    proposal = _open_proposal(case)
    act.save(proposal, decision=proposal.outcome, remark=remark, decided_by=act.actor.name, decided_at=act.now)
    paper = OUTCOMES[case.kind](act, case, proposal)
    act.save(proposal, paper=paper)
    stopped = proposal.outcome == Proposal.Outcome.STOP
    clockwork.stop(act, case)
    close(act, case, State.STOPPED if stopped else State.DONE, outcome="signed")
    act.announce(
        "case.closed",
        subject=case,
        agency=case.agency,
        code=case.code,
        matter=case.matter,
        outcome=proposal.outcome,
        on_time=case.on_time,
        channel=case.channel,
        unit=case.unit,
        applicant=case.applicant,
        paper=paper,
    )
    return case


@action(
    "cases.hand_over",
    _("Trả kết quả"),
    allow=both(in_agency("received_by"), has_role("counter_officer")),
    purpose=_("Trả kết quả hồ sơ"),
)
def hand_over(act: Act, case: Case, *, to: str = "", how: str = "counter") -> Case:
    """Give the result to the applicant at the counter or by post."""
    if case.state != State.DONE:
        raise Refused(_("Hồ sơ chưa có kết quả để trả, hoặc đã trả rồi."), code="nothing-to-return")
    return returned(act, case, how=how)


def returned(act: Act, case: Case, *, how: str) -> Case:
    """Mark the result as given (also at once, when it is delivered electronically)."""
    act.save(case, state=State.RETURNED, returned_at=act.now)
    act.announce("case.returned", subject=case, agency=case.agency, code=case.code, how=how, applicant=case.applicant)
    return case


@action("cases.withdraw", _("Rút hồ sơ"), allow=is_applicant, purpose=_("Rút hồ sơ của mình"))
def withdraw(act: Act, case: Case, *, reason: str = "") -> Case:
    """The applicant takes the request back before it is decided."""
    must_be_open(case)
    if case.step == "sign":
        raise Refused(_("Hồ sơ đã trình lãnh đạo ký nên không rút được nữa."), code="too-late")
    for question in case.consultations.filter(answered_at=None, recalled_at=None):
        act.save(question, recalled_at=act.now)
    if case.received_at is not None:
        clockwork.stop(act, case)
    close(act, case, State.WITHDRAWN, outcome="withdrawn", note=reason)
    act.announce("case.withdrawn", subject=case, agency=case.agency, code=case.code, reason=reason)
    return case


@action(
    "cases.draft_apology",
    _("Soạn phiếu xin lỗi"),
    allow=either(works_on, leads),
    law=ONE_STOP,
    purpose=_("Giải quyết hồ sơ"),
)
def draft_apology(act: Act, case: Case, *, reason: str, new_due_at: datetime) -> Apology:
    """Draft the letter of apology of a late case with its new date; once. A leader signs it."""
    must_be_open(case)
    if case.due_at is None or act.now <= case.due_at or case.paused_since is not None:
        raise Refused(_("Hồ sơ chưa quá hạn."), code="not-late")
    if case.apologies >= 1:
        raise Refused(_("Hồ sơ đã được hẹn lại một lần; không hẹn lại lần nữa."), code="apology-once", law=ONE_STOP)
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do chậm."), code="no-reason", field="reason")
    if new_due_at <= act.now:
        raise Refused(_("Ngày hẹn lại phải sau hôm nay."), code="past", field="new_due_at")
    letter = act.create(
        Apology, case=case, drafted_at=act.now, due_before=case.due_at, due_after=new_due_at, reason=reason
    )
    act.save(case, apologies=case.apologies + 1)
    act.announce("case.apology_drafted", subject=case, agency=case.agency, code=case.code)
    return letter
