"""Charging, and taking note of payments."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.documents.api import papers_wanted
from tinhso.kernel.access.api import both, either, has_role, in_agency, is_system
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.trail.api import subject_of

from .models import Charge, Order, Payment
from .queries import cash_account
from .refunds.proposing import propose_refund
from .rights import TAKES_MONEY, of_agency

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE = re.compile(r"TS[2-9A-HJ-NP-Z]{10}")


def new_reference() -> str:
    """A transfer text that people can type: TS and ten letters or digits that are not mistaken for each other."""
    return "TS" + "".join(secrets.choice(ALPHABET) for _ in range(10))


def reference_in(text: str) -> str | None:
    """The transfer text of a charge inside what a payer or a bank wrote around it; None if there is none."""
    found = REFERENCE.search(text.upper().replace(" ", ""))
    return found[0] if found else None


def charge(
    act: Act,
    subject: Model,
    *,
    payer: UUID | None,
    items: list[tuple[str, int]],
    code: str,
    agency: str = "",
    filed_by: UUID | None = None,
) -> Charge:
    """Charge somebody for a subject, within the running act; who filed for them may pay, too. Amounts in dong."""
    kind, key = subject_of(subject)
    return act.create(
        Charge,
        subject_type=kind,
        subject_id=key,
        code=code,
        reference=new_reference(),
        payer=payer,
        filed_by=filed_by,
        agency=agency or getattr(subject, "received_by", ""),
        items=[{"label": label, "amount": amount} for label, amount in items],
        amount=sum(amount for _label, amount in items),
        created_at=act.now,
    )


@action("payments.record", _("Ghi nhận chuyển khoản"), allow=is_system, purpose=_("Thu phí, lệ phí"))
def record_payment(
    act: Act,
    _subject: None,
    *,
    bank_reference: str,
    amount: int,
    text: str,
    paid_at: datetime,
    payer_name: str = "",
    channel: str = Payment.Channel.BANK,
    account: str = "",
) -> Payment:
    """Take note of money that its bearer tells us of; once for each reference of the bearer.

    The charge is found by its reference in the transfer text. What settles no charge is kept with its problem, for a
    person to settle; money for a charge that is paid or cancelled already becomes a refund that waits for approval.
    """
    known = Payment.objects.filter(bank_reference=bank_reference).first()
    if known is not None:
        return known
    found = reference_in(text)
    due = Charge.objects.select_for_update().filter(reference=found).first() if found else None
    fault = _fault(due, amount)
    payment = act.create(
        Payment,
        charge=due,
        channel=channel,
        account=account or settings.BANK_ACCOUNT,
        agency=due.agency if due is not None else settings.PAYMENTS_AGENCY,
        bank_reference=bank_reference,
        amount=amount,
        text=text[:300],
        payer_name=payer_name[:200],
        paid_at=paid_at,
        received_at=act.now,
        problem=_problem(fault, due, amount),
        fault=fault,
    )
    take_in(act, payment, due)
    return payment


def take_in(act: Act, payment: Payment, due: Charge | None) -> None:
    """What a payment does to its charge: settles it, or waits with its fault; nothing extra is kept without a refund."""
    if due is not None and not payment.fault:
        settle(act, due, payment)
        return
    act.announce("payment.unmatched", subject=payment, amount=payment.amount, problem=payment.problem)
    if payment.fault in (Payment.Fault.OVERPAID, Payment.Fault.CANCELLED):
        propose_refund(act, payment, reason=payment.problem)


def _fault(due: Charge | None, amount: int) -> str:
    if due is None:
        return Payment.Fault.UNKNOWN
    if due.status == Charge.Status.PAID:
        return Payment.Fault.OVERPAID
    if due.status == Charge.Status.CANCELLED:
        return Payment.Fault.CANCELLED
    return Payment.Fault.NONE if amount == due.amount else Payment.Fault.WRONG_AMOUNT


def _problem(fault: str, due: Charge | None, amount: int) -> str:
    if fault == Payment.Fault.UNKNOWN:
        return _t("Không tìm thấy khoản thu theo nội dung chuyển khoản.")
    if fault == Payment.Fault.WRONG_AMOUNT and due is not None:
        return _t("Số tiền chuyển (%(got)s) khác số phải nộp (%(due)s).") % {"got": amount, "due": due.amount}
    return _t("Khoản thu đã được nộp hoặc đã hủy.") if fault else ""


def settle(act: Act, due: Charge, payment: Payment) -> Charge:
    """The charge is paid by this payment; what was still open at the platform is not waited for any more."""
    online = payment.channel != Payment.Channel.COUNTER
    act.save(due, status=Charge.Status.PAID, paid_at=act.now, online=online, settled_by=payment)
    for order in due.orders.filter(state=Order.State.OPEN):
        act.save(order, state=Order.State.CANCELLED)
    act.announce(
        "payment.received",
        subject=due,
        agency=due.agency,
        about_type=due.subject_type,
        about_id=due.subject_id,
        code=due.code,
        amount=due.amount,
        online=online,
        payer=due.payer,
        channel=payment.channel,
        receipt=papers_wanted(act.actor),
    )
    return due


@action(
    "payments.pay_at_counter",
    _("Thu tại quầy"),
    allow=both(TAKES_MONEY, in_agency("agency")),
    purpose=_("Thu phí, lệ phí"),
)
def pay_at_counter(act: Act, due: Charge) -> Charge:
    """The counter took the money, in cash."""
    if due.status != Charge.Status.OPEN:
        raise Refused(_("Khoản thu này đã được nộp hoặc đã hủy."), code="not-open")
    payment = act.create(
        Payment,
        charge=due,
        channel=Payment.Channel.COUNTER,
        account=cash_account(due.agency),
        agency=due.agency,
        bank_reference=f"QUAY-{due.reference}",
        amount=due.amount,
        text=due.reference,
        taken_by=act.actor.name,
        paid_at=act.now,
        received_at=act.now,
    )
    return settle(act, due, payment)


@action(
    "payments.attach",
    _("Gắn tiền vào hồ sơ"),
    allow=of_agency(has_role("cashier")),
    purpose=_("Đối soát thu phí, lệ phí"),
)
def attach_payment(act: Act, payment: Payment, *, code: str) -> Payment:
    """Say which charge a payment with an unclear text is for: by the transfer text, or the dossier's code."""
    if payment.fault != Payment.Fault.UNKNOWN or payment.refunds.exclude(state__in=("rejected", "failed")).exists():
        raise Refused(_("Khoản tiền này đã rõ nộp cho hồ sơ nào, hoặc đang được hoàn."), code="not-unknown")
    wanted = code.strip().upper()
    rows = Charge.objects.select_for_update()
    due = rows.filter(reference=wanted).first() or rows.filter(code=wanted).exclude(status="cancelled").last()
    if due is None:
        raise Refused(_("Không có khoản thu nào của hồ sơ này."), code="no-charge", field="code")
    fault = _fault(due, payment.amount)
    act.save(payment, charge=due, agency=due.agency, fault=fault, problem=_problem(fault, due, payment.amount))
    take_in(act, payment, due)
    return payment


@action(
    "payments.cancel",
    _("Hủy khoản thu"),
    allow=either(is_system, both(has_role("counter_officer"), in_agency("agency"))),
    purpose=_("Thu phí, lệ phí"),
)
def cancel(act: Act, due: Charge) -> Charge:
    """Cancel a charge that was not paid."""
    if due.status != Charge.Status.OPEN:
        raise Refused(_("Khoản thu này đã được nộp hoặc đã hủy."), code="not-open")
    return act.save(due, status=Charge.Status.CANCELLED)
