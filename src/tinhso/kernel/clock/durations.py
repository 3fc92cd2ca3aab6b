"""Statutory time limits, and the day on which they end (Civil Code 2015, articles 147 and 148)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.law.api import Law

from .working import ZONE, WorkingTime

COUNTING = Law("91/2015/QH13", "điều 147", title="Bộ luật Dân sự")
LAST_DAY = Law("91/2015/QH13", "điều 148", title="Bộ luật Dân sự")

UNITS: dict[str, str | Promise] = {
    "hours": _("giờ làm việc"),
    "days": _("ngày"),
    "working_days": _("ngày làm việc"),
    "months": _("tháng"),
    "years": _("năm"),
}
WORDS = {
    "giờ": "hours",
    "giờ làm việc": "hours",
    "ngày": "days",
    "ngày làm việc": "working_days",
    "tháng": "months",
    "năm": "years",
}
# A request "to be settled in the day" that comes after this hour is settled the next working day.
CUT_OFF = time(15, 0)


@dataclass(frozen=True)
class Duration:
    """A time limit as law states it. `hours` are working hours; `days` calendar days. 0 days: within the day."""

    value: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"Unknown unit of time: {self.unit}.")
        if self.value < 0:
            raise ValueError("A time limit is not negative.")

    def __str__(self) -> str:
        if self.value == 0:
            return gettext("trong ngày")
        return f"{self.value} {UNITS[self.unit]}"

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read "05 Ngày làm việc" or "3 tháng". Raises ValueError otherwise."""
        found = re.fullmatch(r"\s*(\d+)\s+(\D+?)\s*", text.lower())
        if not found or found[2] not in WORDS:
            raise ValueError(f"Not a time limit: {text!r}.")
        return cls(int(found[1]), WORDS[found[2]])

    def to_json(self) -> list[int | str]:
        return [self.value, self.unit]


@dataclass(frozen=True)
class Due:
    """When a time limit ends, and why: one sentence for each thing that moved it, with its law."""

    moment: datetime
    reasons: tuple[tuple[str, Law | None], ...]


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day of a month that is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def due(start: datetime, limit: Duration, working: WorkingTime) -> Due:
    """When a limit that starts at `start` ends.

    Hours run in working time. Days, working days and months count from the day after the start; if the last day is no
    working day, the limit ends with the next working day. A limit of 0 days ends the same working day, or the next one if
    it starts after 15:00.
    """
    first = working.next_working_moment(start)
    local = start.astimezone(ZONE)
    reasons: list[tuple[str, Law | None]] = []
    if first.date() != local.date():
        reasons.append(
            (gettext("Nhận ngoài giờ làm việc: tính từ %(day)s.") % {"day": f"{first:%H:%M %d/%m/%Y}"}, None)
        )
    if limit.unit == "hours":
        end = working.add(start, timedelta(hours=limit.value))
        reasons += _days_off(working.days_off(first.date(), end.date(), counted=False))
        return Due(end, tuple(reasons))
    if limit.value == 0:
        return _within_the_day(first, working, reasons)
    return _whole_days(local if first.date() == local.date() else first, limit, working, reasons)


def _within_the_day(first: datetime, working: WorkingTime, reasons: list[tuple[str, Law | None]]) -> Due:
    day = first.date()
    if first.time() > CUT_OFF:
        day = working.next_counted_day(day)
        reasons.append((gettext("Nhận sau 15 giờ: trả trong ngày làm việc tiếp theo."), None))
    return Due(working.end_of(day), tuple(reasons))


def _whole_days(start: datetime, limit: Duration, working: WorkingTime, reasons: list[tuple[str, Law | None]]) -> Due:
    day = start.date()
    reasons.append((gettext("Tính từ ngày tiếp theo của ngày tiếp nhận."), COUNTING))
    if limit.unit == "working_days":
        for _n in range(limit.value):
            day = working.next_counted_day(day)
        reasons += _days_off(working.days_off(start.date() + timedelta(days=1), day))
        return Due(working.end_of(day), tuple(reasons))
    if limit.unit == "days":
        day += timedelta(days=limit.value)
    else:
        day = add_months(day, limit.value * (12 if limit.unit == "years" else 1))
    if not working.counts(day):
        name = working.holidays.names.get(day) or gettext("ngày nghỉ cuối tuần")
        moved = working.next_counted_day(day)
        reasons.append(
            (
                gettext("Ngày cuối (%(day)s) là %(name)s: hết hạn vào ngày làm việc tiếp theo.")
                % {"day": f"{day:%d/%m/%Y}", "name": name},
                LAST_DAY,
            )
        )
        day = moved
    return Due(working.end_of(day), tuple(reasons))


def _days_off(off: list[tuple[date, str]]) -> list[tuple[str, Law | None]]:
    """A sentence for the days off that were stepped over: holidays by name, weekends by number."""
    named = [f"{name} {day:%d/%m}" for day, name in off if name]
    weekend = sum(1 for _day, name in off if not name)
    sentences: list[tuple[str, Law | None]] = []
    if named:
        sentences.append((gettext("Không tính ngày lễ: %(days)s.") % {"days": ", ".join(named)}, None))
    if weekend:
        sentences.append((gettext("Không tính %(n)s ngày nghỉ cuối tuần.") % {"n": weekend}, None))
    return sentences
