"""From questions to Django's form fields. What an answer must be is said by the question; the form only shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _t

from tinhso.blocks.units.api import communes
from tinhso.kernel.actions.api import Refused
from tinhso.web.api import DayMonthYear, Photo

from ..declared.asks import Ask, FileAsk

AUTOCOMPLETE = {"name": "name", "personal_id": "off"}


def field_of(question: Ask, *, person: Any = None) -> forms.Field:
    """The field that asks a question. It takes anything; `Ask.clean` says what is wrong."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": False}
    kind = question.kind
    if kind == "long_text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **common)
    if kind == "birth_date":
        return forms.CharField(widget=DayMonthYear(), **common)
    if kind == "day":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if kind == "choice":
        return forms.CharField(widget=forms.RadioSelect(choices=question.choices), **common)  # type: ignore[attr-defined]
    if kind == "yes_no":
        return forms.CharField(widget=forms.RadioSelect(choices=[("yes", _t("Có")), ("no", _t("Không"))]), **common)
    if kind == "commune":
        choices = [("", _t("– Chọn xã, phường –")), *((unit.code, unit.title) for unit in communes())]
        return forms.CharField(widget=forms.Select(choices=choices), **common)
    if kind == "own":
        mine = question.register.objects.filter(holder=person) if person is not None else []  # type: ignore[attr-defined]
        return forms.CharField(widget=forms.RadioSelect(choices=[(str(r.pk), str(r)) for r in mine]), **common)
    if kind == "place":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "data-draw": True, "spellcheck": "false"}), **common)
    if kind in ("file", "photo"):
        return Photo(**common)
    attrs: dict[str, Any] = {"autocomplete": AUTOCOMPLETE.get(kind, "on")}
    if kind == "name":
        attrs["spellcheck"] = "false"
    if kind in ("whole", "money", "personal_id"):
        attrs["inputmode"] = "numeric"
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **common)


class QuestionForm(forms.Form):
    """The questions of one page."""

    no_optional_mark = True  # Django's fields are all optional here; the questions know better

    def __init__(self, questions: Mapping[str, Ask], *arguments: Any, person: Any = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.questions = dict(questions)
        for name, question in questions.items():
            field = field_of(question, person=person)
            if question.optional:
                field.label = f"{field.label} {_t('(không bắt buộc)')}"
            self.fields[name] = field

    def answer(self, *, today: date) -> dict[str, Any]:
        """The answers that can be taken; what cannot is an error of its field. Files are taken by the view."""
        taken: dict[str, Any] = {}
        self.is_valid()
        for name, question in self.questions.items():
            if isinstance(question, FileAsk):
                continue
            try:
                taken[name] = question.clean(self.cleaned_data.get(name), today=today)
            except Refused as no:
                self.add_error(name, str(no))
        return taken

    def raw(self) -> dict[str, Any]:
        """What was typed, taken or not, so that nothing is lost."""
        kept: dict[str, Any] = {}
        for name, question in self.questions.items():
            if not isinstance(question, FileAsk):
                kept[name] = self[name].value()
        return kept


def initial(questions: Mapping[str, Ask], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show at first."""
    shown: dict[str, Any] = {}
    for name, question in questions.items():
        value = answers.get(name)
        if question.kind == "yes_no" and value is not None:
            value = "yes" if value in (True, "yes") else "no"
        if question.kind == "place" and isinstance(value, dict):
            import json

            value = json.dumps(value)
        shown[name] = value
    return shown
