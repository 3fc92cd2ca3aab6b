"""The leader's signing queue: see what is to be signed, sign one or several, send back with a remark."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.blocks.cases.api import Apology, Proposal, cases_in, decide
from tinhso.web.api import actor_of, page_of

from .batch import chosen_cases, each, result_page
from .gate import LEADER, key_of, new_key, officials
from .lines import lines_of
from .queue import counts_of

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officials(LEADER)
def signing(request: HttpRequest) -> HttpResponse:
    """What waits for the leader's signature, with the draft beside it."""
    if request.method == "POST":
        return _sign(request)
    now, actor = timezone.now(), actor_of(request)
    known = counts_of(request)
    page = page_of(cases_in("signing", actor, now=now), request, PER_PAGE, total=known["signing"])
    proposals = {
        p.case_id: p for p in Proposal.objects.filter(case__in=[case.pk for case in page.rows], decided_at=None)
    }
    rows: list[dict[str, Any]] = [
        {"line": line, "proposal": proposals.get(line.case.pk), "back_key": new_key()}
        for line in lines_of(page.rows, now)
    ]
    wanted = request.GET.get("case", "")
    shown = next((row for row in rows if row["line"].case.code == wanted), rows[0] if rows else None)
    letters = Apology.objects.select_related("case").filter(
        case__agency=actor.agency, case__closed_at=None, signed_at=None
    )
    context = {"page": page, "rows": rows, "shown": shown, "counts": known, "key": new_key(), "letters": letters}
    return render(request, "services/desk/signing.html", context)


def _sign(request: HttpRequest) -> HttpResponse:
    actor, key = actor_of(request), key_of(request)
    outcomes = each(chosen_cases(request), lambda case: decide(actor, case, key=key and f"{key}:{case.pk}"))
    return result_page(request, outcomes, back="", where="desk-signing")
