"""The engine: applications pass desks, each with some officials who work on one at a time. Times in working minutes.

Checked against the formula of Erlang C (waiting in a queue with several servers, Erlang 1917) in the tests.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from statistics import mean
from typing import Any

ARRIVAL, DUE = "arrival", "due"
Desk = tuple[str, str]  # agency, group of roles


@dataclass(frozen=True, slots=True)
class Task:
    """One step of an application: `work` minutes of an official at a desk, after `delay` minutes at nobody's desk."""

    step: str
    desk: Desk | None
    work: float
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """One application: when it came, its tasks in order, and when it was due (None: no time limit)."""

    key: Any
    came: float
    tasks: tuple[Task, ...]
    due: float | None


@dataclass
class Passing:
    """What one step was like: how many passed, how long they waited for an official, and how long the work took."""

    count: int = 0
    waited: float = 0.0
    worked: float = 0.0


@dataclass
class Outcome:
    """What came of a play. `ended` gives the moment each application was finished; `busy` the minutes worked at each desk."""

    ended: dict[Any, float] = field(default_factory=dict)
    steps: dict[str, Passing] = field(default_factory=lambda: defaultdict(Passing))
    busy: dict[Desk, float] = field(default_factory=lambda: defaultdict(float))
    horizon: float = 0.0

    def on_time(self, requests: Sequence[Request]) -> float | None:
        """The share of applications with a time limit that ended in time, in per cent; None if none has a limit."""
        judged = [self.ended[one.key] <= one.due for one in requests if one.due is not None]
        return 100 * mean(judged) if judged else None


def play(
    requests: Sequence[Request],
    officials: Mapping[Desk, int],
    *,
    order: str = ARRIVAL,
    tell: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Play all applications. `order`: who is served first at a desk, by arrival or by due date. `tell` hears of progress.

    Raises ValueError for a desk where nobody works although there is work.
    """
    outcome = Outcome()
    free = dict(officials)
    queues: dict[Desk, Any] = {desk: deque() if order == ARRIVAL else [] for desk in free}
    events: list[tuple[float, int, int, int]] = []  # moment, number, request, task (+0.5 handled by `working`)
    number = 0
    for index, request in enumerate(requests):
        number += 1
        delay = request.tasks[0].delay if request.tasks else 0.0
        heappush(events, (request.came + delay, number, index, 0))
    working: set[tuple[int, int]] = set()
    done = 0
    while events:
        moment, _n, index, place = heappop(events)
        request = requests[index]
        if (index, place) in working:
            working.discard((index, place))
            desk = request.tasks[place].desk
            assert desk is not None
            free[desk] += 1
            _serve_next(desk, moment, requests, queues, free, working, events, outcome, order)
            number = _onward(index, place + 1, moment, request, events, number)
            if place + 1 == len(request.tasks):
                outcome.ended[request.key] = moment
                done += 1
                if tell is not None and done % 5000 == 0:
                    tell(done, len(requests))
            continue
        if place >= len(request.tasks):
            outcome.ended[request.key] = moment
            done += 1
            continue
        task = request.tasks[place]
        if task.desk is None or task.work <= 0:
            passed = outcome.steps[task.step]
            passed.count += 1
            number = _onward(index, place + 1, moment, request, events, number)
            if place + 1 == len(request.tasks):
                outcome.ended[request.key] = moment
                done += 1
            continue
        if task.desk not in free or officials[task.desk] < 1:
            raise ValueError(f"Nobody works at the desk {task.desk}.")
        _wait(task.desk, moment, index, place, request, queues, order)
        _serve_next(task.desk, moment, requests, queues, free, working, events, outcome, order)
    outcome.horizon = max(outcome.ended.values(), default=0.0) - min((one.came for one in requests), default=0.0)
    return outcome


def _onward(index: int, place: int, moment: float, request: Request, events: list[Any], number: int) -> int:
    if place < len(request.tasks):
        number += 1
        heappush(events, (moment + request.tasks[place].delay, number, index, place))
    return number


def _wait(desk: Desk, moment: float, index: int, place: int, request: Request, queues: Any, order: str) -> None:
    if order == ARRIVAL:
        queues[desk].append((moment, index, place))
    else:
        due = request.due if request.due is not None else float("inf")
        heappush(queues[desk], (due, moment, index, place))


def _serve_next(
    desk: Desk, moment: float, requests: Sequence[Request], queues: Any, free: dict[Desk, int],
    working: set[tuple[int, int]], events: list[Any], outcome: Outcome, order: str,
) -> None:  # fmt: skip
    queue = queues[desk]
    while queue and free[desk] > 0:
        came, index, place = queue.popleft() if order == ARRIVAL else heappop(queue)[1:]
        task = requests[index].tasks[place]
        free[desk] -= 1
        working.add((index, place))
        passed = outcome.steps[task.step]
        passed.count += 1
        passed.waited += moment - came
        passed.worked += task.work
        outcome.busy[desk] += task.work
        heappush(events, (moment + task.work, -len(events), index, place))
