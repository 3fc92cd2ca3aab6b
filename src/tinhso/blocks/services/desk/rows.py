"""A repeating question at the counter: a small table, one item a row; blank rows count for nothing. Works without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe

from tinhso.blocks.people.api import Person

from ..declared.asks import Ask, GroupAsk

BLANK = 3  # rows to write on below those that are filled
Build = Mapping[str, Callable[[Ask, Person], forms.Field]]


class Rows(forms.Widget):
    """A table of items. Its value is a list of answers, as the question keeps it."""

    use_fieldset = True

    def __init__(self, question: GroupAsk, cells: Mapping[str, forms.Field]) -> None:
        super().__init__()
        self.question, self.cells = question, cells

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """The rows in which anything was written."""
        rows = []
        for place in range(self.question.most):
            row = {
                key: cell.widget.value_from_datadict(data, files, f"{name}-{place}-{key}")
                for key, cell in self.cells.items()
            }
            if any(value not in (None, "") for value in row.values()):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        filled = value if isinstance(value, list) else []
        most = min(self.question.most, max(self.question.least, len(filled) + BLANK))
        rows = [self._row(name, place, filled[place] if place < len(filled) else {}, renderer) for place in range(most)]
        context = {
            "name": name,
            "more": f"more-{name}",
            "may_grow": most < self.question.most,
            "caption": str(self.question.label),
            "heads": [str(question.label) for question in self.question.questions.values()],
            "rows": rows,
        }
        page: str = renderer.render("services/desk/rows.html", context)
        return mark_safe(page)

    def _row(self, name: str, place: int, item: Mapping[str, Any], renderer: Any) -> dict[str, Any]:
        title = self.question.title(place + 1)
        cells = []
        for key, cell in self.cells.items():
            label = str(self.question.questions[key].label)
            own = {"id": f"id_{name}-{place}-{key}", "aria-label": f"{title}: {label}"}
            html = cell.widget.render(f"{name}-{place}-{key}", item.get(key), own, renderer)
            cells.append({"label": label, "html": html})
        return {"title": title, "cells": cells}


def group_field(question: Ask, person: Person, build: Build) -> forms.Field:
    """The table for a repeating question, its cells made as the counter makes any question."""
    assert isinstance(question, GroupAsk)
    cells = {key: build[inner.kind](inner, person) for key, inner in question.questions.items()}
    return forms.Field(widget=Rows(question, cells))
