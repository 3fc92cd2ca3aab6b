"""The legal next steps of a case: which an official may take now, the form of each, and how it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases import api as cases
from tinhso.blocks.cases.api import Case, State
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import Action, Refused
from tinhso.kernel.law.api import Law

from ..dossiers.receiving import receive, refuse_reception
from .forms import Apology, Assign, Consult, Note, Plain, Propose, Reason, Remark, Supplement

Allowed = Callable[[Actor, Case], bool]


@dataclass(frozen=True)
class Move:
    """One thing that may be done next. `show` says when; `form` asks for what it needs; `done` is said afterwards."""

    code: str
    title: str | Promise
    icon: str
    action: Action[..., Any]
    show: Allowed
    done: str | Promise
    form: type[Plain] = Plain
    tone: str = "second"
    key: str = ""
    confirm: str | Promise = ""
    page: str = ""
    """Name of the address of its own page, for a step that needs more than a form beside the case."""

    @property
    def law(self) -> Law | None:
        """The legal ground, where the action names one."""
        return self.action.law if isinstance(self.action.law, Law) else None

    @property
    def simple(self) -> bool:
        """Whether one press is enough: the form asks nothing."""
        return not self.form.base_fields

    def open_to(self, actor: Actor, case: Case) -> bool:
        return self.action.allowed(actor, case) and self.show(actor, case)

    def do(self, actor: Actor, case: Case, form: Plain, *, key: str | None, expect: int | None) -> Any:
        return self.action(actor, case, key=key, expect=expect, **form.inputs())


def _running(case: Case) -> bool:
    return case.is_open and case.state != State.SUPPLEMENT


def _inside(case: Case) -> bool:
    return _running(case) and case.step not in ("receive", "sign", "return", "")


def _follows(case: Case) -> str:
    return next(iter(cases.still_to_come(case, case.step)), "")


def is_late(case: Case, now: datetime) -> bool:
    return case.is_open and case.due_at is not None and case.due_at < now and case.paused_since is None


def _late_now(case: Case) -> bool:
    return is_late(case, timezone.now())


MOVES: dict[str, Move] = {
    move.code: move
    for move in (
        Move("take", _("Nhận xử lý"), "hand-helping", cases.take,
             lambda actor, case: case.is_open and case.assignee is None, _("Đã nhận xử lý hồ sơ."), key="n"),
        Move("receive", _("Tiếp nhận"), "stamp", receive,
             lambda actor, case: case.step == "receive" and _running(case), _("Đã tiếp nhận. Giấy hẹn được gửi cho người nộp."), tone="", key="t"),
        Move("propose", _("Trình ký số"), "pen-line", cases.propose,
             lambda actor, case: _inside(case) and _follows(case) == "sign", _("Đã trình lãnh đạo ký."), Propose, tone="", key="t"),
        Move("forward", _("Chuyển bước"), "forward", cases.forward,
             lambda actor, case: _inside(case) and _follows(case) not in ("sign", ""), _("Đã chuyển bước tiếp theo."), Note, tone=""),
        Move("sign", _("Ký số"), "file-signature", cases.decide,
             lambda actor, case: case.step == "sign" and _running(case), _("Đã ký. Kết quả được gửi cho người nộp."), Note, tone="", key="t"),
        Move("back", _("Trả lại để sửa"), "undo-2", cases.send_back,
             lambda actor, case: case.step == "sign" and _running(case), _("Đã trả lại người trình."), Remark, key="b"),
        Move("supplement", _("Yêu cầu bổ sung"), "message-square-text", cases.ask_supplement,
             lambda actor, case: _running(case) and case.step not in ("sign", "return", ""), _("Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng."), Supplement, key="b"),
        Move("refuse", _("Từ chối tiếp nhận"), "ban", refuse_reception,
             lambda actor, case: case.step == "receive" and case.is_open, _("Đã từ chối tiếp nhận và báo cho người nộp."), Reason),
        Move("consult", _("Hỏi ý kiến cơ quan khác"), "message-circle-question-mark", cases.consult,
             lambda actor, case: _inside(case), _("Đã gửi câu hỏi."), Consult),
        Move("assign", _("Giao việc"), "users", cases.assign,
             lambda actor, case: case.is_open, _("Đã giao việc."), Assign, key="a"),
        Move("release", _("Trả lại hàng đợi"), "rotate-ccw", cases.release,
             lambda actor, case: case.is_open and case.assignee is not None and case.assignee == actor.account, _("Đã trả lại hàng đợi.")),
        Move("hand-over", _("Trả kết quả"), "package", cases.hand_over,
             lambda actor, case: case.state == State.DONE, _("Đã ghi nhận trả kết quả."), tone="", key="t", page="queue-hand-over"),
        Move("apologise", _("Soạn phiếu xin lỗi"), "hand-heart", cases.draft_apology,
             lambda actor, case: _late_now(case) and case.apologies == 0, _("Đã soạn phiếu xin lỗi, chờ lãnh đạo ký."), Apology),
    )
}  # fmt: skip


def moves_of(actor: Actor, case: Case) -> list[Move]:
    """What the actor may do next with the case, the main step first."""
    return [move for move in MOVES.values() if move.open_to(actor, case)]


def blame(form: forms.Form, problem: Refused) -> None:
    """Put the sentence of a refusal where it belongs: at its field, or on top."""
    field = problem.field if problem.field in form.fields else None
    form.add_error(field, str(problem))
