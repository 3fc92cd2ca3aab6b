"""What the province knows already about who asks, so that it is not asked again; each value with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _t

from tinhso.blocks.documents.api import Paper
from tinhso.blocks.people.api import Person
from tinhso.kernel.search.api import fold
from tinhso.web.formats import day as day_of

from ..declared.asks import Ask, FileAsk
from ..dossiers.models import DossierPaper

# Who somebody is: shown, never typed again. What may differ from case to case (address, phone) is filled in but can be changed.
IDENTITY = frozenset({"full_name", "birth_date", "sex", "personal_id", "nationality"})


@dataclass(frozen=True)
class Known:
    """The applicant and the answers so far, for questions that fill themselves."""

    applicant: Person
    answers: Mapping[str, Any]

    def applicant_if(self, relation: str) -> str | None:
        """The applicant's name, if that is who they say they are of the child."""
        return self.applicant.full_name if self.answers.get("relation") == relation else None


def path_of(question: Ask) -> str:
    """What of the applicant fills the question, such as "phone"; empty if nothing does."""
    return question.prefill.removeprefix("applicant.") if isinstance(question.prefill, str) else ""


def _of_applicant(person: Person, name: str) -> Any:
    if name == "unit":
        return person.unit.code if person.unit else None
    if name == "address":
        return person.address_line
    value = getattr(person, name, None)
    return value.isoformat() if isinstance(value, date) else value


def fill(
    questions: Mapping[str, Ask], person: Person, answers: dict[str, Any], origins: dict[str, Any], *, now: datetime
) -> None:
    """Fill the questions that are not answered yet with what is known; notes where each value came from."""
    known = Known(person, answers)
    for name, question in questions.items():
        if isinstance(question, FileAsk) or question.prefill is None or answers.get(name) not in (None, ""):
            continue
        value = question.prefill(known) if callable(question.prefill) else _of_applicant(person, path_of(question))
        if value in (None, ""):
            continue
        answers[name] = value
        origins[name] = {
            "source": _t("Cơ sở dữ liệu công dân của tỉnh"),
            "record": str(person.pk),
            "value": value,
            "at": now.isoformat(),
        }


def still_from_origin(origins: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The origins of the answers that were left as they were filled."""
    return {name: origin for name, origin in origins.items() if answers.get(name) == origin.get("value")}


def settled(questions: Mapping[str, Ask], origins: Mapping[str, Any]) -> frozenset[str]:
    """The questions that need no asking: who the applicant is, known from the register of people."""
    return frozenset(name for name, question in questions.items() if name in origins and path_of(question) in IDENTITY)


def held_paper(question: FileAsk, person: Person, answers: Mapping[str, Any], *, today: date) -> Any:
    """A paper in force that the province holds and that the declaration says answers the question, or None."""
    paper = question.held(Known(person, answers)) if question.held is not None else None
    if paper is not None and paper.state == "valid":
        return paper
    return _in_force(person, today).filter(kind__in=question.held_kinds).first() if question.held_kinds else None


def _in_force(person: Person, today: date) -> Any:
    rows = Paper.objects.filter(holder_person=person.pk, state="valid")
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=today)).order_by("-issued_on", "-id")


@dataclass(frozen=True)
class Offer:
    """A paper that may be given without sending it again: issued by the province, or sent with an earlier request."""

    key: str
    title: str
    origin: str
    paper: UUID | None = None
    file: UUID | None = None


MANY = 3
SHORTEST = 9  # folded letters of a title that is looked for in the name of a paper: "khai sinh", not "don"


def offers(question: FileAsk, person: Person, *, today: date) -> list[Offer]:
    """What might answer the question: the person decides. Issued papers first, then what earlier requests held.

    An issued paper fits if the name of the paper that is asked for has its title in it; an earlier one if it has the same
    code in the catalogue or the same name, and was not found faulty.
    """
    wanted = f" {fold(str(question.label))} "
    found = [
        Offer(
            f"paper-{paper.pk}",
            str(paper),
            _t("%(agency)s cấp ngày %(day)s") % {"agency": paper.agency_name, "day": day_of(paper.issued_on)},
            paper=paper.pk,
        )
        for paper in _in_force(person, today)[:200]
        if len(title := fold(paper.title)) >= SHORTEST and f" {title} " in wanted
    ][:MANY]
    if not question.reusable:
        return found
    same = Q(name=str(question.label)) | (Q(code=question.code) if question.code else Q(pk__in=[]))
    earlier = (
        DossierPaper.objects.filter(same, dossier__case__applicant=person.pk, replaced_by=None)
        .exclude(file=None)
        .exclude(check_result="faulty")
        .select_related("dossier__case")
        .order_by("-added_at", "-id")
    )
    seen: set[Any] = set()
    for paper in earlier[: MANY * 4]:
        if paper.file in seen or len(seen) == MANY:
            continue
        seen.add(paper.file)
        origin = _t("Đã nộp ngày %(day)s trong hồ sơ %(code)s") % {
            "day": day_of(paper.added_at),
            "code": paper.dossier.case.code,
        }
        found.append(Offer(f"file-{paper.file}", paper.name, origin, file=paper.file))
    return found
