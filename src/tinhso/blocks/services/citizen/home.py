"""The citizen's home: one search box, what needs the person, their requests, life events, what is used most."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tinhso.blocks.cases.api import OPEN_STATES, State
from tinhso.blocks.payments.api import charge_of
from tinhso.kernel.access.api import visible
from tinhso.web.api import actor_of

from ..catalogue.screens import events_context, popular_context
from ..dossiers.models import Draft
from .cases import line_of, own_cases


def _todos(cases: list[Any], draft: Draft | None) -> list[dict[str, Any]]:
    """What needs the person, most urgent first."""
    todos: list[dict[str, Any]] = []
    for case in cases:
        if case.state == State.SUPPLEMENT:
            asked = case.supplement_requests.filter(answered_at=None).first()
            todos.append({"kind": "supplement", "case": case, "items": asked.items if asked else []})
        elif case.state == State.PAYMENT and (charge := charge_of(case)) is not None:
            todos.append({"kind": "pay", "case": case, "charge": charge})
    if draft is not None:
        todos.append({"kind": "draft", "draft": draft})
    return todos[:2]


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The same page signed in or not; signed in, with one's own things on top."""
    actor = actor_of(request)
    cases, draft, total = [], None, 0
    if actor.person is not None:
        rows = own_cases(actor)
        total = rows.count()
        cases = list(rows.filter(state__in=OPEN_STATES).order_by("-submitted_at")[:20])
        draft = visible(actor, Draft).order_by("-saved_at").first()
    context = {
        "name": actor.name if actor.person is not None else "",
        "todos": _todos(cases, draft),
        "lines": [line_of(case) for case in cases[:3]],
        "total": total,
        **events_context(),
        **popular_context(4),
    }
    return render(request, "services/citizen/home.html", context)
