"""What an identity provider says about a person, in our words.

Understands the standard claims of OpenID Connect and those of the national one (VNConnect): HoVaTen, SoDinhDanh, GioiTinh,
SoDienThoai, ThuDienTu, LoaiTaiKhoan (1 person, 2 organisation), loAs (level of assurance).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Identity:
    """A verified identity. `level` is the provider's level of assurance, 0 when it says none."""

    issuer: str
    subject: str
    personal_id: str
    name: str
    birth_date: date | None
    sex: str
    phone: str
    email: str
    level: int
    is_organisation: bool


def identity_from(claims: Mapping[str, Any], *, issuer: str) -> Identity:
    """The identity that these claims describe; what is missing or malformed is left empty."""
    personal_id = _first(claims, "SoDinhDanh", "SoCMND", "personal_id")
    return Identity(
        issuer=issuer,
        subject=_first(claims, "sub"),
        personal_id=personal_id if re.fullmatch(r"[0-9]{12}", personal_id) else "",
        name=" ".join(_first(claims, "HoVaTen", "name").split())[:120],
        birth_date=_date(_first(claims, "NgaySinh", "birthdate")),
        sex=_sex(_first(claims, "GioiTinh", "gender")),
        phone=_phone(_first(claims, "SoDienThoai", "phone_number")),
        email=_first(claims, "ThuDienTu", "email"),
        level=_level(claims),
        is_organisation=_first(claims, "LoaiTaiKhoan") == "2",
    )


def _first(claims: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = claims.get(name)
        if value not in (None, "", []):
            return str(value).strip()
    return ""


def _level(claims: Mapping[str, Any]) -> int:
    """LoA1, loa2, 2 or ["LoA2"]: the highest number named."""
    said = claims.get("loAs") or claims.get("acr") or ""
    words = said if isinstance(said, list) else [said]
    found = [int(n) for word in words for n in re.findall(r"(?:^|loa)\s*([0-4])$", str(word).strip(), re.IGNORECASE)]
    return max(found, default=0)


def _sex(text: str) -> str:
    return {"nam": "male", "male": "male", "1": "male", "nữ": "female", "nu": "female", "female": "female"}.get(
        text.lower(), ""
    )


def _phone(text: str) -> str:
    digits = re.sub(r"^(\+84|0084)", "0", re.sub(r"[\s.\-]", "", text))
    return digits if re.fullmatch(r"0\d{9,10}", digits) else ""


def _date(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    return None
