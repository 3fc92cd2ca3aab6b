"""Many at the same moment: real threads, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.province import COMMUNE, People, official, people
from tests.province import fresh_reference as reference
from tinhso.blocks.queueing.api import (
    Appointment,
    Call,
    Duty,
    Ticket,
    book,
    call_next,
    centre_of,
    open_counter,
    plan_of,
    take,
)
from tinhso.blocks.queueing.centres import kiosk_key
from tinhso.blocks.queueing.heading import set_counters
from tinhso.kernel.access.api import ANONYMOUS
from tinhso.kernel.actions.api import Refused

from .conftest import CENTRE, at

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run all at the same moment; returns what each gave or raised."""
    gate, results = Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            results[place] = job()
        except Exception as problem:
            results[place] = problem
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_an_hour_is_never_overbooked(people: People) -> None:
    centre = centre_of(CENTRE)

    def booking(number: int) -> Callable[[], Any]:
        return lambda: book(
            ANONYMOUS, centre, group="A", starts_at=at(9, 30), name="Mẫu", phone=f"091000000{number}", now=at(8)
        )

    results = at_once([booking(number) for number in range(MANY)])
    seats = plan_of(CENTRE).group("A").seats
    assert sorted(Appointment.objects.values_list("seat", flat=True)) == list(range(1, seats + 1))
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == MANY - seats and {no.code for no in refused} == {"full"}


def test_one_phone_cannot_take_four_at_once(people: People) -> None:
    centre = centre_of(CENTRE)

    def booking(hour: int) -> Callable[[], Any]:
        return lambda: book(
            ANONYMOUS, centre, group="A", starts_at=at(hour, 30), name="Mẫu", phone="0910000000", now=at(7, 30)
        )

    at_once([booking(hour) for hour in (8, 9, 10, 13, 14, 15)])
    assert Appointment.objects.count() == 3


def test_numbers_have_no_gap_and_no_twin(people: People) -> None:
    centre, key = centre_of(CENTRE), kiosk_key(CENTRE, plan_of(CENTRE).edition)
    at_once([lambda: take(ANONYMOUS, centre, group="A", kiosk=key, now=at(8)) for _ in range(MANY)])
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, MANY + 1))


def test_two_officers_never_call_the_same_number(people: People) -> None:
    centre, key = centre_of(CENTRE), kiosk_key(CENTRE, plan_of(CENTRE).edition)
    officers = [official(f"ttpvhcc-{COMMUNE}", "counter_officer", number=n) for n in range(10, 10 + MANY)]
    set_counters(
        people.leader, centre, counters=dict.fromkeys(range(1, MANY + 1), ("A", "B", "C", "D", "T")), now=at(7)
    )
    duties = [
        open_counter(officer, centre, counter=place, now=at(8)) for place, officer in enumerate(officers, start=1)
    ]
    for _ in range(MANY - 2):
        take(ANONYMOUS, centre, group="A", kiosk=key, now=at(8))

    def calling(place: int) -> Callable[[], Any]:
        return lambda: call_next(officers[place], duties[place], now=at(8, 10))

    results = at_once([calling(place) for place in range(MANY)])
    called = [result.ticket_id for result in results if isinstance(result, Call)]
    assert len(called) == len(set(called)) == MANY - 2
    assert [result.code for result in results if isinstance(result, Refused)] == ["nobody"] * 2
    assert set(Ticket.objects.values_list("state", flat=True)) == {"called"}


def test_one_counter_is_opened_by_one(people: People) -> None:
    centre = centre_of(CENTRE)
    officers = [official(f"ttpvhcc-{COMMUNE}", "counter_officer", number=n) for n in range(10, 14)]
    results = at_once(
        [lambda officer=officer: open_counter(officer, centre, counter=1, now=at(8)) for officer in officers]
    )
    assert Duty.objects.filter(closed_at=None).count() == 1
    assert sorted(type(result).__name__ for result in results) == ["Duty", "Refused", "Refused", "Refused"]
