"""What each register says of itself, checked at start-up: a declaration that does not add up stops the province."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from tinhso.blocks.units.api import agency_by_code, agency_name
from tinhso.kernel.access.api import Permission, both, has_role, in_agency
from tinhso.kernel.law.api import Law
from tinhso.web.formats import day

from .base import Register
from .fields import Declared, LongText, Organisation, Person, Place

# Words that actions, addresses and the API use themselves.
RESERVED = frozenset(
    {
        "purpose",
        "now",
        "key",
        "expect",
        "on",
        "cause",
        "act",
        "subject",
        "record",
        "q",
        "sort",
        "after",
        "before",
        "limit",
        "known_at",
        "in_force",
    }
)
KEEPERS = both(has_role("record_keeper"), in_agency("agency"))


class NotSound(TypeError):
    """A declaration that does not add up; its one sentence stops start-up."""


@dataclass(frozen=True)
class About:
    """A register's own words.

    `keeper` says who answers for it; `holder` are the fields naming whom a record is about; `exchanged` and `published`
    the fields that leave the agency, to other agencies and to everybody; `oversight` agencies that see all records;
    `kept_by` the agencies that may enter records, by code or by kind (empty: any agency with a record keeper).
    """

    model: type[Register]
    name: str
    title: str | Promise
    law: Law
    keeper: str | Promise
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    holder: tuple[str, ...] = ()
    exchanged: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    oversight: tuple[str, ...] = ()
    kept_by: tuple[str, ...] = ()
    read_only: bool = False
    keepers: Permission = KEEPERS
    description: str | Promise = ""
    icon: str = "book-open"
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actions: dict[str, Any] = field(default_factory=dict, compare=False)

    def field(self, name: str) -> Any:
        return self.model._meta.get_field(name)

    def personal(self, name: str) -> bool:
        """Whether a field is about a person."""
        return bool(getattr(self.field(name), "personal", False))

    def kept_at(self, agency: str | None) -> bool:
        """Whether an agency, by its code, keeps a part of this register."""
        if not agency or self.read_only:
            return False
        found = agency_by_code(agency)
        return not self.kept_by or agency in self.kept_by or (found is not None and found.kind in self.kept_by)

    def label(self, name: str) -> str:
        return str(self.field(name).verbose_name)

    def kind(self, name: str) -> str:
        """The kind of a field: text, code, day, choice …; "number" and so on for what every record has."""
        own = self.field(name)
        return own.kind if isinstance(own, Declared) else "day" if name in ("valid_from", "valid_to") else name

    def show(self, record: Register, name: str) -> str:
        """The value of a field in words."""
        own = self.field(name)
        value = getattr(record, name)
        if isinstance(own, Declared):
            return own.show(value)
        return agency_name(value) if name == "agency" else day(value) if isinstance(value, date) else str(value or "")


REGISTERS: dict[str, About] = {}
_by_model: dict[type[Register], About] = {}
AFTER: list[Callable[[About], None]] = []  # what is derived from each register once it is known


def about_of(model: type[Register]) -> About:
    """What a register says of itself."""
    if model not in _by_model:
        _by_model[model] = read(model)
    return _by_model[model]


def discover() -> None:
    """Find all registers, check them, and derive what follows from each. Called once, when all apps are loaded."""
    for model in apps.get_models():
        if issubclass(model, Register):
            about = about_of(model)
            if about.name in REGISTERS and REGISTERS[about.name].model is not model:
                raise NotSound(f"Two registers are called {about.name}.")
            REGISTERS[about.name] = about
            for derive in AFTER:
                derive(about)


def read(model: type[Register]) -> About:
    """Read and check an inner class `About`. Raises NotSound with one sentence."""
    where = f"{model.__module__}.{model.__name__}"
    given = {key: value for key, value in vars(model.About).items() if not key.startswith("_")}
    known = {name for name in About.__dataclass_fields__ if name not in ("model", "fields", "places", "actions")}
    if unknown := set(given) - known:
        raise NotSound(f"{where}.About has unknown words: {', '.join(sorted(unknown))}.")
    for word in ("name", "title", "law", "keeper", "columns"):
        if not given.get(word):
            raise NotSound(f"{where}.About does not say its {word}.")
    if not isinstance(given["law"], Law):
        raise NotSound(f"{where}.About names its law as text; use Law(number, clause).")
    own = [f for f in model._meta.get_fields() if isinstance(f, Declared)]
    names = {f.name for f in model._meta.get_fields()}
    for word in ("columns", "filters", "search", "holder", "exchanged", "published"):
        given[word] = tuple(given.get(word, ()))
        if missing := [name for name in given[word] if name not in names]:
            raise NotSound(f"{where}.About.{word} names no field of it: {', '.join(missing)}.")
    if taken := RESERVED & {f.name for f in own}:
        raise NotSound(f"{where} has fields with names that actions use: {', '.join(sorted(taken))}.")
    for name in given["published"]:
        own_field = model._meta.get_field(name)
        if getattr(own_field, "personal", False) or isinstance(own_field, Person | LongText):
            raise NotSound(f"{where}.About publishes {name}, which is personal or free text.")
    for f in own:
        if not str(f.verbose_name):
            raise NotSound(f"{where}.{f.name} has no label.")
    for name in given["holder"]:
        if not isinstance(model._meta.get_field(name), Person | Organisation):
            raise NotSound(f"{where}.About.holder names {name}, which is neither a person nor an organisation.")
    for name in given["filters"]:
        chosen = model._meta.get_field(name)
        if not isinstance(chosen, Declared) or isinstance(chosen, Place | LongText | Person | Organisation):
            raise NotSound(f"{where}.About.filters names {name}, which nobody can choose from.")
    for word in ("oversight", "kept_by"):
        given[word] = tuple(given.get(word, ()))
    return About(
        model=model,
        fields=tuple(f.name for f in own),
        places=tuple(f.name for f in own if isinstance(f, Place)),
        **given,
    )


def related(about: About) -> list[str]:
    """Fields to fetch together with a record."""
    return [name for name in about.fields if isinstance(about.field(name), models.ForeignKey)]
