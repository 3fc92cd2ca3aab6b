"""The working time of an agency from the database, kept in memory until holidays or schedules change."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from time import monotonic

from django.db import connection
from django.utils import timezone

from .models import Holiday, Schedule
from .working import STANDARD_WEEK, HolidayCalendar, WorkingTime, parse_week

CHECK_EVERY = 5.0
_checked: tuple[float, str, str] = (0.0, "", "")
_lock = Lock()


def now() -> datetime:
    """The present moment; for the edges (screens, commands), never in the domain."""
    return timezone.now()


def today() -> date:
    """The present day in Vietnam; for the edges only."""
    return timezone.localdate()


def _fingerprint() -> str:
    """Changes whenever holidays or schedules do; asked of the database at most every few seconds."""
    global _checked
    database = str(connection.settings_dict["NAME"])
    with _lock:
        at, of, value = _checked
        if of == database and monotonic() - at < CHECK_EVERY:
            return value
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(c.id), 0)::text FROM trail_change c WHERE c.rel IN ('clock_holiday', 'clock_schedule')"
        )
        value = f"{database}:{cursor.fetchone()[0]}"
    with _lock:
        _checked = (monotonic(), database, value)
    return value


def forget() -> None:
    """Read holidays and schedules again at the next question (after a change in this process)."""
    global _checked
    with _lock:
        _checked = (0.0, "", "")
    _load.cache_clear()


@lru_cache(maxsize=64)
def _load(schedule: str, fingerprint: str) -> WorkingTime:
    rows = list(Holiday.objects.all())
    off = [row for row in rows if row.kind != Holiday.Kind.SWAP_WORK]
    calendar = HolidayCalendar(
        {row.day: row.name for row in off},
        frozenset(row.day for row in rows if row.kind == Holiday.Kind.SWAP_WORK),
        {row.day: row.law for row in off if row.law},
    )
    week = Schedule.objects.filter(name=schedule).first() if schedule else None
    return WorkingTime(parse_week(week.periods) if week else STANDARD_WEEK, calendar)


def working_time_of(schedule: str = "") -> WorkingTime:
    """The working time of a schedule by name; the standard week if there is none of that name."""
    return _load(schedule, _fingerprint())
