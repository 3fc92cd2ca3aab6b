"""Filling in and filing a request, one question a page. Everything is kept as one goes; nothing is sent before the end."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.blocks.people.api import Account, Person, check_code, start_code
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.clock.api import today
from tinhso.kernel.files.api import PAPER, PHOTO, FileRefused, StoredFile, store
from tinhso.kernel.trail.api import result_of_key

from ..catalogue.models import ProcedureVersion
from ..catalogue.queries import version_on
from ..catalogue.say import title_of
from ..declared.asks import Ask, FileAsk
from ..declared.service import service_of
from ..dossiers.filing import Attached, Request, agency_of, file_request, place_of, questions_of
from ..dossiers.models import Delivery, Dossier, DossierPaper, Draft
from .forms import QuestionForm, initial
from .known import fill, still_from_origin
from .pages import FormPage, pages_of, place

PURPOSE = "file"


class Filling:
    """One draft with everything a page of it needs."""

    def __init__(self, request: HttpRequest, code: str, draft: str) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        self.draft = visible(actor, Draft).filter(pk=draft, procedure=code).first()
        self.code, self.key = code, f"draft:{draft}"
        if self.draft is None:
            return
        version = version_on(code, today())
        if version is None:
            raise Http404
        self.version: ProcedureVersion = version
        self.service = service_of(code)
        self.questions: dict[str, Ask] = questions_of(version)
        self.person = Person.objects.select_related("unit").filter(pk=self.draft.person).first()
        if self.person is None:
            raise Http404
        self.pages = pages_of(self.questions, self.draft.answers)

    @property
    def deliveries(self) -> list[tuple[str, str]]:
        allowed = self.service.delivery if self.service else tuple(Delivery.values)
        return [(value, str(label)) for value, label in Delivery.choices if value in allowed]

    def context(self, **more: Any) -> dict[str, Any]:
        return {"draft": self.draft, "version": self.version, "service": self.service, "title": title(self), "code": self.code, **more}


def title(filling: Filling) -> str:
    return str(filling.service.title) if filling.service and filling.service.title else title_of(filling.version)


def filed_before(key: str) -> HttpResponse | None:
    """If the draft was filed already (back button, second click), the way to its case."""
    found = result_of_key(key)
    dossier = Dossier.objects.select_related("case").filter(pk=found[1]).first() if found else None
    return redirect("my-case", code=dossier.case.code) if dossier else None


def _filling(request: HttpRequest, code: str, draft: str) -> Filling | HttpResponse:
    filling = Filling(request, code, draft)
    if filling.draft is not None:
        return filling
    gone = filed_before(filling.key)
    if gone is None:
        raise Http404
    return gone


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a request, or go on with the draft there is."""
    actor = request.actor  # type: ignore[attr-defined]
    version = version_on(code, today())
    if version is None or actor.account is None:
        raise Http404
    person = Person.objects.select_related("unit").filter(pk=actor.person).first()
    if person is None:
        messages.info(request, _t("Tài khoản này chưa gắn với công dân nào nên không nộp hồ sơ được."))
        return redirect("service", code=version.procedure.code)
    code = version.procedure.code
    draft = visible(actor, Draft).filter(procedure=code, person=person.pk).order_by("-saved_at").first()
    if draft is None:
        answers: dict[str, Any] = {}
        origins: dict[str, Any] = {}
        fill(questions_of(version), person, answers, origins, now=timezone.now())
        draft = Draft.objects.create(
            account=actor.account, person=person.pk, procedure=code, title=title_of(version), answers=answers,
            confirmed={"origins": origins},
        )  # fmt: skip
    pages = pages_of(questions_of(version), draft.answers)
    at = draft.page if place(pages, draft.page) is not None else (pages[0].name if pages else "check")
    return redirect("apply-page", code=code, draft=draft.pk, page=at)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponse:
    """One page of questions."""
    filling = _filling(request, code, str(draft))
    if isinstance(filling, HttpResponse):
        return filling
    number = place(filling.pages, page)
    if number is None:
        return redirect("apply-page", code=code, draft=draft, page=filling.pages[0].name)
    current = filling.pages[number]
    own = filling.draft
    if request.method == "POST":
        form = QuestionForm(current.questions, request.POST, request.FILES, person=filling.person)
        answers = form.answer(today=today())
        _take_files(request, filling, current, form)
        own.answers = {**own.answers, **form.raw(), **answers}
        origins = dict(own.confirmed.get("origins", {}))
        fill(filling.questions, filling.person, own.answers, origins, now=timezone.now())
        own.confirmed = {**own.confirmed, "origins": origins}
        own.page = page
        own.save()
        if not form.errors:
            return _onward(request, filling, page)
        status = 422
    else:
        form = QuestionForm(current.questions, initial=initial(current.questions, own.answers), person=filling.person)
        status = 200
    origins = still_from_origin(own.confirmed.get("origins", {}), own.answers)
    context = filling.context(
        page=current,
        form=form,
        number=number + 1,
        total=len(filling.pages) + 1,
        back=filling.pages[number - 1].name if number else "",
        known=[str(filling.questions[name].label) for name in current.questions if name in origins],
        files=_files(filling, current),
        single=len(current.questions) == 1,
        returning="check" in request.GET or "check" in request.POST,
    )
    return render(request, "services/citizen/page.html", context, status=status)


