"""The preview beside the list: enough of a case to decide without opening it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.blocks.cases.api import Case
from tinhso.blocks.people.api import Person
from tinhso.web.api import actor_of

from ..dossiers.models import Dossier, DossierPaper
from .answers import answers_of, child_line
from .gate import case_of, new_key, officials
from .lines import line_of
from .moves import moves_of
from .timeline import happenings


@never_cache
@require_safe
@officials()
def pane(request: HttpRequest, code: str) -> HttpResponse:
    """The preview of one case, for htmx."""
    case = case_of(request, code)
    return render(request, "services/desk/pane.html", pane_of(request, case, timezone.now()))


def pane_of(request: HttpRequest, case: Case, now: datetime) -> dict[str, Any]:
    """What the preview shows."""
    actor = actor_of(request)
    dossier = Dossier.objects.select_related("procedure_version__procedure").filter(case=case).first()
    papers = list(dossier.papers.filter(replaced_by=None)) if dossier else []
    moves = moves_of(actor, case)
    return {
        "case": case,
        "line": line_of(case, now),
        "dossier": dossier,
        "person": Person.objects.filter(pk=case.applicant).first() if case.applicant else None,
        "answers": child_line(answers_of(dossier)) if dossier else [],
        "papers": papers,
        "good": sum(paper.check_result == DossierPaper.Check.GOOD for paper in papers),
        "happenings": happenings(case, now, limit=5),
        "proposal": case.proposals.order_by("-id").first(),
        "moves": moves[:4],
        "pane_key": new_key(),
    }
