"""The end of a request: everything once more, the code that signs it, and filing it exactly once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from tinhso.blocks.people.api import Account, assured, check_code, start_code
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.files.api import FileRefused
from tinhso.web.api import actor_of

from ..declared.asks import FileAsk
from ..dossiers.assured import needs_to_file
from ..dossiers.filing import file_request
from .cosigning import signed_by_all
from .filling import Filling, examine, filed_before, filling_of, not_asked, request_of
from .forms import said
from .pages import shorter
from .sheets import put_together

PURPOSE = "file"


def rows_of(filling: Filling) -> list[dict[str, Any]]:
    """The pages with their questions and answers, each with its way back; first what nobody had to type."""
    origins, answers, files = filling.origins, filling.draft.answers, filling.draft.files

    def row(name: str, page: str) -> dict[str, Any]:
        question = filling.questions[name]
        kept = files.get(name)
        text = (kept["name"] if kept else "") if isinstance(question, FileAsk) else said(question, answers.get(name))
        origin = origins[name]["source"] if name in origins else ""
        if kept and ("paper" in kept or kept.get("earlier")):
            origin = kept.get("origin") or _t("Kho giấy tờ của tỉnh")
        return {
            "label": shorter(str(question.label)),
            "text": text,
            "page": page,
            "name": name,
            "origin": origin,
            "optional": question.optional,
        }

    groups = []
    if filling.settled:
        groups.append(
            {
                "title": _t("Đã có, không phải khai"),
                "rows": [row(name, "") for name in filling.questions if name in filling.settled],
            }
        )
    loose: list[dict[str, Any]] = []
    for each in filling.pages:
        rows = [found for name in each.questions if (found := row(name, each.name))["text"] or not found["optional"]]
        if len(each.questions) > 1:
            if loose:
                groups.append({"title": "", "rows": loose})
                loose = []
            groups.append({"title": each.title, "rows": rows})
        else:
            loose += rows
    if loose:
        groups.append({"title": "", "rows": loose})
    return [group for group in groups if group["rows"]]


@require_http_methods(["GET", "POST"])
@assured(needs_to_file)
def check(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Everything once more before it is sent; then a one-time code is sent to sign it."""
    filling = filling_of(request, code, draft)
    if isinstance(filling, HttpResponse):
        return filling
    own, problem, status = filling.draft, None, 200
    if request.method == "POST":
        allowed = dict(filling.deliveries)
        wanted = request.POST.get("delivery", "")
        own.confirmed = {**own.confirmed, "delivery": wanted if wanted in allowed else filling.deliveries[0][0]}
        own.save()
        try:
            examine(filling)
            own.files = put_together(own.files, filling.questions, actor=filling.actor)
            own.save()
            if not signed_by_all(filling):
                return redirect("apply-cosign", code=code, draft=draft)
            start_code(_account(request), purpose=PURPOSE, detail=str(own.pk))
            return redirect("apply-sign", code=code, draft=draft)
        except FileRefused as no:
            problem, status = Refused(str(no), code=no.code or "file"), 422
        except Refused as no:
            problem, status = no, 422
    context = filling.context(
        not_asked=not_asked(filling),
        cosigners=[str(one.title) for one in filling.cosigners],
        groups=rows_of(filling),
        deliveries=filling.deliveries,
        delivery=own.confirmed.get("delivery", filling.deliveries[0][0]),
        fee=filling.fee,
        agency=filling.agency,
        problem=problem,
        problem_page=filling.page_of(problem),
        number=len(filling.pages) + 1,
        total=len(filling.pages) + 1,
        back=filling.pages[-1].name if filling.pages else "",
    )
    return render(request, "services/citizen/check.html", context, status=status)


def _account(request: HttpRequest) -> Account:
    return get_object_or_404(Account, pk=actor_of(request).account)


@require_http_methods(["GET", "POST"])
@assured(needs_to_file)
def sign(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Sign with the one-time code; this files the request, once."""
    filling = filling_of(request, code, draft)
    if isinstance(filling, HttpResponse):
        return filling
    problem, status = None, 200
    account = _account(request)
    if request.method == "POST":
        try:
            if "again" in request.POST:
                start_code(account, purpose=PURPOSE, detail=str(draft))
                messages.success(request, _t("Đã gửi mã mới."))
                return redirect("apply-sign", code=code, draft=draft)
            digits = "".join(request.POST.get("code", "").split())
            check_code(account, purpose=PURPOSE, detail=str(draft), digits=digits, now=timezone.now())
            dossier = file_request(
                actor_of(request),
                None,
                request=request_of(filling, request, confirmed=True),
                key=filling.key,
            )
            return redirect("my-case-done", code=dossier.case.code)
        except NotAllowed as no:
            raise Http404 from no
        except Refused as no:
            gone = filed_before(filling.key, filling.actor)  # a second click whose first one has just filed it
            if gone is not None:
                return gone
            problem, status = no, 422
    phone = account.phone or account.email
    context = filling.context(
        problem=problem,
        problem_page=filling.page_of(problem),
        sent_to=f"••• {phone[-3:]}",
        typed=request.POST.get("code", ""),
    )
    return render(request, "services/citizen/sign.html", context, status=status)
