"""A person's own cases: the list, one case with its clock and its way, supplement, withdrawal, rating, tracking."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.blocks.cases.api import Case, State, step_title, still_to_come, where, withdraw
from tinhso.blocks.cases.api import clock_of as clock_of_case
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.payments.api import Charge, charge_of
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import ROLES
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.files.api import PAPER, PHOTO, FileRefused, StoredFile, store, url
from tinhso.web.api import actor_of

from ..deadlines import deadline_of
from ..dossiers.complaint import Complaint
from ..dossiers.models import Dossier
from ..tracking import too_many_lookups, tracked
from . import actions
from .pages import shorter

WAITING_FOR_ME = (State.SUPPLEMENT, State.PAYMENT)
OVER = (State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED, State.RETURNED)


def line_of(case: Case) -> dict[str, Any]:
    """A case as lists show it."""
    number, total = where(case)
    tone, text = "info", ""
    if case.state in WAITING_FOR_ME:
        tone, text = "warn", str(case.get_state_display())
    elif case.closed_at is not None:
        tone, text = ("ok" if case.state in (State.DONE, State.RETURNED) else "plain"), str(case.get_state_display())
    elif case.due_at:
        text = _t("Hẹn trả %(at)s") % {"at": f"{timezone.localtime(case.due_at):%H:%M %d/%m}"}
    return {
        "case": case,
        "number": number,
        "total": total,
        "step": step_title(case) if case.step else str(case.get_state_display()),
        "agency": agency_name(case.agency),
        "tone": tone,
        "text": text,
    }


def own_cases(actor: Any) -> Any:
    """A person's own requests, and those they filed for others; an official has them as a citizen, too."""
    return (
        Case.objects.filter(Q(applicant=actor.person) | Q(filed_by=actor.person))
        if actor.person
        else Case.objects.none()
    )


def own_case(request: HttpRequest, code: str) -> Case:
    """The case, if it is the reader's own. Raises Http404 otherwise."""
    found: Case = get_object_or_404(own_cases(actor_of(request)), code=code)
    return found


def way_of(case: Case) -> list[dict[str, Any]]:
    """The way of a case: what is done, where it is, what comes."""
    stays = list(case.stays.order_by("id"))
    way = [{"kind": "done", "title": _t("Đã nộp"), "at": case.submitted_at, "note": ""}]
    for stay in stays:
        if stay.left_at is not None:
            way.append(
                {
                    "kind": "done",
                    "title": step_title(case, stay.step),
                    "at": stay.left_at,
                    "note": agency_name(stay.agency),
                }
            )
    if case.closed_at is None and case.step:
        note = agency_name(case.desk)
        if case.state in WAITING_FOR_ME:
            note = str(case.get_state_display())
        way.append({"kind": "now", "title": step_title(case), "at": None, "note": note})
        for code in still_to_come(case, case.step):
            way.append({"kind": "next", "title": step_title(case, code), "at": None, "note": ""})
    else:
        way.append(
            {
                "kind": "done",
                "title": str(case.get_state_display()),
                "at": case.returned_at or case.closed_at,
                "note": "",
            }
        )
    return way


def papers_of(dossier: Dossier) -> list[dict[str, Any]]:
    """The papers given, each with its picture."""
    papers = list(dossier.papers.all())
    files = {file.pk: file for file in StoredFile.objects.filter(pk__in=[p.file for p in papers if p.file])}
    return [
        {
            "paper": p,
            "name": shorter(p.name),
            "url": url(files[p.file]) if p.file in files else "",
            "thumbnail": url(files[p.file], thumbnail=True) if p.file in files else "",
        }
        for p in papers
    ]


@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """One request of mine."""
    return case_page(request, own_case(request, code))


def case_page(
    request: HttpRequest, own: Case, *, problem: str = "", typed: str = "", status: int = 200, reading: bool = False
) -> HttpResponse:
    """The page of a case as its applicant has it; `reading`: an official looks at it, who may do nothing there."""
    dossier = Dossier.objects.select_related("procedure_version").get(case=own)
    charge = charge_of(own)
    result = own.proposals.exclude(paper=None).order_by("-id").first()
    context = {
        "case": own,
        "dossier": dossier,
        "line": line_of(own),
        "way": way_of(own),
        "clock": clock_of_case(own).lines if own.clock else (),
        "papers": papers_of(dossier),
        "charge": charge if not reading and charge and charge.status == Charge.Status.OPEN else None,
        "settled": charge if not reading and charge and charge.status == Charge.Status.PAID else None,
        "receipt": Paper.objects.filter(pk=dossier.receipt).first() if dossier.receipt else None,
        "result": Paper.objects.filter(pk=str(result.paper)).first() if result else None,
        "asked": own.supplement_requests.filter(answered_at=None).first(),
        "refusal": own.stays.order_by("-id").values_list("note", flat=True).first()
        if own.state == State.NOT_RECEIVED
        else "",
        "apology": own.apology_letters.exclude(signed_at=None).last(),
        "may_withdraw": not reading and own.closed_at is None and own.step != "sign",
        "may_rate": not reading and own.closed_at is not None and own.state in (State.DONE, State.RETURNED),
        "problem": problem,
        "typed": typed,
        "holder": agency_name(own.desk) if own.closed_at is None and own.desk else "",
        "turn": ROLES[own.role].title if own.closed_at is None and own.role in ROLES else "",
        "deadline": deadline_of(own, timezone.now()) if own.closed_at is None and own.due_at else None,
        "for_other": own.applicant_name
        if own.filed_by is not None and own.filed_by == actor_of(request).person
        else "",
        "stars": [5, 4, 3, 2, 1],
        "signatures": dossier.signatures.filter(state="signed"),
        "complaints": complaints_in(actor_of(request), own),
        "may_complain": not reading and own.received_at is not None,
    }
    return render(request, "services/citizen/case.html", context, status=status)


