"""Readers of the outbox. A reader's work and its new position are one transaction: each event has its effect once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from .events import COLUMNS, Event, event_from

log = logging.getLogger("tinhso.outbox")
BATCH = 200

One = Callable[[Event], None]
Many = Callable[[list[Event]], None]


@dataclass
class Reader:
    """One reader: handlers by event name, or a single function that takes whole batches."""

    name: str
    handlers: dict[str, list[One]] = field(default_factory=dict)
    batch: Many | None = None
    reset: Callable[[], None] | None = None

    def apply(self, events: list[Event]) -> None:
        if self.batch is not None:
            self.batch(events)
        for event in events:
            for handler in self.handlers.get(event.name, ()):
                handler(event)


READERS: dict[str, Reader] = {}


def on(*names: str, reader: str) -> Callable[[One], One]:
    """Listen to events by name, within the named reader. The handler must be safe to run again from zero."""

    def listen(function: One) -> One:
        entry = READERS.setdefault(reader, Reader(reader))
        for name in names:
            entry.handlers.setdefault(name, []).append(function)
        return function

    return listen


def reader(name: str, *, reset: Callable[[], None] | None = None) -> Callable[[Many], Many]:
    """Declare a reader that takes whole batches; `reset` empties what it has built, for a replay from zero."""

    def declare(function: Many) -> Many:
        entry = READERS.setdefault(name, Reader(name))
        if entry.batch is not None:
            raise ValueError(f"The outbox reader {name} is declared twice.")
        entry.batch, entry.reset = function, reset
        return function

    return declare


def sequence() -> int:
    """Give committed events their positions; returns how many got one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_sequence(5000)")
        (given,) = cursor.fetchone()
    return max(int(given), 0)


def advance(entry: Reader, *, limit: int = BATCH) -> int:
    """Let one reader take its next batch; returns how many events it took (0 too if another process has it)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO outbox_reader (name) VALUES (%s) ON CONFLICT DO NOTHING", [entry.name])
        cursor.execute("SELECT position FROM outbox_reader WHERE name = %s FOR UPDATE SKIP LOCKED", [entry.name])
        row = cursor.fetchone()
        if row is None:
            return 0
        cursor.execute(
            f"SELECT {COLUMNS} FROM outbox_event WHERE position > %s ORDER BY position LIMIT %s",
            [row[0], limit],
        )
        events = [event_from(event) for event in cursor.fetchall()]
        if events:
            entry.apply(events)
            cursor.execute(
                "UPDATE outbox_reader SET position = %s, failures = 0, problem = NULL, moved_at = clock_timestamp()"
                " WHERE name = %s",
                [events[-1].position, entry.name],
            )
    return len(events)


def _failed(entry: Reader, error: Exception) -> None:
    log.exception("The outbox reader %s failed; it will try again.", entry.name)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_reader SET failures = failures + 1, problem = %s WHERE name = %s",
            [repr(error)[:500], entry.name],
        )


def run_readers(
    *,
    names: Iterable[str] | None = None,
    forever: bool = False,
    pause: float = 0.15,
    stop: Callable[[], bool] | None = None,
) -> int:
    """Let the readers catch up; returns how many events they took together.

    With `forever`, keep going and wait `pause` seconds when there is nothing. A reader that fails holds nobody else up:
    it stays where it is and is tried again, later each time. Without `forever` its error is raised.
    """
    wanted = [READERS[name] for name in names] if names is not None else list(READERS.values())
    resting: dict[str, float] = {}
    taken = 0
    while True:
        moved = sequence()
        for entry in wanted:
            if resting.get(entry.name, 0) > time.monotonic():
                continue
            try:
                while (n := advance(entry)) > 0:
                    taken += n
                    moved += n
                resting.pop(entry.name, None)
            except Exception as error:
                if not forever:
                    raise
                _failed(entry, error)
                resting[entry.name] = time.monotonic() + 5
        if stop is not None and stop():
            return taken
        if moved == 0:
            if not forever:
                return taken
            time.sleep(pause)


def lag() -> dict[str, int]:
    """How many events each reader has not taken yet, unsequenced ones included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(position) FROM outbox_event), 0), (SELECT count(*) FROM outbox_event WHERE position IS NULL)"
        )
        last, waiting = cursor.fetchone()
        cursor.execute("SELECT name, position FROM outbox_reader")
        positions = dict(cursor.fetchall())
    return {name: last - positions.get(name, 0) + waiting for name in READERS}


def replay(name: str) -> int:
    """Empty what a reader has built and let it read everything again. Raises ValueError if it cannot be emptied."""
    entry = READERS[name]
    if entry.reset is None:
        raise ValueError(f"The reader {name} has effects outside itself and is not replayed.")
    with transaction.atomic(), connection.cursor() as cursor:
        entry.reset()
        cursor.execute("UPDATE outbox_reader SET position = 0 WHERE name = %s", [name])
    return run_readers(names=[name])
