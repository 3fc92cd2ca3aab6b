"""What the applicant answered, in words, and where each answer came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..declared.reading import lines_of
from ..dossiers.filing import questions_of
from ..dossiers.models import Dossier


@dataclass(frozen=True)
class Answered:
    """One question with its answer in words; `origin` names the register that gave it, empty: declared."""

    question: str
    answer: str
    origin: str
    hidden: bool
    kind: str = ""


def answers_of(dossier: Dossier) -> list[Answered]:
    """The answers of a dossier, files left out. Identity numbers are masked like everywhere."""
    return [
        Answered(
            line.label,
            line.text,
            _origin(dossier.origins.get(line.name)),
            line.question.kind == "personal_id",
            line.question.kind,
        )
        for line in lines_of(questions_of(dossier.procedure_version), dossier.answers)
    ]


def _origin(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return ""
    source = str(entry.get("source", ""))
    return source or _("Dữ liệu đã có")


def child_line(answers: list[Answered]) -> list[Answered]:
    """The two answers that say most in a preview: the first ones that are not masked and say more than the agency."""
    return [answer for answer in answers if not answer.hidden and answer.kind not in ("commune", "choice")][:2]
