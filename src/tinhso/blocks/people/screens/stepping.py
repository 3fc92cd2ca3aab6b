"""Proving more in the middle of something, and coming back to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tinhso.web.api import actor_of

from .. import oidc
from ..assurance import Needs, forget, kept
from ..models import Account
from ..sessions import FRESH, LEVEL, level_here, proved_at
from .common import account_of, safe_next

LONGEST = 24 * 3600


def seconds_of(text: Any) -> int | None:
    """A number of seconds in an address; None if there is none that makes sense."""
    given = isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= 6
    return int(text) if given and int(text) <= LONGEST else None


def risen(request: HttpRequest, account: Account, *, level: int, at: datetime | None) -> None:
    """This session has proved more: never less than before."""
    request.session[LEVEL] = max(level, level_here(request, account))
    before = proved_at(request)
    if at is not None and (before is None or at > before):
        request.session[FRESH] = min(at, timezone.now()).isoformat()


@never_cache
@require_GET
def step_up(request: HttpRequest) -> HttpResponse:
    """What is missing and how to prove it; on at once when nothing is."""
    account, actor = account_of(request), actor_of(request)
    next_url = safe_next(request, request.GET.get("next")) or "/my/profile/"
    level = 2 if request.GET.get("level") == "2" else 0
    within = seconds_of(request.GET.get("within"))
    needs = Needs(level, None if within is None else timedelta(seconds=within))
    now = timezone.now()
    if needs.met_by(actor, now):
        return redirect(next_url)
    context = {
        "level": level, "within": within, "next": next_url, "has": actor.level, "low": actor.level < level,
        "identity": oidc.available(), "provider": oidc.provider_name(), "verified": account.level >= level,
    }  # fmt: skip
    return render(request, "people/step_up.html", context)


@never_cache
@require_GET
def go_on(request: HttpRequest) -> HttpResponse:
    """The form that was kept, with one button that sends it again. Sending it is the person's own doing."""
    form = kept(request)
    if form is None:
        return redirect("my-profile")
    forget(request)
    return render(request, "people/go_on.html", {"path": form[0], "fields": form[1]})
