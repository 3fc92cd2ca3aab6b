"""Reading messages."""

from __future__ import annotations

from tinhso.kernel.access.api import Actor, visible

from .models import Delivery, Notice, State


def unread(actor: Actor) -> int:
    """How many messages the person has not opened."""
    if actor.person is None:
        return 0
    return visible(actor, Notice).filter(read_at=None).count()


def troubled(actor: Actor) -> int:
    """How many messages did not get through and wait for somebody to look after them."""
    return visible(actor, Delivery).filter(state=State.FAILED, handled_at=None).count()
