"""Refunds: asked by one, approved by another, followed to the end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, has_role, is_system
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.jobs.api import later

from ..models import Payment, Refund
from ..queries import refundable
from ..rights import TAKES_MONEY, of_agency
from .proposing import new_code, propose_refund

PURPOSE = _("Hoàn phí, lệ phí")
APPROVERS = has_role("cashier", "leader")


@action("payments.ask_refund", _("Đề nghị hoàn tiền"), allow=of_agency(TAKES_MONEY), purpose=PURPOSE)
def ask_refund(act: Act, payment: Payment, *, amount: int, kind: str, reason: str) -> Refund:
    """Ask for all or part of a payment to go back. `amount` in đồng."""
    left = refundable(payment)
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise Refused(_("Số tiền hoàn phải lớn hơn 0."), code="no-amount", field="amount")
    if amount > left:
        raise Refused(_("Số tiền hoàn vượt quá số còn hoàn được."), code="too-much", field="amount")
    if kind not in Refund.Kind.values:
        raise Refused(_("Hãy chọn lý do hoàn tiền."), code="no-kind", field="kind")
    if not reason.strip():
        raise Refused(_("Hãy ghi rõ vì sao hoàn."), code="no-reason", field="reason")
    refund = propose_refund(act, payment, amount=amount, kind=kind, reason=reason)
    assert refund is not None
    return refund


@action("payments.approve_refund", _("Duyệt hoàn tiền"), allow=of_agency(APPROVERS), purpose=PURPOSE)
def approve_refund(act: Act, refund: Refund, *, remark: str = "") -> Refund:
    """Another person than the one who asked says yes (hai người); the money is sent from now on."""
    _must_be(refund, Refund.State.ASKED)
    actor = act.actor
    same_account = actor.account is not None and actor.account == refund.asked_by_account
    same_person = actor.person is not None and actor.person == refund.asked_by_person
    if same_account or same_person:
        raise Refused(_("Người đề nghị hoàn không được tự duyệt. Hãy nhờ người khác duyệt."), code="same-person")
    _decide(act, refund, Refund.State.APPROVED, remark)
    act.announce("refund.approved", subject=refund, agency=refund.agency, **_about(refund))
    if refund.payment.channel != Payment.Channel.COUNTER:
        _send_later(refund)
    return refund


@action("payments.reject_refund", _("Không duyệt hoàn tiền"), allow=of_agency(APPROVERS), purpose=PURPOSE)
def reject_refund(act: Act, refund: Refund, *, remark: str) -> Refund:
    """No refund; the reason is kept."""
    _must_be(refund, Refund.State.ASKED)
    if not remark.strip():
        raise Refused(_("Hãy ghi lý do không duyệt."), code="no-reason", field="remark")
    return _decide(act, refund, Refund.State.REJECTED, remark)


@action("payments.resend_refund", _("Gửi lại lệnh hoàn"), allow=of_agency(APPROVERS), purpose=PURPOSE)
def resend_refund(act: Act, refund: Refund) -> Refund:
    """Try a refund again that could not be carried out."""
    _must_be(refund, Refund.State.FAILED)
    if refund.amount > refundable(refund.payment):
        raise Refused(_("Số tiền hoàn vượt quá số còn hoàn được."), code="too-much")
    # The bearer remembers that it refused the old code: the same again would be refused again.
    act.save(refund, state=Refund.State.APPROVED, failure="", reference="", code=new_code())
    _send_later(refund)
    return refund


@action("payments.pay_out_refund", _("Trả lại tiền mặt"), allow=of_agency(TAKES_MONEY), purpose=PURPOSE)
def pay_out_refund(act: Act, refund: Refund) -> Refund:
    """The counter gave the cash back."""
    _must_be(refund, Refund.State.APPROVED)
    if refund.payment.channel != Payment.Channel.COUNTER:
        raise Refused(_("Khoản này nộp trực tuyến: tiền hoàn đi theo đường đã nộp."), code="not-cash")
    return _done(act, refund, reference=f"CHI-{refund.code}", remark=act.actor.name)


@action("payments.refund_sent", _("Đã gửi lệnh hoàn"), allow=is_system, purpose=PURPOSE)
def refund_sent(act: Act, refund: Refund, *, reference: str) -> Refund:
    """The bearer took the order; its end is still to come."""
    if refund.state != Refund.State.APPROVED:
        return refund
    return act.save(refund, state=Refund.State.SENT, sent_at=act.now, reference=reference[:60])


@action(
    "payments.refund_done", _("Đã hoàn tiền"), allow=either(is_system, of_agency(has_role("cashier"))), purpose=PURPOSE
)
def refund_done(act: Act, refund: Refund, *, reference: str) -> Refund:
    """The money has gone back: the bearer says so, or its statement does. Once."""
    if refund.state not in (Refund.State.APPROVED, Refund.State.SENT):
        return refund
    return _done(act, refund, reference=reference)


@action("payments.refund_failed", _("Không hoàn được"), allow=is_system, purpose=PURPOSE)
def refund_failed(act: Act, refund: Refund, *, why: str) -> Refund:
    """The bearer refused; a person looks after it."""
    if refund.state not in (Refund.State.APPROVED, Refund.State.SENT):
        return refund
    act.save(refund, state=Refund.State.FAILED, failure=why[:300])
    act.announce("refund.failed", subject=refund, agency=refund.agency, amount=refund.amount)
    return refund


def _must_be(refund: Refund, state: str) -> None:
    if refund.state != state:
        raise Refused(_("Lệnh hoàn này không còn ở bước đó. Hãy tải lại trang."), code="other-state")


def _decide(act: Act, refund: Refund, state: str, remark: str) -> Refund:
    return act.save(
        refund,
        state=state,
        decided_by=act.actor.name,
        decided_by_account=act.actor.account,
        decided_at=act.now,
        remark=remark.strip()[:300],
    )


def _done(act: Act, refund: Refund, *, reference: str, remark: str = "") -> Refund:
    more = {"remark": remark} if remark else {}
    act.save(refund, state=Refund.State.DONE, done_at=act.now, reference=reference[:60], failure="", **more)
    due = refund.charge
    if due is not None and due.settled_by_id == refund.payment_id:
        due = type(due).objects.select_for_update().get(pk=due.pk)
        act.save(due, refunded=due.refunded + refund.amount)
    act.announce("refund.done", subject=refund, agency=refund.agency, **_about(refund))
    return refund


def _about(refund: Refund) -> dict[str, object]:
    """What readers need to tell the one who paid."""
    due = refund.charge
    return {
        "amount": refund.amount,
        "kind": refund.kind,
        "payer": due.payer if due is not None else None,
        "code": due.code if due is not None else "",
        "about_type": due.subject_type if due is not None else "",
        "about_id": due.subject_id if due is not None else "",
    }


def _send_later(refund: Refund) -> None:
    from .sending import send

    later(send, refund=str(refund.pk), once=f"refund:{refund.pk}")
