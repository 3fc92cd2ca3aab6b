"""The workspace of one case: everything that is known, and only the steps that are legal now for this official."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.blocks.cases.api import (
    Apology,
    Case,
    Consultation,
    answer_consultation,
    clock_of,
    here,
    is_asked,
    leads,
    recall_consultation,
    where,
    works_on,
)
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.payments.api import charge_of
from tinhso.blocks.people.api import Person, reveal
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.actions.api import Conflict, NotAllowed, Refused
from tinhso.web.api import actor_of, expected

from ..citizen.cases import case_page
from ..deadlines import when
from ..dossiers.models import Dossier, DossierPaper
from . import forms
from .actions import check_paper, redraft_apology, sign_apology
from .answers import answers_of
from .gate import case_of, done_before, key_of, new_key, officials
from .lines import line_of
from .moves import MOVES, blame, moves_of
from .timeline import happenings

TEMPLATE = "services/desk/case.html"


@never_cache
@require_safe
@officials()
def workspace(request: HttpRequest, code: str) -> HttpResponse:
    """One case at work."""
    return render(request, TEMPLATE, _context(request, case_of(request, code)))


def _context(
    request: HttpRequest, case: Case, *, failed: dict[str, Any] | None = None, problem: str = ""
) -> dict[str, Any]:
    now, actor = timezone.now(), actor_of(request)
    dossier = Dossier.objects.select_related("procedure_version__procedure").filter(case=case).first()
    papers = list(dossier.papers.filter(replaced_by=None).order_by("id")) if dossier else []
    failed = failed or {}
    steps = []
    for move in moves_of(actor, case):
        form = failed.get(move.code) or move.form(case=case, actor=actor)
        steps.append({"move": move, "form": form, "key": new_key(), "failed": move.code in failed})
    clock = clock_of(case)
    at, of = where(case)
    return {
        "case": case,
        "line": line_of(case, now),
        "at": at,
        "of": of,
        "dossier": dossier,
        "person": Person.objects.select_related("unit").filter(pk=case.applicant).first() if case.applicant else None,
        "revealed": "",
        "answers": answers_of(dossier) if dossier else [],
        "papers": papers,
        "good": sum(paper.check_result == DossierPaper.Check.GOOD for paper in papers),
        "may_check": works_on(actor, case) and case.is_open,
        "shown": _shown(request, papers),
        "checking": failed.get("check"),
        "steps": steps,
        "main_key": new_key(),
        "problem": problem,
        "others": here(actor, case, at=now),
        "stale": False,
        "clock_lines": [{"line": line, "when": when(line.at, now)} for line in clock.lines],
        "consultations": _consultations(request, case, failed),
        "supplements": list(case.supplement_requests.all()),
        "proposal": case.proposals.order_by("-id").first(),
        "apology": case.apology_letters.order_by("-id").first(),
        "apology_form": failed.get("redraft"),
        "may_sign_apology": leads(actor, case),
        "charge": charge_of(case),
        "issued": list(Paper.objects.filter(case=case.code).order_by("id")),
        "happenings": happenings(case, now),
        "agencies": {
            "agency": agency_name(case.agency),
            "received_by": agency_name(case.received_by),
            "helped_at": agency_name(case.helped_at) if case.helped_at else "",
        },
    }


def _shown(request: HttpRequest, papers: list[DossierPaper]) -> DossierPaper | None:
    """The paper that is open beside the answers: the one asked for, or the first with a file."""
    wanted = request.GET.get("paper", "")
    with_file = [paper for paper in papers if paper.file]
    return next((paper for paper in with_file if str(paper.pk) == wanted), with_file[0] if with_file else None)


def _consultations(request: HttpRequest, case: Case, failed: dict[str, Any]) -> list[dict[str, Any]]:
    actor = actor_of(request)
    found = []
    for question in case.consultations.all():
        may_answer = question.is_open and is_asked(actor, question)
        form = failed.get(f"answer-{question.pk}") or forms.Answer(case=case, actor=actor) if may_answer else None
        found.append(
            {
                "question": question,
                "agency": agency_name(question.agency),
                "form": form,
                "key": new_key(),
                "may_recall": question.is_open
                and works_on(actor, case)
                and recall_consultation.allowed(actor, question),
            }
        )
    return found


def failed_page(
    request: HttpRequest, case: Case, problem: Refused, failed: dict[str, Any] | None = None
) -> HttpResponse:
    """The same page with the sentence and everything typed kept. Rights that are missing show nothing at all."""
    if isinstance(problem, NotAllowed):
        raise Http404
    if isinstance(problem, Conflict):
        return render(request, "services/desk/conflict.html", {"case": case, "problem": str(problem)}, status=409)
    fresh = case_of(request, case.code)
    return render(
        request, TEMPLATE, _context(request, fresh, failed=failed, problem=str(problem)), status=problem.status
    )


@require_POST
@officials()
def move(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Take a step with a case."""
    case, actor = case_of(request, code), actor_of(request)
    step = MOVES.get(name)
    if step is None:
        raise Http404
    if done_before(request):
        return redirect("desk-case", code=code)
    form = step.form(request.POST, case=case, actor=actor)
    if not form.is_valid():
        wrong = Refused(_("Hãy xem lại các mục được đánh dấu."), code="form")
        return failed_page(request, case, wrong, {name: form})
    try:
        step.do(actor, case, form, key=key_of(request), expect=expected(request))
    except Refused as problem:
        blame(form, problem)
        return failed_page(request, case, problem, {name: form})
    messages.success(request, str(step.done))
    return redirect("desk-case", code=code)


