"""Keeps the tally: a reader of the outbox that counts dossiers again when something happened to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.functions import TruncMonth

from tinhso.blocks.cases.api import Case
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.clock.api import now as wall_clock
from tinhso.kernel.outbox.api import Event, reader

from .compiling import holds, path, with_columns
from .models import Counted, Filer, Tallied, Tally
from .periods import Period
from .sources import SOURCES, View
from .spec import columns_of
from .tally import MARKS, SOURCE, filers_of, fingerprint, parts, tallied

CHUNK = 2000
EVER = Period(None, date(9000, 1, 1))
Key = tuple[str, date, str, str, int, str]
Change = dict[Key, list[int]]


def _empty() -> None:
    Tally.objects.all().delete()
    Counted.objects.all().delete()
    Filer.objects.all().delete()
    Tallied.objects.all().delete()


@reader("indicators", reset=_empty)
def keep(events: list[Event]) -> None:
    """Count again the dossiers that these events are about; everything, when declarations have changed."""
    current = fingerprint()
    if not Tallied.objects.filter(name=SOURCE, fingerprint=current).exists():
        _empty()
        change, chunk = _no_change(), _after(UUID(int=0))
        while chunk:
            fold(chunk, change)
            chunk = _after(chunk[-1])
        _write(change)
        Tallied.objects.create(name=SOURCE, fingerprint=current)
    about = {event.subject_id for event in events if event.subject_type == Case._meta.db_table}
    change = _no_change()
    fold([UUID(row) for row in about if row], change)
    _write(change)


def _no_change() -> Change:
    return defaultdict(lambda: [0, 0])


def _after(last: UUID) -> list[UUID]:
    rows = Case.objects.filter(kind="dossier", pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:CHUNK])


def fold(rows: list[UUID], change: Change) -> None:
    """Note in `change` what these dossiers added before (less) and what they add now (more). Twice is the same as once."""
    if not rows:
        return
    old = list(Counted.objects.filter(pk__in=rows))
    for counted in old:
        _add(change, counted.marks, counted.adds, -1)
    marks = {row[0]: list(row[1:]) for row in Case.objects.filter(pk__in=rows).values_list("pk", *MARKS)}
    adds = _adds(rows)
    for row, added in adds.items():
        _add(change, marks[row], added, 1)
    Counted.objects.filter(pk__in=rows).delete()
    Counted.objects.bulk_create(Counted(row=row, marks=marks[row], adds=added) for row, added in adds.items())
    _note_filers(rows)


def _adds(rows: list[UUID]) -> dict[UUID, dict[str, list[Any]]]:
    """For each finished dossier: {indicator: [month, whether it is in the part]}. One query."""
    view, source = View(EVER, wall_clock()), SOURCES[SOURCE]
    entries = {code: parts(entry) for code, entry in tallied().items()}
    names = {column for wanted, having in entries.values() for column in columns_of(*wanted.where, *having)}
    names |= {wanted.dated or source.dated for wanted, _having in entries.values()}
    found = with_columns(source.rows(view), source, names, view).filter(pk__in=rows, closed_at__isnull=False)
    columns: dict[str, Any] = {}
    for number, (wanted, having) in enumerate(entries.values()):
        columns[f"w{number}"] = holds(source, wanted.where, view)
        columns[f"p{number}"] = holds(source, having, view)
        columns[f"m{number}"] = TruncMonth(path(source, wanted.dated or source.dated), tzinfo=ZONE)
    made: dict[UUID, dict[str, list[Any]]] = {}
    for row in found.order_by().values("pk", **columns):
        made[row["pk"]] = {
            code: [row[f"m{n}"].date().isoformat(), bool(row[f"p{n}"])]
            for n, code in enumerate(entries)
            if row[f"w{n}"] and row[f"m{n}"] is not None
        }
    return made


def _note_filers(rows: list[UUID]) -> None:
    """Remember who filed these online, and the earliest time."""
    filed: dict[UUID, datetime] = {}
    for person, moment in filers_of(rows):
        filed[person] = min(moment, filed.get(person, moment))
    if not filed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO indicators_filer (person, first_at) SELECT * FROM unnest(%s::uuid[], %s::timestamptz[])"
            " ON CONFLICT (person) DO UPDATE SET first_at = least(indicators_filer.first_at, excluded.first_at)",
            [list(filed), list(filed.values())],
        )


def _add(change: Change, marks: list[Any], adds: Mapping[str, list[Any]], sign: int) -> None:
    agency, unit, channel, device = marks
    for code, (month, in_part) in adds.items():
        cell = change[code, date.fromisoformat(month), agency, unit, channel, device]
        cell[0] += sign
        cell[1] += sign * in_part


def _write(change: Change) -> None:
    changed = [[*key, *value] for key, value in sorted(change.items()) if any(value)]
    if not changed:
        return
    columns = [list(column) for column in zip(*changed, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO indicators_tally (indicator, month, agency, unit, channel, device, whole, part)"
            " SELECT * FROM unnest(%s::text[], %s::date[], %s::text[], %s::text[], %s::smallint[], %s::text[], %s::int[], %s::int[])"
            " ON CONFLICT (indicator, month, agency, unit, channel, device) DO UPDATE"
            " SET whole = indicators_tally.whole + excluded.whole, part = indicators_tally.part + excluded.part",
            columns,
        )
