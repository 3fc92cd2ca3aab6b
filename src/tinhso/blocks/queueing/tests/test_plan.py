"""The plan of a centre and its hours, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from tinhso.blocks.queueing.plan import OTHERS, STANDARD, Counter, Group, Plan, is_open, open_days, slots
from tinhso.kernel.clock.api import STANDARD_WEEK, HolidayCalendar, WorkingTime

from .conftest import at

SATURDAY_MORNING = {**STANDARD_WEEK, 5: ((time(7, 30), time(11, 30)),)}
HOURS = WorkingTime(SATURDAY_MORNING, HolidayCalendar({date(2026, 11, 24): "Ngày Văn hóa Việt Nam"}))


def test_the_standard_plan_adds_up_and_survives_being_kept() -> None:
    assert STANDARD.faults() == []
    closed = replace(STANDARD, closed={date(2026, 12, 1): "Mất điện"}, edition=3)
    assert Plan.from_json(closed.to_json()) == closed


def test_a_field_has_one_group_and_what_nobody_names_goes_to_the_others() -> None:
    assert STANDARD.group_of_field("Hộ tịch").code == "A"
    assert STANDARD.group_of_field("Một lĩnh vực mới").code == "D"


def group(code: str, *fields: str, **values: object) -> Group:
    return Group(code, "Nhóm", "", fields, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("groups", "counters", "fault"),
    [
        ([], [Counter(1, ())], "groups"),
        ([group("A", OTHERS)], [], "counters"),
        ([group("A", OTHERS)], [Counter(1, ("A", "B"))], "unknown-group"),
        ([group("A", OTHERS), group("B")], [Counter(1, ("A",))], "unserved"),
        ([group("A")], [Counter(1, ("A",))], "others"),
        ([group("A", OTHERS, minutes=7)], [Counter(1, ("A",))], "slots"),
        ([group("A", OTHERS, seats=21)], [Counter(1, ("A",))], "slots"),
        ([group("a", OTHERS)], [Counter(1, ("a",))], "names"),
        ([group("A", OTHERS)], [Counter(1, ("A",)), Counter(1, ("A",))], "counters"),
    ],
)
def test_what_does_not_add_up_is_named(groups: list[Group], counters: list[Counter], fault: str) -> None:
    assert fault in Plan(tuple(groups), tuple(counters)).faults()


def test_hours_lie_within_working_time_and_not_over_lunch() -> None:
    own = group("A", OTHERS, minutes=60)
    found = [f"{moment:%H:%M}" for moment in slots(STANDARD, own, date(2026, 11, 25), HOURS)]
    assert found == ["07:30", "08:30", "09:30", "10:30", "13:30", "14:30", "15:30", "16:30"]
    assert len(slots(STANDARD, own, date(2026, 11, 28), HOURS)) == 4, "Saturday morning at the counter"


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 29), date(2026, 12, 1)])
def test_no_hours_on_holidays_sundays_and_closed_days(day: date) -> None:
    plan = replace(STANDARD, closed={date(2026, 12, 1): "Mất điện"})
    assert slots(plan, group("A", OTHERS), day, HOURS) == []
    assert day not in open_days(plan, date(2026, 11, 23), HOURS)


def test_no_hours_for_a_group_that_takes_no_appointments() -> None:
    assert slots(STANDARD, group("A", OTHERS, seats=0), date(2026, 11, 25), HOURS) == []


@pytest.mark.parametrize(
    ("hour", "minute", "day", "opened"),
    [
        (7, 0, 25, False),
        (7, 30, 25, True),
        (12, 0, 25, True),
        (17, 29, 25, True),
        (17, 30, 25, False),
        (9, 0, 24, False),
    ],
)
def test_numbers_are_given_through_the_lunch_break_but_not_outside_the_day(
    hour: int, minute: int, day: int, opened: bool
) -> None:
    assert is_open(STANDARD, at(hour, minute, day=day), HOURS) is opened
