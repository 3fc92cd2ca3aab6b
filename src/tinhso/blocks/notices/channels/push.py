"""Notices in the reader's browser: encrypted for that browser, through the push service it chose (RFC 8030)."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

import orjson
import requests
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ..kinds import PUSH
from ..models import PushSubscription, Result
from ..webpush import authorization, encode, encrypt
from .parcel import Outcome, Parcel

TIMEOUT = (5, 10)
GONE = (404, 410)


def ready() -> bool:
    return True


def known_service(endpoint: str) -> bool:
    """Whether we talk to this push service. Browsers name the address; without a list it could be any machine near us."""
    try:
        parts = urlsplit(endpoint)
        host, secure = parts.hostname or "", parts.scheme == "https"
    except ValueError:
        return False
    if (
        ":" in parts.netloc and parts.netloc in settings.PUSH_HOSTS
    ):  # named with its port: a stand-in, maybe without TLS
        return parts.scheme in ("http", "https")
    return secure and any(host == name or host.endswith(f".{name}") for name in settings.PUSH_HOSTS)


def contact() -> str:
    """Whom a push service writes to when we misbehave (RFC 8292 §2.1)."""
    if settings.PUBLIC_URL.startswith("https://"):
        return str(settings.PUBLIC_URL)
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def content_of(parcel: Parcel) -> bytes:
    """What the service worker shows: a locked screen shows it to anybody, so it is title, code and what to do.

    `tag` is the message's id: shown twice, the second takes the place of the first.
    """
    body = parcel.kind.words(parcel.facts, channel=PUSH)
    return orjson.dumps(
        {
            "title": str(parcel.kind.title),
            "body": f"{parcel.code}: {body}" if parcel.code else body,
            "url": parcel.link or "/my/notices/",
            "tag": str(parcel.id),
            "lang": parcel.language,
            "site": _("Khánh Hòa số"),
        }
    )


def send(parcel: Parcel) -> Outcome:
    """Hand it to the push service. The same Topic takes the place of a message that still waits there (RFC 8030 §5.4)."""
    device = PushSubscription.objects.filter(endpoint_hash=parcel.address).first()
    if device is None or not known_service(device.endpoint):
        return Outcome(Result.REFUSED, reason="gone", gone=True)
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_life(parcel.expires_at, timezone.now())),
        "Urgency": "high" if parcel.kind.urgent or parcel.kind.todo else "normal",
        "Topic": encode(parcel.id.bytes),
        "Authorization": authorization(device.endpoint, contact=contact()),
    }
    body = encrypt(content_of(parcel), public_key=device.public_key, secret=device.secret)
    try:
        answer = requests.post(device.endpoint, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        return Outcome(Result.UNAVAILABLE, reason=type(error).__name__)
    if answer.status_code in (200, 201, 202):
        return Outcome(Result.ACCEPTED, provider_id=answer.headers.get("Location", "")[:200])
    reason = str(answer.status_code)
    if answer.status_code in GONE:
        return Outcome(Result.REFUSED, reason=reason, gone=True)
    lasting = answer.status_code in (400, 413)
    return Outcome(Result.REFUSED if lasting else Result.UNAVAILABLE, reason=reason)


def _life(until: datetime, now: datetime) -> int:
    return max(60, int((until - now).total_seconds()))
