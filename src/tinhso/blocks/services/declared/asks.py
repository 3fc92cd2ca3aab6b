"""Questions of a form (`ask.Text("Họ, chữ đệm và tên")`): what is asked, how it is checked, what is known already."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .base import Answered, Answers, Ask, Invalid, Label, answered, asked, labelled, named
from .eligibility import Cosigner, eligible, instead
from .groups import Group, GroupAsk

__all__ = [
    "SEX", "Answered", "Answers", "Ask", "Choice", "ChoiceAsk", "Commune", "CommuneAsk", "Cosigner", "Day", "DayAsk", "File", "FileAsk",
    "Group", "GroupAsk", "Invalid", "Label", "LongText", "LongTextAsk", "Money", "Name", "NameAsk", "Own", "OwnAsk", "PersonalId",
    "PersonalIdAsk", "Photo", "Place", "PlaceAsk", "Text", "TextAsk", "Whole", "WholeAsk", "YesNo", "YesNoAsk", "answered", "asked",
    "eligible", "instead", "labelled", "named",
]  # fmt: skip


@dataclass(kw_only=True)
class TextAsk(Ask):
    """A line of text."""

    limit: int = 200
    pattern: str = ""
    pattern_says: Label = ""

    def __post_init__(self) -> None:
        self.kind = "text"

    def parse(self, value: Any, *, today: date) -> str:
        text = " ".join(str(value).split())
        if len(text) > self.limit:
            raise self.wrong(_t("Tối đa %(n)s ký tự."), n=self.limit)
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise self.wrong(str(self.pattern_says) or _t("Nội dung không đúng dạng."))
        return text


@dataclass(kw_only=True)
class NameAsk(TextAsk):
    """A person's name: family name, middle name and given name in one field."""

    def __post_init__(self) -> None:
        self.kind = "name"

    def parse(self, value: Any, *, today: date) -> str:
        name = super().parse(value, today=today)
        if re.search(r"[\d<>@#$%^*=_+|\\/{}\[\]]", name):
            raise self.wrong(_t("Họ tên chỉ gồm chữ cái."))
        if " " not in name:
            raise self.wrong(_t("Hãy ghi đủ họ và tên."))
        return name


@dataclass(kw_only=True)
class LongTextAsk(Ask):
    """Several lines of text."""

    limit: int = 4000

    def __post_init__(self) -> None:
        self.kind = "long_text"

    def parse(self, value: Any, *, today: date) -> str:
        text = str(value).strip()
        if len(text) > self.limit:
            raise self.wrong(_t("Tối đa %(n)s ký tự."), n=self.limit)
        return text


@dataclass(kw_only=True)
class DayAsk(Ask):
    """A day. `past` refuses days to come, `birth` shows three fields and refuses absurd years."""

    past: bool = False
    birth: bool = False

    def __post_init__(self) -> None:
        self.kind = "birth_date" if self.birth else "day"

    def parse(self, value: Any, *, today: date) -> str:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            raise self.wrong(_t("Ngày này không có thật. Hãy ghi như 24/11/2026.")) from None
        if (self.past or self.birth) and day > today:
            raise self.wrong(_t("Ngày này ở tương lai. Hãy kiểm tra lại."))
        if day.year < 1900:
            raise self.wrong(_t("Năm phải từ 1900 trở đi."))
        return day.isoformat()

    def show(self, value: Any) -> str:
        return date.fromisoformat(value).strftime("%d/%m/%Y") if value else ""


@dataclass(kw_only=True)
class ChoiceAsk(Ask):
    """One of several answers: [(value, label), …]."""

    choices: list[tuple[str, Label]]

    def __post_init__(self) -> None:
        self.kind = "choice"

    def parse(self, value: Any, *, today: date) -> str:
        if str(value) not in {choice for choice, _label in self.choices}:
            raise self.wrong(_t("Hãy chọn một trong các câu trả lời."))
        return str(value)

    def show(self, value: Any) -> str:
        return next((str(label) for choice, label in self.choices if choice == value), "")


@dataclass(kw_only=True)
class YesNoAsk(Ask):
    """Yes or no."""

    def __post_init__(self) -> None:
        self.kind = "yes_no"

    def clean(self, value: Any, *, today: date) -> Any:
        if value in (True, "yes", "true", "1"):
            return True
        if value in (False, "no", "false", "0"):
            return False
        return super().clean(None, today=today)

    def show(self, value: Any) -> str:
        return "" if value is None else _t("Có") if value else _t("Không")


