"""Booking what only the statement knows."""

from __future__ import annotations

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.actions.api import Act

from ..actions import record_payment
from ..models import Order, Payment, StatementLine
from ..platform.actions import hear_platform
from ..queries import channel_of


def payment_from(act: Act, line: StatementLine) -> Payment:
    """The payment of a statement's line, within the running act (whose actor the trail names as its parent)."""
    bearer = system_actor(act.actor.name, via=act.actor.via, agency=act.actor.agency)
    order = Order.objects.filter(code=line.text).first()
    if order is not None:
        hear_platform(
            bearer, order, state=Order.State.PAID, amount=line.amount, transaction=line.reference, at=line.paid_at
        )
        return Payment.objects.get(bank_reference=line.reference)
    return record_payment(
        bearer,
        None,
        bank_reference=line.reference,
        amount=line.amount,
        text=line.text,
        paid_at=line.paid_at,
        payer_name=line.payer_name,
        channel=channel_of(line.account),
        account=line.account,
    )
