"""Sessions: beginning one, who is signed in where, ending them; and whether the owner proved themselves just now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from importlib import import_module
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .models import Account, SessionInfo
from .throttle import address_of

SEEN_EVERY = timedelta(minutes=5)
FRESH_FOR = timedelta(minutes=10)
FRESH, SEEN, METHOD, LEVEL = "fresh_at", "seen_at", "method", "level"
BACKEND = "tinhso.blocks.people.backend.Accounts"


def begin(
    request: HttpRequest,
    account: Account,
    *,
    method: str,
    now: datetime,
    level: int | None = None,
    proved_at: datetime | None = None,
    provider_session: str = "",
) -> None:
    """Sign the account in. The session gets a new key (and is emptied if somebody else was signed in).

    An identity provider says at which `level` this time, and since when (`proved_at`); else it is the account's, and now.
    """
    login(request, account, backend=BACKEND)
    request.session[METHOD] = method
    request.session[SEEN] = now.isoformat()
    request.session[FRESH] = min(now, proved_at or now).isoformat()
    if level is not None:
        request.session[LEVEL] = level
    else:
        request.session.pop(LEVEL, None)
    request.session.save()
    SessionInfo.objects.create(
        account=account,
        session_key=request.session.session_key or "",
        device=device_of(request),
        ip=address_of(request) or None,
        method=method,
        provider_session=provider_session,
        created_at=now,
        seen_at=now,
    )


def speak(response: HttpResponse, account: Account) -> HttpResponse:
    """Let the pages speak the language that the account chose."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        account.language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def touch(request: HttpRequest, now: datetime) -> None:
    """Note every few minutes that the session is in use."""
    seen = _moment(request.session.get(SEEN))
    if seen is None or now - seen < SEEN_EVERY:
        return
    request.session[SEEN] = now.isoformat()
    SessionInfo.objects.filter(session_key=request.session.session_key).update(seen_at=now)


def prove(request: HttpRequest, now: datetime) -> None:
    """The owner has just proved themselves again (by code, passkey or password)."""
    request.session[FRESH] = now.isoformat()


def prove_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of a view that changes how one signs in: the owner proves themselves first if that was long ago."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request, timezone.now()):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("my-profile")
        return redirect(f"{reverse('my-confirm')}?{urlencode({'next': back})}")

    return checked


def proved_at(request: HttpRequest) -> datetime | None:
    """When the owner last proved themselves in this session."""
    return _moment(request.session.get(FRESH))


def level_here(request: HttpRequest, account: Account) -> int:
    """The assurance of this session: never above the account's own."""
    said = request.session.get(LEVEL)
    return min(int(said), account.level) if said is not None else account.level


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether the owner proved themselves within the last ten minutes."""
    at = proved_at(request)
    return at is not None and timedelta(0) <= now - at <= FRESH_FOR


def sessions_of(account: Account) -> list[SessionInfo]:
    """Where the account is signed in, the newest first; sessions that ran out are forgotten."""
    rows = list(SessionInfo.objects.filter(account=account).order_by("-seen_at"))
    alive = {row.session_key for row in rows if _store(row.session_key).exists(row.session_key)}
    gone = [row.pk for row in rows if row.session_key not in alive]
    if gone:
        SessionInfo.objects.filter(pk__in=gone).delete()
    return [row for row in rows if row.session_key in alive]


def end(account: Account, which: UUID) -> bool:
    """Sign out one session of the account. False if it has none such."""
    row = SessionInfo.objects.filter(account=account, pk=which).first()
    if row is None:
        return False
    _store(row.session_key).delete()
    row.delete()
    return True


def end_all(account: Account, *, but: str | None = None) -> int:
    """Sign out every session of the account, except the one with the key `but`. Returns how many."""
    rows = list(SessionInfo.objects.filter(account=account).exclude(session_key=but or ""))
    for row in rows:
        _store(row.session_key).delete()
        row.delete()
    return len(rows)


def device_of(request: HttpRequest) -> str:
    """The browser and system in a few words, from what the browser says of itself."""
    text = request.META.get("HTTP_USER_AGENT", "")
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
    )
    browser = next((name for sign, name in browsers if sign in text), "")
    system = next((name for sign, name in (*systems, ("Linux", "Linux")) if sign in text), "")
    return " · ".join(part for part in (browser, system) if part)


def _store(key: str) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def _moment(text: Any) -> datetime | None:
    return parse_datetime(text) if isinstance(text, str) else None
