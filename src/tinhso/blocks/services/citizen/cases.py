"""A person's own cases: the list, one case with its clock and its way, supplement, withdrawal, rating, tracking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.blocks.cases.api import (
    OPEN_STATES,
    Case,
    State,
    answer_supplement,
    is_applicant,
    step_title,
    where,
    withdraw,
)
from tinhso.blocks.cases.api import clock_of as clock_of_case
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.payments.api import Charge, charge_of
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import Act, NotAllowed, Refused, action
from tinhso.kernel.files.api import PAPER, PHOTO, FileRefused, StoredFile, link, store, url

from ..dossiers.models import Dossier, DossierPaper, Draft

WAITING_FOR_ME = (State.SUPPLEMENT, State.PAYMENT)
OVER = (State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED, State.RETURNED)


@action("services.rate", _("Đánh giá"), allow=is_applicant, purpose=_("Đánh giá việc giải quyết hồ sơ"))
def rate(act: Act, case: Case, *, stars: int, text: str = "") -> Dossier:
    """The applicant says how it went, once the result is there; may change their mind."""
    if case.closed_at is None:
        raise Refused(_("Hồ sơ chưa có kết quả."), code="not-closed")
    if not 1 <= stars <= 5:
        raise Refused(_("Hãy chọn từ 1 đến 5 sao."), code="bad-rating", field="stars")
    dossier = Dossier.objects.select_for_update().get(case=case)
    act.save(dossier, rating=stars, rating_text=text[:2000])
    act.announce("case.rated", subject=case, agency=case.agency, code=case.code, stars=stars)
    return dossier


@action("services.replace_paper", _("Nộp lại giấy tờ"), allow=is_applicant, purpose=_("Nộp bổ sung hồ sơ của mình"))
def replace_paper(
    act: Act, case: Case, *, name: str, file: StoredFile, replaces: DossierPaper | None = None
) -> DossierPaper:
    """Give one paper again, or one that was missing, while a supplement is asked for."""
    if case.state != State.SUPPLEMENT:
        raise Refused(_("Hồ sơ không chờ bổ sung giấy tờ."), code="nothing-asked")
    if file.uploaded_by != act.actor.account:
        raise Refused(_("Tệp đính kèm không còn. Hãy tải lên lại."), code="no-file")
    dossier = Dossier.objects.get(case=case)
    paper = act.create(
        DossierPaper, dossier=dossier, code=replaces.code if replaces else "", name=name[:500],
        source=DossierPaper.Source.UPLOADED, file=file.pk, added_at=act.now,
    )  # fmt: skip
    if replaces is not None:
        act.save(replaces, replaced_by=paper)
    link(file, case, "paper")
    return paper


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


@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """My requests: drafts, those that need me, those at work, those that are over."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = visible(actor, Case).filter(kind="dossier") if actor.agency is None else own_cases(actor)
    mine = list(rows.order_by("-submitted_at")[:200])
    groups = [
        (_t("Cần anh/chị làm"), [line_of(c) for c in mine if c.state in WAITING_FOR_ME]),
        (_t("Đang giải quyết"), [line_of(c) for c in mine if c.state in OPEN_STATES and c.state not in WAITING_FOR_ME]),
        (_t("Đã xong"), [line_of(c) for c in mine if c.state not in OPEN_STATES]),
    ]
    drafts = visible(actor, Draft).order_by("-saved_at")
    return render(
        request, "services/citizen/my.html", {"groups": groups, "drafts": drafts, "empty": not mine and not drafts}
    )


def own_cases(actor: Any) -> Any:
    """An official's own requests as a citizen."""
    from django.db.models import Q

    return (
        Case.objects.filter(Q(applicant=actor.person) | Q(filed_by=actor.person))
        if actor.person
        else Case.objects.none()
    )


