"""One's own page: contact, language, how one signs in, and where one is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tinhso.kernel.actions.api import Refused
from tinhso.web.api import actor_of

from .. import oidc
from ..acting import POST_KEY
from ..actions import change_contact
from ..actions_account import change_preferences
from ..codes import address_of, masked_address
from ..forms import ContactForm, PreferencesForm, contact_of, preferences_of
from ..models import Account, Appointment, Person
from ..personal_id import masked
from ..sessions import end, end_all, proved_at, sessions_of, speak
from .common import account_of, person_of, say_no
from .signing import onward


@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Show the page; a form on it comes back here with `what` naming it."""
    account = account_of(request)
    what = request.POST.get("what", "")
    person = account.person
    contact = None
    if person is not None:
        sent = request.POST if what == "contact" else None
        contact = ContactForm(sent, initial=contact_of(person), prefix="contact")
    wishes = PreferencesForm(
        request.POST if what == "preferences" else None, initial=preferences_of(account), prefix="preferences"
    )
    if what == "contact" and contact is not None and contact.is_valid() and not _moves_codes(account, contact):
        if _change_contact(request, contact):
            return redirect("my-profile")
    elif what == "preferences" and wishes.is_valid() and _change_wishes(request, account, wishes):
        return speak(redirect("my-profile"), account)
    failed = bool((contact and contact.errors) or wishes.errors)
    context = {"contact": contact, "wishes": wishes, **_security(request, account), **_who(account)}
    return render(request, "people/profile.html", context, status=422 if failed else 200)


def _moves_codes(account: Account, form: ContactForm) -> bool:
    """Where codes go is changed on its own page, with a proof; the contact form must not do it in passing."""
    person = account.person
    receives = person.phone if person and not (account.phone or account.email) else ""
    moved = bool(receives) and form.cleaned_data["phone"] != receives
    if moved:
        form.add_error("phone", _("Số này đang nhận mã đăng nhập. Hãy đổi ở mục Điện thoại nhận mã."))
    return moved


def _who(account: Account) -> dict[str, Any]:
    person = account.person
    return {
        "account": account,
        "person": person,
        "masked_id": masked(person.personal_id or "") if person else "",
    }


def _security(request: HttpRequest, account: Account) -> dict[str, Any]:
    sessions = sessions_of(account)
    return {
        "passkeys": account.passkeys.order_by("created_at"),
        "has_totp": bool(account.otp_sealed),
        "codes_to": masked_address(address_of(account)),
        "sessions": sessions,
        "here": request.session.session_key,
        "identity": oidc.available(),
        "provider": oidc.provider_name(),
        "level_here": actor_of(request).level,
        "proved_at": proved_at(request),
    }


def _change_contact(request: HttpRequest, form: ContactForm) -> bool:
    person: Person = person_of(request)
    try:
        change_contact(actor_of(request), person, **form.cleaned_data)
    except Refused as no:
        say_no(form, no)
        return False
    messages.success(request, _("Đã lưu liên hệ."))
    return True


def _change_wishes(request: HttpRequest, account: Account, form: PreferencesForm) -> bool:
    try:
        change_preferences(actor_of(request), account, **form.cleaned_data)
    except Refused as no:
        say_no(form, no)
        return False
    account.language = form.cleaned_data["language"]
    messages.success(request, _("Đã lưu ngôn ngữ và cách xưng hô."))
    return True


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out one other session, or all the others."""
    account = account_of(request)
    which = request.POST.get("session", "")
    if which == "others":
        end_all(account, but=request.session.session_key)
        messages.success(request, _("Đã đăng xuất ở các nơi khác."))
        return redirect("my-profile")
    try:
        done = end(account, UUID(which))
    except ValueError as no:
        raise Http404 from no
    if not done:
        raise Http404
    messages.success(request, _("Đã đăng xuất ở nơi đó."))
    return redirect("my-profile")


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act at another of one's posts from now on."""
    wanted = request.POST.get("post", "")
    str(actor_of(request).name)  # reads the appointments of today
    held: list[Appointment] = getattr(request, "appointments", [])
    if wanted not in {a.post.code for a in held}:
        raise Http404
    request.session[POST_KEY] = wanted
    return redirect(onward(account_of(request), "", post=wanted))
