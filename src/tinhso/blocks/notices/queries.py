"""Reading messages."""

from __future__ import annotations

from tinhso.kernel.access.api import Actor, visible

from .models import Notice


def unread(actor: Actor) -> int:
    """How many messages the person has not opened."""
    if actor.person is None:
        return 0
    return visible(actor, Notice).filter(read_at=None).count()
