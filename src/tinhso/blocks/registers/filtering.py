"""The list of a register: narrowed by its declared filters, by words, and as of a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from tinhso.blocks.units.api import communes, unit_by_code
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.clock.api import today
from tinhso.kernel.search.api import matches
from tinhso.web.formats import day as in_words

from .about import About, related
from .models import RecordVersion


@dataclass(frozen=True)
class Chosen:
    """A filter in use: its field, what SQL compares, the words of its chip, and the parameters that a link leaves out."""

    name: str
    look: dict[str, Any]
    text: str
    parameters: tuple[str, ...]


@dataclass
class Asked:
    """What a list was asked for. `bad_day`: the day was nonsense and today stands in."""

    q: str = ""
    on: date = field(default_factory=today)
    bad_day: bool = False
    chosen: list[Chosen] = field(default_factory=list)

    @property
    def past(self) -> bool:
        return self.on != today()


def asked_of(about: About, query: QueryDict) -> Asked:
    """Read the parameters of a list; what makes no sense is left out."""
    found = Asked(q=query.get("q", "").replace("\0", "").strip()[:100])
    text = query.get("on", "")
    day = as_day(text)
    if text and day is None:
        found.bad_day = True
    found.on = day or today()
    for name in about.filters:
        found.chosen += _chosen(about, name, query)
    return found


def as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chosen(about: About, name: str, query: QueryDict) -> list[Chosen]:
    own, label = about.field(name), about.label(name)
    if own.kind == "day":
        found = []
        for end, look, word in (("from", "gte", _("từ")), ("to", "lte", _("đến"))):
            day = as_day(query.get(f"{name}_{end}", ""))
            if day is not None:
                found.append(
                    Chosen(name, {look: day.isoformat()}, f"{label} {word} {in_words(day)}", (f"{name}_{end}",))
                )
        return found
    value = query.get(name, "").replace("\0", "").strip()[:60]
    if not value:
        return []
    if own.kind == "commune":
        unit = unit_by_code(value)
        return [Chosen(name, {"": unit.pk}, f"{label}: {unit.full_name}", (name,))] if unit else []
    if own.kind == "yes_no":
        return (
            [Chosen(name, {"": value == "yes"}, f"{label}: {own.show(value == 'yes')}", (name,))]
            if value in ("yes", "no")
            else []
        )
    if own.kind == "choice" and value not in {key for key, _label in own.flatchoices}:
        return []
    return (
        [Chosen(name, {"": value}, f"{label}: {own.show(value)}", (name,))]
        if own.kind in ("choice", "text", "code")
        else []
    )


def rows_of(about: About, actor: Actor, asked: Asked) -> QuerySet[Any]:
    """The records that the actor may see and that were valid on the day, newest first (best first when searched)."""
    rows = (
        visible(actor, about.model)
        .filter(valid_from__lte=asked.on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=asked.on))
    )
    if asked.past:
        versions = RecordVersion.objects.filter(
            register=about.name, record=OuterRef("pk"), valid__contains=asked.on, superseded_at=None
        )
        for one in asked.chosen:
            versions = versions.filter(
                **{_path(f"data__{one.name}", look): _plain(value) for look, value in one.look.items()}
            )
        rows = rows.filter(Exists(versions))
    else:
        for one in asked.chosen:
            rows = rows.filter(**{_path(one.name, look): value for look, value in one.look.items()})
    rows = rows.select_related(*related(about)) if related(about) else rows
    return matches(rows, "search_text", asked.q) if asked.q else rows.order_by("-entered_at", "-id")


def _path(name: str, look: str) -> str:
    return f"{name}__{look}" if look else name


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def inputs_of(about: About, query: QueryDict) -> list[dict[str, Any]]:
    """The fields of the filter form."""
    found = []
    for name in about.filters:
        own = about.field(name)
        choices: list[tuple[str, str]] = []
        if own.kind == "choice":
            choices = [(str(key), str(label)) for key, label in own.flatchoices]
        elif own.kind == "yes_no":
            choices = [("yes", _("Có")), ("no", _("Không"))]
        elif own.kind == "commune":
            choices = [(unit.code, unit.title) for unit in communes()]
        found.append({
            "name": name, "label": about.label(name), "kind": own.kind, "choices": choices, "value": query.get(name, ""),
            "first": query.get(f"{name}_from", ""), "last": query.get(f"{name}_to", ""),
        })  # fmt: skip
    return found
