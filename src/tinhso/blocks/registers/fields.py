"""Fields of a register, declared with their label first: `fields.Text(_("Họ tên"))`.

They are Django fields that deconstruct to plain ones without label, hint or choices, so that words make no migration.
`personal` marks data about a person: never published, masked for those without a need. Required unless `optional`.
"""

# Django's field classes take no type arguments at run time.
# mypy: disable-error-code="type-arg"
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tinhso.blocks.units.api import agency_name
from tinhso.web.formats import day, number

from .places import area_of, check_place

Label = str | Promise
WORDS = ("verbose_name", "help_text", "choices", "validators")

if TYPE_CHECKING:
    Base = models.Field[Any, Any]
else:
    Base = object


class Declared(Base):
    """What all fields of a register have: words for people, whether personal, the law behind them."""

    kind = "text"

    def __init__(
        self,
        label: Label = "",
        *arguments: Any,
        hint: Label = "",
        personal: bool = False,
        optional: bool = False,
        law: Any = None,
        **options: Any,
    ) -> None:
        self.personal, self.optional, self.law = personal, optional, law
        options.setdefault("verbose_name", label)
        options.setdefault("help_text", hint)
        if optional:
            options.setdefault("blank", True)
            if not isinstance(self, models.CharField | models.TextField):
                options.setdefault("null", True)
        super().__init__(*arguments, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, arguments, options = super().deconstruct()
        base = next(
            cls for cls in type(self).__mro__ if cls.__module__.startswith("django.") and issubclass(cls, models.Field)
        )
        path = f"django.db.models.{base.__name__}"
        return name, path, arguments, {key: value for key, value in options.items() if key not in WORDS}

    def show(self, value: Any) -> str:
        """The value in words, for people."""
        return "" if value is None else str(value)


class Text(Declared, models.CharField):
    """A line of text."""

    def __init__(self, label: Label = "", *, max_length: int = 250, **options: Any) -> None:
        super().__init__(label, max_length=max_length, **options)


class LongText(Declared, models.TextField):
    kind = "long_text"


class Code(Declared, models.CharField):
    """A code or number with a pattern (a regular expression)."""

    kind = "code"

    def __init__(self, label: Label = "", *, pattern: str = "", max_length: int = 60, **options: Any) -> None:
        self.pattern = pattern
        if pattern:
            options.setdefault("validators", [RegexValidator(rf"^(?:{pattern})$")])
        super().__init__(label, max_length=max_length, **options)


class Day(Declared, models.DateField):
    kind = "day"

    def show(self, value: Any) -> str:
        return day(value)


class Whole(Declared, models.BigIntegerField):
    """A whole number with its unit in words."""

    kind = "whole"

    def __init__(self, label: Label = "", *, unit: Label = "", **options: Any) -> None:
        self.unit = unit
        super().__init__(label, **options)

    def show(self, value: Any) -> str:
        return "" if value is None else f"{number(value)} {self.unit}".rstrip()


class Money(Whole):
    """An amount in dong."""

    kind = "money"

    def __init__(self, label: Label = "", **options: Any) -> None:
        options.setdefault("unit", "đồng")
        super().__init__(label, **options)


class Decimal(Declared, models.DecimalField):
    """An exact number with a fixed count of decimals, and its unit in words."""

    kind = "decimal"

    def __init__(
        self, label: Label = "", *, digits: int = 15, places: int = 2, unit: Label = "", **options: Any
    ) -> None:
        self.unit = unit
        options.setdefault("max_digits", digits)
        options.setdefault("decimal_places", places)
        super().__init__(label, **options)

    def show(self, value: Any) -> str:
        return "" if value is None else f"{number(value)} {self.unit}".rstrip()


class Area(Declared, models.FloatField):
    """An area in hectares."""

    kind = "area"

    def show(self, value: Any) -> str:
        return "" if value is None else f"{number(value, 2)} ha"


class Choice(Declared, models.CharField):
    """One of several values: [(value, label), …]."""

    kind = "choice"

    def __init__(self, label: Label = "", choices: list[tuple[str, Label]] | None = None, **options: Any) -> None:
        options.setdefault("max_length", 30)
        super().__init__(label, choices=choices, **options)

    def show(self, value: Any) -> str:
        return next((str(label) for key, label in self.flatchoices if key == value), str(value or ""))


class YesNo(Declared, models.BooleanField):
    kind = "yes_no"

    def __init__(self, label: Label = "", **options: Any) -> None:
        options.setdefault("default", False)
        super().__init__(label, **options)

    def show(self, value: Any) -> str:
        return "" if value is None else _("Có") if value else _("Không")


class _Reference(Declared, models.ForeignKey):
    target = ""

    def __init__(self, label: Label = "", **options: Any) -> None:
        options.setdefault("to", self.target)
        options.setdefault("on_delete", models.PROTECT)
        options.setdefault("related_name", "+")
        super().__init__(label, **options)


class Person(_Reference):
    """A person of the people block."""

    kind = "person"
    target = "people.Person"

    def __init__(self, label: Label = "", **options: Any) -> None:
        options.setdefault("personal", True)
        super().__init__(label, **options)


class Organisation(_Reference):
    kind = "organisation"
    target = "people.Organisation"


class Commune(_Reference):
    """One of the administrative units."""

    kind = "commune"
    target = "units.Unit"


class Agency(Declared, models.CharField):
    """An agency of the state, by its code."""

    kind = "agency"

    def __init__(self, label: Label = "", **options: Any) -> None:
        options.setdefault("max_length", 40)
        super().__init__(label, **options)

    def show(self, value: Any) -> str:
        return agency_name(value) if value else ""


class Paper(Declared, models.UUIDField):
    """A signed paper, by its id: papers are a higher block, so there is no foreign key."""

    kind = "paper"


class Place(Declared, models.JSONField):
    """An area on the map: a GeoJSON polygon in WGS84. The register's bounding box follows from it."""

    kind = "place"

    def show(self, value: Any) -> str:
        return f"{number(area_of(value), 2)} ha" if value else ""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        from django.core.exceptions import ValidationError

        try:
            return check_place(value)
        except ValueError as problem:
            raise ValidationError(str(problem)) from problem
