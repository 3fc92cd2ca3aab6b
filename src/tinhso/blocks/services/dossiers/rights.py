"""Who may see dossiers, their papers and their files."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tinhso.blocks.cases.api import Case, cases_of
from tinhso.kernel.access.api import Actor, scope, visible
from tinhso.kernel.files.api import guard

from .models import Dossier, DossierPaper, Draft


@scope(Dossier)
def dossiers_of(actor: Actor) -> Q:
    """Whoever sees the case sees the dossier."""
    return Q(case__in=Case.objects.filter(cases_of(actor)))


@scope(DossierPaper)
def papers_of(actor: Actor) -> Q:
    return Q(dossier__case__in=Case.objects.filter(cases_of(actor)))


@scope(Draft)
def drafts_of(actor: Actor) -> Q:
    """A draft is its author's alone."""
    return Q(account=actor.account) if actor.account else Q(pk__in=[])


@guard(Case._meta.label_lower)
def sees_case_file(actor: Actor, link: Any) -> bool:
    """A file of a case is for those who see the case."""
    return visible(actor, Case).filter(pk=link.subject_id).exists()
