"""Those who sign too: asked by the applicant, by number and phone or by a link; they read, agree or decline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.blocks.people.api import Account, check_code, check_personal_id, start_code
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.web.api import actor_of

from ..declared.eligibility import Cosigner
from ..dossiers.signatures import (
    ask_cosigner,
    by_token,
    cosign,
    decline,
    hash_of,
    is_asked,
    latest,
    take_back,
    token_of,
)
from ..dossiers.signed import Signature
from .filling import Filling, filling_of, text_now

PURPOSE = "cosign"
TONES = {"signed": "ok", "declined": "bad", "asked": "warn", "taken_back": "plain"}


def signed_by_all(filling: Filling) -> bool:
    """Whether everybody who must sign too has signed the text as it stands."""
    if not filling.cosigners:
        return True
    given, mark = latest(filling.draft.pk), hash_of(text_now(filling))
    return all(
        (one := given.get(cosigner.name)) is not None and one.state == Signature.State.SIGNED and one.text_hash == mark
        for cosigner in filling.cosigners
    )


def status_of(signature: Signature, mark: str) -> tuple[str, str]:
    """How it stands, in words and tone; `mark` is the hash of the text as it is now ("" where nobody can change it)."""
    if signature.expired(timezone.now()):
        return _t("Quá hạn trả lời"), "bad"
    if mark and signature.text_hash != mark and signature.state in ("signed", "asked"):
        return _t("Hồ sơ đã sửa sau khi mời: phải mời lại"), "bad"
    return str(signature.get_state_display()), TONES[signature.state]


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Who has signed and who is still asked; invite, send the link again, take an invitation back."""
    filling = filling_of(request, code, draft)
    if isinstance(filling, HttpResponse):
        return filling
    try:
        text = text_now(filling)
    except Refused:
        return redirect("apply-check", code=code, draft=draft)
    if not filling.cosigners:
        return redirect("apply-check", code=code, draft=draft)
    problem, status = None, 200
    if request.method == "POST":
        cosigner = next((one for one in filling.cosigners if one.name == request.POST.get("role")), None)
        if cosigner is None:
            raise Http404
        try:
            _invite(request, filling, cosigner, text)
            return redirect("apply-cosign", code=code, draft=draft)
        except NotAllowed as no:
            raise Http404 from no
        except Refused as no:
            problem, status = no, 422
    context = filling.context(
        rows=_rows(filling, hash_of(text)),
        ready=signed_by_all(filling),
        problem=problem,
        failed=request.POST.get("role", ""),
        typed={"personal_id": request.POST.get("personal_id", ""), "phone": request.POST.get("phone", "")},
    )
    return render(request, "services/citizen/invite.html", context, status=status)


def _invite(request: HttpRequest, filling: Filling, cosigner: Cosigner, text: Any) -> None:
    actor = actor_of(request)
    if "take-back" in request.POST:
        one = latest(filling.draft.pk).get(cosigner.name)
        if one is not None:
            take_back(actor, one)
        return
    personal_id = "".join(ch for ch in request.POST.get("personal_id", "") if ch.isdigit())
    phone = request.POST.get("phone", "").strip()[:20]
    if "by-link" in request.POST:
        personal_id = phone = ""
    else:
        if wrong := check_personal_id(personal_id):
            raise Refused(wrong, code="invalid", field="personal_id")
        if not phone:
            raise Refused(_t("Hãy ghi số điện thoại của người cùng ký."), code="missing", field="phone")
    ask_cosigner(actor, None, draft=filling.draft, cosigner=cosigner, text=text, personal_id=personal_id, phone=phone)
    messages.success(request, _t("Đã ghi lời mời. Hãy gửi đường dẫn cho người cùng ký."))


def _rows(filling: Filling, mark: str) -> list[dict[str, Any]]:
    given, rows = latest(filling.draft.pk), []
    for cosigner in filling.cosigners:
        one = given.get(cosigner.name)
        live = one if one is not None and one.state != Signature.State.TAKEN_BACK else None
        text, tone = status_of(live, mark) if live else ("", "plain")
        open_now = live is not None and live.open(timezone.now()) and live.text_hash == mark
        rows.append(
            {
                "cosigner": cosigner,
                "signature": live,
                "status": text,
                "tone": tone,
                "done": live is not None and live.state == "signed" and live.text_hash == mark,
                "open": open_now,
                "link": f"{settings.PUBLIC_URL}{reverse('cosign', args=[token_of(live)])}" if live and open_now else "",
            }
        )
    return rows


def to_sign(actor: Actor) -> list[dict[str, Any]]:
    """What this person is asked to sign, and what they signed for others that is not filed yet."""
    if actor.person is None:
        return []
    rows = Signature.objects.filter(person=actor.person, dossier=None).exclude(account=str(actor.account))
    found = []
    for one in rows.exclude(state=Signature.State.TAKEN_BACK).order_by("-asked_at")[:20]:
        text, tone = status_of(one, "")
        found.append({"signature": one, "status": text, "tone": tone, "token": token_of(one)})
    return found


def _signature_of(request: HttpRequest, token: str) -> Signature:
    """The invitation of a link, for the person it is for. Raises Http404 otherwise."""
    found, actor = by_token(token), actor_of(request)
    if found is None or not (is_asked(actor, found) or (found.person is not None and found.person == actor.person)):
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Read what one is asked to sign; agree with a one-time code, or decline."""
    signature, actor = _signature_of(request, token), actor_of(request)
    account, problem, status = get_object_or_404(Account, pk=actor.account), None, 200
    coding = request.GET.get("sign") == "1"
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                decline(actor, signature, reason=request.POST.get("reason", "").strip())
                messages.success(request, _t("Đã báo là anh/chị không đồng ý."))
                return redirect("cosign", token=token)
            if "code" not in request.POST or "again" in request.POST:
                start_code(account, purpose=PURPOSE, detail=str(signature.pk))
                return redirect(f"{reverse('cosign', args=[token])}?sign=1")
            _sign(request, account, signature)
            messages.success(request, _t("Anh/chị đã ký. Người nộp đã được báo."))
            return redirect("cosign", token=token)
        except NotAllowed as no:
            raise Http404 from no
        except Refused as no:
            problem, status = no, 422
    text, tone = status_of(signature, "")
    phone = account.phone or account.email
    context = {
        "signature": signature,
        "token": token,
        "status": text,
        "tone": tone,
        "open": signature.open(timezone.now()) and signature.dossier_id is None,
        "coding": coding,
        "problem": problem,
        "sent_to": f"••• {phone[-3:]}",
        "typed": request.POST.get("code", ""),
        "case": signature.dossier.case if signature.dossier else None,
    }
    return render(request, "services/citizen/cosign.html", context, status=status)


def _sign(request: HttpRequest, account: Account, signature: Signature) -> None:
    """Check the code, then sign the very text whose hash the page carried."""
    digits = "".join(request.POST.get("code", "").split())
    now = timezone.now()
    check_code(account, purpose=PURPOSE, detail=str(signature.pk), digits=digits, now=now)
    cosign(actor_of(request), signature, text_hash=request.POST.get("text", ""))
