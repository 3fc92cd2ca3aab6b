"""Several cases at once: only what can be taken back. Each case stands for itself, and who failed is said with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.blocks.cases.api import Case, assign, take
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.web.api import actor_of

from .asking import address
from .colleagues import colleagues
from .gate import key_of, officials

MOST = 100


@dataclass(frozen=True)
class Outcome:
    """What became of one case; `problem` is empty when it worked."""

    case: Case
    problem: str


def each(cases: list[Case], act_on: Callable[[Case], object]) -> list[Outcome]:
    """Do something with each case by itself: one that is refused leaves the others alone."""
    outcomes = []
    for case in cases:
        try:
            act_on(case)
        except NotAllowed:
            outcomes.append(Outcome(case, _("Không phải việc của anh/chị ở bước này.")))
        except Refused as problem:
            outcomes.append(Outcome(case, str(problem)))
        else:
            outcomes.append(Outcome(case, ""))
    return outcomes


def chosen_cases(request: HttpRequest) -> list[Case]:
    """The cases that were ticked, as far as the actor may see them."""
    ticked = request.POST.getlist("case")[:MOST]
    return list(visible(actor_of(request), Case).filter(code__in=ticked).order_by("due_at", "id"))


@require_POST
@officials()
def batch(request: HttpRequest) -> HttpResponse:
    """Take or assign the ticked cases."""
    actor, key, what = actor_of(request), key_of(request), request.POST.get("do")
    cases = chosen_cases(request)
    if what == "take":
        outcomes = each(cases, lambda case: take(actor, case, key=key and f"{key}:{case.pk}"))
    elif what == "assign":
        people = {str(one.account): one for one in colleagues(actor.agency or "", on=timezone.localdate())}
        chosen = people.get(request.POST.get("account", ""))
        if chosen is None:
            outcomes = [Outcome(case, _("Chưa chọn người được giao.")) for case in cases]
        else:
            outcomes = each(
                cases,
                lambda case: assign(
                    actor, case, account=chosen.account, name=chosen.name, key=key and f"{key}:{case.pk}"
                ),
            )
    else:
        raise Http404
    return result_page(request, outcomes, back=address(request.GET))


def result_page(request: HttpRequest, outcomes: list[Outcome], *, back: str, where: str = "desk") -> HttpResponse:
    """The list of what worked and what did not."""
    failed = [outcome for outcome in outcomes if outcome.problem]
    context = {
        "failed": failed,
        "worked": [outcome for outcome in outcomes if not outcome.problem],
        "back": back,
        "where": where,
    }
    return render(
        request, "services/desk/batch.html", context, status=422 if failed and len(failed) == len(outcomes) else 200
    )
