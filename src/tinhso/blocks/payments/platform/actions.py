"""Paying through the platform: an order is made, placed, and settled by what the platform says under its signature."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import is_system, owns
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.clock.api import ZONE

from ..actions import record_payment
from ..models import Charge, Order, Payment

PURPOSE = _("Thu phí, lệ phí")
LIFE = timedelta(minutes=15)  # how long a payer has on the platform's page; our choice, no rule says


@action("payments.start_order", _("Nộp qua nền tảng thanh toán"), allow=owns("payer", "filed_by"), purpose=PURPOSE)
def start_order(act: Act, due: Charge) -> Order:
    """The order by which this charge is paid now: the one that is open, or a new one.

    Two clicks, two tabs and the back button meet here: the charge is locked, so all of them get the same order.
    """
    if due.status != Charge.Status.OPEN:
        raise Refused(_("Khoản thu này đã được nộp hoặc đã hủy."), code="not-open")
    waiting = due.orders.filter(state=Order.State.OPEN).first()
    if waiting is not None:
        if waiting.expires_at > act.now:
            return waiting
        act.save(waiting, state=Order.State.EXPIRED)
    return act.create(
        Order,
        charge=due,
        code=_code(due, act.now),
        amount=due.amount,
        created_at=act.now,
        expires_at=act.now + LIFE,
    )


def _code(due: Charge, at: datetime) -> str:
    """MaTraCuuTT: the dossier's code and yyyyMMddHHmmss; a second later if that one is taken."""
    while Order.objects.filter(code=f"{due.code}{at.astimezone(ZONE):%Y%m%d%H%M%S}").exists():
        at += timedelta(seconds=1)
    return f"{due.code}{at.astimezone(ZONE):%Y%m%d%H%M%S}"


@action("payments.order_placed", _("Đã lập yêu cầu thanh toán"), allow=is_system, purpose=PURPOSE)
def order_placed(act: Act, order: Order, *, url: str) -> Order:
    """The platform took the order and gave the address of its page."""
    return order if order.url == url else act.save(order, url=url)


@action("payments.hear_platform", _("Nghe nền tảng thanh toán"), allow=is_system, purpose=PURPOSE, lock=False)
def hear_platform(act: Act, order: Order, *, state: str, amount: int, transaction: str, at: datetime) -> Order:
    """Take note of how an order stands, as often as it is said. What is paid stays paid, whatever is said later."""
    # The charge is locked before its orders, as everywhere: two notices at once never wait for each other.
    Charge.objects.select_for_update().get(pk=order.charge_id)
    order = Order.objects.select_for_update(of=("self",)).select_related("charge").get(pk=order.pk)
    if state == Order.State.PAID:
        payment = record_payment(
            act.actor,
            None,
            bank_reference=transaction,
            amount=amount,
            text=order.charge.reference,
            paid_at=at,
            channel=Payment.Channel.PLATFORM,
            account=settings.PLATFORM_PARTNER,
        )
        order = Order.objects.get(pk=order.pk)
        if order.state != Order.State.PAID:
            act.save(order, state=Order.State.PAID, payment=payment, heard_at=act.now)
        return order
    ended = state in (Order.State.CANCELLED, Order.State.EXPIRED)
    if ended and order.state != Order.State.PAID and order.heard_at is None:
        act.save(order, state=state, heard_at=act.now)
    return order
