"""The rule of order and the estimate of waiting, without a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.blocks.queueing.order import IN_A_ROW, Desk, Waiting, in_order, minutes_to_wait
from tinhso.kernel.clock.api import ZONE

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def line(*waiting: Waiting, counter: int = 1, groups: Any = ("A",), streak: int = 0, now: datetime = NOW) -> list[Any]:
    return [one.key for one in in_order(waiting, counter=counter, groups=groups, streak=streak, now=now)]


def test_by_time_of_arrival() -> None:
    assert line(Waiting("b", "A", ago(5)), Waiting("a", "A", ago(9)), Waiting("c", "B", ago(20))) == ["a", "b"]


def test_appointments_and_priority_share_a_line_ordered_by_hour_and_arrival() -> None:
    early = Waiting("appointment", "A", ago(30), appointment=ago(0))
    assert line(early, Waiting("old", "A", ago(10), priority=True)) == ["old", "appointment"]
    assert line(early, Waiting("old", "A", NOW + timedelta(minutes=1), priority=True)) == ["appointment", "old"]


def test_two_in_a_row_then_one_who_waits_without_priority() -> None:
    fast = [Waiting(f"p{n}", "A", ago(10 - n), priority=True) for n in range(4)]
    others = [Waiting(f"o{n}", "A", ago(60 - n)) for n in range(2)]
    assert line(*fast, *others) == ["p0", "p1", "o0", "p2", "p3", "o1"]
    assert line(*fast, *others, streak=2) == ["o0", "p0", "p1", "o1", "p2", "p3"]
    assert line(*fast, streak=2) == ["p0", "p1", "p2", "p3"], "nobody else waits: no reason to hold them up"


def test_too_early_or_too_late_for_an_appointment_waits_like_everybody() -> None:
    ordinary = Waiting("o", "A", ago(8))
    assert line(Waiting("early", "A", ago(7), appointment=NOW + timedelta(minutes=6)), ordinary) == ["o", "early"]
    assert line(Waiting("soon", "A", ago(7), appointment=NOW + timedelta(minutes=5)), ordinary) == ["soon", "o"]
    assert line(Waiting("late", "A", ago(1), appointment=ago(12)), ordinary) == ["o", "late"]
    assert line(Waiting("just", "A", ago(1), appointment=ago(11)), ordinary) == ["just", "o"]


def test_sent_on_comes_first_at_that_counter_and_nowhere_else() -> None:
    sent = Waiting("sent", "B", ago(1), counter=1)
    assert line(sent, Waiting("p", "A", ago(90), priority=True)) == ["sent", "p"]
    assert line(sent, counter=2, groups=("A", "B")) == []


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 120), st.booleans(), st.one_of(st.none(), st.integers(-60, 60))), max_size=25
    ),
    streak=st.integers(0, 2),
)
def test_nobody_is_lost_and_nobody_starves(rows: list[tuple[int, bool, int | None]], streak: int) -> None:
    waiting = [
        Waiting(n, "A", ago(since), NOW + timedelta(minutes=hour) if hour is not None else None, priority)
        for n, (since, priority, hour) in enumerate(rows)
    ]
    order = in_order(waiting, counter=1, groups=("A",), streak=streak, now=NOW)
    assert sorted(one.key for one in order) == list(range(len(waiting)))
    slow = [one for one in order if not one.fast(NOW)]
    assert slow == sorted(slow, key=lambda one: (one.since, str(one.key)))
    run = streak
    for place, one in enumerate(order):
        run = run + 1 if one.fast(NOW) else 0
        assert run <= IN_A_ROW or all(later.fast(NOW) for later in order[place:])


def test_the_estimate_plays_the_rule_through() -> None:
    waiting = [Waiting(n, "A", ago(10 - n)) for n in range(3)]
    desks = [Desk(1, ("A",), 4.0)]
    usual = {"A": 10.0}

    def wait(key: int, desks: list[Desk] = desks, usual: dict[str, float] = usual) -> float | None:
        return minutes_to_wait(key, waiting, desks, minutes=usual, streak=0, now=NOW)

    assert [wait(n) for n in range(3)] == [4.0, 14.0, 24.0]
    assert wait(2, [*desks, Desk(2, ("A",), 6.0)]) == 14.0
    assert wait(1, usual={}) is None, "no service time is known: nothing is promised"
    assert wait(0, []) is None
    assert wait(0, [Desk(1, ("B",))]) is None, "no open counter serves the group"


def test_an_empty_counter_does_not_hold_the_estimate_up() -> None:
    waiting = [Waiting("b", "B", ago(1)), Waiting("a", "A", ago(2))]
    desks = [Desk(1, ("C",)), Desk(2, ("A", "B"), 3.0)]
    assert minutes_to_wait("b", waiting, desks, minutes={"A": 5.0, "B": 9.0}, streak=0, now=NOW) == 8.0
