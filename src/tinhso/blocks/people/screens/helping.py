"""At the counter: verify who somebody is, and let them in again after they lost their phone."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tinhso.kernel.access.api import has_role
from tinhso.kernel.actions.api import AlreadyDone, Refused
from tinhso.web.api import actor_of

from ..actions_account import change_sign_in_phone, remove_totp, unlink_identity, verify_identity
from ..codes import address_of, masked_address
from ..forms import FindAccountForm, HelpForm
from ..models import Account
from ..queries import reveal
from ..rights import serves_account
from ..sessions import end_all
from .common import say_no

AT_COUNTER = has_role("counter_officer")
# Records are written in Vietnamese whatever the officer reads.
HELPING, COMPARED = "Giúp về tài khoản tại quầy", "Đã đối chiếu thẻ căn cước tại quầy"
SEEN = ("full_name", "personal_id", "birth_date")


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """One number, one account; officials' accounts are not found here."""
    actor = actor_of(request)
    if not AT_COUNTER(actor, None):
        raise Http404
    form = FindAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _account(form.cleaned_data["number"])
        if found is not None and serves_account(actor, found):
            return redirect("account", which=found.pk)
        form.add_error("number", _("Không có tài khoản nào của người dân mang số này."))
    return render(request, "people/accounts.html", {"form": form}, status=422 if form.errors else 200)


def _account(typed: str) -> Account | None:
    digits = re.sub(r"[\s.\-]", "", typed)
    if not re.fullmatch(r"[0-9]{10,12}", digits):
        return None
    return Account.objects.filter(Q(person__personal_id=digits) | Q(phone=digits)).first()


@never_cache
def account(request: HttpRequest, which: UUID) -> HttpResponse:
    """Who this is, and what the counter can do; each look leaves a mark that the person sees."""
    actor = actor_of(request)
    row = Account.objects.select_related("person").filter(pk=which).first()
    if row is None or row.person is None or not serves_account(actor, row):
        raise Http404
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _help(request, row, form.cleaned_data)
        except AlreadyDone:
            return redirect("account", which=which)
        except Refused as no:
            say_no(form, no)
        else:
            messages.success(request, _("Đã ghi nhận."))
            return redirect("account", which=which)
    reveal(actor, row.person, purpose=HELPING, fields=SEEN)
    context = {
        "account": row, "person": row.person, "form": form, "codes_to": masked_address(address_of(row)),
        "key": request.POST.get("key") or f"account-{uuid4()}",
    }  # fmt: skip
    return render(request, "people/account.html", context, status=422 if form.errors else 200)


def _help(request: HttpRequest, row: Account, wanted: dict[str, Any]) -> None:
    actor = actor_of(request)
    key = request.POST.get("key", "")[:80] or None
    if wanted["what"] == "verify":
        verify_identity(actor, row, purpose=COMPARED, key=key)
    elif wanted["what"] == "phone":
        change_sign_in_phone(actor, row, phone=wanted["phone"], purpose=COMPARED, key=key)
        end_all(row)  # whoever holds the old phone is signed out
    elif wanted["what"] == "unlink":
        unlink_identity(actor, row, purpose=COMPARED, key=key)
        end_all(row)
    else:
        remove_totp(actor, row, purpose=COMPARED, key=key)
