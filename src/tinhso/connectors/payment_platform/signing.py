"""The platform's signature, written a second time: independent of the province's code, so that a mistake there shows."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.parse
from typing import Any

REQUEST = [
    "partner", "MaTraCuuTT", "MaDonVi", "TenDonVi", "MaHoSo", "TKThuHuong", "MaNHThuHuong", "TenTKThuHuong",
    "NoiDungThanhToan", "HoTenNguoiNop", "DSKhoanNop", "amount", "created_at", "expires_at", "return_url", "notify_url",
]  # fmt: skip
PLACED = ["error_code", "MaTraCuuTT", "payment_url"]
STATE = ["partner", "MaTraCuuTT", "state", "amount", "transaction", "at"]
ASK = ["partner", "MaTraCuuTT"]
REFUND = ["partner", "refund", "transaction", "amount", "reason"]
ASK_REFUND = ["partner", "refund"]
REFUND_STATE = ["partner", "refund", "state", "reference", "problem"]
SETTLEMENT = ["partner", "day"]


def signature(message: dict[str, Any], names: list[str], key: bytes) -> str:
    """HMAC-SHA256 over the named fields in this order."""
    pairs = []
    for name in names:
        value = message[name]
        if isinstance(value, list):
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        pairs.append((name, str(value)))
    text = urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote, safe="")
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()


def with_signature(message: dict[str, Any], names: list[str], key: bytes) -> dict[str, Any]:
    return {**message, "signature": signature(message, names, key)}


def is_signed(message: Any, names: list[str], key: bytes) -> bool:
    """Whether the message has all fields and the partner's signature over them."""
    if not isinstance(message, dict) or not all(name in message for name in names):
        return False
    return hmac.compare_digest(signature(message, names, key).encode(), str(message.get("signature", "")).encode())
