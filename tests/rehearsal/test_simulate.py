"""The engine against the theory of queues, and against days small enough to count by hand."""

from __future__ import annotations

import random
from math import factorial

import pytest

from tinhso.systems.rehearsal.simulate import ARRIVAL, DUE, Request, Task, play

DESK = ("ubnd", "handling")


def erlang_c(load: float, servers: int) -> float:
    """The probability that somebody has to wait (A. K. Erlang, 1917)."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**n / factorial(n) for n in range(servers)) + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (3, 2.4), (8, 6.8)])
def test_waiting_is_as_erlang_says(servers: int, load: float) -> None:
    dice = random.Random(1917 + servers)
    work, now, requests = 30.0, 0.0, []
    for number in range(60_000):
        now += dice.expovariate(load / work)
        requests.append(Request(number, now, (Task("examine", DESK, dice.expovariate(1 / work)),), None))
    outcome = play(requests, {DESK: servers})
    wanted = erlang_c(load, servers) * work / (servers - load)
    passed = outcome.steps["examine"]
    assert passed.count == len(requests) == len(outcome.ended)
    assert passed.waited / passed.count == pytest.approx(wanted, rel=0.12)


def test_a_day_counted_by_hand() -> None:
    work = (Task("examine", DESK, 10.0), Task("sign", ("ubnd", "leader"), 5.0, delay=2.0))
    requests = [Request("a", 0.0, work, 17.0), Request("b", 0.0, work, 26.0), Request("c", 4.0, work, None)]
    outcome = play(requests, {DESK: 1, ("ubnd", "leader"): 1})
    assert outcome.ended == {"a": 17.0, "b": 27.0, "c": 37.0}
    assert outcome.on_time(requests) == 50.0
    assert (outcome.steps["examine"].waited, outcome.steps["sign"].waited) == (10.0 + 16.0, 0.0)
    assert outcome.busy == {DESK: 30.0, ("ubnd", "leader"): 15.0}
    two = play(requests, {DESK: 2, ("ubnd", "leader"): 1})
    assert two.ended == {"a": 17.0, "b": 22.0, "c": 27.0}


def test_by_due_date_the_urgent_one_goes_first() -> None:
    def of(order: str) -> dict[str, float]:
        requests = [
            Request("first", 0.0, (Task("x", DESK, 10.0),), 100.0),
            Request("calm", 1.0, (Task("x", DESK, 10.0),), 90.0),
            Request("urgent", 2.0, (Task("x", DESK, 10.0),), 21.0),
            Request("no limit", 1.5, (Task("x", DESK, 10.0),), None),
        ]
        return play(requests, {DESK: 1}, order=order).ended

    assert of(ARRIVAL) == {"first": 10.0, "calm": 20.0, "no limit": 30.0, "urgent": 40.0}
    assert of(DUE) == {"first": 10.0, "urgent": 20.0, "calm": 30.0, "no limit": 40.0}


def test_steps_that_nobody_works_on_only_take_time() -> None:
    tasks = (Task("wait", None, 0.0, delay=7.0), Task("nothing", DESK, 0.0), Task("x", DESK, 3.0))
    assert play([Request("a", 1.0, tasks, None), Request("b", 2.0, (), None)], {DESK: 1}).ended == {"a": 11.0, "b": 2.0}


def test_a_desk_without_anybody_is_said() -> None:
    with pytest.raises(ValueError, match="Nobody works"):
        play([Request("a", 0.0, (Task("x", DESK, 3.0),), None)], {})
