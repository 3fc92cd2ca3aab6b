"""How many cases there are of each kind: kept by the database itself, exact for every reader, cheap at any size.

Triggers write differences (+1, -1) in one row a statement, so that nobody waits for anybody; `fold_tally` adds them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models

from tinhso.kernel.clock.api import ZONE


class Tally(models.Model):
    """So many cases more (or fewer) with these marks. The sum over `n` is the exact number of cases.

    `month` is the first day of the month in which the case was closed (Vietnam time), None while it is open.
    """

    agency = models.CharField(max_length=40)
    received_by = models.CharField(max_length=40)
    state = models.SmallIntegerField()
    channel = models.SmallIntegerField()
    month = models.DateField(null=True)
    on_time = models.BooleanField(null=True)
    n = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(name="tally_agency", fields=["agency", "state"], include=["channel", "month", "on_time", "n"]),
            models.Index(
                name="tally_received_by", fields=["received_by", "state"], include=["channel", "month", "on_time", "n"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.state}: {self.n}"


@dataclass(frozen=True)
class OnTime:
    """Cases closed in a month that had a due date: all, and those in time. `share` in per cent, None without any."""

    closed: int
    in_time: int

    @property
    def share(self) -> float | None:
        return 100 * self.in_time / self.closed if self.closed else None


def total(place: models.Q) -> int:
    """How many cases there are; `place` filters by agency or received_by, state and channel."""
    return Tally.objects.filter(place).aggregate(total=models.Sum("n"))["total"] or 0


def by_state(place: models.Q) -> dict[int, int]:
    """The number of cases in each state."""
    rows = Tally.objects.filter(place).values_list("state").annotate(total=models.Sum("n"))
    return {state: total for state, total in rows if total}


def on_time_in(place: models.Q, moment: datetime) -> OnTime:
    """What was closed in the month of `moment`, and how much of it in time."""
    day = moment.astimezone(ZONE).date()
    month = date(day.year, day.month, 1)
    rows = Tally.objects.filter(place, month=month, on_time__isnull=False).values_list("on_time")
    sums = dict(rows.annotate(total=models.Sum("n")))
    return OnTime(sum(sums.values()), sums.get(True, 0))


def fold_tally() -> int:
    """Add the differences up to one row for each kind; returns the number of rows left. Safe at any time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_tally_fold()")
        return int(cursor.fetchone()[0])
