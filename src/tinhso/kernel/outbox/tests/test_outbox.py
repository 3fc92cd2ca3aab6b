"""One order of events for everybody, no gaps, nothing twice; several readers, each at its own pace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from tinhso.kernel.outbox.api import READERS, Event, Reader, announce, replay, run_readers
from tinhso.kernel.outbox.readers import sequence

NAMES: list[str] = []


@pytest.fixture
def readers(request: pytest.FixtureRequest) -> Iterator[dict[str, Reader]]:
    """A registry with only this test's readers, which start after whatever other tests left in the stream."""
    before = dict(READERS)
    READERS.clear()
    NAMES.append(f"test.{uuid4().hex}")
    yield READERS
    READERS.clear()
    READERS.update(before)


def tell(**payload: object) -> None:
    announce(NAMES[-1], act=None, at=timezone.now(), payload=payload)


def _collecting(name: str, into: list[int], readers: dict[str, Reader], fail_on: set[int] | None = None) -> None:
    def apply(events: list[Event]) -> None:
        for event in events:
            if fail_on and event.payload.get("n") in fail_on:
                raise RuntimeError("Hỏng")
        into.extend(event.payload["n"] for event in events if event.name == NAMES[-1])

    readers[name] = Reader(name, batch=apply, reset=into.clear)
    sequence()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_reader (name, position) SELECT %s, coalesce(max(position), 0) FROM outbox_event",
            [name],
        )


@pytest.mark.django_db
def test_each_reader_has_its_own_position_and_replay_gives_the_same(readers: dict[str, Reader]) -> None:
    first: list[int] = []
    second: list[int] = []
    _collecting("test-a", first, readers)
    _collecting("test-b", second, readers)
    for n in range(5):
        tell(n=n)
    run_readers(names=["test-a"])
    assert (first, second) == ([0, 1, 2, 3, 4], [])
    tell(n=5)
    run_readers()
    assert first == second == [0, 1, 2, 3, 4, 5]
    replay("test-a")
    assert first == [0, 1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_a_failing_reader_stays_where_it_is_and_holds_nobody_up(readers: dict[str, Reader]) -> None:
    good: list[int] = []
    bad: list[int] = []
    broken = {1}
    _collecting("test-bad", bad, readers, fail_on=broken)
    _collecting("test-good", good, readers)
    for n in range(3):
        tell(n=n)
    run_readers(forever=True, pause=0, stop=lambda: len(good) == 3)
    assert (good, bad) == ([0, 1, 2], [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, failures, problem FROM outbox_reader WHERE name = 'test-bad'")
        position, failures, problem = cursor.fetchone()
    assert position == 0 or failures >= 1
    assert "Hỏng" in problem
    broken.clear()
    run_readers()
    assert bad == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_no_event_is_lost_under_concurrent_commits(readers: dict[str, Reader]) -> None:
    """Transactions that commit in another order than they began: every event gets exactly one place."""
    seen: list[int] = []
    _collecting("test-race", seen, readers)
    settings = connection.get_connection_params()
    address = {"host": settings["host"], "user": settings["user"], "dbname": settings["dbname"]}
    done = threading.Event()

    def writer(number: int) -> None:
        with psycopg.connect(**address) as other:
            for n in range(40):
                with other.transaction():
                    other.execute(
                        "INSERT INTO outbox_event (name, payload, at) VALUES (%s, jsonb_build_object('n', %s::int), now())",
                        [NAMES[-1], number * 1000 + n],
                    )
                    other.execute("SELECT pg_sleep(random() * 0.004)")

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        run_readers()
    done.set()
    run_readers()
    assert sorted(seen) == sorted(number * 1000 + n for number in range(6) for n in range(40))
    for number in range(6):
        own = [n for n in seen if n // 1000 == number]
        assert own == sorted(own)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(position), max(position), count(*) FROM outbox_event")
        low, high, count = cursor.fetchone()
    assert (low, high) == (1, count)


@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_does_not_hold_up_the_others(readers: dict[str, Reader]) -> None:
    seen: list[int] = []
    _collecting("test-open", seen, readers)
    settings = connection.get_connection_params()
    with psycopg.connect(host=settings["host"], user=settings["user"], dbname=settings["dbname"]) as slow:
        slow.execute("INSERT INTO outbox_event (name, payload, at) VALUES (%s, '{\"n\": 1}', now())", NAMES[-1:])
        tell(n=2)
        run_readers()
        assert seen == [2]
        slow.commit()
        run_readers()
    assert seen == [2, 1]
    assert sequence() == 0
