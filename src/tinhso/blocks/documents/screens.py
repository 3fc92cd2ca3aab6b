"""A person's papers, and the page where anybody checks one."""

from __future__ import annotations

import hashlib
import logging
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.kernel.access.api import visible
from tinhso.kernel.clock.api import now, today
from tinhso.kernel.files.api import PDF_ONLY, DamagedFile, FileRefused, inspect, open_file, serve
from tinhso.kernel.trail.api import read_mark
from tinhso.web.api import actor_of, page_of

from .checking import masked_name, read_code
from .codes import qr_svg
from .models import Paper
from .render import printed_on_paper
from .signing.validate import Report, validate

log = logging.getLogger("tinhso.documents")


@require_safe
def my_papers(request: HttpRequest) -> HttpResponse:
    """The papers that the person holds, newest first."""
    actor = actor_of(request)
    if actor.person is None:
        raise Http404
    papers = Paper.objects.filter(holder_person=actor.person)
    return render(request, "documents/my-papers.html", {"page": page_of(papers, request, per_page=20)})


class PurposeForm(forms.Form):
    """Why an official needs to read somebody's paper."""

    purpose = forms.CharField(
        label=_("Anh/chị xem giấy tờ này để làm gì?"),
        help_text=_("Ví dụ: giải quyết hồ sơ H32.15-261124-0012. Người đứng tên sẽ thấy lý do này."),
        min_length=5,
        max_length=200,
    )


@never_cache
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """One paper. Its holder just sees it; an official says why, and the holder can see that too."""
    actor = actor_of(request)
    found = get_object_or_404(visible(actor, Paper).select_related("file", "replaced_by"), id=paper_id)
    mine = actor.person is not None and actor.person == found.holder_person
    purpose = ""
    if not mine:
        form = PurposeForm(request.GET if "purpose" in request.GET else None)
        if not form.is_valid():
            return render(request, "documents/paper-purpose.html", {"form": form})
        purpose = form.cleaned_data["purpose"]
        read_mark(actor, people=found.holders, subject=found, purpose=purpose, at=now(), fields=["title", "number"])
    context = {
        "paper": found,
        "mine": mine,
        "purpose": purpose,
        "expired": found.expired_on(today()),
        "qr": mark_safe(qr_svg(printed_on_paper(found.printed_code)["url"])) if mine else "",
    }
    return render(request, "documents/paper.html", context)


@never_cache
@require_safe
def paper_file(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The signed file itself, byte for byte; for officials with a purpose, which leaves a read mark."""
    actor = actor_of(request)
    found = get_object_or_404(visible(actor, Paper).select_related("file"), id=paper_id)
    if actor.person is None or actor.person != found.holder_person:
        form = PurposeForm(request.GET)
        if not form.is_valid():
            raise Http404
        purpose = form.cleaned_data["purpose"]
        read_mark(actor, people=found.holders, subject=found, purpose=purpose, at=now(), fields=["file"])
    return serve(
        request,
        open_file(found.file),
        media_type=found.file.media_type,
        name=found.file.name,
        download="download" in request.GET,
    )


class CheckForm(forms.Form):
    """A code from a paper, or the PDF itself."""

    code = forms.CharField(
        label=_("Mã kiểm tra"),
        help_text=_("12 ký tự in cạnh mã QR, ví dụ ABCD-EFGH-JKMN."),
        required=False,
        max_length=60,
    )
    file = forms.FileField(
        label=_("Hoặc chọn tệp PDF"), help_text=_("Tệp chỉ dùng để kiểm tra, không lưu lại."), required=False
    )

    def clean_code(self) -> str:
        return read_code(self.cleaned_data["code"])

    def clean_file(self) -> bytes | None:
        upload = self.cleaned_data["file"]
        if upload is None:
            return None
        if upload.size > 10 * 1024 * 1024:
            raise FileRefused(gettext("Tệp quá nặng. Chỉ kiểm tra được tệp đến 10 MB."), "too_large")
        content: bytes = upload.read()
        inspect(content, allowed=PDF_ONLY)
        return content

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or {}
        if not self.errors and not values.get("code") and not values.get("file"):
            raise forms.ValidationError(_("Hãy nhập mã kiểm tra hoặc chọn tệp PDF."))
        return values


@login_not_required
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Check a paper by its code or by its file. Nothing that is sent is kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "report": None, "paper": None, "expired": False, "checked": False}
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"] is None:
            return redirect("verify", code=form.cleaned_data["code"])
        content = form.cleaned_data["file"]
        report = validate(content)
        known = Paper.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
        context |= {"checked": True, "report": report}
        if known is not None:
            context |= _known(known)
    return render(request, "documents/check.html", context)


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know of the paper with this code, and whether the file that we keep is still what was signed."""
    found = Paper.objects.filter(code=read_code(code)).select_related("file", "replaced_by").first()
    if found is None:
        return render(request, "documents/verify-unknown.html", {"code": code}, status=404)
    report: Report | None
    try:
        report = validate(open_file(found.file))
    except (DamagedFile, FileNotFoundError):
        log.exception("The stored file of paper %s is damaged", found.code)
        report = None
    return render(request, "documents/verify.html", {"report": report, **_known(found)})


def _known(found: Paper) -> dict[str, object]:
    """What the public pages say of a paper."""
    return {
        "paper": found,
        "holder": masked_name(found.holder_name),
        "expired": found.expired_on(today()),
    }
