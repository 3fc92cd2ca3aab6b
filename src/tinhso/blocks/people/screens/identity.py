"""Signing in through the national identity provider, linking it, and leaving it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.web.api import actor_of

from .. import oidc
from ..actions_account import unlink_identity
from ..claims import Identity
from ..forms import ProofForm
from ..linking import WAITING, ProofNeeded, account_for, link_to, wait_for_proof, waiting_for
from ..models import Account, SessionInfo
from ..personal_id import masked
from ..sessions import end, is_fresh, prove_first
from ..signing_in import password_of, wait_for_code
from ..totp import seal
from .common import account_of, safe_next, say_no
from .signing import ID_TOKEN, LEAVING, finish, linked_sentence, to_code
from .stepping import risen, seconds_of


@login_not_required
@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Go to the provider. A link, not a form: our pages may send forms to ourselves only.

    Whoever is signed in goes there to prove more (`level`, `within` seconds) and stays who they are.
    """
    if not oidc.available():
        raise Http404
    level = request.GET.get("level", "")
    wish = oidc.Wish(
        next=safe_next(request, request.GET.get("next")),
        level=int(level) if level in ("1", "2") else 0,
        within=seconds_of(request.GET.get("within")),
        account=str(request.user.pk) if request.user.is_authenticated else "",
    )
    try:
        return oidc.start(request, wish)
    except Refused as no:
        return _sorry(request, no, wish)


@login_not_required
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: find the account and begin the session, or go on in the one there is; or say why not."""
    if not oidc.available():
        raise Http404
    now, wish = timezone.now(), oidc.wish_of(request)
    try:
        identity, id_token = oidc.identity_of(request, wish, now=now)
        if wish.account:
            return _risen(request, wish, identity, id_token)
        account = account_for(identity, now=now)
    except Refused as no:
        return _sorry(request, no, wish)
    except ProofNeeded as more:
        wait_for_proof(request, more.account, identity, now=now)
        return redirect(f"{reverse('identity-prove')}?{urlencode({'next': wish.next})}")
    at = identity.at or now - timedelta(days=1)  # a provider that does not say when has proved nothing of today
    answer = finish(
        request, account, method="oidc", next_url=wish.next, level=_level(identity, account), proved_at=at,
        provider_session=identity.session,
    )  # fmt: skip
    request.session[ID_TOKEN] = seal(id_token)
    return answer


def _level(identity: Identity, account: Account) -> int:
    return max(1, min(identity.level, account.level))


def _risen(request: HttpRequest, wish: oidc.Wish, identity: Identity, id_token: str) -> HttpResponse:
    """Somebody signed in proved more. They stay who they are: another identity than theirs changes nothing."""
    account, now = account_of(request) if request.user.is_authenticated else None, timezone.now()
    if account is None or str(account.pk) != wish.account:
        raise Refused(_("Phiên đăng nhập đã đổi trong lúc chờ. Hãy thử lại."), code="other-session")
    before = account.subject
    try:
        account = link_to(account, identity, proved=is_fresh(request, now), now=now)
    except ProofNeeded as more:
        raise Refused(
            _("Mức định danh hoặc họ tên chưa khớp. Hãy liên kết ở hồ sơ cá nhân, sau khi xác nhận bằng mã."),
            code="proof",
        ) from more
    if not before:
        messages.success(request, linked_sentence())
    risen(request, account, level=_level(identity, account), at=identity.at)
    request.session[ID_TOKEN] = seal(id_token)
    SessionInfo.objects.filter(session_key=request.session.session_key).update(provider_session=identity.session)
    return redirect(wish.next or "my-profile")


def _sorry(request: HttpRequest, no: Refused, wish: oidc.Wish) -> HttpResponse:
    """Say what is wrong where the reader came from."""
    if isinstance(no, NotAllowed):
        raise Http404 from no
    messages.error(request, str(no))
    if not request.user.is_authenticated:
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': wish.next})}" if wish.next else "sign-in")
    if not (wish.level or wish.within is not None):
        return redirect("my-profile")
    asked = {"next": wish.next, "level": wish.level, **({} if wish.within is None else {"within": wish.within})}
    return redirect(f"{reverse('step-up')}?{urlencode(asked)}")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def prove_owner(request: HttpRequest) -> HttpResponse:
    """The provider's word is not enough for this account: its password first, then a code; then both are linked."""
    now = timezone.now()
    account = waiting_for(request, now)
    if account is None:
        return redirect("sign-in")
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "POST" and "no" in request.POST:
        del request.session[WAITING]
        return redirect("sign-in")
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password_of(request, account, password=form.cleaned_data["password"], now=now)
        except Refused as no:
            say_no(form, no)
        else:
            wait_for_code(request, account, next_url=next_url, now=now)
            return to_code(request, account)
    context = {
        "form": form, "next": next_url, "provider": oidc.provider_name(),
        "masked_id": masked(account.person.personal_id or "") if account.person else "",
    }  # fmt: skip
    return render(request, "people/identity_prove.html", context, status=422 if form.errors else 200)


@never_cache
@prove_first
@require_GET
def link(request: HttpRequest) -> HttpResponse:
    """From the profile to the provider, to link; with a proof first, so that a stranger at an open screen cannot."""
    if not oidc.available():
        raise Http404
    wish = oidc.Wish(account=str(account_of(request).pk), next=reverse("my-profile"))
    try:
        return oidc.start(request, wish)
    except Refused as no:
        return _sorry(request, no, replace(wish, next=""))


@require_POST
@prove_first
def unlink(request: HttpRequest) -> HttpResponse:
    """The provider no longer signs in here."""
    try:
        unlink_identity(actor_of(request), account_of(request))
    except NotAllowed as no:
        raise Http404 from no
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Đã gỡ liên kết. Từ nay hãy đăng nhập bằng cách khác."))
    return redirect("my-profile")


@login_not_required
@never_cache
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """Signed out here; whoever came through the provider can leave there as well."""
    leave = request.session.pop(LEAVING, "")
    return render(request, "people/signed_out.html", {"leave": leave, "provider": oidc.provider_name()})


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def ended(request: HttpRequest) -> HttpResponse:
    """Back-channel logout: the provider says that a session ended. A token from before a session began does not end it."""
    if not oidc.available():
        raise Http404
    try:
        subject, session, at = oidc.ended(request.POST.get("logout_token", "")[:8000], now=timezone.now())
    except Refused as no:
        return JsonResponse({"error": "invalid_request", "error_description": no.code}, status=400)
    rows = SessionInfo.objects.select_related("account").filter(
        account__issuer=settings.OIDC_ISSUER, created_at__lte=at + oidc.LEEWAY
    )
    if subject:
        rows = rows.filter(account__subject=subject)
    rows = rows.filter(provider_session=session) if session else rows.filter(method="oidc")
    for row in rows:
        end(row.account, row.pk)
    return HttpResponse(status=200)
