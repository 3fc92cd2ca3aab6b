"""What the province knows already about who asks, so that it is not asked again; each value with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _t

from tinhso.blocks.people.api import Person

from ..declared.asks import Ask, FileAsk

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


def held_paper(question: FileAsk, person: Person, answers: Mapping[str, Any]) -> Any:
    """A paper in force that the province holds and that answers the question, or None."""
    paper = question.held(Known(person, answers)) if question.held is not None else None
    return paper if paper is not None and paper.state == "valid" else None
