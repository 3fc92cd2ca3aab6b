"""Slowing down those who guess: tries are counted in the database, per person and per network address."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.kernel.actions.api import Refused

from .models import Account, SignInAttempt

WINDOW = timedelta(minutes=15)
# Wrong tries in the window before one has to wait: for one person, and from one network address.
# A whole office or a mobile operator's customers may share an address, so that limit is high.
PER_PERSON = 5
PER_ADDRESS = 100


def whose(account: Account | None, typed: str) -> str:
    """Under which name tries are counted: the account, or a keyed hash of what was typed."""
    if account is not None:
        return str(account.pk)
    return hmac.new(settings.SECRET_KEY.encode(), typed.strip().lower().encode(), hashlib.sha256).hexdigest()


def address_of(request: HttpRequest) -> str:
    """The network address of the reader. Behind the TLS proxy (https), the one which that proxy saw."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return str(forwarded.split(",")[-1].strip())[:64]
    return str(request.META.get("REMOTE_ADDR") or "")[:64]


def attempt(step: str, *, who: str, address: str, now: datetime, proof: Callable[[], bool]) -> bool:
    """Run `proof` if there were not too many wrong tries, and count this one. One at a time per person.

    Raises Refused, without running `proof`, when the person or the address has to wait.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in:{who}"])
        _refuse_too_many(step, who=who, address=address, now=now)
        ok = proof()
        SignInAttempt.objects.create(at=now, who=who, address=address, step=step, ok=ok)
    return ok


def count(step: str, *, who: str, address: str, now: datetime) -> None:
    """Count something that costs us, such as sending a message, as a try; raises Refused when it was too often."""
    attempt(step, who=who, address=address, now=now, proof=lambda: False)


def _refuse_too_many(step: str, *, who: str, address: str, now: datetime) -> None:
    tries = SignInAttempt.objects.filter(step=step, at__gt=now - WINDOW, at__lte=now)
    mine = tries.filter(who=who).order_by("-at", "-id")
    wrong = []
    for try_ in mine[:PER_PERSON]:
        if try_.ok:
            break
        wrong.append(try_.at)
    if len(wrong) >= PER_PERSON:
        raise Refused(_wait(wrong[0] + WINDOW - now), code="locked")
    if address and tries.filter(address=address, ok=False)[:PER_ADDRESS].count() >= PER_ADDRESS:
        raise Refused(_wait(WINDOW), code="locked")


def _wait(left: timedelta) -> str:
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return _("Đã thử quá nhiều lần. Hãy thử lại sau %(minutes)s phút, hoặc gọi 1022 để được giúp.") % {
        "minutes": minutes
    }