def own_case(request: HttpRequest, code: str) -> Case:
    """The case, if it is the reader's own. Raises Http404 otherwise."""
    return get_object_or_404(own_cases(request.actor), code=code)  # type: ignore[attr-defined]


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
        codes = [entry["code"] for entry in case.path]
        for code in codes[codes.index(case.step) + 1 :]:
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
    request: HttpRequest, own: Case, *, problem: str = "", status: int = 200, reading: bool = False
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
        "receipt": Paper.objects.filter(pk=dossier.receipt).first() if dossier.receipt else None,
        "result": Paper.objects.filter(pk=result.paper).first() if result else None,
        "asked": own.supplement_requests.filter(answered_at=None).first(),
        "refusal": own.stays.order_by("-id").values_list("note", flat=True).first()
        if own.state == State.NOT_RECEIVED
        else "",
        "apology": own.apology_letters.exclude(signed_at=None).last(),
        "may_withdraw": not reading and own.closed_at is None and own.step != "sign",
        "may_rate": not reading and own.closed_at is not None and own.state in (State.DONE, State.RETURNED),
        "problem": problem,
        "stars": [5, 4, 3, 2, 1],
    }
    return render(request, "services/citizen/case.html", context, status=status)


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
    actor = request.actor  # type: ignore[attr-defined]
    dossier = Dossier.objects.get(case=own)
    try:
        given = []
        for number, item in enumerate(asked.items):
            sent = request.FILES.get(f"item-{number}")
            if sent is not None:
                given.append((item, store(sent, actor=actor, allowed=PHOTO | PAPER, purpose="supplement")))
        text = request.POST.get("text", "").strip()
        if not given and not text:
            raise Refused(_t("Hãy chọn ít nhất một tệp, hoặc ghi câu trả lời."), code="nothing-given")
        for item, file in given:
            name = item.get("paper") or item.get("problem") or _t("Giấy tờ bổ sung")
            old = dossier.papers.filter(name=name, replaced_by=None).first()
            replace_paper(actor, own, name=name, file=file, replaces=old)
        answer_supplement(actor, own, key=f"supplement:{asked.pk}", purpose=text or None)
    except FileRefused as no:
        return case_page(request, own, problem=no.messages[0], status=422)
    except NotAllowed as no:
        raise Http404 from no
    except Refused as no:
        return case_page(request, own, problem=str(no), status=422)
    messages.success(request, _t("Đã nộp bổ sung. Thời hạn giải quyết tiếp tục tính."))
    return redirect("my-case", code=code)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a request."""
    own = own_case(request, code)
    try:
        withdraw(request.actor, own, reason=request.POST.get("reason", ""), key=f"withdraw:{own.pk}")  # type: ignore[attr-defined]
    except Refused as no:
        return case_page(request, own, problem=str(no), status=422)
    messages.success(request, _t("Đã rút hồ sơ."))
    return redirect("my-case", code=code)


@require_POST
def rating(request: HttpRequest, code: str) -> HttpResponse:
    """Say how it went."""
    own = own_case(request, code)
    stars = request.POST.get("stars", "")
    try:
        rate(request.actor, own, stars=int(stars) if stars.isdecimal() else 0, text=request.POST.get("text", ""))  # type: ignore[attr-defined]
    except Refused as no:
        return case_page(request, own, problem=str(no), status=422)
    messages.success(request, _t("Cảm ơn anh/chị đã đánh giá."))
    return redirect("my-case", code=code)


def _too_many(request: HttpRequest) -> bool:
    """More than thirty look-ups from one address within ten minutes."""
    key = f"track:{request.META.get('REMOTE_ADDR', '')}:{int(datetime.now(tz=timezone.get_current_timezone()).timestamp()) // 600}"
    cache.add(key, 0, 700)
    return int(cache.incr(key)) > 30


@login_not_required
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Where a request is, by its code and the last four digits of the phone; the status and nothing else."""
    given = request.POST if request.method == "POST" else request.GET
    code, phone = given.get("code", "").strip().upper(), "".join(ch for ch in given.get("phone", "") if ch.isdigit())
    found, problem, status = None, "", 200
    if request.method == "POST":
        if _too_many(request):
            problem, status = _t("Tra cứu quá nhiều lần. Hãy thử lại sau mười phút."), 429
        else:
            own = Case.objects.filter(code=code).first()
            if own is None or len(phone) != 4 or not own.applicant_phone.endswith(phone):
                problem, status = _t("Không có hồ sơ nào khớp mã và bốn số cuối điện thoại này."), 422
            else:
                found = line_of(own)
    context = {"code": code, "phone": phone, "found": found, "problem": problem}
    return render(request, "services/citizen/track.html", context, status=status)
