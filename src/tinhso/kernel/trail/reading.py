"""What the trail remembers: acts, changes, reads, and whether any of it was tampered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.apps import apps
from django.db import connection, models

from .models import columns, trailed_models
from .sealing import broken_seals


@dataclass(frozen=True, slots=True)
class Entry:
    """One act upon a subject, with the changes it made to it (before and after, by column)."""

    act: int
    action: str
    outcome: str
    actor: str
    agency: str | None
    post: str | None
    via: str
    purpose: str
    reason: str | None
    law: str | None
    at: datetime
    recorded_at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Read:
    """One look at a person's data."""

    actor: str
    agency: str | None
    post: str | None
    purpose: str
    subject: str | None
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """One sign of tampering: which record, which link of its chain, and what is wrong."""

    rel: str
    record_id: str
    seq: int | None
    problem: str


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def history(subject: models.Model, *, limit: int = 200) -> list[Entry]:
    """What was done to a record, newest first, refusals included."""
    table, key = subject._meta.db_table, str(subject.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, a.action, a.outcome, a.actor, a.agency, a.post, a.via, a.purpose, a.reason, a.law,
                   a.at, a.recorded_at, c.before, c.after
            FROM (
                SELECT id AS act_id, NULL::bigint AS change FROM trail_act
                WHERE subject_type = %s AND subject_id = %s
                  AND NOT EXISTS (SELECT 1 FROM trail_change x WHERE x.act_id = trail_act.id AND x.rel = %s AND x.record_id = %s)
                UNION ALL
                SELECT act_id, id FROM trail_change WHERE rel = %s AND record_id = %s
            ) e JOIN trail_act a ON a.id = e.act_id LEFT JOIN trail_change c ON c.id = e.change
            ORDER BY a.id DESC, c.id DESC NULLS LAST LIMIT %s
            """,
            [table, key, table, key, table, key, limit],
        )
        rows: list[Any] = cursor.fetchall()
    return [Entry(*[*row[:12], _json(row[12]), _json(row[13])]) for row in rows]


def reads_of(person: UUID, *, limit: int = 100, before: datetime | None = None) -> list[Read]:
    """Who looked at a person's data, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor, agency, post, purpose, subject_name, fields, at FROM trail_read"
            " WHERE person = %s AND (%s::timestamptz IS NULL OR at < %s) ORDER BY id DESC LIMIT %s",
            [person, before, before, limit],
        )
        return [Read(row[0], row[1], row[2], row[3], row[4], tuple(row[5]), row[6]) for row in cursor.fetchall()]


def result_of_key(key: str) -> tuple[str | None, str | None] | None:
    """The record that the act with this idempotency key returned, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rel, record_id FROM trail_result WHERE key = %s", [key])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def record_of_key(key: str) -> models.Model | None:
    """That record itself, as it is now; None if the key is new, its act returned none, or it is gone."""
    table, pk = result_of_key(key) or (None, None)
    model = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    return model._base_manager.filter(pk=pk).first() if model is not None else None


BROKEN_LINKS = """
    SELECT rel, record_id, seq, problem FROM (
        SELECT c.rel, c.record_id, c.seq,
            CASE
                WHEN c.hash <> trail_change_hash(c.prev, trail_act_digest(a), c.rel, c.record_id, c.seq, c.op, c.before, c.after)
                    THEN 'changed'
                WHEN c.prev IS DISTINCT FROM lag(c.hash) OVER w OR c.seq <> row_number() OVER w THEN 'missing'
            END AS problem
        FROM trail_change c JOIN trail_act a ON a.id = c.act_id
        WINDOW w AS (PARTITION BY c.rel, c.record_id ORDER BY c.seq)
    ) links WHERE problem IS NOT NULL
"""


def verify() -> Iterator[Fault]:
    """Every sign of tampering: broken links, rows that differ from what the trail last saw, broken seals."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN_LINKS)
        yield from [Fault(*row) for row in cursor.fetchall()]
    yield from _rows_that_differ()
    yield from [Fault("trail_seal", str(number), None, problem) for number, problem in broken_seals()]


def _rows_that_differ() -> Iterator[Fault]:
    """Compare each row with the state that the trail adds up to (secrets apart)."""
    for model in trailed_models():
        meta = model._meta
        assert meta.pk is not None
        skip = [
            c for c in (columns(model, model.trail_redact) + "," + columns(model, model.trail_ignore)).split(",") if c
        ]
        quoted = connection.ops.quote_name(meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                WITH known AS (
                    SELECT record_id,
                        (array_agg(op ORDER BY seq DESC))[1] AS op,
                        jsonb_object_agg(kv.key, kv.value ORDER BY c.seq) AS state
                    FROM trail_change c, LATERAL jsonb_each(coalesce(c.after, '{{}}'::jsonb)) kv
                    WHERE c.rel = %s GROUP BY record_id
                ), deleted AS (
                    SELECT record_id FROM trail_change c WHERE rel = %s AND op = 'D'
                      AND seq = (SELECT max(seq) FROM trail_change x WHERE x.rel = c.rel AND x.record_id = c.record_id)
                ), present AS (
                    SELECT {connection.ops.quote_name(str(meta.pk.column))}::text AS record_id, to_jsonb(t) - %s::text[] AS state
                    FROM {quoted} t
                )
                SELECT coalesce(p.record_id, k.record_id),
                    CASE WHEN p.record_id IS NULL THEN 'removed' WHEN k.record_id IS NULL THEN 'unsigned' ELSE 'differs' END
                FROM present p FULL JOIN known k USING (record_id)
                WHERE CASE
                    WHEN p.record_id IS NULL THEN k.record_id NOT IN (SELECT record_id FROM deleted)
                    WHEN k.record_id IS NULL THEN true
                    ELSE p.state <> (k.state - %s::text[])
                END
                """,
                [meta.db_table, meta.db_table, skip, skip],
            )
            yield from [Fault(meta.db_table, row[0], None, row[1]) for row in cursor.fetchall()]
