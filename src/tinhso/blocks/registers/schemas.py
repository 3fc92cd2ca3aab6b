"""The types of the JSON API, made from the declarations: what is read is what a register exchanges, no more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, create_model
from pydantic.json_schema import SkipJsonSchema

from .about import About

PLAIN = r"^[^\x00]*$"
MOST = 2**63 - 1
OPTIONAL_TEXT = ("text", "long_text", "code", "choice")


def _iso_day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("A day is written as 2026-11-24.")
    return value


def _iso_moment(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", value
    ):
        raise ValueError("A moment is written as 2026-11-24T09:30:00+07:00.")
    return value


def _in_utc(value: datetime) -> datetime:
    """PostgreSQL knows fewer time zones than ISO 8601 can write, and no moment before the year one."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("This moment is out of range.") from None


Day = Annotated[date, BeforeValidator(_iso_day)]
Moment = Annotated[datetime, BeforeValidator(_iso_moment), AfterValidator(_in_utc)]
Purpose = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
WHY = Field("", description="Why personal fields are needed; the people concerned see it")
Unsaid = SkipJsonSchema[None]  # a parameter that may be left out, but not sent as null


class Problem(Schema):
    """Why not (RFC 9457): `title` is one sentence for people, `code` stays the same for machines, `field` names what is wrong."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    field: str | None = None
    law: str | None = None


class FieldFacts(Schema):
    """One exchanged field of a register."""

    name: str
    label: str
    kind: str
    personal: bool


class RegisterFacts(Schema):
    """One register: who answers for it, by which law, and what of it is exchanged. `total`: records that the caller may see."""

    name: str
    title: str
    description: str
    law: str
    keeper: str
    read_only: bool
    total: int
    fields: list[FieldFacts]


class Why(Schema):
    purpose: Purpose = WHY


class Looking(Why):
    """Which day's values, as believed at which moment; without either the present record."""

    on: Day | Unsaid = None
    known_at: Moment | Unsaid = None


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Ending(Strict):
    """The record is valid until this day, included (default: today)."""

    on: Day | None = None
    cause: Annotated[str, StringConstraints(max_length=1000, pattern=PLAIN)] = ""


class Recorded(Schema):
    """What every record has. `valid_to` is the last day; `version` is what If-Match takes."""

    id: UUID
    number: str
    agency: str
    valid_from: date
    valid_to: date | None
    version: int
    source: str
    source_version: str


def value_type(about: About, name: str) -> Any:
    """The JSON type of a field as it is read: communes by code, people by id."""
    types: dict[str, Any] = {
        "day": date, "whole": int, "money": int, "area": float, "decimal": Decimal, "yes_no": bool, "person": UUID,
        "organisation": UUID, "paper": UUID, "place": dict[str, Any],
    }  # fmt: skip
    return types.get(about.kind(name), str)


def record_schema(about: About) -> type[Schema]:
    """What is read of a record. Personal fields are null unless the caller names a purpose or is the holder."""
    own = [name for name in about.exchanged if name not in Recorded.model_fields]
    found: dict[str, Any] = {}
    for name in own:
        kind = value_type(about, name)
        empty = about.personal(name) or about.field(name).null
        found[name] = (kind | None if empty else kind, Field(description=about.label(name)))
    return create_model(about.model.__name__, __base__=Recorded, __doc__=str(about.title), **found)


def version_schema(about: About) -> type[Schema]:
    """One version: valid over days, believed from a moment until another; `corrects` is the number of the wrong one."""
    own = [name for name in about.exchanged if name not in Recorded.model_fields]
    values: dict[str, Any] = {
        name: (value_type(about, name) | None, Field(description=about.label(name))) for name in own
    }
    inner = create_model(f"{about.model.__name__}Values", __base__=Schema, **values)
    return create_model(
        f"{about.model.__name__}Version",
        __base__=Schema,
        number=(int, ...),
        valid_from=(date, ...),
        valid_to=(date | None, ...),
        recorded_at=(datetime, ...),
        superseded_at=(datetime | None, ...),
        corrects=(int | None, ...),
        cause=(str, ...),
        values=(inner, ...),
    )


