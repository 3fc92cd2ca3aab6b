"""Statutory time limits, and the day on which they end (Civil Code 2015, articles 147 and 148)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext, npgettext_lazy

from tinhso.kernel.law.api import Law

from .working import ZONE, WorkingTime

COUNTING = Law("91/2015/QH13", "điều 147", title="Bộ luật Dân sự")
LAST_DAY = Law("91/2015/QH13", "điều 148", title="Bộ luật Dân sự")
WEEKLY = Law("188/1999/QĐ-TTg", title="Quyết định về tuần làm việc 40 giờ")
ONE_STOP = Law("118/2025/NĐ-CP", title="Nghị định về cơ chế một cửa, một cửa liên thông")

# Each knows its form behind a number: `UNITS["days"] % 3`.
UNITS: dict[str, Any] = {
    "hours": npgettext_lazy("counted", "giờ làm việc", "giờ làm việc"),
    "days": npgettext_lazy("counted", "ngày", "ngày"),
    "working_days": npgettext_lazy("counted", "ngày làm việc", "ngày làm việc"),
    "months": npgettext_lazy("counted", "tháng", "tháng"),
    "years": npgettext_lazy("counted", "năm", "năm"),
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
        return f"{self.value} {UNITS[self.unit] % self.value}"

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
        reasons += _days_off(working.days_off(first.date(), end.date(), counted=False), working)
        return Due(end, tuple(reasons))
    if limit.value == 0:
        return _within_the_day(first, working, reasons)
    return _whole_days(local if first.date() == local.date() else first, limit, working, reasons)


def _within_the_day(first: datetime, working: WorkingTime, reasons: list[tuple[str, Law | None]]) -> Due:
    day = first.date()
    if first.time() > CUT_OFF:
        day = working.next_counted_day(day)
        reasons.append((gettext("Nhận sau 15 giờ: trả trong ngày làm việc tiếp theo."), ONE_STOP))
    return Due(working.end_of(day), tuple(reasons))


def _whole_days(start: datetime, limit: Duration, working: WorkingTime, reasons: list[tuple[str, Law | None]]) -> Due:
    day = start.date()
    reasons.append((gettext("Tính từ ngày tiếp theo của ngày tiếp nhận."), COUNTING))
    if limit.unit == "working_days":
        for _n in range(limit.value):
            day = working.next_counted_day(day)
        reasons += _days_off(working.days_off(start.date() + timedelta(days=1), day), working)
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


def _days_off(off: list[tuple[date, str]], working: WorkingTime) -> list[tuple[str, Law | None]]:
    """Sentences for the days off that were stepped over: holidays by name and law, weekends by number."""
    by_law: dict[str, list[str]] = {}
    for day, name in off:
        if name:
            by_law.setdefault(working.holidays.laws.get(day, ""), []).append(f"{name} {day:%d/%m}")
    sentences: list[tuple[str, Law | None]] = [
        (gettext("Không tính ngày lễ: %(days)s.") % {"days": ", ".join(days)}, Law(law) if law else None)
        for law, days in by_law.items()
    ]
    if weekend := sum(1 for _day, name in off if not name):
        sentences.append((gettext("Không tính %(n)s ngày nghỉ cuối tuần.") % {"n": weekend}, WEEKLY))
    return sentences


def end_of(start: datetime, limit: Duration, working: WorkingTime) -> datetime:
    """When a limit ends, without the reasons: for counting many clocks. The same moment as `due` gives."""
    first = working.next_working_moment(start)
    if limit.unit == "hours":
        return working.add(start, timedelta(hours=limit.value))
    day = first.date()
    if limit.value == 0:
        return working.end_of(working.next_counted_day(day) if first.time() > CUT_OFF else day)
    if limit.unit == "working_days":
        for _n in range(limit.value):
            day = working.next_counted_day(day)
        return working.end_of(day)
    if limit.unit == "days":
        day += timedelta(days=limit.value)
    else:
        day = add_months(day, limit.value * (12 if limit.unit == "years" else 1))
    return working.end_of(day if working.counts(day) else working.next_counted_day(day))
