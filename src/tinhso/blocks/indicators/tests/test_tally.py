"""The tally gives the very numbers that counting everything gives: at every step, after a replay, beside an independent count."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import connection

from tests.province import People
from tinhso.blocks.cases.api import Case, hand_over, propose, take
from tinhso.blocks.indicators.api import COMPANIONS, INDICATORS, ONLINE, Period, compute, compute_by, year_to
from tinhso.blocks.indicators.models import Counted, Tallied, Tally
from tinhso.blocks.indicators.tally import tallied
from tinhso.kernel.outbox.api import replay, run_readers

from .conftest import NOW, Make, at

pytestmark = pytest.mark.django_db
YEAR = year_to(date(2026, 11, 24))
PERIODS = (
    YEAR,
    Period(date(2026, 10, 1), date(2026, 10, 31)),
    Period(date(2026, 11, 3), date(2026, 11, 9)),
    Period(None, date(2026, 11, 15)),
)


def agree() -> None:
    """With and without the tally: the same numbers, whole and cut."""
    for entry in tallied().values():
        for period in PERIODS:
            assert pair(compute(entry, period, at=NOW)) == pair(compute(entry, period, at=NOW, live=True)), entry.code
            for by in ("month", "agency", "unit", "channel", "device"):
                helped = compute_by(entry, period, by, at=NOW)
                counted = compute_by(entry, period, by, at=NOW, live=True)
                assert {k: pair(v) for k, v in helped.items()} == {k: pair(v) for k, v in counted.items()}, (
                    entry.code,
                    by,
                )
        cut = {"channel": "2", "device": "phone"}
        assert pair(compute(entry, YEAR, cut=cut, at=NOW)) == pair(compute(entry, YEAR, cut=cut, at=NOW, live=True))

    everybody = INDICATORS["T-c4"]
    for period in (Period(None, date(2026, 11, 24)), Period(None, date(2026, 11, 4))):
        assert pair(compute(everybody, period, at=NOW)) == pair(compute(everybody, period, at=NOW, live=True))


def pair(value: Any) -> tuple[int, int | None]:
    return value.numerator, value.denominator


def contents() -> set[tuple[Any, ...]]:
    return set(
        Tally.objects.exclude(whole=0, part=0).values_list(
            "indicator", "month", "agency", "unit", "channel", "device", "whole", "part"
        )
    )


def test_it_agrees_while_readers_lag_and_when_they_have_caught_up(make: Make, people: People, chance: Random) -> None:
    for step in range(10):
        day = chance.randint(2, 9)
        month = chance.choice([10, 11, 11])
        make(
            until=chance.choice(["filed", "received", "closed", "closed", "withdrawn"]),
            channel=chance.choice([1, 2, 2]),
            device=chance.choice(["phone", "computer"]),
            filed=f"{day:02}/{month}/2026 09:00",
            closed=f"{day + chance.randint(1, 14):02}/{month}/2026 10:00",
            not_asked=chance.choice([0, 4]),
        )
        agree()
        if step % 3 == 2:
            run_readers()
            agree()
    run_readers()
    agree()
    assert Tally.objects.exists() and Counted.objects.count() == Case.objects.filter(closed_at__isnull=False).count()


def test_a_replay_from_zero_builds_the_same(make: Make, people: People) -> None:
    for until, channel in (("closed", 2), ("received", 1), ("closed", 1), ("withdrawn", 2)):
        case = make(until=until, channel=channel)
        run_readers()
    case = take(people.officer, make(until="received"), now=at("17/11/2026 09:00"))
    propose(people.officer, case, outcome="grant", now=at("17/11/2026 09:10"))
    run_readers()
    before = contents()
    assert before
    replay("indicators")
    assert contents() == before
    agree()


def test_a_change_after_the_end_is_counted_anew_and_once(make: Make, people: People) -> None:
    case = make(channel=1)
    run_readers()
    before = contents()
    case.refresh_from_db()
    if case.returned_at is None:
        hand_over(people.counter, case, now=at("18/11/2026 09:00"))
    run_readers()
    run_readers()
    assert contents() == before
    agree()


def test_when_a_declaration_changes_the_tally_is_made_again(make: Make) -> None:
    make(channel=1)
    make(until="filed")
    run_readers()
    Tallied.objects.update(fingerprint="another")
    Tally.objects.update(whole=1000)
    assert compute(ONLINE, YEAR, at=NOW).denominator == 1
    make(channel=1)
    run_readers()
    assert [row.whole for row in Tally.objects.filter(indicator=ONLINE.code)] == [2]
    assert compute(INDICATORS["T-c4"], Period(None, date(2026, 11, 24)), at=NOW).numerator == 1
    agree()


def test_it_is_really_used(make: Make) -> None:
    """Otherwise the other tests would compare a thing with itself."""
    make()
    run_readers()
    Tally.objects.filter(indicator=ONLINE.code).update(whole=1000)
    assert compute(ONLINE, YEAR, at=NOW).denominator == 1000
    assert compute(ONLINE, YEAR, at=NOW, live=True).denominator == 1
    assert {entry.code for entry in COMPANIONS} - set(tallied()) == {"766-3.2"}
    assert "T-a1" not in tallied() and "T-c4" not in tallied() and INDICATORS


def test_independent_sql_gives_the_same_sum(make: Make) -> None:
    for channel in (1, 2, 2):
        make(channel=channel)
    run_readers()
    with connection.cursor() as cursor:
        cursor.execute(
            "select sum(whole), sum(part) from indicators_tally where indicator = '766-3.3'"
            " union all select count(*), count(*) filter (where channel = 2) from cases_case where closed_at is not null"
        )
        tally, recount = cursor.fetchall()
    assert tally == recount == (3, 2)
