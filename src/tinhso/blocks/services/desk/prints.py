"""Papers on the screen and for the printer: drafts, and the official forms of a dossier, as PDF."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.blocks.cases.api import Apology, Case, State
from tinhso.blocks.documents.api import render as render_paper
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.files.api import serve
from tinhso.web.api import actor_of

from ..dossiers import papers
from ..dossiers.models import Dossier
from . import forms, printed
from .actions import preview
from .colleagues import signer_for
from .gate import case_of, officials

PDF = "application/pdf"
MONTHS = 93  # days a ledger may span


def _pdf(request: HttpRequest, template: str, data: Any, *, name: str) -> HttpResponse:
    with translation.override("vi"):
        content = render_paper(template, data)
    return serve(request, content, media_type=PDF, name=f"{name}.pdf")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officials()
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft of the result without signature: of the open proposal, or of what is typed in the form (POST)."""
    case, actor = case_of(request, code), actor_of(request)
    if request.method == "POST":
        form = forms.Propose(request.POST, case=case, actor=actor)
        wanted = form.inputs() if form.is_valid() else {"outcome": "grant"}
    else:
        proposal = case.proposals.order_by("-id").first()
        wanted = (
            {"outcome": proposal.outcome, "reason": proposal.reason, "content": proposal.content}
            if proposal and not proposal.decision
            else {"outcome": "grant"}
        )
    leader = signer_for(case.agency, on=timezone.localdate())
    if leader is None:
        return _no_draft(request, case, _("Cơ quan chưa có lãnh đạo ký nào được phân công."))
    try:
        content = preview(leader, case, **wanted)
    except Refused as problem:
        return _no_draft(request, case, str(problem))
    return serve(request, content, media_type=PDF, name=f"du-thao-{case.code}.pdf")


def _no_draft(request: HttpRequest, case: Case, problem: str) -> HttpResponse:
    return render(request, "services/desk/no_draft.html", {"case": case, "problem": problem}, status=422)


@never_cache
@require_safe
@officials()
def form(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One of the official forms of a dossier, for the printer. 404 where the dossier has none of that kind."""
    case = case_of(request, code)
    dossier = get_object_or_404(Dossier.objects.select_related("case", "procedure_version"), case=case)
    dossier.case = case
    if name == "receipt" and case.received_at:
        return _pdf(request, "receipt", papers.receipt_data(dossier), name=f"giay-tiep-nhan-{code}")
    if name == "supplement" and (asked := case.supplement_requests.order_by("-id").first()):
        return _pdf(request, "supplement", papers.supplement_data(case, asked), name=f"yeu-cau-bo-sung-{code}")
    if name == "refusal" and case.state == State.NOT_RECEIVED:
        stay = case.stays.filter(outcome="refused").order_by("-id").first()
        officer = (stay.assignee_name if stay else "") or actor_of(request).name
        day = (case.closed_at or timezone.now()).astimezone(ZONE).date()
        data = papers.refusal_data(case, reason=stay.note if stay else "–", officer=officer, on=day)
        return _pdf(request, "refusal", data, name=f"tu-choi-{code}")
    if name == "control-slip":
        return _pdf(
            request, "control_slip", printed.control_slip_data(case, on=timezone.localdate()), name=f"kiem-soat-{code}"
        )
    raise Http404


@never_cache
@require_safe
@officials()
def apology_draft(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The letter of apology as it would be signed."""
    case = case_of(request, code)
    letter = get_object_or_404(Apology.objects.select_related("case"), pk=pk, case=case)
    today = timezone.localdate()
    leader = signer_for(case.agency, on=today) or actor_of(request)
    data = printed.apology_data(letter, leader=leader, on=today)
    return _pdf(request, "apology", data, name=f"phieu-xin-loi-{code}")


@never_cache
@require_safe
@officials()
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger (form 07) of the actor's agency for a period, as a page that asks for it or as the PDF."""
    actor, today = actor_of(request), timezone.localdate()
    try:
        start = datetime.strptime(request.GET["from"], "%Y-%m-%d").replace(tzinfo=ZONE)
        end = datetime.strptime(request.GET["to"], "%Y-%m-%d").replace(tzinfo=ZONE)
    except (KeyError, ValueError):
        return render(
            request, "services/desk/ledger.html", {"start": today.replace(day=1), "end": today, "problem": ""}
        )
    if end < start or end - start > timedelta(days=MONTHS):
        problem = _("Chọn khoảng thời gian từ một ngày đến ba tháng.")
        context = {"start": start.date(), "end": end.date(), "problem": problem}
        return render(request, "services/desk/ledger.html", context, status=422)
    rows = (
        Dossier.objects.select_related("case")
        .filter(case__received_at__gte=start, case__received_at__lt=end + timedelta(days=1), case__due_at__isnull=False)
        .filter(**{"case__received_by" if "counter_officer" in actor.roles else "case__agency": actor.agency})
        .order_by("case__received_at", "case")
    )
    data = printed.ledger_data(actor.agency or "", rows, start=start.date(), end=end.date(), on=today)
    return _pdf(request, "ledger", data, name=f"so-theo-doi-{start:%Y%m%d}-{end:%Y%m%d}")
