"""Records in words: as they were on a day, with what is personal hidden from lists that leave the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from tinhso.web.formats import masked

from .about import About, related
from .base import Register
from .keeping import row_of
from .models import RecordVersion


def then(about: About, record: Register, data: Mapping[str, Any]) -> Register:
    """The record with the values of one of its versions; never saved."""
    kept = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}
    return type(record)(**{**kept, **row_of(about, dict(data))})


def with_related(about: About, records: Sequence[Register]) -> list[Register]:
    """The same records with the people, communes and so on that they name, read in one query each."""
    if names := related(about):
        prefetch_related_objects(list(records), *names)
    return list(records)


def on_day(about: About, records: Sequence[Register], day: date) -> list[Register]:
    """The records as they were on a day, as believed now. One query for all of them."""
    rows = RecordVersion.objects.filter(
        register=about.name, record__in=[r.pk for r in records], valid__contains=day, superseded_at=None
    )
    facts = {version.record: version.data for version in rows}
    return [then(about, record, facts.get(record.pk, {})) for record in records]


def hidden(about: About, record: Register, name: str) -> str:
    """A value in words, personal data shortened: initials of a name, the year of a day, the ends of a number."""
    text = about.show(record, name)
    if not text or not about.personal(name):
        return text
    kind = about.field(name).kind
    if kind == "day":
        return text[-4:]
    if kind in ("code", "whole") or any(letter.isdigit() for letter in text):
        return masked(text)
    return " ".join(f"{word[0]}." for word in text.split())


def listed(about: About, record: Register, name: str) -> str:
    """A value for a list on the desk: names are shown, personal numbers are not."""
    return masked(about.show(record, name)) if is_number(about, name) else about.show(record, name)


def is_number(about: About, name: str) -> bool:
    """Whether a field holds a number that identifies a person."""
    return about.personal(name) and about.field(name).kind == "code"


def facts_of(about: About, record: Register, *, names: Iterable[str] = ()) -> list[dict[str, Any]]:
    """All values of a record in words, with their labels and the law behind them."""
    found = []
    for name in names or about.fields:
        own = about.field(name)
        found.append({
            "name": name, "label": about.label(name), "value": about.show(record, name), "law": str(own.law or ""),
            "hidden": is_number(about, name), "place": own.kind == "place",
        })  # fmt: skip
    return found
