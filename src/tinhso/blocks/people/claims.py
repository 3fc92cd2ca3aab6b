"""What an identity provider says about a person, in our words.

Understands the standard claims of OpenID Connect and those of the national one (VNConnect): HoVaTen, SoDinhDanh, GioiTinh,
SoDienThoai, ThuDienTu, LoaiTaiKhoan (1 person, 2 organisation), loAs (level of assurance). A provider with other names is
read by a mapping (`OIDC_CLAIMS`); a name given there is the only one looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

NAMES: Mapping[str, tuple[str, ...]] = {
    "personal_id": ("SoDinhDanh", "SoCMND", "personal_id"),
    "name": ("HoVaTen", "name"),
    "birth_date": ("NgaySinh", "birthdate"),
    "sex": ("GioiTinh", "gender"),
    "phone": ("SoDienThoai", "phone_number"),
    "email": ("ThuDienTu", "email"),
    "kind": ("LoaiTaiKhoan",),
    "level": ("loAs",),
}


@dataclass(frozen=True)
class Identity:
    """A verified identity. `level` is the provider's level of assurance, 0 when it says none.

    `at` is when the person proved themselves to the provider, `session` the provider's name of that session.
    """

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
    at: datetime | None = None
    session: str = ""


def identity_from(
    claims: Mapping[str, Any], *, issuer: str, names: Sequence[str] = (), levels: Sequence[str] = ()
) -> Identity:
    """The identity that these claims describe; what is missing or malformed is left empty.

    `names` maps ours to the provider's ("personal_id=cccd"); `levels` are its words for levels 1, 2, …
    """
    other = {ours: (theirs,) for ours, sign, theirs in (pair.partition("=") for pair in names) if sign}

    def said(what: str) -> str:
        return _first(claims, *other.get(what, NAMES[what]))

    personal_id = said("personal_id")
    found = [_level(claims.get(name), levels) for name in (*other.get("level", NAMES["level"]), "acr") if claims.get(name)]  # fmt: skip
    return Identity(
        issuer=issuer,
        subject=_first(claims, "sub"),
        personal_id=personal_id if re.fullmatch(r"[0-9]{12}", personal_id) else "",
        name=" ".join(said("name").split())[:120],
        birth_date=_date(said("birth_date")),
        sex=_sex(said("sex")),
        phone=_phone(said("phone")),
        email=said("email"),
        # What the account could reach and what this sign-in reached may differ: the lower one counts.
        level=min(found, default=0),
        is_organisation=said("kind") == "2",
        at=_moment(claims.get("auth_time")),
        session=_first(claims, "sid")[:200],
    )


def _first(claims: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = claims.get(name)
        if value not in (None, "", []):
            return str(value).strip()
    return ""


def _level(said: Any, levels: Sequence[str]) -> int:
    """One of `levels`; else LoA1, loa2, 2 or ["LoA2"]: the highest number named."""
    words = [str(word).strip() for word in (said if isinstance(said, list) else [said])]
    found = [levels.index(word) + 1 for word in words if word in levels]
    found += [
        int(n) for word in words if word not in levels for n in re.findall(r"^(?:loa)?\s*([0-4])$", word, re.IGNORECASE)
    ]
    return max(found, default=0)


def _moment(seconds: Any) -> datetime | None:
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < 10**11
    return datetime.fromtimestamp(seconds, tz=UTC) if number else None


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
