"""Signing in without a password: with a passkey, or through the national identity provider."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.actions.api import Refused

from .. import oidc
from ..passkeys import finish_signing, signing_options
from ..sessions import begin, speak
from ..throttle import address_of, count
from .common import safe_next
from .signing import finish, onward

IDENTITY_NEXT = "identity_next"


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
    next_url = safe_next(request, request.GET.get("next"))
    return speak(JsonResponse({"next": onward(account, next_url)}), account)


@login_not_required
@never_cache
@require_GET
def identity_start(request: HttpRequest) -> HttpResponse:
    """Go to the provider. A link, not a form: our pages may send forms to ourselves only."""
    if not oidc.available():
        raise Http404
    request.session[IDENTITY_NEXT] = safe_next(request, request.GET.get("next"))
    try:
        return oidc.start(request, settings.PUBLIC_URL.rstrip("/") + reverse("identity-back"))
    except Refused as no:
        return _back_to_sign_in(request, no)


@login_not_required
@never_cache
@require_GET
def identity_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: find the account and begin the session, or say why not."""
    if not oidc.available():
        raise Http404
    try:
        account = oidc.account_for(oidc.identity_of(request))
    except Refused as no:
        return _back_to_sign_in(request, no)
    return finish(request, account, method="oidc", next_url=request.session.pop(IDENTITY_NEXT, ""))


def _back_to_sign_in(request: HttpRequest, no: Refused) -> HttpResponse:
    messages.error(request, str(no))
    return redirect("sign-in")
