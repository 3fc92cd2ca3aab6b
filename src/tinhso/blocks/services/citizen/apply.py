"""Filling in a request, one question a page. Everything is kept as one goes; nothing is sent before the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.blocks.people.api import Mandate, Person, assured
from tinhso.kernel.access.api import visible
from tinhso.kernel.clock.api import today
from tinhso.web.api import actor_of

from ..catalogue.queries import version_on
from ..catalogue.say import title_of
from ..dossiers.assured import needs_to_file
from ..dossiers.models import Draft
from . import papers
from .devices import seen_of
from .eligible import KEY, known_answers
from .filling import Filling, filling_of, mandates_for
from .forms import QuestionForm, initial
from .keeping import AUTOSAVED, keep, others_in_words, set_aside
from .pages import place
from .repeating import group_page
from .ways import around, onward, to_where_one_left


@require_http_methods(["GET", "POST"])
@assured(needs_to_file)
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
            "problem": request.method == "POST" and chosen is not None,
            "new": "new" in request.POST,
        }
        return render(request, "services/citizen/who.html", context, status=422 if context["problem"] else 200)
    filling = Filling(actor, code, _draft(request, code, title_of(version), mandate))
    return to_where_one_left(filling)


def _draft(request: HttpRequest, code: str, title: str, mandate: Mandate | None) -> Draft:
    """The author's draft of this procedure for this applicant; a new one knows already what the province knows."""
    actor = actor_of(request)
    applicant = mandate.principal_person_id if mandate and mandate.principal_person_id else actor.person
    wanted = str(mandate.pk) if mandate else None
    rows = visible(actor, Draft).filter(procedure=code, person=applicant).order_by("-saved_at")
    for draft in rows if "new" not in request.POST else ():
        if draft.confirmed.get("mandate") == wanted:
            return draft
    draft = Draft(
        account=actor.account,
        person=applicant,
        procedure=code,
        title=title,
        confirmed={"mandate": wanted} if wanted else {},
    )
    filling = Filling(actor, code, draft)
    said_before = known_answers(request, code)
    draft.answers = {name: value for name, value in said_before.items() if name in filling.questions}
    filling.know()
    draft.save(force_insert=True)
    request.session.pop(KEY + code, None)
    return draft


@require_GET
def go_on(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Back to the page where one left."""
    actor = actor_of(request)
    own = get_object_or_404(visible(actor, Draft), pk=draft)
    return to_where_one_left(Filling(actor, own.procedure, own))


@require_http_methods(["GET", "POST"])
@transaction.atomic
def page(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponse:
    """One page of questions."""
    filling = filling_of(request, code, draft, lock=request.method == "POST")
    if isinstance(filling, HttpResponse):
        return filling
    number = place(filling.pages, page)
    if number is None:
        return to_where_one_left(filling)
    current, own, status = filling.pages[number], filling.draft, 200
    if request.method == "POST" and set_aside(request, own):
        return redirect(request.get_full_path())
    if current.group is not None:
        return group_page(request, filling, current, number)
    if request.method == "POST":
        form = QuestionForm(current.questions, request.POST, request.FILES, person=filling.person)
        answers = form.answer(today=today())
        keep(request, filling, page, form.kept())
        searching = "find" in request.POST
        stay = searching or papers.change(request, filling, current)
        if not stay:
            papers.take(request, filling, current, form)
        if answers and not form.errors:
            filling.know()
        own.save()
        if not stay and not form.errors:
            return onward(request, filling, page, set(current.questions))
        if stay and not searching:
            return redirect(request.get_full_path())
        status = 200 if stay else 422
        if stay:
            form.searched(request.POST["find"])
    else:
        form = QuestionForm(current.questions, initial=initial(current.questions, own.answers), person=filling.person)
    return render(request, "services/citizen/page.html", page_context(request, filling, number, form), status=status)


def page_context(request: HttpRequest, filling: Filling, number: int, form: QuestionForm) -> dict[str, Any]:
    """What a page of questions shows, besides its fields: its place, what is known, its papers, what other devices wrote."""
    current, own = filling.pages[number], filling.draft
    shown = papers.papers_on(filling, current)
    return filling.context(
        page=current,
        form=form,
        fields=[{"field": form[name], "paper": shown.get(name)} for name in current.questions],
        known=[str(filling.questions[name].label) for name in current.questions if name in filling.origins],
        with_papers=bool(shown),
        single=len(current.questions) == 1,
        **around(request, filling, number),
        others=others_in_words(own, current.name, current.questions),
        seen=seen_of(own.answers, current.asked),
    )


@require_POST
@transaction.atomic
def autosave(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponse:
    """Keep what is typed, whether it can be taken or not."""
    filling = filling_of(request, code, draft, lock=True)
    if isinstance(filling, HttpResponse):
        return HttpResponse(status=204)  # filed meanwhile: nothing left to keep
    number = place(filling.pages, page)
    if number is None:
        raise Http404
    form = QuestionForm(filling.pages[number].questions, request.POST, person=filling.person)
    form.answer(today=today())
    keep(request, filling, page, form.kept())
    filling.draft.save(update_fields=AUTOSAVED)
    return HttpResponse(status=204)


@require_POST
def drop(request: HttpRequest, code: str, draft: UUID) -> HttpResponse:
    """Throw a draft away."""
    visible(actor_of(request), Draft).filter(pk=draft, procedure=code).delete()
    messages.success(request, _t("Đã xóa bản nháp."))
    return redirect("my")
