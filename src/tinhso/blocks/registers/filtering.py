"""The list of a register: narrowed by its declared filters, by words, and as of a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from tinhso.blocks.units.api import agencies_on, communes, unit_by_code
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.clock.api import today
from tinhso.kernel.search.api import matches

from .about import About, related
from .models import RecordVersion

RANGES = ("day", "whole", "money", "decimal", "area")


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
    sort: str = "new"
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
    if not found.past and query.get("sort") in sorts(about):  # the order of a past day is that of entry
        found.sort = query["sort"]
    for name in about.filters:
        found.chosen += _chosen(about, name, query)
    return found


def as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bound(kind: str, text: str) -> Any:
    """The end of a range as somebody typed it; None if it is none."""
    if kind == "day":
        return as_day(text)
    try:
        number = float(text.replace(",", ".")) if kind in ("area", "decimal") else int(text)
    except ValueError:
        return None
    return number if abs(number) < 2**63 else None


def sorts(about: About) -> dict[str, str]:
    """The orders of a list in words. Each has an index: by entry, and by every filter that is a day or a number."""
    found = {"new": _("Mới ghi trước"), "old": _("Ghi lâu nhất trước")}
    for name in about.filters:
        if about.kind(name) in RANGES:
            label = about.label(name)
            found[name] = _("%(field)s: nhỏ trước") % {"field": label}
            found[f"-{name}"] = _("%(field)s: lớn trước") % {"field": label}
            if about.kind(name) == "day":
                found[name] = _("%(field)s: sớm trước") % {"field": label}
                found[f"-{name}"] = _("%(field)s: muộn trước") % {"field": label}
    return found


def order_of(sort: str) -> tuple[str, ...]:
    """The columns of an order; entry, the newest first, settles what is equal."""
    if sort in ("new", "old"):
        return ("-entered_at", "-id") if sort == "new" else ("entered_at", "id")
    return (sort, "entered_at", "id") if sort.startswith("-") else (sort, "-entered_at", "-id")


def _chosen(about: About, name: str, query: QueryDict) -> list[Chosen]:
    own, label = about.field(name), about.label(name)
    if own.kind in RANGES:
        found = []
        for end, look, word in (("from", "gte", _("từ")), ("to", "lte", _("đến"))):
            bound = _bound(own.kind, query.get(f"{name}_{end}", ""))
            if bound is not None:
                value = bound.isoformat() if isinstance(bound, date) else bound
                found.append(Chosen(name, {look: value}, f"{label} {word} {own.show(bound)}", (f"{name}_{end}",)))
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
        if own.kind in ("choice", "text", "code", "agency")
        else []
    )


def rows_of(about: About, actor: Actor, asked: Asked) -> QuerySet[Any]:
    """The records that the actor may see and that were valid on the day, in the order asked for (best first when searched)."""
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
    return matches(rows, "search_text", asked.q) if asked.q else rows.order_by(*order_of(asked.sort))


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
        elif own.kind == "agency":
            choices = [(agency.code, agency.title) for agency in agencies_on()]
        found.append({
            "name": name, "label": about.label(name), "kind": own.kind, "range": own.kind in RANGES, "choices": choices, "value": query.get(name, ""),
            "first": query.get(f"{name}_from", ""), "last": query.get(f"{name}_to", ""),
        })  # fmt: skip
    return found
