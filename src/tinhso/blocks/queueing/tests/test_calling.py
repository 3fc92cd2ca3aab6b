"""Numbers, calls, counters, and the report of the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.province import People, official
from tinhso.blocks.queueing.api import (
    Call,
    Ticket,
    book,
    call_next,
    check_in,
    figures,
    finish,
    open_counter,
    start,
    take,
)
from tinhso.blocks.queueing.calling import call_again, close_counter, no_show, pause, restore, resume, send_on
from tinhso.blocks.queueing.heading import sign_day
from tinhso.blocks.queueing.jobs import clear_up
from tinhso.blocks.queueing.models import DayReport, Duty
from tinhso.blocks.queueing.queries import ENOUGH, called_now, standing_of, usual_minutes, waiting_counts
from tinhso.blocks.queueing.report import Day, times_of
from tinhso.kernel.access.api import ANONYMOUS, Actor
from tinhso.kernel.actions.api import NotAllowed, Refused

from .conftest import CENTRE, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(centre: Any, kiosk: str) -> Any:
    def make(group: str = "A", hour: int = 8, minute: int = 0, **values: Any) -> Ticket:
        return take(ANONYMOUS, centre, group=group, kiosk=kiosk, now=at(hour, minute), **values)

    return make


def test_numbers_run_by_day_and_group(centre: Any, kiosk: str, number: Any) -> None:
    assert [number().label, number("B").label, number().label] == ["A001", "B001", "A002"]
    assert take(ANONYMOUS, centre, group="A", kiosk=kiosk, now=at(8, day=26)).label == "A001"


def test_numbers_are_given_only_at_the_door_and_only_when_it_is_open(centre: Any, people: People, number: Any) -> None:
    for who, key in ((ANONYMOUS, ""), (ANONYMOUS, "guessed"), (people.citizen, ""), (people.officer, "")):
        with pytest.raises(NotAllowed):
            take(who, centre, group="A", kiosk=key, now=at(8))
    elsewhere = official("ttpvhcc-22402", "counter_officer")
    with pytest.raises(NotAllowed):
        take(elsewhere, centre, group="A", now=at(8))
    assert take(people.counter, centre, group="A", now=at(8)).via == "counter"
    for closed in ((6, 59), (17, 30)):
        with pytest.raises(Refused, match="ngoài giờ"):
            number("A", *closed)


def test_one_officer_a_counter_and_one_counter_an_officer(centre: Any, people: People, second: Actor) -> None:
    first = open_counter(people.counter, centre, counter=1, now=at(8))
    assert open_counter(people.counter, centre, counter=1, now=at(8)).pk == first.pk
    with pytest.raises(Refused, match="đang có"):
        open_counter(second, centre, counter=1, now=at(8))
    moved = open_counter(people.counter, centre, counter=2, now=at(9))
    first.refresh_from_db()
    assert (first.closed_at, moved.counter) == (at(9), 2)
    assert open_counter(second, centre, counter=1, now=at(9)).counter == 1
    for stranger in (people.officer, people.citizen, official("ttpvhcc-22402", "counter_officer")):
        with pytest.raises(NotAllowed):
            open_counter(stranger, centre, counter=3, now=at(9))


def test_called_served_and_done(centre: Any, people: People, number: Any, second: Actor) -> None:
    number()
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    with pytest.raises(NotAllowed):
        call_next(second, duty, now=at(8, 5))
    call = call_next(people.counter, duty, now=at(8, 5))
    assert [(c.label, c.counter) for c in called_now(CENTRE, date(2026, 11, 25))] == [("A001", 1)]
    with pytest.raises(Refused, match="kết thúc số"):
        call_next(people.counter, duty, now=at(8, 6))
    again = call_again(people.counter, call, now=at(8, 6))
    assert again.times == 2
    start(people.counter, call, now=at(8, 7))
    with pytest.raises(Refused):
        no_show(people.counter, call, now=at(8, 8))
    finish(people.counter, call, now=at(8, 17))
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.called_at) == ("done", at(8, 5))
    assert called_now(CENTRE, date(2026, 11, 25)) == []
    with pytest.raises(Refused, match="Không còn ai chờ"):
        call_next(people.counter, duty, now=at(8, 20))


def test_a_counter_calls_only_its_groups(centre: Any, people: People, number: Any) -> None:
    number("B")
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    with pytest.raises(Refused, match="Không còn ai chờ"):
        call_next(people.counter, duty, now=at(8, 5))


def test_priority_goes_first_and_then_the_others_have_their_turn(centre: Any, people: People, number: Any) -> None:
    for minute in range(2):
        number(minute=minute)
    for minute in range(2, 5):
        number(minute=minute, priority="elderly")
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    order = []
    for minute in range(5):
        call = call_next(people.counter, duty, now=at(8, 10 + minute))
        order.append(call.ticket.label)
        finish(people.counter, call, now=at(8, 10 + minute))
    assert order == ["A003", "A004", "A001", "A005", "A002"]


def test_an_appointment_is_called_at_its_hour(centre: Any, people: People, kiosk: str, number: Any) -> None:
    own = book(people.citizen, centre, group="A", starts_at=at(9, 30), name="A", phone="0912345678", now=at(8))
    number(minute=5)
    number(hour=9, minute=20)
    check_in(ANONYMOUS, own, kiosk=kiosk, now=at(9, 15))
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    first = call_next(people.counter, duty, now=at(9, 20))
    assert first.ticket.label == "A001", "the hour has not come yet"
    finish(people.counter, first, now=at(9, 28))
    assert call_next(people.counter, duty, now=at(9, 28)).ticket.appointment == own


def test_missed_and_back(centre: Any, people: People, number: Any) -> None:
    number(), number(minute=1)
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    missed = call_next(people.counter, duty, now=at(8, 5))
    no_show(people.counter, missed, now=at(8, 8))
    ticket = restore(people.counter, missed.ticket, now=at(8, 9))
    assert (ticket.state, call_next(people.counter, duty, now=at(8, 10)).ticket.label) == ("waiting", "A002")


def test_sent_on_is_first_at_the_other_counter(centre: Any, people: People, second: Actor, number: Any) -> None:
    number(), number("C")
    one = open_counter(people.counter, centre, counter=1, now=at(8))
    three = open_counter(second, centre, counter=3, now=at(8))
    call = call_next(people.counter, one, now=at(8, 5))
    with pytest.raises(Refused, match="quầy khác"):
        send_on(people.counter, call, counter=1, now=at(8, 9))
    send_on(people.counter, call, counter=3, now=at(8, 9))
    with pytest.raises(Refused):
        call_next(people.counter, one, now=at(8, 10))
    assert call_next(second, three, now=at(8, 10)).ticket.label == "A001"


def test_who_was_sent_to_a_counter_that_closes_is_not_lost(
    centre: Any, people: People, second: Actor, number: Any
) -> None:
    number()
    one = open_counter(people.counter, centre, counter=1, now=at(8))
    three = open_counter(second, centre, counter=3, now=at(8))
    send_on(people.counter, call_next(people.counter, one, now=at(8, 5)), counter=3, now=at(8, 9))
    close_counter(second, three, now=at(8, 10))
    assert call_next(people.counter, one, now=at(8, 11)).ticket.label == "A001"


def test_a_break(centre: Any, people: People, number: Any) -> None:
    number()
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    pause(people.counter, duty, now=at(8, 5))
    with pytest.raises(Refused, match="tạm nghỉ"):
        call_next(people.counter, duty, now=at(8, 6))
    resume(people.counter, duty, now=at(8, 9))
    assert call_next(people.counter, duty, now=at(8, 9)).counter == 1


def served(people: People, centre: Any, kiosk: str, *, n: int, minutes: int, day: int) -> None:
    """So many people served one after the other on a day, each for so many minutes."""
    duty = open_counter(people.counter, centre, counter=1, now=at(7, 30, day=day))
    for turn in range(n):
        begin = at(7, 30, day=day) + timedelta(minutes=turn * minutes)
        take(ANONYMOUS, centre, group="A", kiosk=kiosk, now=begin - timedelta(minutes=3))
        call = start(people.counter, call_next(people.counter, duty, now=begin), now=begin)
        finish(people.counter, call, now=begin + timedelta(minutes=minutes))
    close_counter(people.counter, duty, now=at(17, day=day))


def test_waiting_is_estimated_from_what_service_really_took(
    centre: Any, people: People, kiosk: str, number: Any
) -> None:
    served(people, centre, kiosk, n=ENOUGH - 1, minutes=10, day=23)
    number(), number(minute=1)
    last = number(minute=2)
    assert standing_of(last, now=at(8, 3)).minutes is None, "nineteen are too few to promise anything"
    served(people, centre, kiosk, n=1, minutes=10, day=20)
    assert usual_minutes(CENTRE, date(2026, 11, 25)) == {"A": 10.0}
    assert standing_of(last, now=at(8, 3)).minutes is None, "no counter is open"
    duty = open_counter(people.counter, centre, counter=1, now=at(8, 4))
    assert standing_of(last, now=at(8, 4)).minutes == 20
    call_next(people.counter, duty, now=at(8, 5))
    found = standing_of(last, now=at(8, 9))
    assert (found.ahead, found.minutes) == (1, 6 + 10)
    assert waiting_counts(CENTRE, date(2026, 11, 25)) == {"A": 2}


def test_percentiles_are_times_that_somebody_had() -> None:
    assert times_of([]) == times_of(iter([])) and times_of([]).median is None
    found = times_of(timedelta(minutes=n) for n in range(1, 11))
    assert (found.n, found.median, found.most) == (10, 5.0, 9.0)


def test_the_day_in_figures(centre: Any, people: People, kiosk: str, number: Any, second: Actor) -> None:
    number(), number(minute=2, priority="child"), number("C", minute=3), number("T", minute=4)
    one = open_counter(people.counter, centre, counter=1, now=at(8))
    three = open_counter(second, centre, counter=3, now=at(8))
    first = start(people.counter, call_next(people.counter, one, now=at(8, 10)), now=at(8, 11))
    finish(people.counter, first, now=at(8, 21))
    no_show(people.counter, call_next(people.counter, one, now=at(8, 30)), now=at(8, 33))
    finish(second, start(second, call_next(second, three, now=at(8, 5)), now=at(8, 5)), now=at(8, 9))
    found = figures(CENTRE, date(2026, 11, 25))
    assert (found.tickets, found.priority, found.served, found.no_shows, found.unserved) == (4, 1, 2, 1, 1)
    assert found.by_group == {"A": 2, "C": 1, "T": 1}
    assert (found.waiting.n, found.waiting.median, found.waiting.most) == (3, 8.0, 30.0)
    assert (found.service.n, found.service.median, found.service.most) == (2, 4.0, 10.0)
    by_name = {one.name: one for one in found.officers}
    mine = by_name[people.counter.name]
    assert (mine.called, mine.served, mine.no_shows, mine.counters) == (2, 1, 1, (1,))
    assert Day.from_json(found.to_json()) == found


def test_the_head_signs_the_day_off_once_and_at_its_end(centre: Any, people: People, head: Actor, number: Any) -> None:
    number()
    day = date(2026, 11, 25)
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    call = call_next(people.counter, duty, now=at(8, 5))
    with pytest.raises(NotAllowed):
        sign_day(people.counter, centre, day=day, now=at(18))
    with pytest.raises(Refused, match="hết giờ"):
        sign_day(head, centre, day=day, now=at(17, 29))
    with pytest.raises(Refused, match="đang phục vụ"):
        sign_day(head, centre, day=day, now=at(17, 31))
    finish(people.counter, call, now=at(8, 20))
    made = sign_day(head, centre, day=day, remark="Ngày bình thường", now=at(17, 31))
    assert Day.from_json(DayReport.objects.get().figures) == figures(CENTRE, day) and made.signed_by == head.name
    with pytest.raises(Refused, match="đã được xác nhận"):
        sign_day(head, centre, day=day, now=at(18))


def test_a_counter_left_open_is_closed_as_of_the_end_of_its_day(centre: Any, people: People, number: Any) -> None:
    number(), number(minute=1)
    duty = open_counter(people.counter, centre, counter=1, now=at(8))
    call = start(people.counter, call_next(people.counter, duty, now=at(17, 10)), now=at(17, 11))
    clear_up(at(0, 20, day=26))
    call.refresh_from_db()
    assert Duty.objects.get().closed_at == at(17, 30)
    assert (call.ended_at, call.outcome, Call.objects.count()) == (at(17, 30), "done", 1)
