"""Fetching yesterday's statements by night, and reconciling with what came."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.conf import settings

from tinhso.kernel.access.api import Actor, system_actor
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import today
from tinhso.kernel.jobs.api import every

from ..bank import BankAway, statement_of
from ..models import Statement
from ..platform import client
from ..queries import accounts
from .actions import import_statement, reconcile

log = logging.getLogger("tinhso.payments")


def fetch(actor: Actor, *, account: str, day: date) -> Statement:
    """Fetch the statement of an account for a day from its bearer and take it in.

    Raises BankAway or PlatformAway if the bearer cannot be reached, Refused if its file cannot be taken.
    """
    of_platform = account == settings.PLATFORM_PARTNER
    content = client.settlement(day.isoformat()) if of_platform else statement_of(day.isoformat())
    name = f"{'doi-soat' if of_platform else 'sao-ke'}-{day:%Y%m%d}.csv"
    return import_statement(actor, None, account=account, day=day, content=content, name=name)


@every("10 6 * * *", name="payments.reconcile_nightly")
def reconcile_yesterday(timestamp: int) -> None:
    """Every morning at 06:10: yesterday of every account. Without a statement everything stands as not on it."""
    actor, day = system_actor("Đối soát tự động"), today() - timedelta(days=1)
    for account in accounts():
        try:
            fetch(actor, account=account, day=day)
        except (BankAway, client.PlatformAway, Refused) as problem:
            log.warning("No statement of %s for %s: %s", account, day, problem)
        reconcile(actor, None, account=account, day=day)
