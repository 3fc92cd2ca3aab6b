"""Form II.06a/VPCP/KSTT: how many dossiers came in, were settled, and are in work, by level and field.

Every dossier in hand in a period came in one way (columns 4, 5, 6) and stands one way at its end (8, 9, 10, 12, 13). The database
sorts each into one of both and counts them in one pass; the sums (3, 7, 11) follow, so 3 = 4+5+6 = 7+11, 7 = 8+9+10 and
11 = 12+13 hold whatever the data. A list behind a number is the same sorting, filtered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from tinhso.declare import ZONE, Case, cases, sort_key

from ..periods import Chosen
from ..places import LEVELS, level_of

ONLINE, DIRECT, CARRIED = 4, 5, 6
EARLY, ON_TIME, LATE, OPEN_IN_TIME, OPEN_LATE = 8, 9, 10, 12, 13
CAME = (ONLINE, DIRECT, CARRIED)
STANDS = (EARLY, ON_TIME, LATE, OPEN_IN_TIME, OPEN_LATE)
SUMS = {3: CAME, 7: (EARLY, ON_TIME, LATE), 11: (OPEN_IN_TIME, OPEN_LATE)}
COLUMNS = range(3, 14)
GIVEN_BACK = (cases.State.WITHDRAWN, cases.State.NOT_RECEIVED)


def waiting(at: datetime) -> Q:
    """Waiting for the applicant at a moment: asked for papers and not answered then, or its clock was stopped before and still is."""
    asked = cases.Supplement.objects.filter(case=OuterRef("pk"), asked_at__lt=at)
    unanswered = Exists(asked.filter(Q(answered_at=None) | Q(answered_at__gte=at)))
    return Q(paused_since__lt=at, closed_at=None) | (Q(supplements__gt=0) & Q(unanswered))


def due_then(at: datetime) -> Choice:
    """The day of return as it was known at a moment: a supplement that was asked for later moved it later."""
    later = cases.Supplement.objects.filter(case=OuterRef("pk"), asked_at__gte=at).order_by("asked_at")
    known = Coalesce(Subquery(later.values("due_before")[:1]), F("due_at"))
    return Choice(When(supplements=0, then=F("due_at")), default=known, output_field=DateTimeField())


def in_hand(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> QuerySet[Case]:
    """Dossiers received before the end of the period and not finished before its beginning."""
    return rows.filter(
        Q(closed_at=None) | Q(closed_at__gte=chosen.begins), kind="dossier", received_at__lt=chosen.moment(now)
    )


def sorted_in(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> QuerySet[Case]:
    """The dossiers in hand, each with `came` (4, 5, 6) and `stands` (8, 9, 10, 12, 13)."""
    at = chosen.moment(now)
    settled = Choice(
        When(state__in=GIVEN_BACK, then=Value(ON_TIME)),
        When(due_at=None, then=Value(ON_TIME)),
        When(closed_at__gt=F("due_at"), then=Value(LATE)),
        When(Q(day_closed__lt=F("day_due")), then=Value(EARLY)),
        default=Value(ON_TIME),
    )
    unfinished = Choice(
        When(waiting(at), then=Value(OPEN_IN_TIME)),
        When(due_known__lt=at, then=Value(OPEN_LATE)),
        default=Value(OPEN_IN_TIME),
    )
    return (
        in_hand(rows, chosen, now)
        .alias(
            day_closed=TruncDate("closed_at", tzinfo=ZONE),
            day_due=TruncDate("due_at", tzinfo=ZONE),
            due_known=due_then(at),
        )
        .annotate(
            came=Choice(
                When(received_at__lt=chosen.begins, then=Value(CARRIED)),
                When(channel=cases.Channel.ONLINE, then=Value(ONLINE)),
                default=Value(DIRECT),
                output_field=IntegerField(),
            ),
            stands=Choice(When(closed_at__lt=at, then=settled), default=unfinished, output_field=IntegerField()),
        )
    )


def behind(
    rows: QuerySet[Case], chosen: Chosen, now: datetime, *, column: int, level: str = "", area: str | None = None
) -> QuerySet[Case]:
    """The very dossiers that a number counts. `column` is 3 to 13; `level` and `area` (lĩnh vực) name its line."""
    found = sorted_in(rows, chosen, now)
    members = SUMS.get(column, (column,))
    found = found.filter(came__in=members) if column <= CARRIED else found.filter(stands__in=members)
    if area is not None:
        found = found.filter(field=area)
    if level:
        own = [code for code in rows.order_by().values_list("agency", flat=True).distinct() if level_of(code) == level]
        found = found.filter(agency__in=own)
    return found


@dataclass
class Line:
    """One line of the form: `number` (TT), the level and the field it is about (None: all of them)."""

    number: str
    level: str
    area: str | None
    counts: Counter[int] = field(default_factory=Counter)

    def number_in(self, column: int) -> int:
        """The number in a column, 3 to 13."""
        return sum(self.counts[one] for one in SUMS.get(column, (column,)))

    @property
    def cells(self) -> list[tuple[int, int]]:
        """(column, number) from 3 to 13."""
        return [(column, self.number_in(column)) for column in COLUMNS]


@dataclass(frozen=True)
class Form:
    """The filled form: a line for each level with those of its fields below, and the total."""

    lines: list[Line]
    total: Line
    at: datetime

    @property
    def is_empty(self) -> bool:
        return not self.total.number_in(3)


def fill(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> Form:
    """Count a form in one query."""
    counted = sorted_in(rows, chosen, now).order_by().values_list("agency", "field", "came", "stands")
    total = Line("", "", None)
    levels: dict[str, Line] = {}
    areas: dict[tuple[str, str], Line] = {}
    for agency, area, came, stands, number in counted.annotate(n=Count("pk")):
        level = level_of(agency)
        lines = (
            total,
            levels.setdefault(level, Line("", level, None)),
            areas.setdefault((level, area), Line("", level, area)),
        )
        for line in lines:
            line.counts[came] += number
            line.counts[stands] += number
    ordered = []
    for letter, level in zip("ABC", [level for level in LEVELS if level in levels], strict=False):
        levels[level].number = letter
        ordered.append(levels[level])
        own = sorted((area for at, area in areas if at == level), key=lambda area: (not area, sort_key(area)))
        for number, area in enumerate(own, start=1):
            areas[level, area].number = str(number)
            ordered.append(areas[level, area])
    return Form(ordered, total, chosen.moment(now))
