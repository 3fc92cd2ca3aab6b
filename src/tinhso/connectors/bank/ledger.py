"""The stand-in bank's ledger: transfers, and the notices that must reach the province, in one SQLite file.

A transfer and its notice are written together; notices are sent again until the province answers with success, so
nothing is lost when either side is killed. The same notice sent twice is the province's to recognise.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Transfer:
    """One transfer: amounts in dong, `paid_at` in ISO 8601 with zone."""

    reference: str
    account: str
    amount: int
    text: str
    payer: str
    paid_at: str


class Ledger:
    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = file
        self.wake = threading.Event()
        with self._open() as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute(
                "CREATE TABLE IF NOT EXISTS transfer (reference TEXT PRIMARY KEY, account TEXT, amount INTEGER, text TEXT,"
                " payer TEXT, paid_at TEXT, told_at TEXT, tries INTEGER NOT NULL DEFAULT 0)"
            )

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        base.execute("PRAGMA synchronous=FULL")
        return base

    def transfer(self, *, account: str, amount: int, text: str, payer: str, once: str) -> Transfer:
        """Move money. `once` names the form that was sent, so that a double click pays once."""
        reference = "FT" + hashlib.sha256(once.encode()).hexdigest()[:14].upper()
        made = Transfer(reference, account, amount, text, payer, datetime.now(UTC).isoformat(timespec="seconds"))
        with self._open() as base:
            base.execute(
                "INSERT INTO transfer (reference, account, amount, text, payer, paid_at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (made.reference, account, amount, text, payer, made.paid_at),
            )
        self.wake.set()
        return made

    def statement(self, day: str) -> list[Transfer]:
        """All transfers of a day (UTC, ISO), for reconciliation."""
        with self._open() as base:
            rows = base.execute(
                "SELECT reference, account, amount, text, payer, paid_at FROM transfer WHERE substr(paid_at, 1, 10) = ?"
                " ORDER BY paid_at, reference",
                (day,),
            ).fetchall()
        return [Transfer(*row) for row in rows]

    def waiting(self) -> list[Transfer]:
        """Transfers that the province has not confirmed yet."""
        with self._open() as base:
            rows = base.execute(
                "SELECT reference, account, amount, text, payer, paid_at FROM transfer WHERE told_at IS NULL ORDER BY tries"
            ).fetchall()
        return [Transfer(*row) for row in rows]

    def told(self, reference: str, *, success: bool) -> None:
        with self._open() as base:
            base.execute(
                "UPDATE transfer SET tries = tries + 1, told_at = CASE WHEN ? THEN ? END WHERE reference = ?",
                (success, datetime.now(UTC).isoformat(), reference),
            )

    def send_notices(self, *, url: str, key: bytes, stop: threading.Event | None = None) -> None:
        """Tell the province of every transfer, again and again until it answers with success."""
        while stop is None or not stop.is_set():
            failed = False
            for transfer in self.waiting():
                success = send_notice(transfer, url=url, key=key)
                self.told(transfer.reference, success=success)
                failed = failed or not success
            self.wake.wait(timeout=2 if failed else 30)
            self.wake.clear()
            if failed:
                time.sleep(0.5)


def send_notice(transfer: Transfer, *, url: str, key: bytes) -> bool:
    """Send one notice; True if the province took it."""
    body = json.dumps(
        {
            "bank_reference": transfer.reference,
            "amount": transfer.amount,
            "text": transfer.text,
            "payer_name": transfer.payer,
            "paid_at": transfer.paid_at,
        }
    ).encode()
    request = urllib.request.Request(
        url,
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Signature": hmac.new(key, body, hashlib.sha256).hexdigest(),
            "X-Notice": secrets.token_hex(8),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return 200 <= answer.status < 300
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
