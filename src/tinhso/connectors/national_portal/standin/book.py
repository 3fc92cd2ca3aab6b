"""What the stand-in portal knows, in one SQLite file: dossiers, progress, files, questions, and every message it got."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ZONE = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh has no summer time
TABLES = """
CREATE TABLE IF NOT EXISTS procedure (code TEXT PRIMARY KEY, name TEXT, field TEXT);
CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, ends REAL);
CREATE TABLE IF NOT EXISTS dossier (number TEXT PRIMARY KEY, born TEXT, body TEXT, states TEXT);
CREATE TABLE IF NOT EXISTS submission (id INTEGER PRIMARY KEY, number TEXT, at TEXT, state TEXT);
CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY, number TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, name TEXT, content BLOB);
CREATE TABLE IF NOT EXISTS question (id TEXT PRIMARY KEY, at TEXT, title TEXT, body TEXT, procedure TEXT, answer TEXT, answered TEXT);
CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, service TEXT, number TEXT, answer TEXT, times INTEGER);
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, kind TEXT, service TEXT, times INTEGER, seconds REAL);
"""


def stamp(at: datetime | None = None) -> str:
    """A moment as the protocol writes it: yyyyMMddHHmmss, local time."""
    return (at or datetime.now(ZONE)).astimezone(ZONE).strftime("%Y%m%d%H%M%S")


class Book:
    """The file, one transaction at a time. What it confirmed is on disk."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.base = sqlite3.connect(file, timeout=20, isolation_level=None, check_same_thread=False)
        self.base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + TABLES)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.lock, closing(self.base.execute(query, values)) as cursor:
            return cursor.fetchall()

    def row(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        return next(iter(self.rows(query, *values)), None)

    def learn(self, procedures: Iterable[tuple[str, str, str]]) -> None:
        """Fill the catalogue when it is empty."""
        with self.lock:
            if self.row("SELECT 1 FROM procedure LIMIT 1") is None:
                self.base.execute("BEGIN")
                self.base.executemany("INSERT OR REPLACE INTO procedure VALUES (?, ?, ?)", procedures)
                self.base.execute("COMMIT")

    def dossier(self, number: str) -> dict[str, Any] | None:
        found = self.row("SELECT body FROM dossier WHERE number = ?", number)
        return json.loads(found[0]) if found else None

    def states(self, number: str) -> list[str]:
        """Every state the dossier has been in, in order."""
        found = self.row("SELECT states FROM dossier WHERE number = ?", number)
        return json.loads(found[0]) if found else []

    def keep(self, body: dict[str, Any], *, born: str) -> None:
        """Write a dossier; its new state is added to those it has been in."""
        number, states = body["MaHoSo"], self.states(body["MaHoSo"])
        if not states or states[-1] != body["TrangThaiHoSo"]:
            states.append(body["TrangThaiHoSo"])
        self.rows(
            "INSERT INTO dossier VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET body = excluded.body, states = excluded.states",
            *(number, born, json.dumps(body, ensure_ascii=False), json.dumps(states)),
        )

    def submit(self, number: str, state: str) -> None:
        """Remember that the citizen did something the province must fetch."""
        self.rows("INSERT INTO submission (number, at, state) VALUES (?, ?, ?)", number, stamp(), state)

    def file(self, name: str, content: bytes) -> str:
        """Keep a file; returns its id."""
        key = secrets.token_hex(12)
        self.rows("INSERT INTO file VALUES (?, ?, ?)", key, name, content)
        return key

    def fault(self, service: str) -> tuple[str, float] | None:
        """The trouble that is switched on for this service, used up by asking: (kind, seconds)."""
        with self.lock:
            found = self.row(
                "SELECT id, kind, seconds FROM fault WHERE times > 0 AND service IN ('', ?) ORDER BY id LIMIT 1",
                service,
            )
            if found is None:
                return None
            self.rows("UPDATE fault SET times = times - 1 WHERE id = ?", found[0])
            return found[1], found[2]
