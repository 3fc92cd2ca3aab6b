"""Reading statements: the bank's CSV, the platform's settlement file with its checksum line. Each refused line says why.

The columns are our assumption (README); a bank with others gets a reader of its own here.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tinhso.kernel.clock.api import ZONE

BANK = ("reference", "account", "amount", "text", "payer", "paid_at")
PLATFORM = ("transaction", "partner", "amount", "MaTraCuuTT", "kind", "at")
CHECKSUM = "#checksum"
LARGEST = 20 * 1024 * 1024


class Unreadable(ValueError):
    """The whole file cannot be taken; the text is one sentence for people."""


@dataclass(frozen=True)
class Read:
    """One good line. `amount` in đồng, below zero went out; `number` counts lines of the file from 1."""

    number: int
    reference: str
    amount: int
    text: str
    payer: str
    paid_at: datetime


@dataclass(frozen=True)
class RefusedLine:
    """One line that was not taken, and why."""

    number: int
    reference: str
    why: str


def read_statement(content: bytes, *, account: str, day: date) -> tuple[list[Read], list[RefusedLine]]:
    """The lines of a statement of one account for one day, and those that were refused.

    Raises Unreadable for a file that is not a statement, is cut off, or whose checksum does not fit.
    """
    if len(content) > LARGEST:
        raise Unreadable(_("Tệp quá lớn (trên 20 MB)."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Unreadable(_("Tệp không phải CSV mã UTF-8.")) from problem
    lines = text.splitlines(keepends=True)
    head = tuple(next(csv.reader(lines[:1]), []))
    if head == PLATFORM:
        lines = _without_checksum(content, lines)
    elif head != BANK:
        raise Unreadable(_("Dòng đầu của tệp không phải tên cột của sao kê."))
    return _lines(csv.DictReader(io.StringIO("".join(lines))), platform=head == PLATFORM, account=account, day=day)


def _without_checksum(content: bytes, lines: list[str]) -> list[str]:
    """The lines before the checksum line, which says how many they are, what they add up to, and their SHA-256."""
    last = next(csv.reader(lines[-1:]), [])
    if len(last) != 4 or last[0] != CHECKSUM:
        raise Unreadable(_("Tệp đối soát thiếu dòng kiểm tra ở cuối: có thể tải chưa hết."))
    body = content[: content.rindex(CHECKSUM.encode())]
    amounts = [row["amount"] for row in csv.DictReader(io.StringIO("".join(lines[:-1])))]
    try:
        total = sum(int(amount) for amount in amounts)
    except (TypeError, ValueError) as problem:
        raise Unreadable(_("Dòng kiểm tra không khớp nội dung tệp. Hãy tải lại tệp.")) from problem
    if last[1:] != [str(len(amounts)), str(total), hashlib.sha256(body).hexdigest()]:
        raise Unreadable(_("Dòng kiểm tra không khớp nội dung tệp. Hãy tải lại tệp."))
    return lines[:-1]


def _lines(
    rows: csv.DictReader[str], *, platform: bool, account: str, day: date
) -> tuple[list[Read], list[RefusedLine]]:
    good: list[Read] = []
    refused: list[RefusedLine] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        reference = (row.get("transaction" if platform else "reference") or "").strip()
        why = _problem(row, reference, platform=platform, account=account, day=day, seen=seen)
        if why:
            refused.append(RefusedLine(number, reference[:60], why))
            continue
        seen.add(reference)
        good.append(
            Read(
                number=number,
                reference=reference,
                amount=int(row["amount"]),
                text=(row["MaTraCuuTT"] if platform else row["text"])[:300],
                payer="" if platform else row["payer"][:200],
                paid_at=datetime.fromisoformat(row["at" if platform else "paid_at"]),
            )
        )
    return good, refused


def _problem(
    row: Mapping[str, str | None], reference: str, *, platform: bool, account: str, day: date, seen: set[str]
) -> str:
    """Why a line cannot be taken; empty if it can."""
    if None in row or None in row.values():
        return _("Số cột không đúng.")
    if not reference or len(reference) > 60:
        return _("Thiếu mã giao dịch.")
    if reference in seen:
        return _("Mã giao dịch lặp lại trong tệp.")
    if (row["partner" if platform else "account"] or "") != account:
        return _("Dòng của tài khoản khác.")
    if not _is_amount(row["amount"] or ""):
        return _("Số tiền không phải số nguyên đồng khác 0.")
    at = _moment(row["at" if platform else "paid_at"] or "")
    if at is None:
        return _("Thời điểm không đọc được hoặc thiếu múi giờ.")
    if at.astimezone(ZONE).date() != day:
        return _("Dòng của ngày khác.")
    return ""


def _is_amount(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) < 14 and int(digits) != 0


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
