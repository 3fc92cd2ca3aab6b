"""The ways out of the platform. Each says whether this installation has it, and sends one parcel."""

from __future__ import annotations

from types import ModuleType

from ..kinds import EMAIL, PUSH, SMS
from . import email, push, sms
from .parcel import Outcome, Parcel

_CHANNELS: dict[str, ModuleType] = {SMS: sms, EMAIL: email, PUSH: push}


def ready(channel: str) -> bool:
    """Whether this installation can send over the channel."""
    return bool(_CHANNELS[channel].ready())


def send(channel: str, parcel: Parcel) -> Outcome:
    """Try once. Never raises for what a provider or the network does: the outcome says it."""
    outcome: Outcome = _CHANNELS[channel].send(parcel)
    return outcome


__all__ = ["Outcome", "Parcel", "ready", "send"]
