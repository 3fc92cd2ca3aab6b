"""Handing a result over at the counter: a signature drawn on the screen, a name typed, or a letter sent."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.blocks.cases.api import Case, State, at_counter
from tinhso.blocks.services.api import Delivery, Dossier
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.files.api import StoredFile, url
from tinhso.web.api import actor_of

from ..handing import hand_over_signed
from ..models import HandOver
from .common import key_of, new_key

PREFIX = "data:image/png;base64,"
LONGEST = 500_000


class Hand(forms.Form):
    """Who takes the result and how it is confirmed."""

    no_optional_mark = True
    how = forms.ChoiceField(label=_("Cách trả"), choices=HandOver.How.choices, widget=forms.RadioSelect)
    recipient = forms.CharField(label=_("Họ tên người nhận"), max_length=120)
    relation = forms.ChoiceField(
        label=_("Quan hệ với người nộp hồ sơ"), choices=[("", _("Chọn")), *HandOver.Relation.choices], required=False
    )
    signature = forms.CharField(widget=forms.HiddenInput(attrs={"data-signature-value": True}), required=False)
    typed = forms.CharField(
        label=_("Không ký trên màn hình: người nhận gõ lại họ tên để xác nhận"), max_length=120, required=False
    )
    tracking = forms.CharField(
        label=_("Số hiệu bưu gửi"), max_length=40, required=False, help_text=_("Chỉ khi gửi bưu chính công ích.")
    )

    def drawn(self) -> bytes:
        """The drawing as a PNG; empty if there is none or it is not one."""
        text = str(self.cleaned_data.get("signature") or "")
        if not text.startswith(PREFIX) or len(text) > LONGEST:
            return b""
        try:
            return base64.b64decode(text[len(PREFIX) :], validate=True)
        except (binascii.Error, ValueError):
            return b""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """One result, given to one person; afterwards the same page says who took it."""
    actor = actor_of(request)
    case = visible(actor, Case).filter(code=code).first()
    if case is None or not at_counter(actor, case):
        raise Http404
    done = visible(actor, HandOver).filter(case=case).first()
    if request.method == "POST" and done is not None:
        return redirect("queue-hand-over", code=case.code)
    form = Hand(request.POST or None, initial=_initial(case))
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {name: form.cleaned_data[name] for name in Hand.base_fields if name != "signature"}
        try:
            hand_over_signed(actor, case, signature=form.drawn(), key=key_of(request), **values)
        except NotAllowed:
            raise Http404 from None
        except Refused as no:
            form.add_error(no.field if no.field in form.fields and no.field != "signature" else None, str(no))
        else:
            return redirect("queue-hand-over", code=case.code)
    file = StoredFile.objects.filter(pk=done.signature).first() if done and done.signature else None
    context = {
        "case": case,
        "ready": case.state == State.DONE,
        "done": done,
        "signature": url(file) if file else "",
        "form": form,
        "key": request.POST.get("key") or new_key(),
    }
    return render(request, "queueing/hand_over.html", context, status=422 if form.is_bound and form.errors else 200)


def _initial(case: Case) -> dict[str, Any]:
    dossier = Dossier.objects.filter(case=case).first()
    post = dossier is not None and dossier.delivery == Delivery.POST
    return {
        "how": HandOver.How.POST if post else HandOver.How.COUNTER,
        "recipient": case.applicant_name,
        "relation": "" if case.organisation else HandOver.Relation.SELF,
    }
