"""Filling in a request, one question a page. Everything is kept as one goes; nothing is sent before the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.blocks.people.api import Mandate, Person
from tinhso.blocks.units.api import resolve_place
from tinhso.kernel.access.api import visible
from tinhso.kernel.clock.api import today
from tinhso.kernel.files.api import PAPER, PHOTO, FileRefused, StoredFile, store, url
from tinhso.web.api import actor_of

from ..catalogue.queries import version_on
from ..catalogue.say import title_of
from ..declared.asks import FileAsk
from ..dossiers.models import Draft
from .filling import Filling, filling_of, mandates_for
from .forms import QuestionForm, initial
from .pages import FormPage, pages_of, place


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a request, or go on with the draft there is; first for whom, when the person may act for others too."""
    actor = actor_of(request)
    version = version_on(code, today())
    if version is None or actor.account is None:
        raise Http404
    code = version.procedure.code
    person = Person.objects.filter(pk=actor.person).first()
    if person is None:
        messages.info(request, _t("Tài khoản này chưa gắn với công dân nào nên không nộp hồ sơ được."))
        return redirect("service", code=code)
    mandates = mandates_for(actor, code)
    chosen = request.POST.get("who") if request.method == "POST" else None
    mandate = next((each for each in mandates if str(each.pk) == chosen), None)
    if mandates and mandate is None and chosen != "me":
        context = {
            "title": title_of(version),
            "code": code,
            "name": person.full_name,
            "mandates": mandates,
            "problem": request.method == "POST",
        }
        return render(request, "services/citizen/who.html", context, status=422 if context["problem"] else 200)
    filling = Filling(actor, code, _draft(request, code, title_of(version), mandate))
    return _to_where_one_left(filling)


def _draft(request: HttpRequest, code: str, title: str, mandate: Mandate | None) -> Draft:
    """The author's draft of this procedure for this applicant; a new one knows already what the province knows."""
    actor = actor_of(request)
    applicant = mandate.principal_person_id if mandate and mandate.principal_person_id else actor.person
    wanted = str(mandate.pk) if mandate else None
    for draft in visible(actor, Draft).filter(procedure=code, person=applicant).order_by("-saved_at"):
        if draft.confirmed.get("mandate") == wanted:
            return draft
    draft = Draft(
        account=actor.account,
        person=applicant,
        procedure=code,
        title=title,
        confirmed={"mandate": wanted} if wanted else {},
    )
    Filling(actor, code, draft).know()
    draft.save(force_insert=True)
    return draft


def _to_where_one_left(filling: Filling) -> HttpResponseRedirect:
    pages, draft = filling.pages, filling.draft
    if not pages:
        return redirect("apply-check", code=filling.code, draft=draft.pk)
    at = draft.page if place(pages, draft.page) is not None else pages[0].name
    return redirect("apply-page", code=filling.code, draft=draft.pk, page=at)


