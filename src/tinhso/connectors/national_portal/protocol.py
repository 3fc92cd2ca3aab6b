"""The portal's protocol: names of services, how moments are written, how an answer is read (facts/vietnam.md §1.5, §1.6)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tinhso.declare import ZONE

SYNC, PROGRESS, LOOK_UP = "DongBoHoSoMC", "CapNhatTienDoHoSoMC", "TraCuuHoSo"
AGENCIES, FIELDS, PROCEDURES, PROCEDURE = "LayDanhMucCoQuan", "LayDanhMucLinhVuc", "LayDanhSachTTHC", "LayThuTuc"
QUESTIONS, ANSWER = "LayDanhSachHoiDapGuiTuDVCQG", "DongBoKetQuaHoiDapGuiTuDVCQG"
TECH_ID = "TraCuuTechID"
ARRIVALS = "LayDanhSachHoSoGuiTuDVCQG"  # assumed: the sources name no service that lists what was filed at the portal

# Assumed: the sources give the two calls, not their addresses, nor a place for the id of a message.
SESSION_PATH, SERVICE_PATH, ID_HEADER = "/session", "/service", "X-Message-Id"

# What identifies a person in a dossier; leaves a message once it is accepted.
PERSONAL = ("ChuHoSo", "SoGiayToChuHoSo", "DinhDanhCHS", "Email", "Fax", "SoDienThoai", "MaDoiTuong", "ThongTinKhac")


class Trouble(Exception):
    """The portal could not be asked, or did not answer: try again later with the same id."""


class Nonsense(Trouble):
    """The portal answered something that is no answer of the protocol."""


class SessionEnded(Exception):
    """The session is not, or no longer, good."""


class Declined(Exception):
    """The portal understood and says no; the reason is its own sentence."""


def stamp(at: datetime | None) -> str:
    """A moment as the protocol writes it, yyyyMMddHHmmss local time; "" for none."""
    return at.astimezone(ZONE).strftime("%Y%m%d%H%M%S") if at else ""


def moment(text: str) -> datetime | None:
    """The moment behind yyyyMMddHHmmss; None if it is none."""
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=ZONE)
    except (ValueError, TypeError):
        return None


def envelope(*, session: str, unit: str, service: str, updating: bool, data: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "session": session, "madonvi": unit, "service": service, "isUpdating": "True" if updating else "False", "data": data,
    }  # fmt: skip


def read_answer(status: int, body: bytes) -> dict[str, Any]:
    """The content of an answer. Raises SessionEnded, Declined, Nonsense or Trouble."""
    if status in (502, 503, 504, 429, 500):
        raise Trouble(f"HTTP {status}")
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if status == 401:
        raise SessionEnded
    if not isinstance(answer, dict) or "error_code" not in answer:
        raise Nonsense(f"HTTP {status}: {body[:120].decode(errors='replace')}")
    if str(answer["error_code"]) != "0":
        raise Declined(str(answer.get("error_message") or f"error_code {answer['error_code']}")[:1000])
    return answer


def without_person(body: dict[str, Any]) -> dict[str, Any]:
    """The body without what identifies the person."""
    return {name: value for name, value in body.items() if name not in PERSONAL}


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """The body without empty values; all that is left must be text, lists or objects."""
    return {name: value for name, value in body.items() if value not in ("", None, [], {})}
