"""May I do this? A few questions before anybody fills in a form, with an answer that names its law. No account needed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.blocks.people.api import Person
from tinhso.kernel.clock.api import today
from tinhso.web.api import actor_of

from ..catalogue.queries import version_on
from ..catalogue.say import title_of
from ..catalogue.screens import asks_first
from ..declared.asks import asked
from ..declared.eligibility import Eligibility
from ..declared.service import service_of
from .forms import QuestionForm, initial
from .known import fill

KEY = "may-file:"


def eligibility_of(code: str) -> Eligibility | None:
    """The questions that a declared service asks before its form, or None."""
    service = service_of(code)
    return service.may_file if service is not None else None


@asks_first
def has_questions(code: str) -> bool:
    """Whether the page of a procedure offers the questions before the form."""
    return eligibility_of(code) is not None


def known_answers(request: HttpRequest, code: str) -> dict[str, Any]:
    """What this visitor answered before the form, and did not start the form with yet."""
    kept = request.session.get(KEY + code)
    return dict(kept) if isinstance(kept, dict) else {}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def may_file(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then say: you may; you may not, because …; or another procedure is yours."""
    version, rules = version_on(code, today()), eligibility_of(code)
    if version is None or rules is None:
        raise Http404
    code = version.procedure.code
    own = actor_of(request).person
    person = Person.objects.select_related("unit").filter(pk=str(own)).first() if own else None
    answers = known_answers(request, code)
    if person is not None:
        fill(rules.questions, person, answers, {}, now=timezone.now())
    verdict, status = None, 200
    if request.method == "POST":
        shown = [name for name in rules.questions if name in request.POST.getlist("asked")]
        form = QuestionForm({name: rules.questions[name] for name in shown}, request.POST, person=person)
        form.answer(today=today())
        answers = {name: value for name, value in answers.items() if name not in shown} | form.taken
        if "find" in request.POST:
            form.searched(request.POST["find"])
        elif form.errors:
            status = 422
        elif rules.open(answers):
            form = _form(rules, answers, person)  # an answer opened another question
        else:
            verdict = rules.judge(answers, today=today())
            request.session[KEY + code] = answers
    else:
        form = _form(rules, answers, person)
    other = version_on(verdict.to, today()) if verdict is not None and verdict.to else None
    context = {
        "title": title_of(version),
        "code": code,
        "form": form,
        "verdict": verdict,
        "other": {"code": verdict.to, "title": title_of(other)} if verdict and other else None,
        "single": len(form.questions) == 1,
    }
    return render(request, "services/citizen/may_file.html", context, status=status)


def _form(rules: Eligibility, answers: dict[str, Any], person: Person | None) -> QuestionForm:
    questions = asked(rules.questions, answers)
    return QuestionForm(questions, initial=initial(questions, answers), person=person)
