"""Moves many lives forward in the order of time. A life is a generator: it yields when it wants to go on, then acts."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from tinhso.blocks.cases.api import Case
from tinhso.blocks.documents.api import WITHOUT_PAPER
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import ZONE, WorkingTime, working_time_of
from tinhso.kernel.trail.api import record_of_key

log = logging.getLogger("tinhso.demo")
Life = Generator[datetime, None, None]


@dataclass
class Engine:
    """Runs lives until a moment; nothing happens after it."""

    until: datetime
    resuming: bool = False
    tick: Callable[[], None] = lambda: None
    office: WorkingTime = field(default_factory=lambda: working_time_of("office"))
    steps: int = 0
    refused: list[str] = field(default_factory=list)
    _queue: list[tuple[datetime, int, Life]] = field(default_factory=list)
    _count: int = 0

    def add(self, life: Life) -> None:
        """Let a life begin; it is not touched before its first moment."""
        self._push(life)

    def run(self) -> None:
        """Everything that happens until the end; what would happen later stays as it stands."""
        while self._queue:
            _at, _number, life = heapq.heappop(self._queue)
            self._push(life)

    def _push(self, life: Life) -> None:
        try:
            at = next(life, None)
        except Refused as no:
            # A chance that the rules do not allow: the dossier stays where it is, as in real life.
            log.warning("A simulated life stopped: %s", no)
            self.refused.append(str(no))
            at = None
        if at is None or at > self.until:
            self.tick()
            return
        self._count += 1
        heapq.heappush(self._queue, (at, self._count, life))

    def do(
        self,
        key: str,
        action: Any,
        actor: Actor,
        subject: models.Model | None,
        *,
        at: datetime,
        papers_from: datetime | None = None,
        **inputs: Any,
    ) -> Any:
        """One action by one actor at a moment, once: what an earlier, killed run has done is only read.

        Before `papers_from`, results and receipts are decided but not laid out.
        """
        if self.resuming and (known := record_of_key(key)) is not None:
            return known
        self.steps += 1
        door = "demo" if papers_from is None or at >= papers_from else WITHOUT_PAPER
        return action(actor.through(door), subject, now=at, key=key, **inputs)

    def later(self, at: datetime, hours: float) -> datetime:
        """After so many hours of work of the offices."""
        return self.office.next_working_moment(self.office.add(at, timedelta(hours=hours)))

    def back(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """An hour of the n-th working day before the end (0: the last working day that has begun)."""
        day = self.until.astimezone(ZONE).date()
        while not self.office.is_working_day(day):
            day -= timedelta(days=1)
        for _ in range(days):
            day -= timedelta(days=1)
            while not self.office.is_working_day(day):
                day -= timedelta(days=1)
        return datetime.combine(day, datetime.min.time(), ZONE).replace(hour=hour, minute=minute)


def fresh(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(pk=case.pk)
