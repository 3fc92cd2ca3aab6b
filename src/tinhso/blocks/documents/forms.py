"""What each printed form of a dossier must say: forms 01 to 07 of annex I, Circular 03/2025/TT-VPCP.

The field lists of forms 01, 04 and 06 come from real papers; those of 02, 03, 05 and 07 are from memory and carry no claim
beyond their fields. The layout is ours, on Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from .codes import code128_svg, qr_svg
from .template import template


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Top of a paper: superior agency, issuing agency, number and symbol, place and date."""

    agency: str
    parent: str = ""
    number: str | None = None
    place: str | None = None
    date: date | None = None


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs: lines of authority ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH") and the name."""

    authority: list[str]
    name: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """One paper of a dossier (thành phần hồ sơ)."""

    name: str
    kind: Literal["Bản chính", "Bản sao", "Bản điện tử"]
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class _Dossier:
    """What the forms of one dossier have in common."""

    letterhead: Letterhead
    code: str
    applicant: str
    procedure: str
    address: str = ""
    phone: str = ""
    email: str = ""


def _receipt_drawings(data: Mapping[str, Any]) -> dict[str, str]:
    return {"barcode": code128_svg(data["code"]), "qr": qr_svg(data["track_url"])}


def _barcode(data: Mapping[str, Any]) -> dict[str, str]:
    return {"barcode": code128_svg(data["code"])}


@template("receipt", title=_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), drawings=_receipt_drawings)
@dataclass(frozen=True, kw_only=True)
class Receipt(_Dossier):
    """Form 01. `track_url`: the address behind the QR code where the applicant follows the dossier."""

    desk: str
    applicant_id: str = ""
    papers: list[HandedIn]
    sets: int = 1
    time_limit: str
    received_at: datetime
    due_at: datetime
    result_at: str
    fee: str
    submitter: str
    officer: str
    hotline: str = ""
    track_url: str


@template("supplement", title=_("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"), drawings=_barcode)
@dataclass(frozen=True, kw_only=True)
class Supplement(_Dossier):
    """Form 02: everything that is missing, at once."""

    items: list[str]
    reason: str
    helper: str
    helper_phone: str = ""
    officer: str


@template("refusal", title=_("Phiếu từ chối tiếp nhận giải quyết hồ sơ"), drawings=_barcode)
@dataclass(frozen=True, kw_only=True)
class Refusal(_Dossier):
    """Form 03."""

    reason: str
    officer: str


@template("apology", title=_("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"))
@dataclass(frozen=True, kw_only=True)
class Apology:
    """Form 04: signed by the leader of the agency that is late."""

    letterhead: Letterhead
    to: str
    address: str = ""
    phone: str = ""
    received_on: date
    sector: str
    procedure: str
    code: str
    due_at: datetime
    reason: str
    new_due_at: datetime
    signer: Signer
    recipients: list[str]


@template("stop", title=_("Thông báo dừng giải quyết hồ sơ"), drawings=_barcode)
@dataclass(frozen=True, kw_only=True)
class Stop(_Dossier):
    """Form 05."""

    grounds: list[str]
    stage: str
    decision: str
    fee: str
    signer: Signer
    recipients: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """One line of the control slip: who gave the dossier to whom, when, and whether that step was in time."""

    agency: str
    at: datetime
    given_by: str
    taken_by: str
    result: Literal["", "Trước hạn", "Đúng hạn", "Quá hạn"] = ""
    note: str = ""


@template("control_slip", title=_("Phiếu kiểm soát quá trình giải quyết hồ sơ"), drawings=_barcode)
@dataclass(frozen=True, kw_only=True)
class ControlSlip:
    """Form 06."""

    letterhead: Letterhead
    code: str
    applicant: str
    phone: str = ""
    procedure: str
    received_at: datetime
    steps: list[HandOver]


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One dossier in the ledger."""

    code: str
    procedure: str
    sets: int = 1
    applicant: str
    contact: str
    lead_agency: str
    received_on: date
    due_on: date
    returned_on: date | None = None
    way: str
    signed: str = ""
    note: str = ""


@template("ledger", title=_("Sổ theo dõi hồ sơ"))
@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Form 07, for a period."""

    letterhead: Letterhead
    start: date
    end: date
    lines: list[LedgerLine]
