"""Working time and statutory limits against the law's own cases and real calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.access.api import ANONYMOUS, Actor
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.clock.api import (
    ZONE,
    Clock,
    ClockError,
    ClockEvent,
    Duration,
    HolidayCalendar,
    WorkingTime,
    due,
    forget,
    humanised,
    parse_week,
    remove_holiday,
    set_holiday,
    set_schedule,
    time_left,
    working_time_of,
)
from tinhso.kernel.clock.reference import SCHEDULES, rows
from tinhso.kernel.law.api import Law


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def days(text: str) -> Duration:
    return Duration.parse(text)


REAL = HolidayCalendar(
    {day: name for day, name, kind, *_ in rows() if kind != "swap_work"},
    frozenset(day for day, _name, kind, *_ in rows() if kind == "swap_work"),
)
OFFICE = WorkingTime(holidays=REAL)
LAW = Law("118/2025/NĐ-CP")


def test_the_holidays_of_2026_are_the_announced_ones() -> None:
    assert [d for d in range(9, 28) if not OFFICE.is_working_day(date(2026, 2, d))] == [
        14,
        15,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
    ]
    assert not OFFICE.is_working_day(date(2026, 4, 27))
    assert not OFFICE.is_working_day(date(2026, 11, 24))
    assert OFFICE.is_working_day(date(2025, 11, 24))
    assert OFFICE.is_working_day(date(2026, 8, 22))
    assert not OFFICE.is_working_day(date(2026, 1, 2))
    assert OFFICE.is_working_day(date(2026, 1, 10))
    assert not OFFICE.is_working_day(date(2026, 8, 31))


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("20/11/2026 09:00", "3 ngày làm việc", "26/11/2026 17:30"),  # over a weekend and 24/11
        ("12/11/2026 09:00", "1 ngày làm việc", "13/11/2026 17:30"),
        ("10/02/2026 10:00", "5 ngày làm việc", "24/02/2026 17:30"),  # over Tết
        ("10/02/2026 10:00", "7 ngày", "23/02/2026 17:30"),  # last day within Tết: next working day
        ("31/01/2026 08:00", "1 tháng", "02/03/2026 17:30"),  # no 31/2, 28/2 is a Saturday; received on a Saturday
        ("24/11/2026 09:00", "1 ngày làm việc", "26/11/2026 17:30"),  # received on a holiday: counts from 25/11
        ("25/11/2026 16:00", "2 giờ", "26/11/2026 08:00"),
        ("25/11/2026 09:00", "8 giờ", "26/11/2026 09:00"),
        ("25/11/2026 14:59", "0 ngày", "25/11/2026 17:30"),
        ("25/11/2026 15:01", "0 ngày", "26/11/2026 17:30"),
        ("29/12/2025 09:00", "3 ngày làm việc", "05/01/2026 17:30"),  # 2/1 off, worked on 10/1 instead
        ("08/01/2026 09:00", "2 ngày làm việc", "10/01/2026 17:30"),  # a Saturday that is worked
    ],
)
def test_limits_end_when_the_law_says(start: str, limit: str, end: str) -> None:
    found = due(at(start), days(limit), OFFICE)
    assert found.moment == at(end)
    assert all(sentence for sentence, _law in found.reasons)


def test_a_due_date_says_why_in_english_too() -> None:
    with override("en"):
        sentences = [s for s, _law in due(at("20/11/2026 09:00"), days("3 ngày làm việc"), OFFICE).reasons]
        clock = started().after(ClockEvent("paused", at("17/11/2026 09:30"), cause="x"))
        assert sentences[0] == "Counted from the day after it was received."
        assert sentences[2] == "Weekend days not counted: 2."
        assert time_left(clock, at("18/11/2026 09:30")) == "Paused"
        assert time_left(started(), at("20/11/2026 10:30")) == "3 h late"
        assert [str(days(limit)) for limit in ("1 ngày làm việc", "5 ngày làm việc", "1 năm", "0 ngày")] == [
            "1 working day", "5 working days", "1 year", "the same day",
        ]  # fmt: skip


def test_a_counter_open_on_saturday_does_not_shorten_a_limit() -> None:
    counter = WorkingTime(parse_week(SCHEDULES["counter"][1]), REAL)
    friday = at("13/11/2026 09:00")
    assert counter.is_working(at("14/11/2026 08:00"))
    assert due(friday, days("2 ngày làm việc"), counter).moment == at("17/11/2026 17:30")
    assert due(friday, days("1 ngày"), counter).moment == at("16/11/2026 17:30")
    assert due(friday, days("9 giờ"), counter).moment == at("14/11/2026 10:00")
    assert due(at("14/11/2026 08:00"), days("0 ngày"), counter).moment == at("14/11/2026 11:30")


def test_a_due_date_says_why() -> None:
    text = " ".join(s for s, _law in due(at("20/11/2026 09:00"), days("3 ngày làm việc"), OFFICE).reasons)
    assert "Ngày Văn hóa Việt Nam 24/11" in text
    assert "2 ngày nghỉ cuối tuần" in text
    reasons = due(at("10/02/2026 10:00"), days("7 ngày"), OFFICE).reasons
    assert any(law is not None and "148" in law.clause for _s, law in reasons)


@pytest.mark.parametrize("text", ["", "ngày", "3 tuần", "-1 ngày"])
def test_what_is_no_time_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Duration.parse(text)


def started(limit: str | None = "3 ngày làm việc", policy: str = "pause", start: str = "16/11/2026 09:00") -> Clock:
    return Clock.of(
        [ClockEvent("started", at(start), law=LAW, limit=days(limit) if limit else None, policy=policy)], OFFICE
    )


def test_a_pause_moves_the_due_date_by_the_time_waited() -> None:
    clock = started()
    assert clock.due_at == at("19/11/2026 17:30")
    clock = clock.after(ClockEvent("paused", at("17/11/2026 09:30"), cause="chờ bổ sung", law=LAW))
    assert time_left(clock, at("20/11/2026 09:00")) == "Tạm dừng"
    clock = clock.after(ClockEvent("resumed", at("18/11/2026 09:30")))
    assert clock.due_at == at("20/11/2026 17:30")
    assert clock.waited == timedelta(hours=8)
    text = clock.lines[-1].sentence
    assert "17:30 19/11 → 17:30 20/11" in text
    assert any("chờ bổ sung" in line.sentence and line.law == LAW for line in clock.lines)


def test_restart_counts_the_whole_limit_again() -> None:
    clock = started(policy="restart")
    clock = clock.after(ClockEvent("paused", at("19/11/2026 15:00"), cause="chờ bổ sung"))
    clock = clock.after(ClockEvent("resumed", at("23/11/2026 10:00")))
    assert clock.due_at == at("27/11/2026 17:30")  # 24/11 is a holiday


def test_it_survives_json_and_a_new_holiday_moves_it() -> None:
    clock = (
        started()
        .after(ClockEvent("paused", at("17/11/2026 09:30"), cause="x", law=LAW))
        .after(ClockEvent("resumed", at("18/11/2026 09:30")))
    )
    again = Clock.from_json(clock.to_json(), OFFICE)
    assert again == clock
    changed = clock.under(WorkingTime(holidays=REAL.with_day(date(2026, 11, 20), "Nghỉ bão")))
    assert (clock.due_at, changed.due_at) == (at("20/11/2026 17:30"), at("23/11/2026 17:30"))


def test_in_time_late_and_after_a_late_pause() -> None:
    clock = started()
    assert clock.on_time(at("19/11/2026 17:30")) is True
    assert clock.on_time(at("20/11/2026 08:00")) is False
    assert time_left(clock, at("20/11/2026 10:30")) == "Quá 3 giờ"
    assert time_left(clock, at("19/11/2026 15:20")) == "Còn 2 giờ 10 phút"
    late = clock.after(ClockEvent("paused", at("20/11/2026 09:00"), cause="x")).after(
        ClockEvent("resumed", at("23/11/2026 09:00"))
    )
    assert late.due_at == at("19/11/2026 17:30")
    assert late.on_time(at("23/11/2026 10:00")) is False
    assert started(None).on_time(at("20/11/2030 09:00")) is None


@pytest.mark.parametrize(
    "kinds",
    [
        ["paused"],
        ["started", "started"],
        ["started", "resumed"],
        ["started", "paused", "paused"],
        ["started", "extended", "extended"],
        ["started", "stopped", "paused"],
    ],
)
def test_events_that_cannot_follow_are_refused(kinds: list[str]) -> None:
    moment = at("16/11/2026 09:00")
    events = []
    for number, kind in enumerate(kinds):
        when = moment + timedelta(hours=number)
        until = at("30/12/2026 17:30") + timedelta(days=number)
        events.append(ClockEvent(kind, when, limit=days("3 ngày"), until=until, cause="x"))
    with pytest.raises(ClockError):
        Clock.of(events, OFFICE)


def test_an_extension_happens_once_and_later() -> None:
    clock = started()
    with pytest.raises(ClockError, match="sau hạn cũ"):
        clock.after(ClockEvent("extended", at("17/11/2026 09:00"), until=at("18/11/2026 09:00")))
    longer = clock.after(
        ClockEvent("extended", at("17/11/2026 09:00"), until=at("27/11/2026 17:30"), cause="bão", law=LAW)
    )
    assert longer.due_at == at("27/11/2026 17:30")


# Hypothesis wants the bounds without a zone.
FIRST, LAST = at("02/01/2025 00:00").replace(tzinfo=None), at("01/06/2027 00:00").replace(tzinfo=None)
moments = st.datetimes(min_value=FIRST, max_value=LAST).map(lambda d: d.replace(tzinfo=ZONE))
spans = st.integers(0, 60 * 8 * 40).map(lambda minutes: timedelta(minutes=minutes))


@given(moments, spans)
def test_adding_working_time_and_measuring_it_agree(start: datetime, amount: timedelta) -> None:
    end = OFFICE.add(start, amount)
    assert OFFICE.between(start, end) == amount
    assert end >= start


@given(moments, moments, moments)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    assert OFFICE.between(one, two) + OFFICE.between(two, three) == OFFICE.between(one, three)


@given(
    moments,
    st.integers(0, 20),
    st.sampled_from(["hours", "days", "working_days", "months"]),
    spans,
    spans,
    st.sampled_from(["pause", "restart"]),
)
def test_waiting_never_brings_the_due_date_forward(
    start: datetime, value: int, unit: str, until_pause: timedelta, waiting: timedelta, policy: str
) -> None:
    clock = Clock.of([ClockEvent("started", start, limit=Duration(value, unit), policy=policy)], OFFICE)
    paused = start + until_pause
    after = clock.after(ClockEvent("paused", paused, cause="x")).after(ClockEvent("resumed", paused + waiting))
    assert after.due_at is not None and clock.due_at is not None
    assert after.due_at >= clock.due_at
    assert OFFICE.is_working_day(after.due_at.date())


def test_weeks_are_checked() -> None:
    assert parse_week({"5": [["07:30", "11:30"]]})[5]
    for bad in (
        {"0": [["11:30", "07:30"]]},
        {"0": [["07:30", "12:00"], ["11:30", "13:00"]]},
        {"9": [["07:30", "11:30"]]},
    ):
        with pytest.raises(ValueError, match="order"):
            parse_week(bad)


def test_words_for_working_time() -> None:
    assert humanised(timedelta(minutes=40), OFFICE) == "40 phút"
    assert humanised(timedelta(hours=8), OFFICE) == "1 ngày"
    assert humanised(timedelta(hours=8 * 5 + 3), OFFICE) == "5 ngày"
    assert humanised(timedelta(hours=10), OFFICE) == "1 ngày 2 giờ"


STORM = REAL.with_day(date(2026, 11, 19), "Nghỉ bão", "Công điện 99/CĐ-UBND (minh họa)")


def test_a_new_holiday_explains_itself_with_its_law() -> None:
    clock = started()  # due 19/11
    moved = clock.under(WorkingTime(holidays=STORM))
    assert (clock.due_at, moved.due_at) == (at("19/11/2026 17:30"), at("20/11/2026 17:30"))
    told = moved.after(
        ClockEvent(
            "recomputed", at("18/11/2026 09:00"), cause="Công bố ngày nghỉ 19/11", was=clock.due_at, until=moved.due_at
        )
    )
    assert told.lines[0].due_at == clock.due_at
    assert "19/11: hạn trả 17:30 19/11 → 17:30 20/11" in told.lines[-1].sentence
    assert any(line.law is not None and "99/CĐ-UBND" in str(line.law) for line in told.lines)


def test_a_date_that_is_kept_does_not_follow_the_calendar_back() -> None:
    clock = started().under(WorkingTime(holidays=STORM))
    kept = ClockEvent("kept", at("20/11/2026 08:00"), cause="Thu hồi", was=clock.due_at, until=at("20/11/2026 17:30"))
    back = Clock.of([*clock.events, kept], OFFICE)
    assert back.due_at == at("20/11/2026 17:30")
    assert "giữ nguyên" in back.lines[-1].sentence
    assert Clock.from_json(back.to_json(), OFFICE) == back


def test_an_extension_survives_a_holiday_on_its_last_day() -> None:
    """A calendar that has changed since never makes the explanation of an old case fail."""
    longer = started().after(ClockEvent("extended", at("17/11/2026 09:00"), until=at("20/11/2026 17:30"), cause="bão"))
    off = REAL.with_day(date(2026, 11, 20), "Nghỉ bão")
    assert Clock.from_json(longer.to_json(), WorkingTime(holidays=off)).due_at == at("23/11/2026 17:30")
    week = (
        off.with_day(date(2026, 11, 17), "Nghỉ")
        .with_day(date(2026, 11, 18), "Nghỉ")
        .with_day(date(2026, 11, 19), "Nghỉ")
    )
    assert Clock.from_json(longer.to_json(), WorkingTime(holidays=week)).due_at == at("26/11/2026 17:30")


def test_a_calendar_changes_one_day_at_a_time() -> None:
    saturday = date(2026, 11, 28)
    worked = REAL.with_worked(saturday)
    assert WorkingTime(holidays=worked).counts(saturday)
    assert worked.without(saturday) == REAL
    assert STORM.without(date(2026, 11, 19)) == REAL
    assert not WorkingTime(holidays=worked.with_day(saturday, "Nghỉ")).counts(saturday)


@pytest.mark.django_db
def test_keeping_the_calendar_is_announced_with_its_cause() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM outbox_event")
        before = cursor.fetchone()[0]
    admin = Actor(name="Quản trị", agency="so-khoa-hoc-va-cong-nghe", roles=frozenset({"it_admin"}))
    day = set_holiday(admin, None, day=date(2026, 11, 19), name="Nghỉ bão", law="Công điện mẫu")
    set_holiday(admin, None, day=date(2026, 11, 19), name="Nghỉ bão", law="Công điện mẫu")
    assert not working_time_of("").is_working_day(date(2026, 11, 19))
    with pytest.raises(Refused, match="lý do"):
        remove_holiday(admin, day, reason=" ")
    remove_holiday(admin, day, reason="Bão đổi hướng", law="Công điện mẫu 2")
    assert working_time_of("").is_working_day(date(2026, 11, 19))
    set_schedule(admin, None, name="mẫu", title="Giờ mẫu", periods={"0": [["08:00", "12:00"]]})
    set_schedule(admin, None, name="mẫu", title="Giờ mẫu", periods={"0": [["08:00", "11:00"]]})
    with pytest.raises(Refused, match="ít nhất"):
        set_schedule(admin, None, name="mẫu", title="Giờ mẫu", periods={"6": [["08:00", "12:00"]]})
    with pytest.raises(NotAllowed):
        set_holiday(ANONYMOUS, None, day=date(2026, 11, 19), name="Nghỉ")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, payload ->> 'cause' FROM outbox_event WHERE id > %s ORDER BY id", [before])
        assert cursor.fetchall() == [
            ("clock.holiday_set", "Công bố ngày nghỉ 19/11/2026 (Nghỉ bão) theo Công điện mẫu"),
            ("clock.holiday_removed", "Thu hồi công bố về ngày 19/11/2026 (Nghỉ bão) theo Công điện mẫu 2"),
            ("clock.schedule_set", "Đổi giờ làm việc: Giờ mẫu"),
        ]
    forget()