@require_GET
def go_on(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Back to the page where one left."""
    actor = actor_of(request)
    own = get_object_or_404(visible(actor, Draft), pk=draft)
    return _to_where_one_left(Filling(actor, own.procedure, own))


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponse:
    """One page of questions."""
    filling = filling_of(request, code, draft)
    if isinstance(filling, HttpResponse):
        return filling
    number = place(filling.pages, page)
    if number is None:
        return _to_where_one_left(filling)
    current, own, status = filling.pages[number], filling.draft, 200
    if request.method == "POST":
        form = QuestionForm(current.questions, request.POST, request.FILES, person=filling.person)
        answers = form.answer(today=today())
        own.answers, own.page = {**own.answers, **form.kept()}, page
        stay = "find" in request.POST or _remove(request, filling, current)
        if not stay:
            _take_files(request, filling, current, form)
        if answers and not form.errors:
            filling.know()
        own.save()
        if not stay and not form.errors:
            return _onward(request, filling, page)
        if "find" not in request.POST and stay:
            return redirect(request.get_full_path())
        status = 200 if stay else 422
        if stay:
            form.searched(request.POST["find"])
    else:
        form = QuestionForm(current.questions, initial=initial(current.questions, own.answers), person=filling.person)
    context = filling.context(
        page=current,
        form=form,
        number=number + 1,
        total=len(filling.pages) + 1,
        back=filling.pages[number - 1].name if number else "",
        known=[str(filling.questions[name].label) for name in current.questions if name in filling.origins],
        files=_files(filling, current),
        held=_held(filling, current),
        single=len(current.questions) == 1,
        returning="check" in request.GET or "check" in request.POST,
    )
    return render(request, "services/citizen/page.html", context, status=status)


def _onward(request: HttpRequest, filling: Filling, name: str) -> HttpResponseRedirect:
    """The next page; back to the check page when one came from there, unless the answer opened a new question."""
    pages = pages_of(filling.questions, filling.draft.answers, filling.settled)
    number = place(pages, name)
    if "check" in request.POST or number is None or number + 1 >= len(pages):
        return redirect("apply-check", code=filling.code, draft=filling.draft.pk)
    return redirect("apply-page", code=filling.code, draft=filling.draft.pk, page=pages[number + 1].name)


def _remove(request: HttpRequest, filling: Filling, current: FormPage) -> bool:
    """Take back a file of the page, if its button was pressed."""
    gone = [name for name in current.questions if request.POST.get(f"remove-{name}")]
    filling.draft.files = {name: kept for name, kept in filling.draft.files.items() if name not in gone}
    return bool(gone)


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
                kept = store(sent, actor=actor_of(request), allowed=allowed, purpose="request")
                files[name] = {"file": str(kept.pk), "name": kept.name}
            except FileRefused as no:
                form.add_error(name, no.messages[0])
        elif name not in files and (paper := filling.held(name)) is not None:
            files[name] = {"paper": str(paper.pk), "name": str(paper)}
        if name not in files and not question.optional and name not in form.errors:
            form.add_error(name, _t("Hãy chụp hoặc chọn tệp này."))
    filling.draft.files = files


def _files(filling: Filling, current: FormPage) -> list[dict[str, Any]]:
    """The files of the page that were sent already, each with its picture."""
    shown = []
    for name in current.questions:
        kept = filling.draft.files.get(name)
        file = StoredFile.objects.filter(pk=kept["file"]).first() if kept and "file" in kept else None
        if file is not None:
            shown.append({"name": name, "file": file, "url": url(file), "thumbnail": url(file, thumbnail=True)})
    return shown


def _held(filling: Filling, current: FormPage) -> list[Any]:
    """Papers that the province has already, so that nothing need be sent."""
    wanting = [name for name in current.questions if "file" not in filling.draft.files.get(name, {})]
    return [paper for name in wanting if (paper := filling.held(name)) is not None]


@require_POST
def autosave(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponse:
    """Keep what is typed, whether it can be taken or not."""
    filling = filling_of(request, code, draft)
    if isinstance(filling, HttpResponse):
        return HttpResponse(status=204)  # filed meanwhile: nothing left to keep
    number = place(filling.pages, page)
    if number is None:
        raise Http404
    form = QuestionForm(filling.pages[number].questions, request.POST, person=filling.person)
    form.answer(today=today())
    filling.draft.answers = {**filling.draft.answers, **form.kept()}
    filling.draft.page = page
    filling.draft.save(update_fields=["answers", "page", "saved_at"])
    return HttpResponse(status=204)


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Communes like what is being typed, for the place question; old names lead to today's communes."""
    name = next((key.removeprefix("find-") for key in request.GET if key.startswith("find-")), "place")
    text = request.GET.get(f"find-{name}", "")
    found = resolve_place(text, limit=6) if text.strip() else []
    return render(request, "services/citizen/places.html", {"found": found, "searched": text.strip(), "name": name})


@require_POST
def drop(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Throw a draft away."""
    visible(actor_of(request), Draft).filter(pk=draft, procedure=code).delete()
    messages.success(request, _t("Đã xóa bản nháp."))
    return redirect("my")