def _onward(request: HttpRequest, filling: Filling, name: str) -> HttpResponseRedirect:
    pages = pages_of(filling.questions, filling.draft.answers)
    number = place(pages, name)
    if "check" in request.POST or number is None or number + 1 >= len(pages):
        return redirect("apply-check", code=filling.code, draft=filling.draft.pk)
    return redirect("apply-page", code=filling.code, draft=filling.draft.pk, page=pages[number + 1].name)


def _take_files(request: HttpRequest, filling: Filling, current: FormPage, form: QuestionForm) -> None:
    """Keep the files of a page; a file that cannot be taken is an error of its field, the one before stays."""
    files = dict(filling.draft.files)
    for name, question in current.questions.items():
        if not isinstance(question, FileAsk):
            continue
        sent = request.FILES.get(name)
        if sent is not None:
            try:
                allowed = PHOTO | PAPER if question.photo else PAPER
                kept = store(sent, actor=request.actor, allowed=allowed, purpose="request")  # type: ignore[attr-defined]
            except FileRefused as no:
                form.add_error(name, no.messages[0])
                continue
            files[name] = {"file": str(kept.pk), "name": kept.name}
        elif request.POST.get(f"remove-{name}"):
            files.pop(name, None)
        if name not in files and not question.optional and name not in form.errors:
            form.add_error(name, question.missing())
    filling.draft.files = files


def _files(filling: Filling, current: FormPage) -> list[dict[str, Any]]:
    from tinhso.kernel.files.api import url

    shown = []
    for name in current.questions:
        held = filling.draft.files.get(name)
        file = StoredFile.objects.filter(pk=held["file"]).first() if held else None
        if file is not None:
            shown.append({"name": name, "file": file, "url": url(file), "thumbnail": url(file, thumbnail=True)})
    return shown


