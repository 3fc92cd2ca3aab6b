"""How the parts of a path are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tinhso.blocks.cases.api import TITLES
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import ROLES

from ..catalogue.models import ProcedureVersion
from ..declared.asks import ChoiceAsk, YesNoAsk
from ..declared.base import Ask
from ..dossiers.filing import questions_of
from .graph import Graph, graph_of


def title_of(entry: Mapping[str, Any]) -> str:
    """The step's own title, or that of the known step."""
    return str(entry.get("title") or TITLES.get(entry["code"], entry["code"]))


def role_of(code: str) -> str:
    return str(ROLES.get(code, code))


def questions(version: ProcedureVersion | None) -> dict[str, Ask]:
    """What a condition may ask for: questions of the form with answers to choose from. None: the path of all procedures."""
    if version is None:
        return {}
    return {name: one for name, one in questions_of(version).items() if isinstance(one, ChoiceAsk | YesNoAsk)}


def values_of(question: Ask) -> dict[str, str]:
    """The answers to choose from: value → words."""
    if isinstance(question, ChoiceAsk):
        return {value: str(label) for value, label in question.choices}
    return {"yes": _("Có"), "no": _("Không")}


def condition_of(asked: Mapping[str, Ask], condition: Mapping[str, Any] | None) -> str:
    """A condition in words: the question and the answers that count."""
    if not condition:
        return ""
    question = asked.get(condition["ask"])
    label = str(question.label) if question is not None else condition["ask"]
    words = values_of(question) if question is not None else {}
    return f"{label} {' / '.join(words.get(value, value) for value in condition['is'])}"


def picture(steps: list[dict[str, Any]], version: ProcedureVersion | None) -> Graph:
    """A path laid out, in the reader's language."""
    asked = questions(version)
    return graph_of(
        steps, title_of=title_of, role_of=role_of, agency_of=agency_name,
        condition_of=lambda condition: condition_of(asked, condition),
    )  # fmt: skip
