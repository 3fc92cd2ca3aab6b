"""Answers as people read them: on the desk, on papers, before signing. One order, one wording, everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .base import Ask, asked
from .groups import GroupAsk


@dataclass(frozen=True)
class Line:
    """One question with its answer in words. `name` is the question of the form; for an item of a group, the group's."""

    name: str
    label: str
    text: str
    question: Ask


def lines_of(questions: Mapping[str, Ask], answers: Mapping[str, Any]) -> Iterator[Line]:
    """Every answer that is asked for and given, in the order of the form; items of groups one by one; files left out."""
    for name, question in asked(questions, answers).items():
        value = answers.get(name)
        if question.kind in ("file", "photo") or value in (None, "", []):
            continue
        if isinstance(question, GroupAsk):
            for number, inner, given in question.rows(value):
                yield Line(name, f"{question.title(number)} – {inner.label}", inner.show(given), inner)
        else:
            yield Line(name, str(question.label), question.show(value), question)
