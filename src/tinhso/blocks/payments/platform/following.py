"""Following orders: the browser's return is only a hint, a notice may be lost; the platform is asked until it says how it ended."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.jobs.api import every

from ..models import Order
from . import client, wire
from .actions import hear_platform
from .client import Standing

log = logging.getLogger("tinhso.payments")
NAME = "Nền tảng thanh toán"
MOST = 200  # orders asked for in one round


def hear(order: Order, said: Standing) -> Order:
    """Take note of what the platform says of an order. The same said twice changes nothing."""
    return hear_platform(
        system_actor(NAME, via="api"), order, state=said.state, amount=said.amount, transaction=said.transaction, at=said.at
    )  # fmt: skip


def ask_again(order: Order) -> Order:
    """Ask the platform how the order stands. If it cannot say now, the order stays as it is."""
    try:
        return hear(order, client.ask(order))
    except (client.PlatformAway, client.PlatformRefused, wire.Unsigned, Refused) as problem:
        log.warning("The payment platform does not say how %s stands: %s", order.code, problem)
        return order


@every("*/2 * * * *", name="payments.follow_orders")
def follow_orders(timestamp: int) -> None:
    """Ask for every order that is open for more than a minute, and for those that ended without the platform's word."""
    if not settings.PLATFORM_URL:
        return
    now = timezone.now()
    open_now = Order.objects.filter(state=Order.State.OPEN, created_at__lt=now - timedelta(minutes=1))
    # An order dropped because another payment came may still be paid on the platform's page until it expires there.
    dropped = Order.objects.filter(
        state__in=(Order.State.CANCELLED, Order.State.EXPIRED),
        heard_at=None,
        expires_at__gt=now - timedelta(days=1),
    )
    for order in [*open_now.order_by("created_at")[:MOST], *dropped.order_by("created_at")[:MOST]]:
        ask_again(order)
