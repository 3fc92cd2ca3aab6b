"""From questions to Django's form fields. What an answer must be is said by the question; the form only shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t

from tinhso.blocks.units.api import communes
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import today as clock_today
from tinhso.web.api import DayMonthYear, PhotoInput

from ..declared.asks import Ask, FileAsk
from .finding_places import shown
from .known import path_of

# What the browser may fill in by itself (WCAG 1.3.5): only what is about the applicant.
TOKENS = {"full_name": "name", "phone": "tel", "email": "email", "address": "street-address"}


class Around:
    """A widget of Django inside a template of ours, which finds it as `inner`."""

    around = ""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        inner = super().render(name, value, attrs, renderer)  # type: ignore[misc]
        own = {"name": name, "id": (attrs or {}).get("id", f"id_{name}"), "inner": inner, **self.more()}
        page: str = renderer.render(self.around, own)
        return mark_safe(page)

    def more(self) -> dict[str, Any]:
        """What the template needs besides."""
        return {}


class PlaceSearch(Around, forms.Select):
    """A commune: search by a new or an old name, or choose from the list. Works without JavaScript, too."""

    around = "services/citizen/place_search.html"
    searched = ""

    def more(self) -> dict[str, Any]:
        return shown(self.searched)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """A place chosen among those found counts more than the list below."""
        return data.get(f"found-{name}") or super().value_from_datadict(data, files, name)


class PagesInput(PhotoInput):
    """Several photos or PDFs, one for each page; scripts send each by itself and say how far it is."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name)

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class Pages(forms.FileField):
    """The pages of a paper; what they really are is checked where they are stored (kernel/files)."""

    widget = PagesInput


class Outline(Around, forms.Textarea):
    """An area: drawn on the map, or pasted as GeoJSON or as one corner a line."""

    around = "services/citizen/outline.html"


def polygon_of(text: Any) -> Any:
    """GeoJSON from corners typed one a line as "latitude, longitude"; anything else comes back as it is."""
    lines = [line for line in str(text or "").splitlines() if line.strip()]
    corners = []
    for line in lines:
        numbers = re.findall(r"-?\d{1,3}(?:\.\d+)?", line)
        if len(numbers) != 2 or re.search(r"[{}\[\]a-zA-Z]", line):
            return text
        first, second = (float(number) for number in numbers)
        corners.append([first, second] if abs(first) > 90 else [second, first])
    if len(corners) < 3:
        return text
    if corners[0] != corners[-1]:
        corners.append(corners[0])
    return {"type": "Polygon", "coordinates": [corners]}


def _radios(choices: list[tuple[str, Any]], common: dict[str, Any]) -> forms.Field:
    return forms.CharField(widget=forms.RadioSelect(choices=choices), **common)


def field_of(question: Ask, *, person: Any = None) -> forms.Field:
    """The field that asks a question. It takes anything; `Ask.clean` says what is wrong."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": False}
    kind = question.kind
    if kind == "long_text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), **common)
    if kind == "birth_date":
        return forms.CharField(widget=DayMonthYear(birth=path_of(question) == "birth_date"), **common)
    if kind == "day":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if kind == "choice":
        return _radios(list(question.choices), common)  # type: ignore[attr-defined]
    if kind == "yes_no":
        return _radios([("yes", _t("Có")), ("no", _t("Không"))], common)
    if kind == "commune":
        choices = [("", _t("– Chọn xã, phường –")), *((unit.code, unit.title) for unit in communes())]
        return forms.CharField(widget=PlaceSearch(choices=choices), **common)
    if kind == "own":
        return _radios([(str(record.pk), str(record)) for record in own_records(question, person)], common)
    if kind == "place":
        return forms.CharField(
            widget=Outline(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}), **common
        )
    if kind in ("file", "photo"):
        return Pages(**common)
    attrs: dict[str, Any] = {"autocomplete": TOKENS.get(path_of(question), "off")}
    if kind in ("name", "personal_id"):
        attrs["spellcheck"] = "false"
    if kind in ("whole", "money", "personal_id"):
        attrs |= {"inputmode": "numeric", "class": "w-14"}
    if kind == "money":
        return forms.CharField(widget=forms.TextInput(attrs={**attrs, "data-money": True}), **common)
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **common)


def said(question: Ask, value: Any) -> str:
    """An answer in words; empty when it could not be taken as it stands."""
    try:
        return question.show(question.clean(value, today=clock_today()))
    except Refused:
        return ""


def own_records(question: Any, person: Any) -> list[Any]:
    """The applicant's records of the register that are in force."""
    return list(question.register.objects.filter(holder=person, valid_to=None)) if person is not None else []


class QuestionForm(forms.Form):
    """The questions of one page."""

    no_optional_mark = True  # Django's fields are all optional here; the questions know better

    def __init__(self, questions: Mapping[str, Ask], *arguments: Any, person: Any = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.questions, self.person = dict(questions), person
        self.taken: dict[str, Any] = {}
        for name, question in questions.items():
            field = field_of(question, person=person)
            if question.optional:
                optional = _t("(không bắt buộc)")
                field.label = f"{field.label} {optional}"
            self.fields[name] = field

    def searched(self, name: str) -> None:
        """Show the communes like what was typed into the search of a question (for browsers without JavaScript)."""
        if name in self.fields and isinstance(self.fields[name].widget, PlaceSearch):
            self.fields[name].widget.searched = self.data.get(f"find-{name}", "").strip()
        self._errors = forms.utils.ErrorDict()

    def answer(self, *, today: date) -> dict[str, Any]:
        """The answers that can be taken; what cannot is an error of its field. Files are taken by the view."""
        self.is_valid()
        for name, question in self.questions.items():
            if isinstance(question, FileAsk):
                continue
            value = self.cleaned_data.get(name)
            try:
                if question.kind == "place":
                    value = polygon_of(value)
                if (
                    question.kind == "own"
                    and value
                    and value not in {str(r.pk) for r in own_records(question, self.person)}
                ):
                    raise question.wrong(_t("Hãy chọn một trong các câu trả lời."))
                self.taken[name] = question.clean(value, today=today)
            except Refused as no:
                self.add_error(name, str(no))
        return self.taken

    def kept(self) -> dict[str, Any]:
        """What to keep in the draft: the answers that can be taken, and what was typed where none can, so nothing is lost."""
        typed = {
            name: self[name].value() for name, question in self.questions.items() if not isinstance(question, FileAsk)
        }
        return {**typed, **self.taken}


def initial(questions: Mapping[str, Ask], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show at first."""
    shown: dict[str, Any] = {}
    for name, question in questions.items():
        value = answers.get(name)
        if question.kind == "yes_no" and isinstance(value, bool):
            value = "yes" if value else "no"
        if question.kind == "place" and isinstance(value, dict):
            value = json.dumps(value)
        shown[name] = value
    return shown
