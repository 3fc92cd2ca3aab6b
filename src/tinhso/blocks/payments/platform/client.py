"""Calling the payment platform: place a request, ask how it stands, refund, fetch the settlement of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from django.urls import reverse

from tinhso.blocks.people.api import Person
from tinhso.blocks.units.api import agency_by_code

from ..keys import shared_key
from ..models import Order, Refund
from . import wire

PATIENCE = 10  # seconds for one call


class PlatformAway(RuntimeError):
    """The platform cannot be reached, or did not answer as agreed: try again later."""


class PlatformRefused(RuntimeError):
    """The platform will not do it; the text says why."""


@dataclass(frozen=True)
class Standing:
    """How a request stands, as the platform says under its signature. `amount` in đồng; `at` when it came to stand so."""

    code: str
    state: str
    amount: int
    transaction: str
    at: datetime


def key() -> bytes:
    return shared_key("platform")


def place(order: Order) -> str:
    """Ask the platform to collect an order; the address of its page for the payer. Safe to repeat.

    Raises PlatformAway, PlatformRefused.
    """
    due = order.charge
    agency = agency_by_code(due.agency)
    payer = Person.objects.filter(pk=due.payer).first() if due.payer else None
    fields = {
        "partner": settings.PLATFORM_PARTNER,
        "MaTraCuuTT": order.code,
        "MaDonVi": due.agency,
        "TenDonVi": agency.name if agency is not None else due.agency,
        "MaHoSo": due.code,
        "TKThuHuong": settings.BANK_ACCOUNT,
        "MaNHThuHuong": settings.BANK_BIN,
        "TenTKThuHuong": settings.BANK_OWNER,
        "NoiDungThanhToan": f"{due.reference} {due.code}",
        "HoTenNguoiNop": payer.full_name if payer is not None else "",
        "DSKhoanNop": [{"NoiDung": item["label"], "SoTien": item["amount"]} for item in due.items],
        "amount": order.amount,
        "created_at": order.created_at.isoformat(),
        "expires_at": order.expires_at.isoformat(),
        "return_url": settings.PUBLIC_URL + reverse("platform-return"),
        "notify_url": settings.PUBLIC_URL + reverse("platform-notify"),
    }
    said = _post("/requests", fields, wire.REQUEST, wire.PLACED)
    if said["error_code"] != 0 or said["MaTraCuuTT"] != order.code:
        raise PlatformRefused(str(said["error_code"]))
    return str(said["payment_url"])


def ask(order: Order) -> Standing:
    """How an order stands. Raises PlatformAway, PlatformRefused (the platform does not know it)."""
    fields = {"partner": settings.PLATFORM_PARTNER, "MaTraCuuTT": order.code}
    return standing(_post("/requests/state", fields, wire.ASK, wire.STATE))


def standing(fields: wire.Fields) -> Standing:
    """A signed statement of the platform, checked field by field. Raises wire.Unsigned."""
    state, code, transaction = str(fields["state"]), str(fields["MaTraCuuTT"]), str(fields["transaction"])
    if state not in wire.STATES or not 0 < len(code) <= 60 or len(transaction) > 50:
        raise wire.Unsigned("state")
    if fields["partner"] != settings.PLATFORM_PARTNER or (state == "paid" and not transaction):
        raise wire.Unsigned("partner")
    return Standing(code, state, wire.money(fields["amount"]), transaction, wire.moment(fields["at"]))


def refund(asked: Refund) -> tuple[str, str]:
    """Order a refund, or ask how it stands if it was ordered: (state, the platform's reference). Safe to repeat.

    States: accepted, done. Raises PlatformAway, PlatformRefused.
    """
    fields = {
        "partner": settings.PLATFORM_PARTNER,
        "refund": asked.code,
        "transaction": asked.payment.bank_reference,
        "amount": asked.amount,
        "reason": str(Refund.Kind(asked.kind).value),
    }
    return _refund_state(asked, _post("/refunds", fields, wire.REFUND, wire.REFUND_STATE))


def refund_standing(asked: Refund) -> tuple[str, str]:
    """How a refund stands that was ordered before: (state, reference). Raises as `refund` does."""
    fields = {"partner": settings.PLATFORM_PARTNER, "refund": asked.code}
    return _refund_state(asked, _post("/refunds/state", fields, wire.ASK_REFUND, wire.REFUND_STATE))


def _refund_state(asked: Refund, said: dict[str, object]) -> tuple[str, str]:
    if said["refund"] != asked.code or said["state"] not in wire.REFUND_STATES:
        raise PlatformAway("state")
    if said["state"] == "refused":
        raise PlatformRefused(str(said["problem"]))
    return str(said["state"]), str(said["reference"])


def settlement(day: str) -> bytes:
    """The settlement file of a day (ISO, local), with its checksum line. Raises PlatformAway."""
    fields = {"partner": settings.PLATFORM_PARTNER, "day": day}
    return _send("/settlement", wire.signed(fields, wire.SETTLEMENT, key())).content


def _post(path: str, fields: wire.Fields, order: tuple[str, ...], answer: tuple[str, ...]) -> dict[str, object]:
    said = _send(path, wire.signed(fields, order, key()))
    try:
        body: Any = said.json()
    except ValueError as problem:
        raise PlatformAway("The answer is not JSON.") from problem
    if isinstance(body, dict) and "problem" in body and "partner" not in body:
        raise PlatformRefused(str(body["problem"]))
    try:
        return wire.opened(body, answer, key())
    except wire.Unsigned as problem:
        raise PlatformAway(f"The answer is not signed as agreed: {problem}") from problem


def _send(path: str, message: Any) -> requests.Response:
    if not settings.PLATFORM_URL:
        raise PlatformAway("No payment platform is configured.")
    try:
        answer = requests.post(settings.PLATFORM_URL + path, json=message, timeout=PATIENCE)
    except requests.RequestException as problem:
        raise PlatformAway(str(problem)) from problem
    if answer.status_code >= 500:
        raise PlatformAway(f"HTTP {answer.status_code}")
    return answer
