"""One-time codes: sent to their owner, bound to a purpose and a detail, valid for minutes, used once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _t

from tinhso.kernel.actions.api import Refused

from .models import Account, CodeMessage, OneTimeCode

VALID_FOR = timedelta(minutes=10)
ATTEMPTS = 5
PER_HOUR = 10


def _hash(code: OneTimeCode, digits: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{code.pk}:{digits}".encode(), hashlib.sha256).hexdigest()


def start_code(account: Account, *, purpose: str, detail: str = "", now: datetime | None = None) -> OneTimeCode:
    """Send a new code to the account's phone (or e-mail). Raises Refused if there is no address or too many were sent."""
    moment = now or timezone.now()
    address = account.phone or account.email or (account.person.phone if account.person else "")
    if not address:
        raise Refused(_t("Tài khoản chưa có số điện thoại hay thư điện tử để nhận mã."), code="no-address")
    recent = OneTimeCode.objects.filter(account=account, created_at__gt=moment - timedelta(hours=1)).count()
    if recent >= PER_HOUR:
        raise Refused(_t("Đã gửi quá nhiều mã trong một giờ. Hãy thử lại sau."), code="too-many-codes")
    digits = f"{secrets.randbelow(10**6):06}"
    code = OneTimeCode(
        account=account,
        address=address,
        purpose=purpose,
        detail=detail[:200],
        channel="sms" if address == account.phone or "@" not in address else "email",
        created_at=moment,
        expires_at=moment + VALID_FOR,
    )
    code.code_hash = _hash(code, digits)
    code.save()
    deliver(code, digits)
    return code


def deliver(code: OneTimeCode, digits: str) -> None:
    """Hand the code to its channel. The demo province shows it on the page of demo messages."""
    if settings.DEMO:
        text = _t("Mã xác nhận của bạn là %(code)s, dùng trong 10 phút. Không đưa mã cho ai.") % {"code": digits}
        CodeMessage.objects.create(channel=code.channel, address=code.address, text=text, at=code.created_at)


def check_code(account: Account, *, purpose: str, digits: str, detail: str = "", now: datetime | None = None) -> None:
    """Use a code. Raises Refused with a sentence if it is wrong, old, used, tried too often, or for something else."""
    moment = now or timezone.now()
    code = (
        OneTimeCode.objects.filter(account=account, purpose=purpose, detail=detail[:200], used_at=None)
        .order_by("-created_at")
        .first()
    )
    if code is None or moment > code.expires_at:
        raise Refused(_t("Mã đã hết hạn hoặc chưa được gửi. Hãy xin mã mới."), code="no-code", field="code")
    if code.attempts >= ATTEMPTS:
        raise Refused(_t("Đã nhập sai quá nhiều lần. Hãy xin mã mới."), code="too-many-attempts", field="code")
    given = "".join(ch for ch in digits if ch.isdigit())
    if not hmac.compare_digest(code.code_hash, _hash(code, given)):
        OneTimeCode.objects.filter(pk=code.pk).update(attempts=code.attempts + 1)
        raise Refused(_t("Mã chưa đúng. Hãy xem lại tin nhắn mới nhất."), code="wrong-code", field="code")
    used = OneTimeCode.objects.filter(pk=code.pk, used_at=None).update(used_at=moment)
    if not used:
        raise Refused(_t("Mã này đã được dùng."), code="used-code", field="code")
