"""Signing a transaction, recording refusals, and leaving read marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, connections, models
from django.db.backends.utils import CursorWrapper

from tinhso.kernel.access.api import Actor


def subject_of(subject: Any) -> tuple[str | None, str | None]:
    """How the trail names a subject: table and key."""
    if isinstance(subject, models.Model):
        return subject._meta.db_table, str(subject.pk)
    return None, None


def as_json(inputs: Mapping[str, Any] | None) -> str | None:
    if inputs is None:
        return None
    return orjson.dumps(inputs, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def sign(
    *,
    action: str,
    actor: Actor,
    purpose: str,
    at: datetime,
    subject: Any = None,
    inputs: Mapping[str, Any] | None = None,
    key: str | None = None,
    parent: int | None = None,
) -> int | None:
    """Sign the running transaction. Returns the id of the act, or None if `key` was used before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trail_sign(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s)",
            [
                action,
                actor.account,
                actor.person,
                actor.name,
                actor.agency,
                actor.post,
                actor.via,
                purpose,
                *subject_of(subject),
                as_json(inputs),
                key,
                at,
                parent,
            ],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def resume(act: int) -> None:
    """Make `act` the signature again after a nested act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT trail_resume(%s)", [act])


def record_refusal(
    *,
    action: str,
    actor: Actor,
    purpose: str,
    at: datetime,
    subject: Any,
    reason: str,
    law: str | None,
    key: str | None,
) -> None:
    """Remember that something was refused. Called after the refused transaction has been rolled back.

    Inside an outer transaction (which may roll back too) it is written over a connection of its own.
    """
    values = [
        *(action, actor.account, actor.person, actor.name, actor.agency, actor.post, actor.via, purpose),
        *(*subject_of(subject), reason, law, at),
    ]
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            _insert_refusal(cursor, values)
        return
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            _insert_refusal(cursor, values)
    finally:
        other.close()


def _insert_refusal(cursor: CursorWrapper, values: list[Any]) -> None:
    cursor.execute(
        "INSERT INTO trail_act (action, outcome, account, person, actor, agency, post, via, purpose,"
        " subject_type, subject_id, reason, law, at)"
        " VALUES (%s, 'refused', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        values,
    )


def read_mark(
    actor: Actor,
    *,
    people: Iterable[UUID | None],
    purpose: str,
    at: datetime,
    subject: Any = None,
    fields: Iterable[str] = (),
) -> None:
    """Leave a mark that `actor` looked at the data of these people. A person's own look leaves none."""
    subject_type, subject_id = subject_of(subject)
    name = str(subject) if subject is not None else None
    rows = [
        (
            *(person, actor.account, actor.name, actor.agency, actor.post, actor.via, purpose),
            *(subject_type, subject_id, name, list(fields), at),
        )
        for person in {person for person in people if person is not None and person != actor.person}
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO trail_read (person, account, actor, agency, post, via, purpose,"
            " subject_type, subject_id, subject_name, fields, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
