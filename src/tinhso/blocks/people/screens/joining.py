"""Opening an account oneself, and getting back in after forgetting the password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tinhso.kernel.access.api import ANONYMOUS
from tinhso.kernel.actions.api import Refused

from ..acting import actor_for
from ..actions_account import change_password, sign_up
from ..codes import check_code, check_code_of, masked_address, start_code_to
from ..forms import CodeForm, NewPasswordForm, RecoverForm, SignUpForm
from ..models import Account
from ..sessions import end_all
from ..signing_in import find_account, send_code
from ..throttle import address_of, attempt, count, whose
from ..totp import seal, unseal
from .common import say_no
from .signing import finish

JOINING, RECOVERING = "joining", "recovering"
SIGN_UP, RECOVER = "sign-up", "recover"
ASKED = "recover-send"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest) -> HttpResponse:
    """Who one is, and a password; then a code to the phone."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            count(SIGN_UP, who=whose(None, values["phone"]), address=address_of(request), now=timezone.now())
            start_code_to(values["phone"], purpose=SIGN_UP, detail=values["personal_id"])
        except Refused as no:
            say_no(form, no)
        else:
            # The password waits for the code in the session, sealed: session rows must not hold it in clear.
            request.session[JOINING] = {
                **values, "birth_date": values["birth_date"].isoformat(), "password": seal(values["password"]),
            }  # fmt: skip
            return redirect("sign-up-code")
    return render(request, "people/sign_up.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
def join_code(request: HttpRequest) -> HttpResponse:
    """The code that proves the phone; then the account is opened and signed in."""
    kept = request.session.get(JOINING)
    if kept is None:
        return redirect("sign-up")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_code_of(kept["phone"], purpose=SIGN_UP, detail=kept["personal_id"], digits=form.cleaned_data["code"])
            account = _open(kept)
        except Refused as no:
            say_no(form, no)
        else:
            del request.session[JOINING]
            messages.success(request, _("Đã mở tài khoản."))
            return finish(request, account, method="password", next_url="")
    context = {
        "form": form, "app": False, "sent_to": masked_address(kept["phone"]), "trouble": "",
        "title": _("Xác nhận số điện thoại"), "button": _("Mở tài khoản"),
    }  # fmt: skip
    return render(request, "people/sign_up_code.html", context, status=422 if form.errors else 200)


def _open(kept: dict[str, Any]) -> Account:
    return sign_up(
        ANONYMOUS,
        None,
        personal_id=kept["personal_id"],
        full_name=kept["full_name"],
        birth_date=parse_date(kept["birth_date"]),
        phone=kept["phone"],
        password=unseal(kept["password"]),
        synthetic=settings.DEMO,
    )


@login_not_required
@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The answer is the same whether or not there is such an account."""
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, now = form.cleaned_data["who"], timezone.now()
        account = find_account(typed)
        try:
            if account is None or not account.is_active:
                count(ASKED, who=whose(account, typed), address=address_of(request), now=now)
            else:
                send_code(request, account, purpose=RECOVER, detail="", now=now, step=ASKED)
        except Refused as no:
            if no.code in ("locked", "too-many-codes"):
                say_no(form, no)
        if not form.errors:
            request.session[RECOVERING] = {"account": str(account.pk) if account else "", "who": whose(account, typed)}
            return redirect("recover-code")
    return render(request, "people/recover.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def recover_code(request: HttpRequest) -> HttpResponse:
    """The code and a new password. All sessions end; one signs in anew, with the second step as always."""
    if RECOVERING not in request.session:
        return redirect("recover")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _set_new(
                request,
                request.session[RECOVERING],
                code=form.cleaned_data["code"],
                password=form.cleaned_data["password"],
            )
        except Refused as no:
            say_no(form, no)
        else:
            del request.session[RECOVERING]
            messages.success(request, _("Đã đặt mật khẩu mới. Mời đăng nhập."))
            return redirect("sign-in")
    return render(request, "people/recover_code.html", {"form": form}, status=422 if form.errors else 200)


def _set_new(request: HttpRequest, asked: dict[str, str], *, code: str, password: str) -> None:
    """Set the password if the code is right. An account that does not exist is answered just like a wrong code."""
    account = Account.objects.filter(pk=asked["account"], is_active=True).first() if asked["account"] else None

    def proof() -> bool:
        if account is None:
            return False
        try:
            check_code(account, purpose=RECOVER, digits=code)
        except Refused:
            return False
        return True

    ok = attempt(RECOVER, who=asked["who"], address=address_of(request), now=timezone.now(), proof=proof)
    if not ok or account is None:
        raise Refused(
            _("Mã chưa đúng hoặc đã hết hạn. Hãy xem lại tin nhắn mới nhất, hoặc xin mã mới."),
            code="wrong-code",
            field="code",
        )
    change_password(actor_for(account), account, password=password, purpose=_("Lấy lại mật khẩu bằng mã"))
    end_all(account)
