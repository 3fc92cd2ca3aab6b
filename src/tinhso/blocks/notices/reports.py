"""What the gateway reports of a message that it took: it arrived, or it did not."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.db import transaction

from .channels.sms import shared_key, signature
from .kinds import SMS
from .models import Attempt, Delivery, Result, State


class BadReport(ValueError):
    """A report that is not the gateway's, or says nothing we can take."""


@dataclass(frozen=True)
class Report:
    """A delivery report: `message` is our id, `provider_id` the gateway's."""

    message: UUID
    provider_id: str
    delivered: bool
    reason: str
    at: datetime


def read_report(body: bytes, given: str) -> Report:
    """The report in a signed request. Raises BadReport."""
    if not hmac.compare_digest(signature(body, shared_key()).encode(), given.encode()):
        raise BadReport("signature")
    try:
        data = orjson.loads(body)
        at = datetime.fromisoformat(data["at"])
        if at.tzinfo is None or data["status"] not in ("delivered", "undelivered"):
            raise BadReport("status or at")
        return Report(
            UUID(data["message"]), str(data["id"])[:200], data["status"] == "delivered", str(data.get("reason", ""))[:200], at
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadReport(str(problem)) from problem


@transaction.atomic
def take_report(report: Report) -> bool:
    """Write it down, once. A report may come before the sender has marked the message as sent. False: no such message."""
    delivery = Delivery.objects.select_for_update().filter(pk=report.message, channel=SMS).first()
    if delivery is None:
        return False
    wanted = State.DELIVERED if report.delivered else State.FAILED
    if delivery.state == wanted:
        return True
    Attempt.objects.create(
        delivery=delivery, number=0, begun_at=report.at, ended_at=report.at, provider_id=report.provider_id,
        result=Result.DELIVERED if report.delivered else Result.UNDELIVERED, reason=report.reason,
    )  # fmt: skip
    delivery.state, delivery.reason, delivery.provider_id = wanted, report.reason, report.provider_id
    delivery.sent_at = delivery.sent_at or report.at
    delivery.delivered_at = report.at if report.delivered else None
    delivery.address = delivery.sealed = ""
    delivery.save(
        update_fields=["state", "reason", "provider_id", "sent_at", "delivered_at", "address", "sealed"]
    )  # fmt: skip
    return True
