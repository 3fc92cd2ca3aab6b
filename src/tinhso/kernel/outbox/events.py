"""Events: written in the transaction of the change, read after its commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, models

from tinhso.kernel.trail.api import subject_of


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, such as `case.closed`. `position` is its place in the one order of all events."""

    position: int
    name: str
    act: int | None
    agency: str | None
    subject_type: str | None
    subject_id: str | None
    payload: dict[str, Any]
    at: datetime


COLUMNS = "position, name, act_id, agency, subject_type, subject_id, payload, at"


def event_from(row: tuple[Any, ...]) -> Event:
    payload = orjson.loads(row[6]) if isinstance(row[6], str | bytes) else row[6]
    return Event(row[0], row[1], row[2], row[3], row[4], row[5], payload, row[7])


def announce(
    name: str,
    *,
    act: int | None,
    at: datetime,
    subject: models.Model | None = None,
    agency: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Write an event into the running transaction. Call it after the change, so that the record is locked."""
    body = orjson.dumps(dict(payload or {}), default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_event (name, act_id, agency, subject_type, subject_id, payload, at)"
            " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s)",
            [name, act, agency, *subject_of(subject), body, at],
        )


def events_of(subject: models.Model, *, limit: int = 200) -> list[Event]:
    """What happened to a record, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(position, 0), {COLUMNS.partition(', ')[2]} FROM outbox_event"
            " WHERE subject_type = %s AND subject_id = %s ORDER BY id LIMIT %s",
            [*subject_of(subject), limit],
        )
        return [event_from(row) for row in cursor.fetchall()]
