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
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

VIETNAM = timezone(timedelta(hours=7))
FIELDS = "reference, account, amount, text, payer, paid_at"


@dataclass(frozen=True)
class Transfer:
    """One transfer: amounts in dong (less than zero went out), `paid_at` in ISO 8601 with zone."""

    reference: str
    account: str
    amount: int
    text: str
    payer: str
    paid_at: str


class Ledger:
    def __init__(self, file: Path, *, simulated: str = "") -> None:
        """`simulated`: how references of the demo province's past begin, transfers from before this bank opened."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file, self.simulated = file, simulated
        self.wake = threading.Event()
        with self._open() as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute(
                "CREATE TABLE IF NOT EXISTS transfer (reference TEXT PRIMARY KEY, account TEXT, amount INTEGER, text TEXT,"
                " payer TEXT, paid_at TEXT, told_at TEXT, tries INTEGER NOT NULL DEFAULT 0, of TEXT)"
            )
            if "of" not in {column[1] for column in base.execute("PRAGMA table_info(transfer)")}:
                base.execute("ALTER TABLE transfer ADD COLUMN of TEXT")  # ledgers from before refunds

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

    def send_back(self, *, refund: str, reference: str, amount: int, text: str, account: str = "") -> Transfer:
        """Pay (part of) a transfer back, once for each refund code. Raises ValueError if there is not so much left of it."""
        made = "FR" + hashlib.sha256(refund.encode()).hexdigest()[:14].upper()
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            known = base.execute(f"SELECT {FIELDS} FROM transfer WHERE reference = ?", (made,)).fetchone()
            if known is None:
                came = base.execute(
                    "SELECT account, amount, payer FROM transfer WHERE reference = ?", (reference,)
                ).fetchone()
                if came is None and self.simulated and reference.startswith(self.simulated):
                    came = (account, amount, "")
                back = base.execute(
                    "SELECT COALESCE(SUM(amount), 0) FROM transfer WHERE of = ?", (reference,)
                ).fetchone()[0]
                if came is None or not 0 < amount <= came[1] + back:
                    base.execute("ROLLBACK")
                    raise ValueError("there is no such transfer, or not so much of it left")
                known = (made, came[0], -amount, text, came[2], datetime.now(UTC).isoformat(timespec="seconds"))
                base.execute(
                    "INSERT INTO transfer (reference, account, amount, text, payer, paid_at, told_at, of)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*known, known[5], reference),
                )
            base.execute("COMMIT")
        return Transfer(*known)

    def statement(self, day: str) -> list[Transfer]:
        """All transfers of a day (Vietnamese time, ISO), in and out, for reconciliation."""
        with self._open() as base:
            rows = base.execute(f"SELECT {FIELDS} FROM transfer ORDER BY paid_at, reference").fetchall()
        all_of_them = (Transfer(*row) for row in rows)
        return [
            t for t in all_of_them if datetime.fromisoformat(t.paid_at).astimezone(VIETNAM).date().isoformat() == day
        ]

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
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
