"""The gateway's book: messages taken, each once, and the reports that must reach the province, in one SQLite file.

A message and its report are written together; a report is sent again until the province takes it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

COLUMNS = "key, id, receiver, text, encoding, segments, taken_at, status, reason"


@dataclass(frozen=True)
class Taken:
    """One message as the gateway has it. `key` is the sender's, `id` the gateway's own."""

    key: str
    id: str
    receiver: str
    text: str
    encoding: str
    segments: int
    taken_at: str
    status: str
    reason: str


class OtherMessage(ValueError):
    """The key was used for another message."""


class Book:
    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = file
        self.wake = threading.Event()
        with self._open() as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute(
                "CREATE TABLE IF NOT EXISTS message (key TEXT PRIMARY KEY, id TEXT, receiver TEXT, text TEXT, encoding TEXT,"
                " segments INTEGER, taken_at TEXT, status TEXT, reason TEXT, told_at TEXT, tries INTEGER NOT NULL DEFAULT 0)"
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        try:
            base.execute("PRAGMA synchronous=FULL")
            yield base
        finally:
            base.close()

    def take(
        self, key: str, *, receiver: str, text: str, encoding: str, segments: int, status: str, reason: str = ""
    ) -> tuple[Taken, bool]:
        """Take a message; returns it and whether it is new. Raises OtherMessage if the key has another one."""
        made = Taken(
            key, "SM" + hashlib.sha256(key.encode()).hexdigest()[:14].upper(), receiver, text, encoding, segments,
            datetime.now(UTC).isoformat(timespec="seconds"), status, reason,
        )  # fmt: skip
        with self._open() as base:
            done = base.execute(
                f"INSERT INTO message ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (made.key, made.id, receiver, text, encoding, segments, made.taken_at, status, reason),
            )
            new = done.rowcount == 1
        kept = self.message(key)
        assert kept is not None
        if (kept.receiver, kept.text) != (receiver, text):
            raise OtherMessage
        self.wake.set()
        return kept, new

    def message(self, key: str) -> Taken | None:
        with self._open() as base:
            row = base.execute(f"SELECT {COLUMNS} FROM message WHERE key = ?", (key,)).fetchone()
        return Taken(*row) if row else None

    def newest(self, limit: int = 50) -> list[Taken]:
        with self._open() as base:
            rows = base.execute(f"SELECT {COLUMNS} FROM message ORDER BY rowid DESC LIMIT ?", (limit,)).fetchall()
        return [Taken(*row) for row in rows]

    def untold(self) -> list[Taken]:
        """Messages whose report the province has not taken yet."""
        with self._open() as base:
            rows = base.execute(f"SELECT {COLUMNS} FROM message WHERE told_at IS NULL ORDER BY tries, rowid").fetchall()
        return [Taken(*row) for row in rows]

    def told(self, key: str, *, success: bool) -> None:
        with self._open() as base:
            base.execute(
                "UPDATE message SET tries = tries + 1, told_at = CASE WHEN ? THEN ? END WHERE key = ?",
                (success, datetime.now(UTC).isoformat(), key),
            )

    def send_reports(self, *, url: str, key: bytes, stop: threading.Event | None = None) -> None:
        """Report every message, again and again until the province answers."""
        while stop is None or not stop.is_set():
            failed = False
            for message in self.untold():
                success = send_report(message, url=url, key=key)
                self.told(message.key, success=success)
                failed = failed or not success
            self.wake.wait(timeout=2 if failed else 30)
            self.wake.clear()


def send_report(message: Taken, *, url: str, key: bytes) -> bool:
    """Send one report; True if there is no use in sending it again."""
    body = json.dumps(
        {
            "message": message.key,
            "id": message.id,
            "status": message.status,
            "reason": message.reason,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    ).encode()
    headers = {"Content-Type": "application/json", "X-Signature": hmac.new(key, body, hashlib.sha256).hexdigest()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers), timeout=10):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code == 404  # a province made anew, which knows nothing of it
    except OSError:
        return False
