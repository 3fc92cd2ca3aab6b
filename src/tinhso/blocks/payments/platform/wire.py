"""What is said to the national payment platform and by it: fields in a fixed order, signed with HMAC-SHA256.

Names in Vietnamese are those of a real adapter's request (facts/vietnam.md §11). Everything else, the order of the fields, the
signature, and all messages but the request, is **our assumption**, because the platform's specification is not public. Whoever
connects the real one changes this file, and `client.py` for addresses; nothing else knows a field's name.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

SIGNATURE = "signature"
# The fields that each message signs, in this order.
REQUEST = (
    "partner", "MaTraCuuTT", "MaDonVi", "TenDonVi", "MaHoSo", "TKThuHuong", "MaNHThuHuong", "TenTKThuHuong",
    "NoiDungThanhToan", "HoTenNguoiNop", "DSKhoanNop", "amount", "created_at", "expires_at", "return_url", "notify_url",
)  # fmt: skip
PLACED = ("error_code", "MaTraCuuTT", "payment_url")
STATE = ("partner", "MaTraCuuTT", "state", "amount", "transaction", "at")
ASK = ("partner", "MaTraCuuTT")
REFUND = ("partner", "refund", "transaction", "amount", "reason")
ASK_REFUND = ("partner", "refund")
REFUND_STATE = ("partner", "refund", "state", "reference", "problem")
SETTLEMENT = ("partner", "day")
STATES = ("open", "paid", "cancelled", "expired")
REFUND_STATES = ("accepted", "done", "refused")

Fields = Mapping[str, object]


class Unsigned(ValueError):
    """A message that does not carry the platform's signature, or lacks a field, or has one of a wrong kind."""


def text_of(value: object) -> str:
    """A value as it is signed: whole numbers in digits, lists as compact JSON."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def sign(fields: Fields, order: tuple[str, ...], key: bytes) -> str:
    """HMAC-SHA256, in hexadecimal, over `name=value` joined by `&` in the fixed order, each value percent-encoded (UTF-8).

    Encoding makes one text of one set of values: no value can pretend to be two.
    """
    body = "&".join(f"{name}={quote(text_of(fields[name]), safe='')}" for name in order)
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def signed(fields: Fields, order: tuple[str, ...], key: bytes) -> dict[str, object]:
    """The message with its signature. Raises KeyError if a field is missing."""
    return {**{name: fields[name] for name in order}, SIGNATURE: sign(fields, order, key)}


def opened(message: object, order: tuple[str, ...], key: bytes) -> dict[str, object]:
    """The signed fields of a message, and no others. Raises Unsigned."""
    if not isinstance(message, Mapping):
        raise Unsigned("no message")
    missing = [name for name in (*order, SIGNATURE) if name not in message]
    if missing:
        raise Unsigned(f"missing {', '.join(missing)}")
    if not hmac.compare_digest(sign(message, order, key).encode(), str(message[SIGNATURE]).encode()):
        raise Unsigned("signature")
    return {name: message[name] for name in order}


def money(value: object) -> int:
    """An amount in whole đồng. Raises Unsigned."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**13:
        raise Unsigned("amount")
    return value


def moment(value: object) -> datetime:
    """A moment with its zone. Raises Unsigned."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as problem:
        raise Unsigned("at") from problem
    if at.tzinfo is None:
        raise Unsigned("at")
    return at
