"""Working time: which moments count. Plain values and arithmetic; no database, no wall clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
Period = tuple[time, time]
OFFICE: tuple[Period, ...] = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30)))
# Monday to Friday, eight hours a day; agencies with other hours have a schedule of their own.
STANDARD_WEEK: dict[int, tuple[Period, ...]] = dict.fromkeys(range(5), OFFICE)
LIMIT_DAYS = 3660


@dataclass(frozen=True)
class HolidayCalendar:
    """Days off and swapped working days. `names` says why a day is off, `laws` by which text; `working` are weekend days
    worked instead.
    """

    names: Mapping[date, str] = field(default_factory=dict)
    working: frozenset[date] = frozenset()
    laws: Mapping[date, str] = field(default_factory=dict)

    def off(self, day: date) -> bool:
        return day in self.names

    def with_day(self, day: date, name: str, law: str = "") -> HolidayCalendar:
        """The same calendar with one more day off."""
        plain = self.without(day)
        laws = {**plain.laws, day: law} if law else plain.laws
        return HolidayCalendar({**plain.names, day: name}, plain.working, laws)

    def with_worked(self, day: date) -> HolidayCalendar:
        """The same calendar with one more weekend day that is worked."""
        plain = self.without(day)
        return HolidayCalendar(plain.names, plain.working | {day}, plain.laws)

    def without(self, day: date) -> HolidayCalendar:
        """The same calendar with nothing announced for the day."""
        names = {other: name for other, name in self.names.items() if other != day}
        laws = {other: law for other, law in self.laws.items() if other != day}
        return HolidayCalendar(names, self.working - {day}, laws)


@dataclass(frozen=True)
class WorkingTime:
    """The working time of an agency: its week and the holidays.

    On a weekend day that is worked instead of a weekday, the hours of Monday apply.
    """

    week: Mapping[int, tuple[Period, ...]] = field(default_factory=lambda: STANDARD_WEEK)
    holidays: HolidayCalendar = field(default_factory=HolidayCalendar)

    def periods(self, day: date) -> tuple[Period, ...]:
        """The working periods of a day, in order; none on a day off."""
        if day in self.holidays.working:
            return self.week.get(0, OFFICE)
        if self.holidays.off(day):
            return ()
        return self.week.get(day.weekday(), ())

    def is_working_day(self, day: date) -> bool:
        return bool(self.periods(day))

    def counts(self, day: date) -> bool:
        """Whether a limit in working days counts this day, and may end on it.

        A counter that opens on Saturday works that morning, but Saturday stays a weekly day off for time limits
        (Civil Code 2015, article 148); only a weekend day worked instead of a weekday counts.
        """
        return self.is_working_day(day) and (day.weekday() < 5 or day in self.holidays.working)

    def next_counted_day(self, day: date) -> date:
        """The first day after `day` that counts as a working day. Raises ValueError if there is none in ten years."""
        for _ in range(LIMIT_DAYS):
            day = self.next_working_day(day)
            if self.counts(day):
                return day
        raise ValueError("This schedule has no working day that counts.")

    def is_working(self, moment: datetime) -> bool:
        local = moment.astimezone(ZONE)
        return any(start <= local.time() < end for start, end in self.periods(local.date()))

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`. Raises ValueError if there is none in ten years."""
        for _ in range(LIMIT_DAYS):
            day += timedelta(days=1)
            if self.is_working_day(day):
                return day
        raise ValueError("This schedule has no working day.")

    def end_of(self, day: date) -> datetime:
        """The end of work on a working day."""
        return datetime.combine(day, self.periods(day)[-1][1], ZONE)

    def next_working_moment(self, moment: datetime) -> datetime:
        """`moment` itself if it is working time, else the next start of work."""
        local = moment.astimezone(ZONE)
        day = local.date()
        for start, end in self.periods(day):
            if local.time() < start:
                return datetime.combine(day, start, ZONE)
            if local.time() < end:
                return local
        day = self.next_working_day(day)
        return datetime.combine(day, self.periods(day)[0][0], ZONE)

    def on_day(self, day: date) -> timedelta:
        """Hours of work on a day."""
        return sum((_length(period) for period in self.periods(day)), timedelta())

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative if `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        first, last = start.astimezone(ZONE), end.astimezone(ZONE)
        if first.date() == last.date():
            return self._within(first.date(), first.time(), last.time())
        total = self._within(first.date(), first.time(), time.max) + self._within(last.date(), time.min, last.time())
        day = first.date() + timedelta(days=1)
        while day < last.date():
            total += self.on_day(day)
            day += timedelta(days=1)
        return total

    def _within(self, day: date, start: time, end: time) -> timedelta:
        total = timedelta()
        for opens, closes in self.periods(day):
            low, high = max(opens, start), min(closes, end)
            if low < high:
                total += _length((low, high))
        return total

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The moment when `amount` of working time after `start` is over (the end of a period, not the next start)."""
        if amount < timedelta():
            raise ValueError("Working time is added forward only.")
        moment = self.next_working_moment(start)
        day, left = moment.date(), amount
        for _ in range(LIMIT_DAYS):
            for opens, closes in self.periods(day):
                low = max(opens, moment.time()) if day == moment.date() else opens
                if low >= closes:
                    continue
                here = _length((low, closes))
                if left <= here:
                    return datetime.combine(day, low, ZONE) + left
                left -= here
            day = self.next_working_day(day)
        raise ValueError("This schedule has too little working time.")

    def left_today(self, now: datetime) -> timedelta:
        """Working time that is left of the day of `now`."""
        local = now.astimezone(ZONE)
        return self._within(local.date(), local.time(), time.max)

    def days_off(self, start: date, end: date, *, counted: bool = True) -> list[tuple[date, str]]:
        """The days from `start` to `end`, both included, that do not count; with the holiday's name ("": a weekend).

        With `counted=False` only those without working hours, so a Saturday counter's Saturday is not among them.
        """
        works = self.counts if counted else self.is_working_day
        days = []
        day = start
        while day <= end:
            if not works(day):
                days.append((day, self.holidays.names.get(day, "")))
            day += timedelta(days=1)
        return days


def _length(period: Period) -> timedelta:
    start, end = period
    anchor = date(2000, 1, 1)
    return datetime.combine(anchor, end) - datetime.combine(anchor, start)


def parse_week(rows: Mapping[str, Iterable[Iterable[str]]]) -> dict[int, tuple[Period, ...]]:
    """A week from JSON: {"0": [["07:30", "11:30"], …], …}, Monday is 0. Raises ValueError if periods are not in order."""
    week: dict[int, tuple[Period, ...]] = {}
    for number, periods in rows.items():
        parsed = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in periods)
        edges = [edge for period in parsed for edge in period]
        if edges != sorted(edges) or len(set(edges)) != len(edges) or not 0 <= int(number) <= 6:
            raise ValueError(f"The periods of day {number} are not in order.")
        week[int(number)] = parsed
    return week
