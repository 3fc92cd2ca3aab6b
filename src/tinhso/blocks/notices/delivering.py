"""Sending what waits: claim, try, mark; again later when it did not go through; a work item when it never does.

Three steps, each committed by itself: (1) the delivery is claimed for a while and the try is written down, (2) it is sent,
under an id that is always the same, (3) the result is written. Killed between 2 and 3, the claim runs out and the message
is sent again; the provider knows the id (SMS: Idempotency-Key, push: Topic and tag, e-mail: Message-ID) and so sends once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone, translation

from tinhso.blocks.people.api import masked_address
from tinhso.kernel.jobs.api import every, job, later
from tinhso.kernel.keys import box

from .channels import Outcome, Parcel, send
from .kinds import KINDS
from .models import OPEN, Attempt, Delivery, PushSubscription, Result, State
from .wishes import reader_of

log = logging.getLogger("tinhso.notices")
DELIVER = "notices.deliver"
LEASE = timedelta(minutes=1)
"""How long a sender may take; longer than any channel waits for its provider."""
WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360)]
URGENT_WAITS = [timedelta(seconds=s) for s in (5, 20, 60, 120)]
BATCH = 500
Clock = Callable[[], datetime]


@job(DELIVER, queue="notices")
def deliver_due() -> None:
    """Send what is due. Asked for whenever something is posted; the sweep finds what was left."""
    if deliver() == BATCH:
        later(deliver_due, once=DELIVER)


@every("* * * * *", name="notices.sweep", queue="notices")
def sweep(timestamp: int) -> None:
    """Each minute: what was put off, what failed for now, and what a killed sender left in the middle."""
    deliver_due.func()


def deliver(*, clock: Clock = timezone.now, limit: int = BATCH) -> int:
    """Send what is due, urgent ones first, and return how many deliveries were looked at. Several may run at once."""
    done = 0
    while done < limit:
        claimed = claim(clock())
        if claimed is None:
            break
        done += 1
        if not _put_off(claimed, clock()):
            settle(claimed, attempt(claimed, clock()), now=clock())
    return done


def claim(now: datetime) -> Delivery | None:
    """Take the next due delivery for LEASE and write down the try; nobody else gets it until the lease is over."""
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True).filter(state__in=OPEN, due_at__lte=now)
        found = due.order_by("-urgent", "due_at").first()
        if found is None:
            return None
        found.state, found.due_at = State.SENDING, now + LEASE
        found.tries += 1
        found.save(update_fields=["state", "due_at", "tries"])
        Attempt.objects.create(delivery=found, number=found.tries, begun_at=now)
    return found


def _put_off(delivery: Delivery, now: datetime) -> bool:
    """A message that comes up in its reader's quiet hours waits for their end; that was no try."""
    if delivery.urgent or delivery.person is None or delivery.expires_at <= now:
        return False
    quiet = reader_of(delivery.person).quiet
    until = quiet.until(now) if quiet else None
    if until is None:
        return False
    with transaction.atomic():
        Attempt.objects.filter(delivery=delivery, number=delivery.tries).delete()
        Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries).update(
            state=State.WAITING, due_at=until, tries=delivery.tries - 1
        )
    return True


def attempt(delivery: Delivery, now: datetime) -> Outcome:
    """Try to send. Whatever goes wrong inside a channel is a failed try, never a job that dies."""
    kind = KINDS.get(delivery.kind)
    if kind is None or delivery.expires_at <= now:
        return Outcome(Result.REFUSED, reason="expired" if kind else "unknown kind")
    try:
        with translation.override(delivery.language):
            parcel = Parcel(
                id=delivery.pk, kind=kind, address=delivery.address, code=delivery.code, facts=_facts(delivery),
                link=_link(delivery), language=delivery.language, expires_at=delivery.expires_at,
            )  # fmt: skip
            return send(delivery.channel, parcel)
    except Exception as error:
        log.exception("Sending %s failed", delivery.pk)
        return Outcome(Result.UNAVAILABLE, reason=type(error).__name__)


def settle(delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
    """Write down what came of the try that `claim` began."""
    reason = outcome.reason.replace(delivery.address, masked_address(delivery.address)) if delivery.address else ""
    outcome = Outcome(outcome.result, outcome.provider_id, (reason or outcome.reason)[:200], outcome.gone)
    with transaction.atomic():
        Attempt.objects.filter(delivery=delivery, number=delivery.tries).update(
            ended_at=now, result=outcome.result, provider_id=outcome.provider_id, reason=outcome.reason
        )
        current = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if current.state != State.SENDING or current.tries != delivery.tries:
            return  # our lease was over and another sender has it, or a report came first
        if outcome.result == Result.ACCEPTED:
            close(current, State.SENT, now=now, provider_id=outcome.provider_id)
            return
        again = _next_try(current, now) if outcome.result == Result.UNAVAILABLE else None
        if again is None:
            close(current, State.FAILED, now=now, reason=outcome.reason)
            if outcome.gone:
                _forget_device(current, delivery.address, now)
            return
        current.state, current.due_at, current.reason = State.WAITING, again, outcome.reason
        current.save(update_fields=["state", "due_at", "reason"])
        if current.urgent:
            later(deliver_due, at=again, once=f"{DELIVER}:{current.pk}")


def close(delivery: Delivery, state: State, *, now: datetime, provider_id: str = "", reason: str = "") -> None:
    """The message is through, or given up: its address and its code are no longer needed here."""
    delivery.state, delivery.reason = state, reason
    if state == State.SENT:
        delivery.sent_at, delivery.provider_id = now, provider_id
    delivery.address = delivery.sealed = ""
    delivery.save(update_fields=["state", "reason", "sent_at", "provider_id", "address", "sealed"])


def _next_try(delivery: Delivery, now: datetime) -> datetime | None:
    """When to try again; None when it was tried often enough or is of no use any more."""
    waits = URGENT_WAITS if delivery.urgent else WAITS
    if delivery.tries > len(waits):
        return None
    at = now + waits[delivery.tries - 1]
    return at if at < delivery.expires_at else None


def _forget_device(delivery: Delivery, address: str, now: datetime) -> None:
    """The browser took its subscription back: nothing for anybody to look after."""
    from .actions import drop_device
    from .rights import PLATFORM

    Delivery.objects.filter(pk=delivery.pk).update(handled_at=now, handled_by=PLATFORM.name)
    device = PushSubscription.objects.filter(endpoint_hash=address).first()
    if device is not None:
        drop_device(PLATFORM, device, now=now)


def _facts(delivery: Delivery) -> dict[str, object]:
    facts = {"code": delivery.code, **delivery.facts}
    if delivery.sealed:
        try:
            facts["digits"] = box("tinhso.notices").decrypt(delivery.sealed.encode()).decode()
        except InvalidToken as error:
            raise RuntimeError("The installation's key has changed since.") from error
    return facts


def _link(delivery: Delivery) -> str:
    if delivery.link or not delivery.code:
        return delivery.link
    return f"/my/cases/{delivery.code}/"
