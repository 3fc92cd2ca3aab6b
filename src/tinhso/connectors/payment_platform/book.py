"""The platform's book, in one SQLite file: requests, refunds, and the notices that the partner must take.

A payment and its notice are written together; notices are sent again until the partner answers with success.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import secrets
import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from . import signing

VIETNAM = timezone(timedelta(hours=7))
FAULTS = ("none", "never", "twice", "before", "wrong_amount", "bad_signature")
TABLES = """
CREATE TABLE IF NOT EXISTS request (code TEXT PRIMARY KEY, body TEXT NOT NULL, amount INTEGER NOT NULL, token TEXT UNIQUE NOT NULL,
  state TEXT NOT NULL DEFAULT 'open', tx TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, expires_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notice (id INTEGER PRIMARY KEY, url TEXT NOT NULL, body TEXT NOT NULL, told_at TEXT, tries INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS refund (code TEXT PRIMARY KEY, tx TEXT NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL,
  reference TEXT NOT NULL, problem TEXT NOT NULL, at TEXT NOT NULL);
"""


def moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Book:
    """Everything the platform remembers for one partner."""

    def __init__(self, file: Path, *, partner: str, key: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file, self.partner, self.key = file, partner, key
        self.wake, self.sending = threading.Event(), threading.Lock()
        with self.open() as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.executescript(TABLES)

    def open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.file, timeout=20)
        base.row_factory = sqlite3.Row
        base.execute("PRAGMA synchronous=FULL")
        return base

    def place(self, body: dict[str, Any]) -> str:
        """Keep a request; the token of its page. The same request again gives the same page. Raises ValueError if it changed."""
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        with self.open() as base:
            base.execute(
                "INSERT INTO request (code, body, amount, token, at, expires_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (body["MaTraCuuTT"], text, body["amount"], secrets.token_urlsafe(18), moment(), body["expires_at"]),
            )
            row = base.execute("SELECT token, body FROM request WHERE code = ?", (body["MaTraCuuTT"],)).fetchone()
        if row["body"] != text:
            raise ValueError("another request has this code")
        return str(row["token"])

    def find(self, *, token: str = "", code: str = "") -> sqlite3.Row | None:
        """A request as it stands now: one whose time is over has expired."""
        with self.open() as base:
            row = base.execute("SELECT * FROM request WHERE token = ? OR code = ?", (token, code)).fetchone()
        if row is not None and row["state"] == "open" and datetime.fromisoformat(row["expires_at"]) < datetime.now(UTC):
            return self.end(row["code"], "expired")
        found: sqlite3.Row | None = row
        return found

    def end(self, code: str, state: str, *, fault: str = "none") -> sqlite3.Row:
        """The payer paid, cancelled, or time ran out: once. Writes the notices that the chosen fault allows."""
        transaction = "NT" + hashlib.sha256(f"{self.partner}{code}".encode()).hexdigest()[:14].upper()
        with self.open() as base:
            done = base.execute(
                "UPDATE request SET state = ?, tx = ?, at = ? WHERE code = ? AND state = 'open'",
                (state, transaction if state == "paid" else "", moment(), code),
            )
            row: sqlite3.Row = base.execute("SELECT * FROM request WHERE code = ?", (code,)).fetchone()
            if done.rowcount and fault != "never":
                url = json.loads(row["body"])["notify_url"]
                for body in self._notices(row, fault):
                    base.execute("INSERT INTO notice (url, body) VALUES (?, ?)", (url, json.dumps(body)))
        self.wake.set()
        return row

    def _notices(self, row: sqlite3.Row, fault: str) -> list[dict[str, Any]]:
        said = self.standing(row)
        if fault == "wrong_amount":
            changed = {**said, "amount": said["amount"] - 1000}
            said = signing.with_signature(changed, signing.STATE, self.key)
        if fault == "bad_signature":
            said = {**said, "signature": "0" * 64}
        return [said, said] if fault == "twice" else [said]

    def standing(self, row: sqlite3.Row) -> dict[str, Any]:
        """What the platform says of a request, signed."""
        return signing.with_signature(
            {
                "partner": self.partner,
                "MaTraCuuTT": row["code"],
                "state": row["state"],
                "amount": row["amount"],
                "transaction": row["tx"],
                "at": row["at"],
            },
            signing.STATE,
            self.key,
        )

    def refund(self, code: str, *, transaction: str, amount: int) -> dict[str, Any]:
        """Give money back, once for each refund code; refused if the payment is unknown or not so much of it is left."""
        with self.open() as base:
            base.execute("BEGIN IMMEDIATE")
            known = base.execute("SELECT * FROM refund WHERE code = ?", (code,)).fetchone()
            if known is None:
                paid = base.execute(
                    "SELECT amount FROM request WHERE tx = ? AND state = 'paid'", (transaction,)
                ).fetchone()
                back = base.execute(
                    "SELECT COALESCE(SUM(amount), 0) FROM refund WHERE tx = ? AND state = 'done'", (transaction,)
                ).fetchone()[0]
                problem = "" if paid is not None and 0 < amount <= paid["amount"] - back else "nothing left to refund"
                reference = "" if problem else "NH" + hashlib.sha256(code.encode()).hexdigest()[:14].upper()
                base.execute(
                    "INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (code, transaction, amount, "refused" if problem else "done", reference, problem, moment()),
                )
        return self.refund_standing(code)

    def refund_standing(self, code: str) -> dict[str, Any]:
        """What the platform says of a refund, signed."""
        with self.open() as base:
            row = base.execute("SELECT * FROM refund WHERE code = ?", (code,)).fetchone()
        said = {
            "partner": self.partner,
            "refund": code,
            "state": row["state"] if row else "refused",
            "reference": row["reference"] if row else "",
            "problem": row["problem"] if row else "unknown refund",
        }
        return signing.with_signature(said, signing.REFUND_STATE, self.key)

    def settlement(self, day: str) -> str:
        """All payments and refunds of a day (Vietnamese time), as CSV; the last line says count, total and SHA-256 of the rest."""
        with self.open() as base:
            rows = base.execute(
                "SELECT tx, amount, code, 'payment' AS kind, at FROM request WHERE state = 'paid'"
                " UNION ALL SELECT r.reference, -r.amount, q.code, 'refund', r.at FROM refund r JOIN request q ON q.tx = r.tx"
                " WHERE r.state = 'done' ORDER BY at, tx"
            ).fetchall()
        rows = [row for row in rows if datetime.fromisoformat(row["at"]).astimezone(VIETNAM).date().isoformat() == day]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["transaction", "partner", "amount", "MaTraCuuTT", "kind", "at"])
        for row in rows:
            writer.writerow([row["tx"], self.partner, row["amount"], row["code"], row["kind"], row["at"]])
        body = out.getvalue()
        total = sum(row["amount"] for row in rows)
        return f"{body}#checksum,{len(rows)},{total},{hashlib.sha256(body.encode()).hexdigest()}\n"

    def waiting(self) -> list[sqlite3.Row]:
        """Notices that the partner has not taken yet; one that was refused for good is not repeated for ever."""
        with self.open() as base:
            return base.execute(
                "SELECT * FROM notice WHERE told_at IS NULL AND tries < 50 ORDER BY tries, id"
            ).fetchall()

    def told(self, notice: int, *, success: bool) -> None:
        with self.open() as base:
            base.execute(
                "UPDATE notice SET tries = tries + 1, told_at = CASE WHEN ? THEN ? END WHERE id = ?",
                (success, moment(), notice),
            )
