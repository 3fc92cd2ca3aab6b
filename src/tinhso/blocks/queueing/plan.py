"""The plan of a service centre: groups of matters, counters, hours of appointments, closed days. Plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from tinhso.kernel.clock.api import ZONE, WorkingTime

OTHERS = "*"
"""In a group's fields: every field of administration that no other group names."""
LENGTHS = (10, 15, 20, 30, 60)
MOST_SEATS, MOST_GROUPS, MOST_COUNTERS = 20, 12, 60
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Group:
    """A group of matters (nhóm lĩnh vực) with its own numbers: A001, A002…

    `fields` are names of fields of the catalogue. `minutes` is the length of an hour of appointment, `seats` how many
    people it takes (0: this group takes no appointments).
    """

    code: str
    title: str
    title_en: str = ""
    fields: tuple[str, ...] = ()
    minutes: int = 30
    seats: int = 2

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return self.title_en if self.title_en and (get_language() or "vi").startswith("en") else self.title


@dataclass(frozen=True)
class Counter:
    """A counter (quầy) and the codes of the groups it serves."""

    number: int
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """How one centre serves people. `closed` gives the reason of each exceptional day; `edition` renews the kiosk's key."""

    groups: tuple[Group, ...]
    counters: tuple[Counter, ...]
    days_ahead: int = 14
    closed: Mapping[date, str] = field(default_factory=dict)
    edition: int = 1

    def group(self, code: str) -> Group | None:
        return next((group for group in self.groups if group.code == code), None)

    def counter(self, number: int) -> Counter | None:
        return next((counter for counter in self.counters if counter.number == number), None)

    def group_of_field(self, name: str) -> Group | None:
        """The group that serves a field of the catalogue: the one that names it, else the one for all others."""
        named = next((group for group in self.groups if name in group.fields), None)
        return named or next((group for group in self.groups if OTHERS in group.fields), None)

    def with_group(self, group: Group) -> Plan:
        """The same plan with this group put in the place of the one with its code, or added."""
        if self.group(group.code) is None:
            return replace(self, groups=(*self.groups, group))
        return replace(self, groups=tuple(group if own.code == group.code else own for own in self.groups))

    def faults(self) -> list[str]:
        """What does not add up, as codes: see `rights.SAYS`. A plan with faults is never kept."""
        codes = [group.code for group in self.groups]
        numbers = [counter.number for counter in self.counters]
        served = {code for counter in self.counters for code in counter.groups}
        found = []
        if not codes or len(set(codes)) != len(codes) or len(codes) > MOST_GROUPS:
            found.append("groups")
        if not numbers or len(set(numbers)) != len(numbers) or len(numbers) > MOST_COUNTERS:
            found.append("counters")
        if served - set(codes):
            found.append("unknown-group")
        if set(codes) - served:
            found.append("unserved")
        if sum(OTHERS in group.fields for group in self.groups) != 1:
            found.append("others")
        if any(group.minutes not in LENGTHS or not 0 <= group.seats <= MOST_SEATS for group in self.groups):
            found.append("slots")
        if any(len(group.code) != 1 or group.code not in LETTERS or not group.title.strip() for group in self.groups):
            found.append("names")
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "groups": [
                {
                    "code": group.code,
                    "title": group.title,
                    "title_en": group.title_en,
                    "fields": list(group.fields),
                    "minutes": group.minutes,
                    "seats": group.seats,
                }
                for group in self.groups
            ],
            "counters": [{"number": counter.number, "groups": list(counter.groups)} for counter in self.counters],
            "days_ahead": self.days_ahead,
            "closed": {day.isoformat(): reason for day, reason in sorted(self.closed.items())},
            "edition": self.edition,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        return cls(
            groups=tuple(Group(**{**row, "fields": tuple(row["fields"])}) for row in data["groups"]),
            counters=tuple(Counter(row["number"], tuple(row["groups"])) for row in data["counters"]),
            days_ahead=data["days_ahead"],
            closed={date.fromisoformat(day): reason for day, reason in data["closed"].items()},
            edition=data["edition"],
        )


# Illustrative: the groups and the number of counters are the centre's to set; no text prescribes them.
STANDARD = Plan(
    groups=(
        Group(
            "A",
            "Hộ tịch, chứng thực, cư trú",
            "Civil status, certification, residence",
            (
                "Hộ tịch",
                "Chứng thực",
                "Nuôi con nuôi",
                "Cấp, quản lý căn cước",
                "Đăng ký, quản lý cư trú",
                "Định danh và xác thực điện tử",
            ),
            20,
            2,
        ),
        Group(
            "B",
            "Đất đai, nhà ở, xây dựng",
            "Land, housing, construction",
            (
                "Đất đai",
                "Tài chính đất đai",
                "Hoạt động xây dựng",
                "Nhà ở và công sở",
                "Quy hoạch đô thị và nông thôn",
                "Hạ tầng kỹ thuật",
                "Môi trường",
                "Đăng ký biện pháp bảo đảm",
            ),
            30,
            2,
        ),
        Group(
            "C",
            "Người có công, bảo trợ, bảo hiểm",
            "Merit, social support, insurance",
            (
                "Người có công",
                "Bảo trợ xã hội",
                "Trẻ em",
                "Giảm nghèo",
                "Thực hiện chính sách BHXH",
                "Thực hiện chính sách BHYT",
                "Thu BHXH, BHYT, BHTN, BH tai nạn lao động, BNN",
                "Chi trả các chế độ BHXH",
                "Cấp sổ BHXH, thẻ BHYT",
            ),
            30,
            2,
        ),
        Group("D", "Kinh doanh và việc khác", "Business and other matters", (OTHERS,), 30, 2),
        Group("T", "Nhận kết quả", "Collect a result", (), 15, 0),
    ),
    counters=(Counter(1, ("A",)), Counter(2, ("B", "D")), Counter(3, ("C", "D")), Counter(4, ("T", "A"))),
)


def slots(plan: Plan, group: Group, day: date, working: WorkingTime) -> list[datetime]:
    """The hours of appointment of a group on a day, within the working time of the agency; none on a closed day."""
    if day in plan.closed or not group.seats:
        return []
    return list(_within(working, day, timedelta(minutes=group.minutes)))


def _within(working: WorkingTime, day: date, length: timedelta) -> Iterator[datetime]:
    for opens, closes in working.periods(day):
        moment, end = datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)
        while moment + length <= end:
            yield moment
            moment += length


def is_open(plan: Plan, now: datetime, working: WorkingTime, *, early: timedelta = timedelta()) -> bool:
    """Whether numbers are given now: on a working day, from `early` before the first hour to the last one's end."""
    local = now.astimezone(ZONE)
    periods = working.periods(local.date())
    if not periods or local.date() in plan.closed:
        return False
    first = datetime.combine(local.date(), periods[0][0], ZONE) - early
    return first <= local < datetime.combine(local.date(), periods[-1][1], ZONE)


def open_days(plan: Plan, today: date, working: WorkingTime) -> list[date]:
    """The days on which one may come, from today on, as far ahead as the centre books."""
    days = (today + timedelta(days=number) for number in range(plan.days_ahead + 1))
    return [day for day in days if working.is_working_day(day) and day not in plan.closed]
