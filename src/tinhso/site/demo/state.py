"""How far the demo province is: kept in the database, so that a backup or another node knows it too."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import connection

NAME = "demo"


@dataclass(frozen=True)
class State:
    """The moment that the simulation leads up to, how many months it covers, and whether it is finished."""

    until: datetime
    months: int
    done: bool = False


def read() -> State | None:
    """What is there; None when no demo province was ever begun here."""
    with connection.cursor() as cursor:
        _table(cursor)
        cursor.execute("select fingerprint from tinhso_loaded where name = %s", [NAME])
        row = cursor.fetchone()
    if row is None:
        return None
    kept = json.loads(row[0])
    return State(datetime.fromisoformat(kept["until"]), kept["months"], kept["done"])


def begin(until: datetime, months: int) -> State:
    """Remember what is being made, so that a second try makes the same."""
    return _write(State(until, months))


def finish(state: State) -> State:
    return _write(replace(state, done=True))


def _write(state: State) -> State:
    with connection.cursor() as cursor:
        _table(cursor)
        cursor.execute(
            "insert into tinhso_loaded (name, fingerprint) values (%s, %s)"
            " on conflict (name) do update set fingerprint = excluded.fingerprint, at = now()",
            [NAME, json.dumps({**asdict(state), "until": state.until.isoformat()})],
        )
    return state


def _table(cursor: object) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "create table if not exists tinhso_loaded "
        "(name text primary key, fingerprint text not null, at timestamptz not null default now())"
    )
