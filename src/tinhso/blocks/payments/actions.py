"""Charging, and taking note of payments."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import both, either, has_role, in_agency, is_system
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.trail.api import subject_of

from .models import Charge, Payment

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE = re.compile(r"TS[2-9A-HJ-NP-Z]{10}")


def new_reference() -> str:
    """A transfer text that people can type: TS and ten letters or digits that are not mistaken for each other."""
    return "TS" + "".join(secrets.choice(ALPHABET) for _ in range(10))


def charge(
    act: Act, subject: Model, *, payer: UUID | None, items: list[tuple[str, int]], code: str, agency: str = ""
) -> Charge:
    """Charge somebody for a subject, within the running act. Amounts in dong."""
    kind, key = subject_of(subject)
    return act.create(
        Charge,
        subject_type=kind,
        subject_id=key,
        code=code,
        reference=new_reference(),
        payer=payer,
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
) -> Payment:
    """Take note of a transfer that the bank tells us of; once for each bank reference.

    The charge is found by its reference in the transfer text. A wrong amount or an unknown reference is kept
    with its problem, for a person to settle.
    """
    known = Payment.objects.filter(bank_reference=bank_reference).first()
    if known is not None:
        return known
    found = REFERENCE.search(text.upper().replace(" ", ""))
    due = Charge.objects.select_for_update().filter(reference=found[0]).first() if found else None
    problem = ""
    if due is None:
        problem = _t("Không tìm thấy khoản thu theo nội dung chuyển khoản.")
    elif due.status != Charge.Status.OPEN:
        problem = _t("Khoản thu đã được nộp hoặc đã hủy.")
    elif amount != due.amount:
        problem = _t("Số tiền chuyển (%(got)s) khác số phải nộp (%(due)s).") % {"got": amount, "due": due.amount}
    payment = act.create(
        Payment,
        charge=due,
        bank_reference=bank_reference,
        amount=amount,
        text=text[:300],
        payer_name=payer_name[:200],
        paid_at=paid_at,
        received_at=act.now,
        problem=problem,
    )
    if due is not None and not problem:
        _settle(act, due, online=True)
    else:
        act.announce("payment.unmatched", subject=payment, amount=amount, problem=problem)
    return payment


def _settle(act: Act, due: Charge, *, online: bool) -> Charge:
    act.save(due, status=Charge.Status.PAID, paid_at=act.now, online=online)
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
    )
    return due


@action(
    "payments.pay_at_counter",
    _("Thu tại quầy"),
    allow=both(has_role("counter_officer"), in_agency("agency")),
    purpose=_("Thu phí, lệ phí"),
)
def pay_at_counter(act: Act, due: Charge) -> Charge:
    """The counter took the money."""
    if due.status != Charge.Status.OPEN:
        raise Refused(_("Khoản thu này đã được nộp hoặc đã hủy."), code="not-open")
    return _settle(act, due, online=False)


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
