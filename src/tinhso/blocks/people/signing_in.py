"""The two steps of a sign-in with a password: something one knows, then something one has."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tinhso.kernel.actions.api import Refused

from .codes import check_code, start_code
from .models import Account
from .throttle import address_of, attempt, count, whose
from .totp import use_totp

PENDING = "signing_in"
PENDING_FOR = timedelta(minutes=15)
PURPOSE = "sign-in"


def find_account(typed: str) -> Account | None:
    """The account that somebody means by a user name, a phone number or a personal id."""
    text = typed.strip()
    digits = re.sub(r"^(\+84|0084)", "0", re.sub(r"[\s.\-]", "", text))
    wanted = Q(username=text.lower())
    if re.fullmatch(r"[0-9]{12}", digits):
        wanted |= Q(username=digits) | Q(person__personal_id=digits)
    elif re.fullmatch(r"0[0-9]{9,10}", digits):
        wanted |= Q(phone=digits)
    return Account.objects.select_related("person").filter(wanted).order_by("created_at").first()


def first_step(request: HttpRequest, *, typed: str, password: str, now: datetime) -> Account:
    """The account, if the password is its own. Raises Refused with the same sentence whatever is wrong."""
    account = find_account(typed)

    def proof() -> bool:
        if account is None:
            make_password(password)  # takes as long as comparing, so that time gives nothing away
            return False
        return account.check_password(password) and account.is_active

    ok = attempt("password", who=whose(account, typed), address=address_of(request), now=now, proof=proof)
    if not ok or account is None:
        raise Refused(
            _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra lại, chú ý chữ hoa và bộ gõ tiếng Việt."),
            code="wrong",
        )
    return account


def password_of(request: HttpRequest, account: Account, *, password: str, now: datetime) -> None:
    """The first step for an account that is known already. Raises Refused if the password is not its own."""

    def proof() -> bool:
        return account.check_password(password) and account.is_active

    if not attempt("password", who=whose(account, ""), address=address_of(request), now=now, proof=proof):
        raise Refused(
            _("Mật khẩu chưa đúng. Hãy kiểm tra lại, chú ý chữ hoa và bộ gõ tiếng Việt."),
            code="wrong",
            field="password",
        )


def wait_for_code(request: HttpRequest, account: Account, *, next_url: str, now: datetime) -> None:
    """Remember in the session that the first step is done, under a new session key."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "account": str(account.pk), "at": now.isoformat(), "next": next_url, "nonce": uuid4().hex,
    }  # fmt: skip


def pending(request: HttpRequest, now: datetime) -> tuple[Account, dict[str, Any]] | None:
    """Who has done the first step in this session, and what was remembered; None if nobody has, or too long ago."""
    kept = request.session.get(PENDING)
    at = parse_datetime(kept["at"]) if kept else None
    if kept is None or at is None or not timedelta(0) <= now - at <= PENDING_FOR:
        return None
    account = Account.objects.select_related("person").filter(pk=UUID(kept["account"]), is_active=True).first()
    return (account, kept) if account else None


def send_code(
    request: HttpRequest, account: Account, *, purpose: str, detail: str, now: datetime, step: str = "send"
) -> None:
    """Send a code, unless too many were asked for from here or for this account. Raises Refused.

    `step` says under which name it is counted: what strangers can ask for is counted apart from what needs the password.
    """
    count(step, who=str(account.pk), address=address_of(request), now=now)
    start_code(account, purpose=purpose, detail=detail, now=now)


def second_step(
    request: HttpRequest, account: Account, *, digits: str, purpose: str, detail: str, now: datetime
) -> None:
    """Check the code of the app, or the one sent by message. Raises Refused with a sentence if it is not right."""
    if not account.otp_sealed:
        check_code(account, purpose=purpose, detail=detail, digits=digits, now=now)
        _sending_was_right(request, account, now)
        return
    who, address = str(account.pk), address_of(request)
    if not attempt("code", who=who, address=address, now=now, proof=lambda: use_totp(account, digits, now)):
        raise Refused(_("Mã chưa đúng. Hãy nhập mã đang hiện trong ứng dụng tạo mã."), code="wrong-code", field="code")


def _sending_was_right(request: HttpRequest, account: Account, now: datetime) -> None:
    """The messages reached their owner, so earlier ones no longer count as too many."""
    from .models import SignInAttempt

    SignInAttempt.objects.create(at=now, who=str(account.pk), address=address_of(request), step="send", ok=True)
