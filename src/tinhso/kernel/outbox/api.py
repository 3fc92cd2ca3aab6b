"""The outbox: one ordered, gap-free stream of what happened, and its readers, each with a position of its own."""

from .events import Event, announce, events_of
from .readers import READERS, Reader, lag, on, reader, replay, run_readers

__all__ = [
    "READERS",
    "Event",
    "Reader",
    "announce",
    "events_of",
    "lag",
    "on",
    "reader",
    "replay",
    "run_readers",
]
