"""The bank: its notices that a transfer has arrived, orders to send money back, its statement. All signed."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

import orjson
import requests
from django.conf import settings

from .keys import shared_key, signature

PATIENCE = 10  # seconds for one call


class BadNotice(ValueError):
    """A notice that is not the bank's, or says nothing we can take."""


def read_notice(body: bytes, given: str) -> dict[str, Any]:
    """The content of a notice: bank_reference, amount (dong), text, paid_at, payer_name. Raises BadNotice."""
    if not hmac.compare_digest(signature(body, shared_key("bank")).encode(), given.encode()):
        raise BadNotice("signature")
    try:
        data = orjson.loads(body)
        amount = data["amount"]
        if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount < 10**13:
            raise BadNotice("amount")
        paid_at = datetime.fromisoformat(data["paid_at"])
        if paid_at.tzinfo is None:
            raise BadNotice("paid_at")
        reference = str(data["bank_reference"])
        if not 0 < len(reference) <= 60:
            raise BadNotice("bank_reference")
        return {
            "bank_reference": reference,
            "amount": amount,
            "text": str(data.get("text", "")),
            "paid_at": paid_at,
            "payer_name": str(data.get("payer_name", "")),
        }
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as problem:
        raise BadNotice(str(problem)) from problem
    except ValueError as problem:
        raise BadNotice(str(problem)) from problem


class BankAway(RuntimeError):
    """The bank cannot be reached or did not answer as agreed: try again later."""


class BankRefused(RuntimeError):
    """The bank will not do it; the text says why."""


def send_back(*, code: str, reference: str, account: str, amount: int, text: str) -> str:
    """Order a transfer out of `account`, back to whoever sent `reference`; the bank's reference of it. Safe to repeat with the same code.

    The message is our assumption (README): real banks agree theirs by contract. Raises BankAway, BankRefused.
    """
    body = orjson.dumps(
        {"refund": code, "bank_reference": reference, "account": account, "amount": amount, "text": text}
    )
    answer = _call("post", "/refund", data=body, signed=body)
    try:
        said = answer.json()
        if said["accepted"]:
            return str(said["bank_reference"])
        raise BankRefused(str(said["problem"]))
    except (ValueError, KeyError, TypeError) as problem:
        raise BankAway(str(problem)) from problem


def statement_of(day: str) -> bytes:
    """The statement of a day (ISO, local), as CSV. Raises BankAway."""
    return _call("get", f"/statement?day={day}", signed=day.encode()).content


def _call(method: str, path: str, *, signed: bytes, data: bytes | None = None) -> requests.Response:
    headers = {"Content-Type": "application/json", "X-Signature": signature(signed, shared_key("bank"))}
    try:
        answer = requests.request(method, settings.BANK_URL + path, data=data, headers=headers, timeout=PATIENCE)
    except requests.RequestException as problem:
        raise BankAway(str(problem)) from problem
    if answer.status_code not in (200, 422):
        raise BankAway(f"HTTP {answer.status_code}")
    return answer
