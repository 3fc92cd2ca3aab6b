"""Periods that figures are about: from a day to a day, both included."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tinhso.kernel.clock.api import ZONE


@dataclass(frozen=True)
class Period:
    """Days from `first` (None: since the beginning) to `last`."""

    first: date | None
    last: date

    @property
    def begins(self) -> datetime | None:
        return None if self.first is None else datetime.combine(self.first, time(), ZONE)

    @property
    def ends(self) -> datetime:
        """The first moment after the period."""
        return datetime.combine(self.last + timedelta(days=1), time(), ZONE)

    def within(self, other: Period) -> Period:
        """What both have in common; may be empty (first after last)."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        return Period(max(firsts) if firsts else None, min(self.last, other.last))


def month(year: int, number: int) -> Period:
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def month_of(text: str) -> Period | None:
    """The period of "2026-11"; None when it is no month."""
    try:
        day = datetime.strptime(text, "%Y-%m").replace(tzinfo=ZONE)
    except ValueError:
        return None
    return month(day.year, day.month)


def year_to(day: date) -> Period:
    """From the first of January to the day."""
    return Period(date(day.year, 1, 1), day)


def until(day: date) -> Period:
    """From the beginning to the day."""
    return Period(None, day)


def twelve_months_to(day: date) -> Period:
    """The month of the day and the eleven before it."""
    year, number = (day.year - 1, day.month + 1) if day.month < 12 else (day.year, 1)
    return Period(date(year, number, 1), day)


def months(period: Period) -> list[date]:
    """The first day of every month that a bounded period touches."""
    if period.first is None or period.first > period.last:
        return []
    found, day = [], period.first.replace(day=1)
    while day <= period.last:
        found.append(day)
        day = (day + timedelta(days=31)).replace(day=1)
    return found
