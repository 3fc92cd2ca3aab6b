"""Periods of reports: a month, a quarter, half a year, a year, or any days; "2026-11", "2026-Q4", "2026-H2", "2026"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tinhso.declare import day, figures

FREE = "free"
EARLIEST = 2000


@dataclass(frozen=True)
class Chosen:
    """A period as it stands in an address, in words, and as days."""

    code: str
    title: str
    days: figures.Period

    @property
    def query(self) -> dict[str, str]:
        """What an address needs to say to mean this period."""
        if self.code != FREE or self.days.first is None:
            return {"period": self.code}
        return {"period": FREE, "from": self.days.first.isoformat(), "to": self.days.last.isoformat()}

    @property
    def begins(self) -> datetime:
        """Its first moment; every period of a report has one."""
        found = self.days.begins
        assert found is not None
        return found

    def moment(self, now: datetime) -> datetime:
        """As of when it is counted: its end, or now while it is running."""
        return min(self.days.ends, now)

    def is_running(self, now: datetime) -> bool:
        return self.days.ends > now


def chosen(code: str, *, first: str = "", last: str = "", today: date) -> Chosen:
    """The period of an address; the present month where it says nothing sensible."""
    if code == FREE:
        begin, end = _day(first), _day(last)
        if begin is not None and end is not None and begin <= end:
            return Chosen(FREE, _title(FREE, begin, end), figures.Period(begin, end))
    days = _days(code) or _days(f"{today:%Y-%m}")
    assert days is not None
    known = code if _days(code) else f"{today:%Y-%m}"
    return Chosen(known, _title(known, *days), figures.Period(*days))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= 9000 else None


def _days(code: str) -> tuple[date, date] | None:
    found = re.fullmatch(r"([2-8]\d{3})(?:-(?:(Q)([1-4])|(H)([12])|(0[1-9]|1[0-2])))?", code)
    if found is None:
        return None
    year, _q, quarter, _h, half, month = found.groups()
    if month:
        first, length = int(month), 1
    elif quarter:
        first, length = 3 * int(quarter) - 2, 3
    elif half:
        first, length = 6 * int(half) - 5, 6
    else:
        first, length = 1, 12
    last = first + length - 1
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])


def _title(code: str, first: date, last: date) -> str:
    said = {"year": first.year, "number": code[-1], "month": first.month, "from": day(first), "to": day(last)}
    if code == FREE:
        return _("Từ %(from)s đến %(to)s") % said
    if "Q" in code:
        return _("Quý %(number)s/%(year)s") % said
    if "H" in code:
        return _("6 tháng đầu năm %(year)s") % said if code[-1] == "1" else _("6 tháng cuối năm %(year)s") % said
    return _("Tháng %(month)s/%(year)s") % said if "-" in code else _("Năm %(year)s") % said


def before(code: str) -> str:
    """The period of the same length right before; "" for free days."""
    days = _days(code)
    if days is None:
        return ""
    last = days[0] - timedelta(days=1)
    if "Q" in code:
        return f"{last.year}-Q{(last.month + 2) // 3}"
    if "H" in code:
        return f"{last.year}-H{(last.month + 5) // 6}"
    return f"{last:%Y-%m}" if "-" in code else f"{last.year}"


def offered(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen at once, newest first: (heading, [(code, title)])."""
    starts = (
        (_("Tháng"), f"{today:%Y-%m}", 12),
        (_("Quý"), f"{today.year}-Q{(today.month + 2) // 3}", 6),
        (_("6 tháng"), f"{today.year}-H{(today.month + 5) // 6}", 4),
        (_("Năm"), f"{today.year}", 3),
    )
    found = []
    for heading, code, count in starts:
        codes = [code]
        while len(codes) < count:
            codes.append(before(codes[-1]))
        found.append((heading, [(one, _title(one, *(_days(one) or (today, today)))) for one in codes]))
    return found
