"""The pages of a form: one question, or one group of questions, at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from ..declared.asks import Ask, FileAsk, GroupAsk, asked


@dataclass(frozen=True)
class FormPage:
    """One page: its name in the address, its title, its questions."""

    name: str
    title: str
    questions: dict[str, Ask]

    @property
    def asked(self) -> list[str]:
        """Names of its questions that are answered in words, not with files."""
        return [name for name, question in self.questions.items() if not isinstance(question, FileAsk)]

    @property
    def group(self) -> GroupAsk | None:
        """The repeating question that this page is about, if it is about one."""
        return next((question for question in self.questions.values() if isinstance(question, GroupAsk)), None)

    @property
    def heading(self) -> str:
        """The title, or its beginning when the catalogue put a whole paragraph there."""
        return shorter(self.title)

    @property
    def rest(self) -> str:
        """The whole title when the heading does not hold it."""
        return self.title if self.heading.rstrip("…") != self.title.rstrip(";:. ") else ""


LONGEST_HEADING = 110  # letters


def shorter(text: str) -> str:
    """A title without its closing marks; a paragraph is cut after its first sentence, or between words."""
    clean = text.rstrip(";:. ")
    if len(clean) <= LONGEST_HEADING:
        return clean
    sentence = re.split(r"[.;:]\s", clean, maxsplit=1)[0]
    if len(sentence) <= LONGEST_HEADING:
        return sentence
    return sentence[:LONGEST_HEADING].rsplit(" ", 1)[0].rstrip(",;:( ") + "…"


def pages_of(
    questions: Mapping[str, Ask], answers: Mapping[str, Any], settled: AbstractSet[str] = frozenset()
) -> list[FormPage]:
    """The pages that are asked with these answers; questions of one group share a page, what is settled has none."""
    pages: list[FormPage] = []
    for name, question in asked(questions, answers).items():
        if name in settled:
            continue
        group = str(question.page)
        if group and pages and pages[-1].title == group:
            pages[-1].questions[name] = question
        else:
            pages.append(FormPage(name, group or str(question.label), {name: question}))
    return pages


def place(pages: list[FormPage], name: str) -> int | None:
    """Where a page stands, counted from zero; None if it is not asked."""
    return next((number for number, page in enumerate(pages) if page.name == name), None)
