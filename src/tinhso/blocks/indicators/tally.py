"""What the tally is of, and figures from it that are exact at every moment. `tallying.py` keeps it.

Exact: the tally of finished dossiers, minus those that have changed since the reader's position, plus these and all open
ones counted live. `computing.py` asks `sums` and `people`; None means: count everything live.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count as Total
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth

from tinhso.blocks.cases.api import Case, Channel
from tinhso.kernel.clock.api import ZONE

from .compiling import MONTH, all_of, compiled, path
from .indicator import INDICATORS, Indicator
from .models import Counted, Filer, Tallied, Tally
from .periods import Period
from .sources import SOURCES, View
from .spec import AnyOf, Condition, Count, Is, Rows, Share

SOURCE = "dossiers"
MARKS = ("agency", "unit", "channel", "device")
MOST_PENDING = 5000


def tallied() -> dict[str, Indicator]:
    """The indicators that are added up: shares and counts of dossiers whose finished rows do not change with time alone."""
    return {
        code: entry
        for code, entry in INDICATORS.items()
        if entry.source == SOURCE and isinstance(entry.formula, Share | Count) and _timeless(entry)
    }


def _timeless(entry: Indicator) -> bool:
    """Whether the passing of time changes nothing about a finished dossier."""
    rows, having = parts(entry)
    return all(_settles(condition) for condition in (*rows.where, *having))


def _settles(condition: Condition) -> bool:
    if isinstance(condition, Is):
        return condition.op != "past"
    finished = (Is("closed", "known"),)
    return finished in condition.groups or all(part.op != "past" for group in condition.groups for part in group)


def parts(entry: Indicator) -> tuple[Rows, tuple[Condition, ...]]:
    """The rows of the whole, and what its part fulfils beyond that."""
    formula = entry.formula
    if isinstance(formula, Share):
        return formula.whole, formula.having
    assert isinstance(formula, Count)
    return formula.rows, ()


def fingerprint() -> str:
    """Hash of everything the tally depends on."""

    def essence(condition: Condition) -> str:
        if isinstance(condition, AnyOf):
            return "|".join("&".join(essence(part) for part in group) for group in condition.groups)
        return f"{condition.column} {condition.op} {condition.value!r}"

    lines = ["2", *MARKS]
    for code, entry in sorted(tallied().items()):
        rows, having = parts(entry)
        lines.append(f"{code} {rows.dated} {[essence(one) for one in rows.where]} {[essence(one) for one in having]}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything inside sees the database as of one moment, so that figures agree with each other. Reads only."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def sums(
    entry: Indicator, period: Period, *, cut: Mapping[str, Any], by: str, at: datetime
) -> dict[Any, tuple[int, int]] | None:
    """{group: (whole, part)} with the tally's help, exact at this moment; None when the tally cannot answer.

    `by` is one of the marks, "month", or "" for a single group None.
    """
    if entry.code not in tallied() or set(cut) - set(MARKS) or by not in ("", MONTH, *MARKS):
        return None
    if not _whole_months(period, at):
        return None
    with snapshot():
        pending = _pending_if_usable()
        if pending is None:
            return None
        found: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for group, whole, part in _kept(entry, period, cut, by):
            found[group][0] += whole
            found[group][1] += part
        for counted in Counted.objects.filter(pk__in=pending):
            _take_out(found, entry.code, counted, period, cut, by)
        for group, whole, part in _live(entry, period, cut, by, at, pending):
            found[group][0] += whole
            found[group][1] += part
    return {group: (whole, part) for group, (whole, part) in found.items() if whole or part or not by}


def _whole_months(period: Period, at: datetime) -> bool:
    """Whether a period begins and ends with a month. Today is an end too: no dossier is finished after it."""
    begins = period.first is None or period.first.day == 1
    ends = period.last.day == monthrange(period.last.year, period.last.month)[1]
    return begins and (ends or period.last >= at.astimezone(ZONE).date())


def people(period: Period) -> int | None:
    """How many people have filed online by the end of a period that begins with the beginning; None: count them live."""
    if period.first is not None:
        return None
    with snapshot():
        pending = _pending_if_usable()
        if pending is None:
            return None
        known = Filer.objects.filter(first_at__lt=period.ends)
        late = {person for person, moment in filers_of(pending) if moment < period.ends}
        return known.count() + len(late) - known.filter(pk__in=late).count()


def _pending() -> list[UUID]:
    """Dossiers that something happened to since the reader's position."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM outbox_reader WHERE name = 'indicators'")
        (seen,) = cursor.fetchone()
        cursor.execute(
            "SELECT DISTINCT subject_id FROM (SELECT subject_type, subject_id FROM outbox_event WHERE position IS NULL"
            " UNION ALL SELECT subject_type, subject_id FROM outbox_event WHERE position > %s) AS later"
            " WHERE subject_type = %s LIMIT %s",
            [seen, Case._meta.db_table, MOST_PENDING + 1],
        )
        return [UUID(row[0]) for row in cursor.fetchall()]