@require_POST
@officials()
def check(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """Mark a paper good or faulty."""
    case, actor = case_of(request, code), actor_of(request)
    found = get_object_or_404(DossierPaper.objects.select_related("dossier__case"), pk=paper, dossier__case=case)
    form = forms.Check(request.POST, case=case, actor=actor)
    form.is_valid()
    values = form.cleaned_data
    try:
        check_paper(actor, found, key=key_of(request), result=values.get("result", ""), remark=values.get("remark", ""))
    except Refused as problem:
        return failed_page(
            request,
            case,
            problem,
            {"check": {"paper": found.pk, "remark": request.POST.get("remark", ""), "problem": str(problem)}},
        )
    return redirect(f"{reverse('desk-case', args=[code])}?paper={found.pk}#papers")


@require_POST
@officials()
def show_id(request: HttpRequest, code: str) -> HttpResponse:
    """Show the personal id of the applicant; the applicant sees who looked, when and why."""
    case, actor = case_of(request, code), actor_of(request)
    person = get_object_or_404(Person, pk=case.applicant)
    reveal(
        actor,
        person,
        purpose=_("Giải quyết hồ sơ %(code)s") % {"code": case.code},
        fields=("personal_id",),
        subject=case,
    )
    if request.headers.get("HX-Request"):
        return render(
            request,
            "services/desk/case.html#identity",
            {"case": case, "person": person, "revealed": person.personal_id or ""},
        )
    return render(request, TEMPLATE, {**_context(request, case), "revealed": person.personal_id or ""})


@require_POST
@officials()
def consultation(request: HttpRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Answer a question of another agency, or take one's own question back."""
    case, actor = case_of(request, code), actor_of(request)
    question = get_object_or_404(Consultation.objects.select_related("case"), pk=pk, case=case)
    form = forms.Answer(request.POST, case=case, actor=actor)
    try:
        if name == "recall":
            recall_consultation(actor, question, key=key_of(request))
        elif form.is_valid():
            answer_consultation(actor, question, key=key_of(request), **form.inputs())
        else:
            raise Refused(_("Hãy chọn một câu trả lời."), code="form")
    except Refused as problem:
        if form.is_bound and form.is_valid():
            blame(form, problem)
        return failed_page(request, case, problem, {f"answer-{question.pk}": form})
    messages.success(request, _("Đã thu hồi câu hỏi.") if name == "recall" else _("Đã gửi ý kiến."))
    return redirect("desk-case", code=code)


@require_POST
@officials()
def apology(request: HttpRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Change a drafted letter of apology, or sign it."""
    case, actor = case_of(request, code), actor_of(request)
    letter = get_object_or_404(Apology.objects.select_related("case"), pk=pk, case=case)
    form = forms.Apology(request.POST, case=case, actor=actor)
    try:
        if name == "sign":
            sign_apology(actor, letter, key=key_of(request))
        elif form.is_valid():
            redraft_apology(actor, letter, key=key_of(request), **form.inputs())
        else:
            raise Refused(_("Hãy xem lại các mục được đánh dấu."), code="form")
    except Refused as problem:
        return failed_page(request, case, problem, {"redraft": form} if name != "sign" else None)
    messages.success(
        request, _("Đã ký và gửi phiếu xin lỗi cho người nộp.") if name == "sign" else _("Đã sửa phiếu xin lỗi.")
    )
    return redirect("desk-case", code=code)


@never_cache
@require_safe
@officials()
def as_citizen(request: HttpRequest, code: str) -> HttpResponse:
    """The case as its applicant sees it."""
    told = _("Anh/chị đang xem như người nộp. Các nút trên trang này chỉ người nộp dùng được.")
    return case_page(request, case_of(request, code), problem=told, reading=True)


@never_cache
@require_safe
@officials()
def presence(request: HttpRequest, code: str) -> HttpResponse:
    """Who else has the case open; asked again while the page is open."""
    case = case_of(request, code)
    names = here(actor_of(request), case)
    seen = request.GET.get("version", "")
    stale = seen.isdigit() and int(seen) != case.version
    return render(request, "services/desk/case.html#presence", {"case": case, "others": names, "stale": stale})