@dataclass(kw_only=True)
class WholeAsk(Ask):
    """A whole number, such as dong or people."""

    least: int = 0
    most: int = 10**15
    unit: Label = ""

    def __post_init__(self) -> None:
        self.kind = "money" if str(self.unit) == "đồng" else "whole"

    def parse(self, value: Any, *, today: date) -> int:
        digits = re.sub(r"[\s.,]", "", str(value)) if not isinstance(value, int) else str(value)
        if not re.fullmatch(r"-?\d{1,18}", digits):
            raise self.wrong(_t("Hãy ghi một số nguyên, như 1500000."))
        number = int(digits)
        if not self.least <= number <= self.most:
            raise self.wrong(_t("Số phải từ %(least)s đến %(most)s."), least=self.least, most=self.most)
        return number

    def show(self, value: Any) -> str:
        return "" if value is None else f"{value:,}".replace(",", ".") + (f" {self.unit}" if self.unit else "")


@dataclass(kw_only=True)
class PersonalIdAsk(Ask):
    """A 12-digit personal id (số định danh cá nhân), checked by its rules."""

    def __post_init__(self) -> None:
        self.kind = "personal_id"

    def parse(self, value: Any, *, today: date) -> str:
        from tinhso.blocks.people.api import check_personal_id

        digits = re.sub(r"[\s.]", "", str(value))
        problem = check_personal_id(digits)
        if problem:
            raise self.wrong(problem)
        return digits


@dataclass(kw_only=True)
class CommuneAsk(Ask):
    """One of today's communes, searched by today's or an old name; kept as its code."""

    def __post_init__(self) -> None:
        self.kind = "commune"

    def parse(self, value: Any, *, today: date) -> str:
        from tinhso.blocks.units.api import unit_by_code

        unit = unit_by_code(str(value), on=today)
        if unit is None or unit.kind != "commune":
            raise self.wrong(_t("Hãy chọn một xã, phường hoặc đặc khu của tỉnh."))
        return str(value)

    def show(self, value: Any) -> str:
        from tinhso.blocks.units.api import unit_by_code

        unit = unit_by_code(str(value)) if value else None
        return unit.full_name if unit else str(value or "")


@dataclass(kw_only=True)
class FileAsk(Ask):
    """A paper to attach, as photos of its pages or PDF.

    `held` finds it among what the province holds, so it is not asked again; `held_kinds` names kinds of papers in the
    person's own store that answer it; `reusable`: one sent with an earlier request may serve again. `most` pages may be sent; `example` says what a good picture shows, with the icon
    `drawn`; `copy` is the kind of paper that is photographed: "original", "copy" or "electronic".
    """

    photo: bool = False
    held: Callable[[Any], Any] | None = None
    held_kinds: tuple[str, ...] = ()
    reusable: bool = True
    code: str = ""
    example: Label = ""
    drawn: str = "file-text"
    most: int = 20
    copy: str = "electronic"

    def __post_init__(self) -> None:
        self.kind = "photo" if self.photo else "file"


@dataclass(kw_only=True)
class PlaceAsk(Ask):
    """An area on the map: a GeoJSON polygon in WGS84."""

    def __post_init__(self) -> None:
        self.kind = "place"

    def parse(self, value: Any, *, today: date) -> dict[str, Any]:
        from tinhso.blocks.registers.api import check_place

        try:
            return check_place(value)
        except ValueError as problem:
            raise self.wrong(str(problem)) from None

    def show(self, value: Any) -> str:
        from tinhso.blocks.registers.api import area_of

        return _t("%(area)s ha") % {"area": f"{area_of(value):.2f}".replace(".", ",")} if value else ""


@dataclass(kw_only=True)
class OwnAsk(Ask):
    """One of the applicant's own records of a register; kept as its id."""

    register: Any = None

    def __post_init__(self) -> None:
        self.kind = "own"

    def show(self, value: Any) -> str:
        record = self.register.objects.filter(pk=value).first() if value else None
        return str(record) if record else ""


Text = labelled(TextAsk)
Name = labelled(NameAsk)
LongText = labelled(LongTextAsk)
Day = labelled(DayAsk)
Choice = labelled(ChoiceAsk)
YesNo = labelled(YesNoAsk)
Whole = labelled(WholeAsk)
PersonalId = labelled(PersonalIdAsk)
Commune = labelled(CommuneAsk)
File = labelled(FileAsk)
Place = labelled(PlaceAsk)


def Photo(label: Label, **options: Any) -> Ask:
    """A photograph."""
    return FileAsk(label=label, photo=True, **options)


def Money(label: Label, **options: Any) -> Ask:
    """An amount in dong."""
    return WholeAsk(label=label, unit="đồng", **options)


def Own(register: Any, label: Label, **options: Any) -> Ask:
    """One of the applicant's own records."""
    return OwnAsk(label=label, register=register, **options)


SEX = [("male", _("Nam")), ("female", _("Nữ"))]
