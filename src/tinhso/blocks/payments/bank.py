"""The bank's notices: signed messages that say a transfer has arrived."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import orjson
from django.conf import settings


def shared_key() -> bytes:
    """The key that the bank and the province share; made on first use, kept with the installation's keys."""
    if text := os.environ.get("TINHSO_BANK_KEY"):
        return text.encode()
    file = Path(settings.KEYS_FOLDER) / "bank-key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(part, file)
        part.unlink()
    return file.read_text().strip().encode()


def signature(body: bytes, key: bytes) -> str:
    """HMAC-SHA256 of the body, in hexadecimal."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()


class BadNotice(ValueError):
    """A notice that is not the bank's, or says nothing we can take."""


def read_notice(body: bytes, given: str) -> dict[str, object]:
    """The content of a notice: bank_reference, amount (dong), text, paid_at, payer_name. Raises BadNotice."""
    if not hmac.compare_digest(signature(body, shared_key()), given):
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
