"""What each result must say: certificates, decisions and receipts for money. Layouts are illustrative."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from .forms import Fact, Letterhead, Signer
from .template import template


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One fee. `amount` in đồng."""

    name: str
    amount: int


@template("fee_receipt", title=_("Biên lai thu phí, lệ phí"), illustrative=True)
@dataclass(frozen=True, kw_only=True)
class FeeReceipt:
    """Receipt for fees (biên lai)."""

    letterhead: Letterhead
    payer: str
    payer_id: str = ""
    address: str = ""
    code: str
    charges: list[Charge]
    in_words: str
    way: str
    paid_at: datetime
    collector: str


@dataclass(frozen=True, kw_only=True)
class Parent:
    """A parent on the birth certificate; all blank if not known."""

    name: str = ""
    born: str = ""
    ethnicity: str = ""
    nationality: str = ""
    residence: str = ""


@template("birth_certificate", title=_("Giấy khai sinh"), illustrative=True)
@dataclass(frozen=True, kw_only=True)
class BirthCertificate:
    """Birth certificate: the fields of the civil-status form. `book` and `letterhead.number` lead to the register."""

    letterhead: Letterhead
    book: str
    name: str
    born_on: date
    born_in_words: str
    sex: Literal["Nam", "Nữ"]
    ethnicity: str
    nationality: str
    birthplace: str
    hometown: str
    personal_id: str = ""
    mother: Parent
    father: Parent
    declarant: str
    declarant_id: str = ""
    registered_at: str
    registered_on: date
    signer: Signer


@dataclass(frozen=True, kw_only=True)
class Head:
    """Head of the household business (chủ hộ)."""

    name: str
    sex: Literal["Nam", "Nữ"]
    born_on: date
    ethnicity: str = ""
    nationality: str
    personal_id: str
    address: str


@template("household_business", title=_("Giấy chứng nhận đăng ký hộ kinh doanh"), illustrative=True)
@dataclass(frozen=True, kw_only=True)
class HouseholdBusiness:
    """Certificate of a household business. `capital` in đồng; `change` counts the later registrations."""

    letterhead: Letterhead
    business_code: str
    first_on: date
    change: int = 0
    changed_on: date | None = None
    name: str
    address: str
    phone: str = ""
    email: str = ""
    trades: list[str]
    capital: int
    capital_in_words: str
    head: Head
    members: list[str] = field(default_factory=list)
    signer: Signer


@template("decision", title=_("Quyết định"))
@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision: who decides, on which grounds, article by article; facts may follow article 1."""

    letterhead: Letterhead
    subject: str
    decider: str
    grounds: list[str]
    articles: list[str]
    facts: list[Fact] = field(default_factory=list)
    signer: Signer
    recipients: list[str]


@template("result", title=_("Kết quả giải quyết thủ tục hành chính"))
@dataclass(frozen=True, kw_only=True)
class Result:
    """The result of any procedure of the catalogue: a title, the decision in words, the facts."""

    letterhead: Letterhead
    title: str
    subject: str = ""
    code: str
    paragraphs: list[str]
    facts: list[Fact] = field(default_factory=list)
    signer: Signer
    recipients: list[str]