def _pending_if_usable() -> list[UUID] | None:
    """The same, where the tally can answer: it was made under today's definitions, and little is pending."""
    if not Tallied.objects.filter(name=SOURCE, fingerprint=fingerprint()).exists():
        return None
    pending = _pending()
    return pending if len(pending) <= MOST_PENDING else None


def _kept(entry: Indicator, period: Period, cut: Mapping[str, Any], by: str) -> Iterable[tuple[Any, int, int]]:
    rows = Tally.objects.filter(indicator=entry.code, month__lte=period.last, **_parsed(cut))
    if period.first is not None:
        rows = rows.filter(month__gte=period.first)
    if not by:
        total = rows.aggregate(whole=Sum("whole"), part=Sum("part"))
        return [(None, total["whole"] or 0, total["part"] or 0)]
    group = F(by)
    grouped = rows.order_by().values(group=group).annotate(all=Sum("whole"), some=Sum("part"))
    return [(row["group"], row["all"], row["some"]) for row in grouped]


def _parsed(cut: Mapping[str, Any]) -> dict[str, Any]:
    columns = SOURCES[SOURCE].columns
    return {name: columns[name].parse(str(value)) for name, value in cut.items()}


def _take_out(
    found: dict[Any, list[int]], code: str, counted: Counted, period: Period, cut: Mapping[str, Any], by: str
) -> None:
    if code not in counted.adds:
        return
    text, in_part = counted.adds[code]
    month, marks = date.fromisoformat(text), dict(zip(MARKS, counted.marks, strict=True))
    outside = month > period.last or (period.first is not None and month < period.first)
    if outside or any(marks[name] != value for name, value in _parsed(cut).items()):
        return
    group = None if not by else month if by == MONTH else marks[by]
    found[group][0] -= 1
    found[group][1] -= in_part


def _live(
    entry: Indicator, period: Period, cut: Mapping[str, Any], by: str, at: datetime, pending: list[UUID]
) -> Iterator[tuple[Any, int, int]]:
    """Open dossiers, and those that have changed since, counted from the rows themselves."""
    wanted, having = parts(entry)
    source, view = SOURCES[SOURCE], View(period, at)
    rows = compiled(wanted, view, cut, having).order_by()
    filters = all_of(source, having, view) if having else Q()
    dated = path(source, wanted.dated or source.dated)
    group = TruncMonth(dated, tzinfo=ZONE) if by == MONTH else F(by) if by else None
    for some in (rows.filter(closed_at=None).exclude(pk__in=pending), rows.filter(pk__in=pending)):
        if group is None:
            total = some.aggregate(all=Total("pk"), some=Total("pk", filter=filters))
            yield None, total["all"], total["some"]
            continue
        for row in some.values(group=group).annotate(all=Total("pk"), some=Total("pk", filter=filters)):
            key = row["group"].date() if isinstance(row["group"], datetime) else row["group"]
            yield key, row["all"], row["some"]


def filers_of(rows: list[UUID]) -> Iterable[tuple[UUID, datetime]]:
    cases = Case.objects.filter(pk__in=rows, kind="dossier", channel=Channel.ONLINE)
    who = cases.annotate(who=Coalesce("filed_by", "applicant")).filter(who__isnull=False)
    return who.values_list("who", "submitted_at")
