"""What is tried: another time limit, more or fewer officials, steps that go or take less work, more applications, another order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .past import COUNTER, HANDLING, LEADER, Past
from .simulate import ARRIVAL, Desk, Request

DAY = 8 * 60.0  # working minutes of a working day, for "days" in a scenario
SEED = 766


@dataclass(frozen=True)
class Scenario:
    """One thing to try. Everything is as it was unless said otherwise.

    `days`: working days added to each time limit (negative: shorter); `limit`: time limits in per cent of what they were;
    `officials`: how many more (or fewer) at each desk of a group, in each agency; `without`: steps that go;
    `work`: work of a step in per cent of what it was; `applications`: how many came, in per cent; `order` at a desk.
    """

    days: int = 0
    limit: int = 100
    officials: dict[str, int] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    work: dict[str, int] = field(default_factory=dict)
    applications: int = 100
    order: str = ARRIVAL

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Scenario:
        return cls(**{**said, "without": tuple(said.get("without", ()))})

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "without": list(self.without)}

    @property
    def changes_nothing(self) -> bool:
        return self == Scenario()


def applied(scenario: Scenario, past: Past) -> tuple[list[Request], dict[Desk, int]]:
    """The applications and officials of a scenario. Nobody is taken from a desk where only one works."""
    officials = {desk: max(1, number + scenario.officials.get(desk[1], 0)) for desk, number in past.officials.items()}
    requests = [_changed(scenario, request) for request in _as_many(scenario, past)]
    requests.sort(key=lambda request: request.came)
    return requests, officials


def _changed(scenario: Scenario, request: Request) -> Request:
    due = request.due
    if due is not None:
        due = request.came + (due - request.came) * scenario.limit / 100 + scenario.days * DAY
    tasks = tuple(
        replace(task, work=task.work * scenario.work.get(task.step, 100) / 100)
        for task in request.tasks
        if task.step not in scenario.without
    )
    return replace(request, due=due, tasks=tasks)


def _as_many(scenario: Scenario, past: Past) -> Iterator[Request]:
    """Fewer: some are left out. More: some come twice, the second time somewhat later. The same ones each time."""
    dice = random.Random(SEED)
    share = scenario.applications / 100
    for request in past.requests:
        times = int(share) + (dice.random() < share - int(share))
        for number in range(times):
            later = dice.uniform(0, 5 * DAY) if number else 0.0
            due = None if request.due is None else request.due + later
            yield replace(request, key=(request.key, number), came=request.came + later, due=due)


__all__ = ["COUNTER", "DAY", "HANDLING", "LEADER", "Scenario", "applied"]