@require_POST
def autosave(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponse:
    """Keep what is typed, whether it can be taken or not."""
    filling = Filling(request, code, str(draft))
    number = place(filling.pages, page) if filling.draft is not None else None
    if filling.draft is None or number is None:
        raise Http404
    form = QuestionForm(filling.pages[number].questions, request.POST, person=filling.person)
    form.is_valid()
    filling.draft.answers = {**filling.draft.answers, **form.raw()}
    filling.draft.page = page
    filling.draft.save(update_fields=["answers", "page", "saved_at"])
    return HttpResponse(status=204)


def _rows(filling: Filling) -> list[dict[str, Any]]:
    """Questions and answers of the check page, each with its way back."""
    rows = []
    origins = still_from_origin(filling.draft.confirmed.get("origins", {}), filling.draft.answers)
    for each in filling.pages:
        for name, question in each.questions.items():
            if isinstance(question, FileAsk):
                held = filling.draft.files.get(name)
                text = held["name"] if held else ""
            else:
                text = question.show(filling.draft.answers.get(name))
            if text or not question.optional:
                origin = origins[name]["source"] if name in origins else ""
                rows.append({"label": question.label, "text": text, "page": each.name, "name": name, "origin": origin})
    return rows


def _fee(filling: Filling) -> int:
    return filling.service.fee_on(today()) if filling.service else (filling.version.fee_amount or 0)


def _agency(filling: Filling) -> str:
    try:
        where = place_of(filling.version, filling.service, filling.draft.answers, filling.person)
        return agency_name(agency_of(filling.version, where, today=today()))
    except LookupError:
        return ""


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Everything once more before it is sent; then a one-time code is sent to sign it."""
    filling = _filling(request, code, str(draft))
    if isinstance(filling, HttpResponse):
        return filling
    own, problem, status = filling.draft, None, 200
    if request.method == "POST":
        own.confirmed = {**own.confirmed, "delivery": request.POST.get("delivery") or filling.deliveries[0][0]}
        own.save()
        try:
            examine(filling, request)
            start_code(_account(request), purpose=PURPOSE, detail=str(own.pk))
            return redirect("apply-sign", code=code, draft=draft)
        except Refused as no:
            problem, status = no, 422
    context = filling.context(
        rows=_rows(filling),
        deliveries=filling.deliveries,
        delivery=own.confirmed.get("delivery", filling.deliveries[0][0]),
        fee=_fee(filling),
        agency=_agency(filling),
        problem=problem,
        problem_page=_page_of(filling, problem),
        number=len(filling.pages) + 1,
        total=len(filling.pages) + 1,
        back=filling.pages[-1].name if filling.pages else "",
    )
    return render(request, "services/citizen/check.html", context, status=status)


def _page_of(filling: Filling, problem: Refused | None) -> str:
    if problem is None or not problem.field:
        return ""
    return next((each.name for each in filling.pages if problem.field in each.questions), "")


def _account(request: HttpRequest) -> Account:
    return get_object_or_404(Account, pk=request.actor.account)  # type: ignore[attr-defined]


def examine(filling: Filling, request: HttpRequest) -> None:
    """Check everything as filing will, before a code is sent. Raises Refused."""
    from ..declared.service import Facts
    from ..dossiers.filing import _check_papers, clean_answers

    answers = clean_answers(filling.questions, filling.draft.answers, today=today())
    _check_papers(filling.questions, answers, request_of(filling, request, confirmed=False).attached)
    if filling.service is not None:
        filling.service.examine(Facts(filling.person, today(), answers))


def device_of(request: HttpRequest) -> str:
    """Phone or computer, as the browser says."""
    agent = request.headers.get("User-Agent", "")
    return "phone" if "Mobi" in agent or request.headers.get("Sec-CH-UA-Mobile") == "?1" else "desktop"


def request_of(filling: Filling, request: HttpRequest, *, confirmed: bool) -> Request:
    """The request that the draft makes."""
    own = filling.draft
    origins = still_from_origin(own.confirmed.get("origins", {}), own.answers)
    attached = tuple(
        Attached(question=name, file=UUID(held["file"]), source=DossierPaper.Source.UPLOADED)
        for name, held in own.files.items()
        if name in filling.questions
    )
    return Request(
        procedure=filling.code,
        applicant=filling.person,  # type: ignore[arg-type]
        answers=own.answers,
        attached=attached,
        delivery=own.confirmed.get("delivery", filling.deliveries[0][0]),
        device=device_of(request),
        origins=origins,
        not_asked=len(origins),
        confirmed=confirmed,
        draft=own.pk,
    )


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Sign with the one-time code; this files the request, once."""
    filling = _filling(request, code, str(draft))
    if isinstance(filling, HttpResponse):
        return filling
    problem, status, now = None, 200, datetime.now(tz=timezone.get_current_timezone())
    account = _account(request)
    if request.method == "POST":
        try:
            if "again" in request.POST:
                start_code(account, purpose=PURPOSE, detail=str(draft))
                messages.success(request, _t("Đã gửi mã mới."))
                return redirect("apply-sign", code=code, draft=draft)
            check_code(account, purpose=PURPOSE, detail=str(draft), digits=request.POST.get("code", ""), now=now)
            dossier = file_request(
                request.actor,  # type: ignore[attr-defined]
                None,
                request=request_of(filling, request, confirmed=True),
                key=filling.key,
            )
            return redirect("my-case-done", code=dossier.case.code)
        except NotAllowed as no:
            raise Http404 from no
        except Refused as no:
            problem, status = no, 422
    phone = account.phone or account.email
    context = filling.context(problem=problem, problem_page=_page_of(filling, problem), sent_to=f"••• {phone[-3:]}", typed=request.POST.get("code", ""))
    return render(request, "services/citizen/sign.html", context, status=status)


@require_POST
def drop(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Throw a draft away."""
    visible(request.actor, Draft).filter(pk=draft, procedure=code).delete()  # type: ignore[attr-defined]
    messages.success(request, _t("Đã xóa bản nháp."))
    return redirect("my")


@require_GET
def go_on(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Back to the page where one left."""
    own = get_object_or_404(visible(request.actor, Draft), pk=draft)  # type: ignore[attr-defined]
    return redirect("apply", code=own.procedure)
