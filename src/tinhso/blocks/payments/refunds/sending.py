"""Sending refunds by the way the money came, and following them to the end."""

from __future__ import annotations

import logging

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.jobs.api import every, job

from ..bank import BankAway, BankRefused, send_back
from ..models import Payment, Refund
from ..platform import client
from .actions import refund_done, refund_failed, refund_sent

log = logging.getLogger("tinhso.payments")
SYSTEM = system_actor("Hoàn tiền", via="job")
MOST = 200  # refunds looked after in one round


def carry_out(refund: Refund) -> Refund:
    """One step of a refund that is on its way. Safe to repeat: bearers know a refund by its code.

    Raises BankAway or PlatformAway when the bearer cannot be reached: then nothing has changed.
    """
    if refund.state not in (Refund.State.APPROVED, Refund.State.SENT):
        return refund
    try:
        if refund.payment.channel == Payment.Channel.PLATFORM:
            ask = client.refund if refund.state == Refund.State.APPROVED else client.refund_standing
            state, reference = ask(refund)
        elif refund.payment.channel == Payment.Channel.BANK and refund.state == Refund.State.APPROVED:
            # What the bank took is done when its statement shows the debit.
            state, reference = (
                "accepted",
                send_back(
                    code=refund.code,
                    reference=refund.payment.bank_reference,
                    account=refund.payment.account,
                    amount=refund.amount,
                    text=f"HOAN {refund.code}",
                ),
            )
        else:
            return refund
    except (BankRefused, client.PlatformRefused) as problem:
        return refund_failed(SYSTEM, refund, why=str(problem))
    if state == "done":
        return refund_done(SYSTEM, refund, reference=reference)
    return refund_sent(SYSTEM, refund, reference=reference)


@job("payments.send_refund", retries=8)
def send(refund: str) -> None:
    """Send one refund; tried again by itself while the bearer is away."""
    found = Refund.objects.select_related("payment").filter(pk=refund).first()
    if found is not None:
        carry_out(found)


@every("*/10 * * * *", name="payments.follow_refunds")
def follow_refunds(timestamp: int) -> None:
    """Ask for every refund that is on its way."""
    under_way = Refund.objects.filter(state__in=(Refund.State.APPROVED, Refund.State.SENT)).exclude(
        payment__channel=Payment.Channel.COUNTER
    )
    for refund in under_way.select_related("payment").order_by("decided_at")[:MOST]:
        try:
            carry_out(refund)
        except (BankAway, client.PlatformAway) as problem:
            log.warning("Refund %s waits: %s", refund.code, problem)
