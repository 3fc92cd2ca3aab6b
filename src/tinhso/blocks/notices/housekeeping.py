"""The log of sending is kept for a year; then it is of no more use, and it is about people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tinhso.kernel.jobs.api import every

from .models import OPEN, Delivery

KEPT = timedelta(days=365)
BATCH = 10_000


@every("37 2 * * *", name="notices.forget", queue="notices")
def forget(timestamp: int) -> None:
    """Remove what was sent more than a year ago, with its attempts, in small steps."""
    before = datetime.fromtimestamp(timestamp, tz=UTC) - KEPT
    old = Delivery.objects.filter(created_at__lt=before).exclude(state__in=OPEN)
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(pk__in=keys).delete()
