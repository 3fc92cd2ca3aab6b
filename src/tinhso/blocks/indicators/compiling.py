"""From a specification to Django's ORM. Another engine needs this file once more, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from tinhso.kernel.clock.api import ZONE

from .periods import Period
from .sources import SOURCES, Source, View
from .spec import AnyOf, Condition, Is, Rows, columns_of

LOOKUPS = {"eq": "", "in": "__in", "ge": "__gte", "gt": "__gt", "le": "__lte", "lt": "__lt"}
MONTH = "month"
"""A cut that every dated source has: the month of its day."""


def path(source: Source, column: str) -> str:
    """How the ORM calls a column: its path, or the alias of its expression."""
    expression = source.columns[column].expression
    return expression if isinstance(expression, str) else f"c_{column}"


def with_columns(rows: QuerySet[Any], source: Source, names: Iterable[str], view: View) -> QuerySet[Any]:
    """Rows that know the computed columns of these names."""
    made = {
        f"c_{name}": expression(view)
        for name in sorted(set(names))
        if callable(expression := source.columns[name].expression)
    }
    return rows.alias(**made) if made else rows


def q_of(source: Source, condition: Condition, view: View) -> Q:
    """One condition."""
    if isinstance(condition, AnyOf):
        found = Q(pk__in=[])
        for group in condition.groups:
            found |= all_of(source, group, view)
        return found
    name = path(source, condition.column)
    if condition.op in ("known", "unknown"):
        return Q(**{f"{name}__isnull": condition.op == "unknown"})
    if condition.op == "past":
        return Q(**{f"{name}__lt": view.at})
    if condition.op == "has":
        return Q(**{f"{name}__contains": [condition.value]})
    if condition.op == "not":
        return Q(**{f"{name}__isnull": False}) & ~Q(**{name: condition.value})
    return Q(**{name + LOOKUPS[condition.op]: condition.value})


def all_of(source: Source, conditions: Iterable[Condition], view: View) -> Q:
    """Every condition."""
    found = Q()
    for condition in conditions:
        found &= q_of(source, condition, view)
    return found


def in_period(source: Source, rows: Rows, period: Period) -> Q:
    """The rows whose day lies in the period; all of them where rows have no day."""
    dated = rows.dated or source.dated
    if not dated:
        return Q()
    name = path(source, dated)
    found = Q(**{f"{name}__lt": period.ends})
    return found & Q(**{f"{name}__gte": period.begins}) if period.begins is not None else found


def cut_to(source: Source, cut: Mapping[str, Any]) -> Q:
    """The rows with these values. Raises ValueError for something that the source cannot be cut by."""
    found = Q()
    for name, value in cut.items():
        if name not in source.cuts:
            raise ValueError(f"{source.name} cannot be cut by {name}.")
        found &= Q(**{path(source, name): source.columns[name].parse(str(value))})
    return found


def compiled(rows: Rows, view: View, cut: Mapping[str, Any], also: Iterable[Condition] = ()) -> QuerySet[Any]:
    """The queryset of a specification; `also` are conditions whose columns must be known to later filters."""
    source = SOURCES[rows.source]
    dated = [rows.dated or source.dated] if rows.dated or source.dated else []
    names = {*columns_of(*rows.where, *also), *cut, *dated}
    found = with_columns(source.rows(view), source, names, view)
    where = all_of(source, rows.where, view) & in_period(source, rows, view.period) & cut_to(source, cut)
    return found.filter(where)


def group_key(rows: Rows, by: str) -> Any:
    """The expression to group by: a cut of the source, or the month of its day. Raises ValueError for anything else."""
    source = SOURCES[rows.source]
    dated = rows.dated or source.dated
    if by == MONTH and dated:
        return TruncMonth(path(source, dated), tzinfo=ZONE)
    if by not in source.cuts:
        raise ValueError(f"{source.name} cannot be grouped by {by}.")
    return path(source, by)


def holds(source: Source, conditions: Iterable[Condition], view: View) -> Case:
    """True or false for each row, and nothing else: an unknown value is false."""
    wanted = all_of(source, conditions, view)
    if not wanted:
        return Case(default=Value(True), output_field=BooleanField())
    return Case(When(wanted, then=Value(True)), default=Value(False), output_field=BooleanField())


__all__ = [
    "MONTH",
    "Is",
    "all_of",
    "compiled",
    "cut_to",
    "group_key",
    "holds",
    "in_period",
    "path",
    "q_of",
    "with_columns",
]
