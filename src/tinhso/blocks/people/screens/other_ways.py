"""Signing in with a passkey. The identity provider has its own screens (`identity.py`)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tinhso.kernel.actions.api import Refused

from ..linking import link_waiting
from ..passkeys import finish_signing, signing_options
from ..sessions import begin, speak
from ..throttle import address_of, count
from .common import safe_next
from .signing import onward


@login_not_required
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """The challenge for the browser."""
    return HttpResponse(signing_options(request), content_type="application/json")


@login_not_required
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """The browser's answer. Says where to go on, or one sentence on what is wrong."""
    now = timezone.now()
    try:
        account = finish_signing(request, request.body, now=now)
    except Refused as no:
        try:
            count("passkey", who="", address=address_of(request), now=now)
        except Refused as too_many:
            return JsonResponse({"detail": str(too_many)}, status=429)
        return JsonResponse({"detail": str(no)}, status=422)
    begin(request, account, method="passkey", now=now)
    try:
        link_waiting(request, account, now=now)
    except Refused as no:
        messages.error(request, str(no))
    next_url = safe_next(request, request.GET.get("next"))
    return speak(JsonResponse({"next": onward(account, next_url)}), account)
