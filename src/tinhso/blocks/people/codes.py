"""One-time codes: sent to their owner, bound to a purpose and a detail, valid for minutes, used once.

A wrong code is counted in the database. Call `check_code` before the action that it confirms, never inside one:
a refused action is rolled back, and the count of wrong tries with it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.kernel.actions.api import Refused

from .models import Account, CodeMessage, OneTimeCode

VALID_FOR = timedelta(minutes=10)
ATTEMPTS = 5
PER_HOUR = 10


@dataclass(frozen=True)
class CodeToSend:
    """A code on its way to its owner; `digits` is the secret. `id` names it for ever, also when it is sent again."""

    id: UUID
    channel: str
    address: str
    digits: str
    person: UUID | None
    language: str
    at: datetime
    expires_at: datetime


Send = Callable[[CodeToSend], None]
Ready = Callable[[], bool]
_channels: dict[str, tuple[Send, Ready]] = {}


def code_channel(name: str, *, ready: Ready) -> Callable[[Send], Send]:
    """Decorator: the function that sends a code over the channel "sms" or "email"; `ready`: whether it can here and now.

    The notices block registers both. A code never passes through the outbox, which is kept for ever.
    """

    def register(function: Send) -> Send:
        _channels[name] = (function, ready)
        return function

    return register


def _hash(code: OneTimeCode, digits: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{code.pk}:{digits}".encode(), hashlib.sha256).hexdigest()


def address_of(account: Account) -> str:
    """Where codes for this account go: its phone, its e-mail, or the phone of its person. "" if there is none."""
    return account.phone or account.email or (account.person.phone if account.person else "")


def masked_address(address: str) -> str:
    """An address that its owner recognises and others cannot use: •••••••567, h•••@vidu.vn."""
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:1]}•••@{host}"
    return f"{'•' * max(0, len(address) - 3)}{address[-3:]}"


def start_code(account: Account, *, purpose: str, detail: str = "", now: datetime | None = None) -> OneTimeCode:
    """Send a new code to the account's phone (or e-mail). Raises Refused if there is no address or too many were sent."""
    address = address_of(account)
    if not address:
        raise Refused(_("Tài khoản chưa có số điện thoại hay thư điện tử để nhận mã."), code="no-address")
    return start_code_to(address, account=account, purpose=purpose, detail=detail, now=now)


def start_code_to(
    address: str, *, purpose: str, detail: str = "", account: Account | None = None, now: datetime | None = None
) -> OneTimeCode:
    """Send a new code to an address; for those who have no account yet. Raises Refused as `start_code` does."""
    moment = now or timezone.now()
    # Per purpose: whoever asks for codes to somebody's phone on the recovery page must not keep its owner from signing in.
    recent = OneTimeCode.objects.filter(address=address, purpose=purpose, created_at__gt=moment - timedelta(hours=1))
    if recent.count() >= PER_HOUR:
        raise Refused(_("Đã gửi quá nhiều mã trong một giờ. Hãy thử lại sau."), code="too-many-codes")
    digits = f"{secrets.randbelow(10**6):06}"
    code = OneTimeCode(
        account=account,
        address=address,
        purpose=purpose,
        detail=detail[:200],
        channel="email" if "@" in address else "sms",
        created_at=moment,
        expires_at=moment + VALID_FOR,
    )
    code.code_hash = _hash(code, digits)
    code.save()
    deliver(code, digits)
    return code


def has_live_code(account: Account, *, purpose: str, now: datetime) -> bool:
    """Whether the newest code sent for this purpose can still be used."""
    newest = (
        OneTimeCode.objects.filter(account=account, address=address_of(account), purpose=purpose)
        .order_by("-created_at", "-id")
        .first()
    )
    return newest is not None and newest.used_at is None and newest.attempts < ATTEMPTS and now <= newest.expires_at


def deliver(code: OneTimeCode, digits: str) -> None:
    """Hand the code to its channel. The demo province shows it on the page of demo messages as well.

    Raises Refused if this installation cannot send over that channel: better than a person who waits in vain.
    """
    text = _("Mã xác nhận của ông/bà là %(code)s, dùng trong 10 phút. Không đưa mã cho ai.") % {"code": digits}
    send, ready = _channels.get(code.channel, (None, None))
    can_send = ready is not None and ready()
    if settings.DEMO:
        CodeMessage.objects.create(channel=code.channel, address=code.address, text=text, at=code.created_at)
    elif not can_send:
        raise Refused(_("Hệ thống chưa gửi được mã qua kênh này. Hãy gọi 1022 để được giúp."), code="no-channel")
    if send is not None and can_send:
        send(
            CodeToSend(
                id=code.pk, channel=code.channel, address=code.address, digits=digits,
                person=code.account.person_id if code.account else None, language=(get_language() or "vi")[:2],
                at=code.created_at, expires_at=code.expires_at,
            )
        )  # fmt: skip


def check_code(account: Account, *, purpose: str, digits: str, detail: str = "", now: datetime | None = None) -> None:
    """Use a code. Raises Refused with a sentence if it is wrong, old, used, tried too often, or for something else."""
    check_code_of(address_of(account), account=account, purpose=purpose, digits=digits, detail=detail, now=now)


def check_code_of(
    address: str,
    *,
    purpose: str,
    digits: str,
    detail: str = "",
    account: Account | None = None,
    now: datetime | None = None,
) -> None:
    """Use a code that was sent to an address. Raises Refused as `check_code` does."""
    moment = now or timezone.now()
    sent = OneTimeCode.objects.filter(account=account, address=address, purpose=purpose, detail=detail[:200])
    code = sent.order_by("-created_at", "-id").first()
    if code is None or moment > code.expires_at:
        raise Refused(_("Mã đã hết hạn hoặc chưa được gửi. Hãy xin mã mới."), code="no-code", field="code")
    if code.used_at is not None:
        raise Refused(_("Mã này đã được dùng. Hãy xin mã mới."), code="used-code", field="code")
    # Count first, compare then: a hundred guesses sent at once are still only five.
    counted = OneTimeCode.objects.filter(pk=code.pk, attempts__lt=ATTEMPTS).update(attempts=F("attempts") + 1)
    if not counted:
        raise Refused(_("Đã nhập sai quá nhiều lần. Hãy xin mã mới."), code="too-many-attempts", field="code")
    given = "".join(ch for ch in digits if ch.isdigit())
    if not hmac.compare_digest(code.code_hash, _hash(code, given)):
        raise Refused(_("Mã chưa đúng. Hãy xem lại tin nhắn mới nhất."), code="wrong-code", field="code")
    if not OneTimeCode.objects.filter(pk=code.pk, used_at=None).update(used_at=moment):
        raise Refused(_("Mã này đã được dùng. Hãy xin mã mới."), code="used-code", field="code")
