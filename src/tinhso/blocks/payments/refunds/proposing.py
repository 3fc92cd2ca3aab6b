"""A refund begins: a payment, an amount, a reason."""

from __future__ import annotations

import secrets

from tinhso.kernel.actions.api import Act

from ..models import Payment, Refund
from ..queries import refundable

KIND_OF_FAULT = {
    Payment.Fault.WRONG_AMOUNT: Refund.Kind.WRONG_AMOUNT,
    Payment.Fault.OVERPAID: Refund.Kind.OVERPAID,
    Payment.Fault.CANCELLED: Refund.Kind.OVERPAID,
    Payment.Fault.UNKNOWN: Refund.Kind.OVERPAID,
}


def new_code() -> str:
    """The code by which a bearer knows a refund: HT and sixteen hexadecimal digits."""
    return "HT" + secrets.token_hex(8).upper()


def propose_refund(
    act: Act, payment: Payment, *, reason: str, amount: int | None = None, kind: str = ""
) -> Refund | None:
    """A refund that waits for approval, within the running act; None if all of the payment is going back already."""
    wanted = refundable(payment) if amount is None else amount
    if wanted <= 0:
        return None
    actor = act.actor
    refund = act.create(
        Refund,
        payment=payment,
        charge=payment.charge,
        agency=payment.agency,
        code=new_code(),
        amount=wanted,
        kind=kind or KIND_OF_FAULT.get(Payment.Fault(payment.fault), Refund.Kind.OVERPAID),
        reason=reason.strip()[:300],
        asked_by=actor.name,
        asked_by_account=actor.account,
        asked_by_person=actor.person,
        asked_at=act.now,
    )
    act.announce("refund.asked", subject=refund, agency=refund.agency, amount=wanted, kind=refund.kind)
    return refund
