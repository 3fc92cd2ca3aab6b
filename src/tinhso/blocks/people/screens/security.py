"""How one signs in: password, authenticator app, passkeys; and proving oneself again before changing any of it."""

from __future__ import annotations

from uuid import UUID

import orjson
import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tinhso.kernel.actions.api import Refused
from tinhso.web.api import actor_of

from .. import oidc
from ..actions_account import change_password, change_sign_in_phone, enrol_totp, remove_passkey, remove_totp
from ..codes import check_code_of, has_live_code, masked_address, start_code_to
from ..forms import ChangePasswordForm, CodeForm, PhoneForm
from ..models import Account, Passkey, SessionInfo
from ..passkeys import adding_options, finish_adding
from ..sessions import FRESH_FOR, device_of, end_all, is_fresh, prove, prove_first
from ..signing_in import second_step, send_code
from ..throttle import address_of as network_address
from ..throttle import attempt, count
from ..totp import enrolment_uri, matching_step, new_secret, seal, unseal
from .common import account_of, safe_next, say_no
from .signing import code_page

CONFIRM = "confirm"
ENROLLING = "enrolling_totp"
MOVING = "new-phone"


@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove oneself again with a code, then go on to `next`."""
    account, now = account_of(request), timezone.now()
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next")) or "/my/profile/"
    if is_fresh(request, now):
        return redirect(next_url)
    trouble = ""
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            second_step(request, account, digits=form.cleaned_data["code"], purpose=CONFIRM, detail="", now=now)
        except Refused as no:
            say_no(form, no)
        else:
            prove(request, now)
            return redirect(next_url)
    elif not account.otp_sealed and ("again" in request.POST or not has_live_code(account, purpose=CONFIRM, now=now)):
        try:
            send_code(request, account, purpose=CONFIRM, detail="", now=now)
        except Refused as no:
            trouble = str(no)
    context = {
        **code_page(account, form, trouble=trouble), "title": _("Xác nhận lại là ông/bà"), "button": _("Tiếp tục"), "next": next_url,
        "identity": bool(account.subject) and oidc.available(), "provider": oidc.provider_name(),
        "within": int(FRESH_FOR.total_seconds()),
    }  # fmt: skip
    return render(request, "people/confirm.html", context, status=422 if form.errors else 200)


@never_cache
@prove_first
@sensitive_post_parameters("password")
def password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session ends."""
    account = account_of(request)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_password(actor_of(request), account, password=form.cleaned_data["password"])
        except Refused as no:
            say_no(form, no)
        else:
            _keep_only_this(request, changed)
            messages.success(request, _("Đã đổi mật khẩu và đăng xuất ở các nơi khác."))
            return redirect("my-profile")
    return render(request, "people/password.html", {"form": form}, status=422 if form.errors else 200)


def _keep_only_this(request: HttpRequest, account: Account) -> None:
    """The password is part of every session's proof: this one gets a new key and goes on, the others end."""
    old = request.session.session_key
    end_all(account, but=old)
    update_session_auth_hash(request, account)
    SessionInfo.objects.filter(session_key=old).update(session_key=request.session.session_key)


@never_cache
@prove_first
def totp(request: HttpRequest) -> HttpResponse:
    """Scan a QR code with an authenticator app, type its first code; or switch the app off."""
    account, now = account_of(request), timezone.now()
    if request.method == "POST" and "remove" in request.POST:
        remove_totp(actor_of(request), account)
        messages.success(request, _("Đã tắt ứng dụng tạo mã. Mã sẽ gửi qua tin nhắn."))
        return redirect("my-profile")
    secret = unseal(request.session.get(ENROLLING, "")) or new_secret()
    request.session[ENROLLING] = seal(secret)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        right = attempt(
            "code", who=str(account.pk), address=network_address(request), now=now,
            proof=lambda: matching_step(secret, form.cleaned_data["code"], now) is not None,
        )  # fmt: skip
        if right:
            enrol_totp(actor_of(request), account, secret=secret)
            del request.session[ENROLLING]
            messages.success(request, _("Từ nay hãy dùng mã trong ứng dụng khi đăng nhập."))
            return redirect("my-profile")
        form.add_error("code", _("Mã chưa đúng. Hãy nhập mã đang hiện trong ứng dụng tạo mã."))
    uri = enrolment_uri(secret, account)
    context = {
        "form": form,
        "secret": secret,
        "qr": segno.make(uri, error="m").png_data_uri(scale=5),
        "on": bool(account.otp_sealed),
    }
    return render(request, "people/totp.html", context, status=422 if form.errors else 200)


@never_cache
@prove_first
def phone(request: HttpRequest) -> HttpResponse:
    """Another number for codes: a code goes to it first, so that nobody locks themselves out by a slip."""
    owner = account_of(request)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted, now = form.cleaned_data["phone"], timezone.now()
        try:
            count(MOVING, who=str(owner.pk), address=network_address(request), now=now)
            start_code_to(wanted, account=owner, purpose=MOVING, now=now)
        except Refused as no:
            say_no(form, no)
        else:
            request.session[MOVING] = wanted
            return redirect("my-phone-code")
    return render(request, "people/phone.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@prove_first
def phone_code(request: HttpRequest) -> HttpResponse:
    """The code that reached the new number; from now on all codes go there."""
    owner, wanted = account_of(request), request.session.get(MOVING)
    if wanted is None:
        return redirect("my-phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_code_of(wanted, account=owner, purpose=MOVING, digits=form.cleaned_data["code"])
            change_sign_in_phone(actor_of(request), owner, phone=wanted)
        except Refused as no:
            say_no(form, no)
        else:
            del request.session[MOVING]
            messages.success(request, _("Từ nay mã gửi đến số mới."))
            return redirect("my-profile")
    context = {
        "form": form, "app": False, "sent_to": masked_address(wanted), "trouble": "",
        "title": _("Xác nhận số điện thoại"), "button": _("Đổi số"),
    }  # fmt: skip
    return render(request, "people/phone_code.html", context, status=422 if form.errors else 200)


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """The challenge for a new passkey."""
    account = account_of(request)
    if not is_fresh(request, timezone.now()):
        return JsonResponse({"next": "/my/confirm/?next=/my/profile/"}, status=401)
    return HttpResponse(adding_options(request, account), content_type="application/json")


@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """The browser's new passkey."""
    label = device_of(request) or _("Khóa truy cập")
    try:
        orjson.loads(request.body)
        finish_adding(request, account_of(request), request.body, label=label, now=timezone.now())
    except ValueError:
        return JsonResponse({"detail": _("Không dùng được khóa truy cập này.")}, status=422)
    except Refused as no:
        return JsonResponse({"detail": str(no)}, status=422)
    messages.success(request, _("Đã thêm khóa truy cập. Lần sau đăng nhập không cần mật khẩu."))
    return JsonResponse({"next": "/my/profile/"})


@require_POST
@prove_first
def drop_passkey(request: HttpRequest, which: UUID) -> HttpResponse:
    """Forget one of one's own passkeys."""
    passkey = get_object_or_404(Passkey, pk=which, account=account_of(request))
    remove_passkey(actor_of(request), passkey)
    messages.success(request, _("Đã xóa khóa truy cập."))
    return redirect("my-profile")
