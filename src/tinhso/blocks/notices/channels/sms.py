"""Text messages through a gateway over HTTP (the protocol is in connectors/sms/README.md; its stand-in lives there)."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets

import orjson
import requests
from django.conf import settings

from tinhso.kernel.keys import kept

from ..kinds import SMS
from ..models import Result
from ..texts import plain
from .parcel import Outcome, Parcel

TIMEOUT = (5, 10)  # seconds to connect, to answer


def ready() -> bool:
    return bool(settings.SMS_URL)


def shared_key() -> bytes:
    """The key that the gateway and the province share."""
    given = os.environ.get("TINHSO_SMS_KEY")
    return given.encode() if given else kept("sms-key", lambda: secrets.token_hex(32).encode())


def signature(body: bytes, key: bytes, *, message: str = "") -> str:
    """HMAC-SHA256 of the message's id, a dot and the body; of a report: of its body alone. In hexadecimal."""
    signed = message.encode() + b"." + body if message else body
    return hmac.new(key, signed, hashlib.sha256).hexdigest()


def text_of(parcel: Parcel) -> str:
    """What the phone shows. It never holds a name, a number of identity or a reason (kinds.FACTS)."""
    text = parcel.kind.words(parcel.facts, channel=SMS)
    return text if settings.SMS_ACCENTS else plain(text)


def send(parcel: Parcel) -> Outcome:
    """Hand it over. Sent again with the same id, the gateway sends nothing and gives the first answer."""
    body = orjson.dumps({"to": parcel.address, "text": text_of(parcel)})
    message = str(parcel.id)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": message,
        "X-Signature": signature(body, shared_key(), message=message),
    }
    try:
        answer = requests.post(
            f"{settings.SMS_URL}/messages", data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )
        said = answer.json() if answer.content else {}
    except requests.RequestException as error:
        return Outcome(Result.UNAVAILABLE, reason=type(error).__name__)
    said = said if isinstance(said, dict) else {}
    if answer.status_code in (200, 202):
        return Outcome(Result.ACCEPTED, provider_id=str(said.get("id", ""))[:200])
    reason = f"{answer.status_code} {said.get('problem', '')}".strip()
    # 401 is a wrong key of ours, 429 and 5xx pass: none of them is the message's fault.
    lasting = 400 <= answer.status_code < 500 and answer.status_code not in (401, 403, 408, 425, 429)
    return Outcome(Result.REFUSED if lasting else Result.UNAVAILABLE, reason=reason)
