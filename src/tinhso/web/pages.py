"""Pages of a list by key, not by offset: page one thousand costs what page one costs, and rows never repeat."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page, with the queries ("?after=…") of its neighbours; empty where there is none.

    `after` is the bare key of the next page, for machines.
    """

    rows: list[M]
    next: str
    previous: str
    first: str
    total: int | None = None
    after: str = ""

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class _Key:
    name: str
    down: bool


def page_of(
    queryset: QuerySet[M], request: HttpRequest, per_page: int = 25, *, total: int | None = None, prefix: str = ""
) -> Page[M]:
    """One page of an ordered queryset, after or before the row that the request names.

    The queryset must be ordered by plain fields (or annotations); the primary key is added as the last one. `prefix` keeps two
    lists on one page apart. A key that somebody tampered with gives the first page. `total` is only passed through:
    counting is the caller's business, because only the caller knows a cheap way.
    """
    keys = _keys(queryset)
    names = [key.name for key in keys]
    asked_after, asked_before = request.GET.get(prefix + AFTER), request.GET.get(prefix + BEFORE)
    back = bool(asked_before) and not asked_after
    values = _unpack(asked_after or asked_before or "", queryset, names)
    if values is None:
        back = False
    ordered = queryset.order_by(*(_order(key, back) for key in keys))
    if values is not None:
        ordered = ordered.filter(_beyond(keys, values, back), _bound(queryset, keys[0], values[0], back))
    rows = list(ordered[: per_page + 1])
    more = len(rows) > per_page
    rows = rows[:per_page]
    if back:
        rows.reverse()
    has_next = back or more
    has_previous = more if back else values is not None
    after = _pack(rows[-1], names) if rows and has_next else ""
    before = _pack(rows[0], names) if rows and has_previous else ""
    return Page(
        rows=rows,
        next=_query(request, prefix, AFTER, after) if after else "",
        previous=_query(request, prefix, BEFORE, before) if before else "",
        first=_query(request, prefix),
        total=total,
        after=after,
    )


def _keys(queryset: QuerySet[Any]) -> list[_Key]:
    order = queryset.query.order_by or queryset.model._meta.ordering
    keys = []
    for term in order:
        if not isinstance(term, str) or term == "?":
            raise ValueError(f"page_of needs a list ordered by names of fields, not {term!r}.")
        keys.append(_Key(term.lstrip("-"), term.startswith("-")))
    if not any(key.name in ("pk", queryset.model._meta.pk.name) for key in keys):
        keys.append(_Key("pk", keys[-1].down if keys else False))
    return keys


def _order(key: _Key, back: bool) -> str:
    return ("-" if key.down != back else "") + key.name


def _beyond(keys: list[_Key], values: list[Any], back: bool) -> Q:
    """Rows after `values`: greater in the first key, or equal there and greater in the second, and so on.

    PostgreSQL puts NULL last when counting up and first when counting down.
    """
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        down = key.down != back
        if value is None:
            step = Q(**{f"{key.name}__isnull": False}) if down else Q(pk__in=[])
            equal = Q(**{f"{key.name}__isnull": True})
        else:
            step = Q(**{f"{key.name}__{'lt' if down else 'gt'}": value})
            if not down:
                step |= Q(**{f"{key.name}__isnull": True})
            equal = Q(**{key.name: value})
        found |= same & step
        same &= equal
    return found


def _bound(queryset: QuerySet[Any], key: _Key, value: Any, back: bool) -> Q:
    """The same said once more of the first key alone, so that an index starts right there instead of at the first row.

    Counting up, NULL comes last and lies beyond every value: then only a column without NULL can be bounded.
    """
    down = key.down != back
    if value is None:
        return Q()
    if down:
        return Q(**{f"{key.name}__lte": value})
    plain = key.name != "pk" and "__" not in key.name and key.name not in queryset.query.annotations
    if key.name == "pk" or (plain and not queryset.model._meta.get_field(key.name).null):
        return Q(**{f"{key.name}__gte": value})
    return Q()


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part, None)
    return row.pk if isinstance(row, Model) else row


def _query(request: HttpRequest, prefix: str, word: str = "", key: str = "") -> str:
    query = request.GET.copy()
    for old in (AFTER, BEFORE):
        query.pop(prefix + old, None)
    if word:
        query[prefix + word] = key
    return "?" + query.urlencode()


def _pack(row: Any, names: list[str]) -> str:
    text = json.dumps([_value(row, name) for name in names], cls=_Exact, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class _Exact(DjangoJSONEncoder):
    """Django's encoder cuts times to milliseconds; a key must be exact."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _unpack(text: str, queryset: QuerySet[Any], names: list[str]) -> list[Any] | None:
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(names):
            return None
        return [_clean(queryset, name, value) for name, value in zip(names, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError):
        return None


def _clean(queryset: QuerySet[Any], name: str, value: Any) -> Any:
    """The value as its field knows it; raises ValidationError when somebody changed it."""
    if value is None:
        return None
    if name in queryset.query.annotations:
        field: Any = queryset.query.annotations[name].output_field
    elif name == "pk":
        field = queryset.model._meta.pk
    else:
        model: Any = queryset.model
        *path, last = name.split("__")
        for part in path:
            model = model._meta.get_field(part).related_model
        field = model._meta.get_field(last)
    target = getattr(field, "target_field", field)
    return target.to_python(value)
