"""Signing in with a password and a code, and signing out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tinhso.kernel.actions.api import Refused
from tinhso.web.api import first_place

from .. import oidc
from ..acting import actor_for
from ..codes import address_of, masked_address
from ..forms import CodeForm, SignInForm
from ..linking import link_waiting
from ..models import Account, SessionInfo
from ..sessions import begin, speak
from ..signing_in import PENDING, PURPOSE, first_step, pending, second_step, send_code, wait_for_code
from ..totp import unseal
from .common import address, safe_next, say_no

ID_TOKEN, LEAVING = "id_token", "leaving"


def onward(account: Account, next_url: str, *, post: str | None = None) -> str:
    """Where somebody goes after signing in: where they came from, the first page of their work, or their own page."""
    if next_url:
        return next_url
    actor = actor_for(account, post=post)
    return first_place("desk", actor) if actor.is_official else address("my", address("home"))


def finish(request: HttpRequest, account: Account, *, method: str, next_url: str, **assurance: Any) -> HttpResponse:
    """Begin the session and go on. `assurance`: what an identity provider said of this sign-in (see `sessions.begin`)."""
    request.session.pop(PENDING, None)
    now = timezone.now()
    begin(request, account, method=method, now=now, **assurance)
    try:
        if link_waiting(request, account, now=now):
            messages.success(request, linked_sentence())
    except Refused as no:
        messages.error(request, str(no))
    return speak(redirect(onward(account, next_url)), account)


def linked_sentence() -> str:
    return _("Đã liên kết %(provider)s. Lần sau ông/bà đăng nhập được bằng %(provider)s.") % {
        "provider": oidc.provider_name()
    }


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """First step: who, and the password. The passkey and the identity provider start here too."""
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated and request.method == "GET":
        return redirect(next_url or address("home"))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            account = first_step(
                request, typed=form.cleaned_data["who"], password=form.cleaned_data["password"], now=now
            )
        except Refused as no:
            say_no(form, no)
        else:
            wait_for_code(request, account, next_url=next_url, now=now)
            return to_code(request, account)
    context = {"form": form, "next": next_url, "identity": oidc.available(), "provider": oidc.provider_name()}
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


def to_code(request: HttpRequest, account: Account) -> HttpResponse:
    """Send the code at once, unless an app makes it; what goes wrong is said on the next page."""
    if not account.otp_sealed:
        _send(request, account)
    return redirect("sign-in-code")


def _send(request: HttpRequest, account: Account) -> None:
    kept = request.session[PENDING]
    try:
        send_code(request, account, purpose=PURPOSE, detail=kept["nonce"], now=timezone.now())
        kept["trouble"] = ""
    except Refused as no:
        kept["trouble"] = str(no)
    request.session[PENDING] = kept


@login_not_required
@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Second step: the code of the app or of the message."""
    now = timezone.now()
    found = pending(request, now)
    if found is None:
        return redirect("sign-in")
    account, kept = found
    if request.method == "POST" and "again" in request.POST:
        if not account.otp_sealed:
            _send(request, account)
        return redirect("sign-in-code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            second_step(
                request, account, digits=form.cleaned_data["code"], purpose=PURPOSE, detail=kept["nonce"], now=now
            )
        except Refused as no:
            say_no(form, no)
        else:
            return finish(request, account, method="password", next_url=kept["next"])
    return render(
        request,
        "people/code.html",
        code_page(account, form, trouble=kept.get("trouble", "")),
        status=422 if form.errors else 200,
    )


def code_page(account: Account, form: CodeForm, *, trouble: str) -> dict[str, Any]:
    """What the page that asks for a code needs."""
    return {
        "form": form,
        "app": bool(account.otp_sealed),
        "sent_to": masked_address(address_of(account)),
        "trouble": trouble,
        "title": _("Nhập mã xác nhận"),
        "button": _("Đăng nhập"),
    }


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session. Whoever came through the identity provider is offered to leave there as well."""
    SessionInfo.objects.filter(session_key=request.session.session_key or "").delete()
    sealed = request.session.get(ID_TOKEN)
    leave = oidc.farewell(unseal(sealed)) if sealed else ""
    logout(request)
    if leave:
        # A page of its own with a link: the answer to our form may not lead to another house (CSP form-action).
        request.session[LEAVING] = leave
        return redirect("signed-out")
    return redirect(address("home", address("sign-in")))
