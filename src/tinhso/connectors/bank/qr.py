"""Reading a VietQR code the way a banking app does: tags, lengths, checksum. Independent of the code that writes it."""

from __future__ import annotations

import binascii
from dataclasses import dataclass


class Unreadable(ValueError):
    """The code is not a VietQR code for a transfer to an account."""


@dataclass(frozen=True)
class Order:
    """What the code asks for: BIN of the bank, account, amount in dong, transfer text."""

    bank: str
    account: str
    amount: int
    text: str


def tags(text: str) -> dict[str, str]:
    """Split tag-length-value fields (two digits, two digits, value)."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not head.isdecimal():
            raise Unreadable("Mã bị hỏng.")
        length = int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if len(value) < length:
            raise Unreadable("Mã bị thiếu.")
        found[head[:2]] = value
        at += 4 + length
    return found


def read(code: str) -> Order:
    """Read a code. Raises Unreadable with a sentence."""
    if len(code) < 12 or code[-8:-4] != "6304" or not code.isascii():
        raise Unreadable("Đây không phải mã VietQR.")
    # binascii.crc_hqx computes CRC-CCITT (polynomial 1021) from a start value: FFFF here.
    if f"{binascii.crc_hqx(code[:-4].encode(), 0xFFFF):04X}" != code[-4:]:
        raise Unreadable("Mã kiểm tra không khớp.")
    top = tags(code)
    merchant = tags(top.get("38", ""))
    if merchant.get("00") != "A000000727" or merchant.get("02") != "QRIBFTTA" or top.get("53") != "704":
        raise Unreadable("Mã không phải để chuyển tiền đến tài khoản trong nước.")
    account = tags(merchant.get("01", ""))
    amount = top.get("54", "0")
    if not amount.isdecimal():
        raise Unreadable("Số tiền trong mã không đúng.")
    return Order(account.get("00", ""), account.get("01", ""), int(amount), tags(top.get("62", "")).get("08", ""))
