"""Forms generated from the fields of a register. What is typed comes back as it was when something is wrong."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.people.api import Organisation, Person, find_person, masked
from tinhso.blocks.units.api import agencies_on, communes, unit_by_code
from tinhso.kernel.clock.api import today
from tinhso.web.api import DateField, DayMonthYear, IdNumber, Money

from .about import About
from .base import Register
from .places import check_place

LINES = forms.Textarea(attrs={"rows": 3})


class Hectares(forms.FloatField):
    """A number with a decimal comma or point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-14"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class Exact(forms.DecimalField):
    """An exact number with a decimal comma or point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-14"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class PersonField(IdNumber):
    """A person by personal id; empty keeps whom the record names already."""

    def __init__(self, *, present: Person | None, **options: Any) -> None:
        self.present = present
        super().__init__(**options)

    def clean(self, value: Any) -> Person | None:
        digits = super().clean(value)
        if not digits:
            return self.present
        person = find_person(digits)
        if person is None:
            raise ValidationError(gettext("Không tìm thấy người có số định danh này."), code="unknown")
        return person


class CommuneField(forms.ChoiceField):
    """One of today's communes, by code."""

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        return unit_by_code(code) if code else None


class PlaceField(forms.CharField):
    """An area as GeoJSON."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return check_place(text)
        except ValueError as problem:
            raise ValidationError(str(problem), code="place") from problem


def _field(about: About, name: str, record: Register | None) -> forms.Field:
    """The form field of a register's field."""
    own: Any = about.field(name)
    common: dict[str, Any] = {"label": own.verbose_name, "help_text": own.help_text, "required": not own.optional}
    match own.kind:
        case "long_text":
            return forms.CharField(widget=LINES, **common)
        case "day":
            return DateField(widget=DayMonthYear(birth=own.personal), **common)
        case "money":
            return Money(min_value=0, max_value=10**15, **common)
        case "whole":
            return forms.IntegerField(
                min_value=0,
                max_value=10**15,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-14"}),
                **common,
            )
        case "area":
            return Hectares(min_value=0, max_value=10**7, **common)
        case "decimal":
            return Exact(max_digits=own.max_digits, decimal_places=own.decimal_places, **common)
        case "agency":
            return forms.ChoiceField(choices=[("", _("Chọn")), *((a.code, a.title) for a in agencies_on())], **common)
        case "paper":
            return forms.UUIDField(**common)
        case "choice":
            return forms.ChoiceField(choices=[("", _("Chọn")), *own.flatchoices], **common)
        case "yes_no":
            return forms.BooleanField(**{**common, "required": False})
        case "person":
            return _person(common, getattr(record, name) if record else None)
        case "organisation":
            rows = Organisation.objects.order_by("name")
            return forms.ModelChoiceField(rows, **common)
        case "commune":
            return CommuneField(choices=[("", _("Chọn")), *((unit.code, unit.title) for unit in communes())], **common)
        case "place":
            return PlaceField(**common)
    return forms.CharField(max_length=own.max_length, validators=list(getattr(own, "_validators", [])), **common)


def _person(common: dict[str, Any], present: Person | None) -> forms.Field:
    if present is None:
        return PersonField(
            present=None, **{**common, "help_text": common["help_text"] or _("Số định danh cá nhân, 12 chữ số.")}
        )
    now = gettext("Đang ghi: %(name)s %(number)s. Để trống nếu không đổi.") % {
        "name": present.full_name,
        "number": masked(present.personal_id or ""),
    }
    return PersonField(present=present, **{**common, "required": False, "help_text": now})


class Entry(forms.Form):
    """All fields of a register, and the day they are valid from. `values()` are what the action is called with."""

    def __init__(self, data: Any = None, *, about: About, record: Register | None = None) -> None:
        self.about, self.record = about, record
        super().__init__(data, initial=_initial(about, record) if record else None)
        for name in about.fields:
            self.fields[name] = _field(about, name, record)
        self.fields["valid_from"] = DateField(label=_("Hiệu lực từ ngày"), initial=today)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _initial(about: About, record: Register) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in about.fields:
        value = getattr(record, name)
        kind = about.field(name).kind
        if kind != "person":
            found[name] = value.code if kind == "commune" and value is not None else value
    return found


class Change(Entry):
    """What has changed in the world since a day: only the fields that differ go into the action."""

    def __init__(self, data: Any = None, *, about: About, record: Register) -> None:
        super().__init__(data, about=about, record=record)
        del self.fields["valid_from"]
        self.fields["on"] = DateField(label=_("Thay đổi từ ngày"), initial=today)
        self.fields["cause"] = forms.CharField(
            label=_("Lý do, căn cứ"),
            help_text=_("Ví dụ số và ngày của quyết định."),
            max_length=1000,
            required=False,
            widget=LINES,
        )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.differing():
            raise ValidationError(gettext("Chưa có gì thay đổi. Hãy sửa ít nhất một ô."), code="no-change")
        return self.cleaned_data

    def differing(self) -> dict[str, Any]:
        return {
            n: self.cleaned_data[n]
            for n in self.about.fields
            if n in self.cleaned_data and _same(self.cleaned_data[n]) != _same(getattr(self.record, n))
        }

    def values(self) -> dict[str, Any]:
        return {**self.differing(), "on": self.cleaned_data["on"], "cause": self.cleaned_data["cause"]}


def _same(value: Any) -> Any:
    """Values that people cannot tell apart are the same."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return value if value is not None else ""


class Correction(Change):
    """What was written wrong: replaced, and kept with the cause."""

    def __init__(self, data: Any = None, *, about: About, record: Register) -> None:
        super().__init__(data, about=about, record=record)
        self.fields["on"] = DateField(
            label=_("Sửa bản ghi có hiệu lực vào ngày"),
            help_text=_("Để ngày hôm nay nếu bản hiện hành bị ghi sai."),
            initial=today,
        )
        self.fields["cause"] = forms.CharField(label=_("Lý do đính chính"), max_length=1000, widget=LINES)


class Ending(forms.Form):
    """The last day of a record, and why."""

    on = DateField(label=_("Ngày cuối cùng còn hiệu lực"), initial=today)
    cause = forms.CharField(label=_("Lý do, căn cứ"), max_length=1000, widget=LINES)

    def __init__(self, data: Any = None, *, about: About, record: Register) -> None:
        self.about, self.record = about, record
        super().__init__(data)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class Purpose(forms.Form):
    """Why an official looks at somebody's record."""

    purpose = forms.CharField(
        label=_("Mục đích xem"),
        help_text=_("Người có tên trong hồ sơ đọc được câu này cùng với tên và cơ quan của anh/chị."),
        max_length=300,
        min_length=5,
        initial=_("Tra cứu nghiệp vụ"),
    )
