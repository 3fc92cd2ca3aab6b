"""VietQR: the payment code that every Vietnamese banking app reads (EMVCo merchant-presented mode, NAPAS v1.0)."""

from __future__ import annotations

NAPAS = "A000000727"


def field(tag: str, value: str) -> str:
    """One tag-length-value field. Raises ValueError beyond 99 characters."""
    if len(value) > 99:
        raise ValueError(f"The field {tag} is longer than 99 characters.")
    return f"{tag}{len(value):02}{value}"


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) as four hexadecimal digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def payload(*, bank: str, account: str, amount: int | None = None, text: str = "") -> str:
    """The text of a VietQR code: bank's six-digit BIN, account, amount in dong, transfer text (ASCII).

    With an amount the code is dynamic (for one payment), without one static.
    """
    beneficiary = field("00", bank) + field("01", account)
    merchant = field("00", NAPAS) + field("01", beneficiary) + field("02", "QRIBFTTA")
    body = field("00", "01") + field("01", "12" if amount else "11") + field("38", merchant) + field("53", "704")
    if amount:
        body += field("54", str(amount))
    body += field("58", "VN")
    if text:
        text.encode("ascii")
        body += field("62", field("08", text))
    body += "6304"
    return body + crc16(body)
