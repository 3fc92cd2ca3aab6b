"""Booking, moving, cancelling, reminding, and what nobody may do."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.province import People
from tinhso.blocks.notices import sending
from tinhso.blocks.notices.api import KINDS, Notice
from tinhso.blocks.notices.models import Delivery
from tinhso.blocks.queueing.api import Appointment, Ticket, book, cancel, check_in, move, plan_of
from tinhso.blocks.queueing.booking import free_slots
from tinhso.blocks.queueing.heading import close_day, open_day
from tinhso.blocks.queueing.jobs import clear_up, send_reminders
from tinhso.kernel.access.api import ANONYMOUS, Actor, visible
from tinhso.kernel.actions.api import NotAllowed, Refused

from .conftest import CENTRE, at

pytestmark = pytest.mark.django_db
PHONE = "0912345678"


def booked(centre: Any, who: Actor = ANONYMOUS, **values: Any) -> Appointment:
    given = {"group": "A", "starts_at": at(9, 30), "name": "Trần Thị Mẫu", "phone": PHONE, **values}
    now = given.pop("now", at(8))
    return book(who, centre, now=now, **given)


def announced(name: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM outbox_event WHERE name = %s ORDER BY id", [name])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def test_an_hour_is_given_to_as_many_as_it_takes_and_no_more(centre: Any) -> None:
    seats = plan_of(CENTRE).group("A").seats
    for number in range(seats):
        assert booked(centre, phone=f"091234567{number}").seat == number + 1
    with pytest.raises(Refused, match="đặt hết"):
        booked(centre, phone="0987654321")
    group = plan_of(CENTRE).group("A")
    assert at(9, 30) not in dict(free_slots(centre, plan_of(CENTRE), group, date(2026, 11, 25), now=at(8)))


@pytest.mark.parametrize(
    "when",
    [
        at(9, 35),
        at(12),
        at(17, 30),
        at(9, 30, day=24),
        at(9, 30, day=29),
        at(8),
        at(9, 30, day=31, month=12),
        at(9, 30, day=20),
    ],
    ids=["no start of an hour", "lunch", "after closing", "holiday", "Sunday", "now", "too far ahead", "past"],
)
def test_only_open_hours(centre: Any, when: Any) -> None:
    with pytest.raises(Refused, match="Không đặt được giờ này"):
        booked(centre, starts_at=when)


def test_a_group_without_appointments_and_an_unknown_group(centre: Any) -> None:
    for group in ("T", "Z"):
        with pytest.raises(Refused):
            booked(centre, group=group)


def test_one_phone_holds_three_at_most(centre: Any) -> None:
    for hour in (8, 9, 10):
        booked(centre, starts_at=at(hour, 30))
    with pytest.raises(Refused, match="ba lịch hẹn"):
        booked(centre, starts_at=at(14, 30))


def test_moved_by_phone_and_code_and_the_old_hour_is_free(centre: Any) -> None:
    own = booked(centre)
    other = booked(centre, phone="0911111111")
    with pytest.raises(NotAllowed):
        move(ANONYMOUS, own, starts_at=at(10, 30), phone="0900000099", now=at(8))
    moved = move(ANONYMOUS, own, starts_at=at(10, 30), phone=PHONE, now=at(8))
    assert (moved.starts_at, moved.code, moved.moved) == (at(10, 30), own.code, 1)
    assert booked(centre, phone="0922222222").seat == own.seat != other.seat


def test_a_person_with_an_account_needs_no_phone(centre: Any, people: People) -> None:
    own = booked(centre, people.citizen)
    assert own.person == people.citizen.person
    with pytest.raises(NotAllowed):
        cancel(people.stranger, own, now=at(8))
    assert cancel(people.citizen, own, now=at(8)).state == "cancelled"
    assert booked(centre, people.citizen).pk != own.pk


def test_too_late_to_change(centre: Any) -> None:
    own = booked(centre)
    with pytest.raises(Refused, match="Đã đến giờ hẹn"):
        cancel(ANONYMOUS, own, phone=PHONE, now=at(9, 30))


def test_reminded_once_the_day_before(centre: Any, people: People) -> None:
    booked(centre, people.citizen, now=at(8, day=23))
    booked(centre, people.citizen, starts_at=at(9, 30, day=26), now=at(8, day=23))
    assert send_reminders(at(17, day=24)) == 1
    assert send_reminders(at(17, 5, day=24)) == 0
    assert [told["applicant"] for told in announced("appointment.reminder")] == [str(people.citizen.person)]


def test_a_cancelled_one_is_not_reminded(centre: Any) -> None:
    own = booked(centre, now=at(8, day=23))
    cancel(ANONYMOUS, own, phone=PHONE, now=at(9, day=23))
    assert send_reminders(at(17, day=24)) == 0


def test_a_closed_day_cancels_what_was_booked_and_says_why(centre: Any, head: Actor, people: People) -> None:
    own = booked(centre, people.citizen)
    later = booked(centre, people.citizen, starts_at=at(9, 30, day=26))
    with pytest.raises(NotAllowed):
        close_day(people.counter, centre, day=date(2026, 11, 25), reason="Mất điện", now=at(8))
    close_day(head, centre, day=date(2026, 11, 25), reason="Mất điện", now=at(8))
    own.refresh_from_db()
    later.refresh_from_db()
    assert (own.state, later.state) == ("closed", "booked")
    assert announced("appointment.closed")[0]["reason"] == "Mất điện"
    with pytest.raises(Refused):
        booked(centre, starts_at=at(14, 30))
    open_day(head, centre, day=date(2026, 11, 25), now=at(8))
    assert booked(centre, starts_at=at(14, 30)).state == "booked"


def test_the_door_knows_the_appointment(centre: Any, people: People, kiosk: str) -> None:
    own = booked(centre, people.citizen)
    with pytest.raises(NotAllowed):
        check_in(ANONYMOUS, own, kiosk="wrong", now=at(9))
    with pytest.raises(Refused, match="sớm quá"):
        check_in(ANONYMOUS, own, kiosk=kiosk, now=at(8, 10))
    ticket = check_in(ANONYMOUS, own, kiosk=kiosk, now=at(9, 10))
    assert (ticket.label, ticket.via, ticket.person) == ("A001", "appointment", people.citizen.person)
    own.refresh_from_db()
    assert check_in(people.counter, own, now=at(9, 12)).pk == ticket.pk, "twice is once"
    assert Ticket.objects.count() == 1


def test_who_did_not_come_is_marked_after_midnight(centre: Any) -> None:
    own = booked(centre)
    clear_up(at(23, 50))
    own.refresh_from_db()
    assert own.state == "booked"
    clear_up(at(0, 20, day=26))
    own.refresh_from_db()
    assert own.state == "missed"


def test_who_sees_an_appointment(centre: Any, people: People) -> None:
    booked(centre, people.citizen)
    sees = [
        who
        for who in ("citizen", "stranger", "counter", "officer", "leader")
        if visible(getattr(people, who), Appointment)
    ]
    assert sees == ["citizen", "counter", "leader"]
    assert not visible(ANONYMOUS, Appointment)


def test_who_has_an_account_reads_it_in_the_inbox_and_who_has_none_on_the_phone(
    centre: Any, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ready", lambda channel: channel == "sms")
    mine = booked(centre, people.citizen, now=at(8, day=23))
    theirs = booked(centre, now=at(8, day=23))
    send_reminders(at(17, day=24))
    notices = Notice.objects.filter(person=people.citizen.person).order_by("at")
    assert [note.kind for note in notices] == ["queue.booked", "queue.reminder"]
    assert notices[1].link == f"/queue/appointments/{mine.code}/" and "09:30 25/11/2026" in str(notices[1].facts)
    sent = Delivery.objects.filter(person=None, address=PHONE).order_by("created_at")
    assert [(note.kind, note.code) for note in sent] == [("queue.booked", theirs.code), ("queue.reminder", theirs.code)]
    words = KINDS["queue.reminder"].words({**sent[1].facts, "code": sent[1].code}, channel="sms")
    assert "Trần" not in words and theirs.code in words
