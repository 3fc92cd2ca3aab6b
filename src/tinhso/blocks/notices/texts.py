"""Text messages: without accents where the province wants them cheap, and counted as operators count them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# 3GPP TS 23.038 §6.2.1: the default alphabet, and the characters of its extension table, which cost two.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True)
class Size:
    """How a text travels: "GSM-7" or "UCS-2", its length in units of that alphabet, and how many messages it takes."""

    encoding: str
    units: int
    segments: int


def plain(text: str) -> str:
    """The same words without Vietnamese marks: "Hồ sơ đã có" becomes "Ho so da co"."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(ch for ch in parts if not unicodedata.combining(ch)))


def size_of(text: str) -> Size:
    """One message holds 160 units of GSM-7 or 70 of UCS-2; of several, each holds 153 or 67 (a header joins them)."""
    if all(ch in BASIC or ch in EXTENDED for ch in text):
        pieces = [2 if ch in EXTENDED else 1 for ch in text]
        encoding, alone, joined = "GSM-7", 160, 153
    else:
        pieces = [len(ch.encode("utf-16-be")) // 2 for ch in text]
        encoding, alone, joined = "UCS-2", 70, 67
    units = sum(pieces)
    return Size(encoding, units, 1 if units <= alone else _joined(pieces, joined))


def _joined(pieces: list[int], room: int) -> int:
    """A character of two units is not cut between two messages."""
    segments, used = 1, 0
    for piece in pieces:
        if used + piece > room:
            segments, used = segments + 1, 0
        used += piece
    return segments
