"""Sending: the oldest message of each dossier first, the same id until the portal has it, rest while the portal is down.

A message is claimed in one short transaction, sent outside of any, and settled in another. A process that dies in between
leaves a claim that runs out; the next one sends the same message with the same id, which the portal recognises.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from tinhso.declare import announce, now

from . import calling
from .models import Message, PortalDossier
from .protocol import PROGRESS, SYNC, Declined, Nonsense, Trouble, without_person

CLAIM = timedelta(minutes=3)  # longer than the longest call: session, call, session again, call again
MOST_FAULTS = 8  # answers without sense to one message before it is given up
LONGEST_WAIT = timedelta(minutes=15)

Clock = Callable[[], datetime]


def deliver(*, limit: int = 1000, clock: Clock = now) -> int:
    """Send what is due until nothing is or the line rests; returns how many messages the portal settled."""
    settled = 0
    if not calling.awake():
        return 0
    for _turn in range(limit):
        if calling.resting(clock()):
            break
        message = claim(Message.Way.OUT, clock())
        if message is None:
            break
        settled += send(message, clock)
    return settled


def claim(way: str, at: datetime) -> Message | None:
    """Take the next message that is due and not behind an unsettled one of its number; None if there is none."""
    earlier = Message.objects.filter(
        number=OuterRef("number"), way=OuterRef("way"), position__lt=OuterRef("position"), holds=True
    )
    ready = Q(state=Message.State.QUEUED, next_try_at__lte=at) | Q(state=Message.State.SENT, claimed_until__lte=at)
    with transaction.atomic():
        rows = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(ready, way=way)
        message = rows.filter(~Exists(earlier)).order_by("position").first()
        if message is None:
            return None
        message.state, message.claimed_until = Message.State.SENT, at + CLAIM
        message.attempts += 1
        message.sent_at = at
        message.save(update_fields=["state", "claimed_until", "attempts", "sent_at"])
    return message


def send(message: Message, clock: Clock) -> int:
    """One try; returns 1 when the portal settled it, 0 when it is to be tried again."""
    try:
        calling.ask(message.service, [message.body], updating=message.updating, message=message.key)
    except Declined as no:
        refused(message, str(no), clock())
        return 1
    except Nonsense as fault:
        return nonsense(message, str(fault), clock())
    except Trouble as trouble:
        again(message, str(trouble), clock())
        return 0
    accepted(message, clock())
    return 1


def mine(message: Message) -> Q:
    """Only who still holds the claim may settle: another process may have taken over meanwhile."""
    return Q(pk=message.pk, state=Message.State.SENT, attempts=message.attempts)


def accepted(message: Message, at: datetime) -> None:
    """The portal has it: the next may go, the person's data leave the message, the dossier counts as synchronised."""
    with transaction.atomic():
        taken = Message.objects.filter(mine(message)).update(
            state=Message.State.ACCEPTED, holds=False, settled_at=at, claimed_until=None, reason="", faults=0,
            body=without_person(message.body),
        )  # fmt: skip
        if taken and message.service == SYNC:
            known = PortalDossier.objects.filter(number=message.number)
            known.update(portal_state=message.portal_state)
            if message.body.get("NgayTiepNhan"):
                fresh = known.filter(synced_at=None, case__isnull=False).select_related("case").first()
                known.filter(synced_at=None).update(synced_at=at)
                if fresh is not None and fresh.case is not None:
                    announce(
                        "portal.dossier_synced", act=None, at=at, subject=fresh.case, agency=fresh.case.agency,
                        payload={"code": fresh.case.code, "at": at.isoformat()},
                    )  # fmt: skip


def refused(message: Message, reason: str, at: datetime) -> None:
    """The portal says no. A dossier holds the later ones back until an official has looked; a step of progress does not."""
    Message.objects.filter(mine(message)).update(
        state=Message.State.REFUSED, holds=message.service != PROGRESS, settled_at=at, claimed_until=None, reason=reason
    )


def again(message: Message, reason: str, at: datetime) -> None:
    """Back into the queue: 5 s, doubling, a quarter of an hour at most."""
    wait = min(timedelta(seconds=5) * (1 << min(message.attempts - 1, 10)), LONGEST_WAIT)
    Message.objects.filter(mine(message)).update(
        state=Message.State.QUEUED, claimed_until=None, next_try_at=at + wait, reason=reason
    )


def nonsense(message: Message, reason: str, at: datetime) -> int:
    """An answer without sense, though the portal is there: after some tries an official must look."""
    if message.faults + 1 < MOST_FAULTS:
        again(message, reason, at)
        Message.objects.filter(pk=message.pk).update(faults=F("faults") + 1)
        return 0
    Message.objects.filter(mine(message)).update(
        state=Message.State.GIVEN_UP,
        settled_at=at,
        claimed_until=None,
        reason=reason,
        holds=message.service != PROGRESS,
    )
    return 1