def page_schema(about: About) -> type[Schema]:
    """A page of records; `next` is the `after` of the following page, null on the last one."""
    item: Any = record_schema(about)
    return create_model(
        f"{about.model.__name__}Page",
        __base__=Schema,
        total=(int, ...),
        next=(str | None, ...),
        items=(list[item], ...),
    )


def filter_schema(about: About) -> type[Schema]:
    """The parameters of a list."""
    found: dict[str, Any] = {
        "q": (
            Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)],
            Field("", description="Words, accents or not"),
        ),
        "on": (Day | Unsaid, Field(None, description="Valid on this day, with the values of then; default: today")),
        "after": (
            Annotated[str, StringConstraints(max_length=600, pattern=r"^[A-Za-z0-9_-]*$")],
            Field("", description="`next` of the page before"),
        ),
        "limit": (Annotated[int, Field(ge=1, le=100)], 25),
        "purpose": (Purpose, WHY),
    }
    for name in about.filters:
        kind, label = about.kind(name), about.label(name)
        if kind in ("day", "whole", "money", "area", "decimal"):
            bound: Any = Day if kind == "day" else Annotated[int, Field(ge=-MOST, le=MOST)]
            found[f"{name}_from"] = found[f"{name}_to"] = (bound | Unsaid, Field(None, description=label))
        elif kind == "choice":
            keys = tuple(str(key) for key, _label in about.field(name).flatchoices)
            found[name] = (Literal[keys] | Unsaid, Field(None, description=label))
        elif kind == "yes_no":
            found[name] = (Literal["true", "false"] | Unsaid, Field(None, description=label))
        else:
            found[name] = (
                Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)],
                Field("", description=label),
            )
    return create_model(f"{about.model.__name__}Filters", __base__=Schema, **found)


def _given_type(about: About, name: str) -> Any:
    """The JSON type of a field as it is written."""
    own, kind = about.field(name), about.kind(name)
    if kind == "choice":
        return Literal[tuple(str(key) for key, _label in own.flatchoices)]
    if kind in ("whole", "money"):
        return Annotated[int, Field(ge=-MOST, le=MOST)]
    if kind == "area":
        return Annotated[float, Field(allow_inf_nan=False, ge=0, le=1e9)]
    if kind == "day":
        return Day
    if value_type(about, name) is str:
        longest = getattr(own, "max_length", None) or 20_000
        least = 0 if own.blank else 1
        return Annotated[str, StringConstraints(max_length=longest, min_length=least, pattern=PLAIN)]
    return value_type(about, name)


def values_schema(about: About, *, whole: bool) -> type[Schema]:
    """What is written: all required fields of a new record (`whole`), or those that change."""
    found: dict[str, Any] = {}
    for name in about.fields:
        own = about.field(name)
        kind = _given_type(about, name)
        needed = whole and not own.blank and not own.has_default()
        kind = kind | None if own.null else kind
        found[name] = (
            kind,
            Field(description=about.label(name)) if needed else Field(None, description=about.label(name)),
        )
    return create_model(f"{about.model.__name__}{'New' if whole else 'Some'}", __base__=Strict, **found)


def entering_schema(about: About) -> type[Schema]:
    """A new record: its values, and from when it is valid (default: today)."""
    short = Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)]
    return create_model(
        f"{about.model.__name__}Entering",
        __base__=Strict,
        valid_from=(Day | None, None),
        number=(Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)], ""),
        case_code=(short, ""),
        values=(values_schema(about, whole=True), ...),
    )


def changing_schema(about: About, what: str) -> type[Schema]:
    """A change in the world, or a correction of what was written, from a day on."""
    text = Annotated[str, StringConstraints(max_length=1000, min_length=1 if what == "correct" else 0, pattern=PLAIN)]
    return create_model(
        f"{about.model.__name__}{'Correction' if what == 'correct' else 'Change'}",
        __base__=Strict,
        on=(Day | None, None),
        cause=(text, ... if what == "correct" else ""),
        values=(values_schema(about, whole=False), ...),
    )
