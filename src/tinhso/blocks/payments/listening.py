"""What payments hear of: applications that end before they were paid for."""

from __future__ import annotations

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.outbox.api import Event, on

from .actions import cancel
from .models import Charge


@on("case.withdrawn", "case.not_received", reader="payments")
def nothing_owed_any_more(event: Event) -> None:
    """Nobody pays for an application that is over: what is still open is cancelled. What was paid an official refunds."""
    open_charges = Charge.objects.filter(
        subject_type=event.subject_type, subject_id=event.subject_id, status=Charge.Status.OPEN
    )
    for due in open_charges:
        cancel(system_actor("Thu phí", agency=event.agency), due, now=event.at)