def complaints_in(actor: Any, case: Case) -> list[dict[str, Any]]:
    """What its reader complained about in a case."""
    rows = Complaint.objects.filter(case=case, person=actor.person) if actor.person else ()
    return [{"complaint": one, "agency": agency_name(one.agency)} for one in rows]


@require_GET
def done(request: HttpRequest, code: str) -> HttpResponse:
    """What happens next, right after filing."""
    own = own_case(request, code)
    dossier = Dossier.objects.get(case=own)
    charge = charge_of(own)
    track = f"{settings.PUBLIC_URL}/track/?code={own.code}"
    context = {
        "case": own,
        "dossier": dossier,
        "charge": charge if charge and charge.status == Charge.Status.OPEN else None,
        "qr": segno.make(track, error="m").svg_data_uri(scale=4, border=2),
        "receipt": Paper.objects.filter(pk=dossier.receipt).first() if dossier.receipt else None,
        "agency": agency_name(own.agency),
        "centre": agency_name(own.received_by),
    }
    name = "services/citizen/done.html#receipt" if request.headers.get("HX-Request") else "services/citizen/done.html"
    return render(request, name, context)


@require_POST
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    """Give what was asked for: the faulty papers only."""
    own = own_case(request, code)
    asked = own.supplement_requests.filter(answered_at=None).first()
    if asked is None:
        return redirect("my-case", code=code)
    actor, text = actor_of(request), request.POST.get("text", "").strip()
    given, problem = [], ""
    for number, item in enumerate(asked.items):
        sent = request.FILES.get(f"item-{number}")
        try:
            if sent is not None:
                given.append((item, store(sent, actor=actor, allowed=PHOTO | PAPER, purpose="supplement")))
        except FileRefused as no:
            problem = f"{item.get('paper') or item.get('problem')}: {no.messages[0]}"
    try:
        if not problem:
            actions.supplement(actor, own, given=given, text=text, key=f"supplement:{asked.pk}")
    except NotAllowed as no:
        raise Http404 from no
    except Refused as no:
        problem = str(no)
    if problem:
        return case_page(request, own, problem=problem, typed=text, status=422)
    messages.success(request, _t("Đã nộp bổ sung. Thời hạn giải quyết tiếp tục tính."))
    return redirect("my-case", code=code)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a request."""
    own = own_case(request, code)
    try:
        withdraw(actor_of(request), own, reason=request.POST.get("reason", ""), key=f"withdraw:{own.pk}")
    except NotAllowed as no:
        raise Http404 from no
    except Refused as no:
        return case_page(request, own, problem=str(no), status=422)
    messages.success(request, _t("Đã rút hồ sơ."))
    return redirect("my-case", code=code)


@require_POST
def rating(request: HttpRequest, code: str) -> HttpResponse:
    """Say how it went."""
    own = own_case(request, code)
    given, actor = request.POST.get("stars", ""), actor_of(request)
    stars = int(given) if given in {"1", "2", "3", "4", "5"} else 0
    try:
        actions.rate(actor, own, stars=stars, text=request.POST.get("text", ""))
    except NotAllowed as no:
        raise Http404 from no
    except Refused as no:
        return case_page(request, own, problem=str(no), status=422)
    messages.success(request, _t("Cảm ơn anh/chị đã đánh giá."))
    return redirect("my-case", code=code)


@login_not_required
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Where a request is, by its code and the last four digits of the phone; the status and nothing else."""
    given = request.POST if request.method == "POST" else request.GET
    code, phone = given.get("code", "").strip().upper(), "".join(ch for ch in given.get("phone", "") if ch.isdigit())
    found, problem, status = None, "", 200
    if request.method == "POST":
        if too_many_lookups(request):
            problem, status = _t("Tra cứu quá nhiều lần. Hãy thử lại sau mười phút."), 429
        else:
            own = tracked(code, phone)
            if own is None:
                problem, status = _t("Không có hồ sơ nào khớp mã và bốn số cuối điện thoại này."), 422
            else:
                found = line_of(own)
    context = {"code": code, "phone": phone, "found": found, "problem": problem}
    return render(request, "services/citizen/track.html", context, status=status)
