"""Makes the demo province, once. A run that was killed goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from tinhso.blocks.services.api import ProcedureVersion
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.outbox.api import run_readers

from . import licences, money, population, state
from .engine import Engine
from .lives import Lives
from .papers import Samples
from .plans import A_MONTH, Drawing, Plan
from .scenes import scenes

Progress = Callable[[int, int], None]
MONTH = timedelta(days=28)
MORE = 400  # dossiers in each earlier month
SEED = 24


def ensure(
    *, months: int = 1, progress: Progress | None = None, now: datetime | None = None, a_month: int = A_MONTH
) -> bool:
    """Make the demo province of the past `months` until `now`; True if there was something to do.

    Does nothing when it is there, whatever `months` it was made for. The first month counts four weeks.
    """
    kept = state.read()
    if kept is not None and kept.done:
        return False
    resuming = kept is not None
    kept = kept or state.begin(now or timezone.now(), months)
    bar = _Bar(progress)
    with _quick_commits():
        _make(kept, bar, resuming=resuming, a_month=a_month)
    bar.finish()
    state.finish(kept)
    return True


def _make(kept: state.State, bar: _Bar, *, resuming: bool, a_month: int) -> Engine:
    bar.total = population.size(kept.months) + licences.COUNT + a_month + MORE * (kept.months - 1)
    first = _first_moment(kept)
    world = population.populate(months=kept.months, now=first, tick=bar.tick)
    licences.load_licences(world, now=first, tick=bar.tick)
    engine = Engine(until=kept.until, resuming=resuming, tick=bar.tick)
    lives = Lives(world, engine, Samples())
    plans = _plans(
        kept, Drawing(world, until=kept.until, office=engine.office, seed=SEED), engine, world, a_month=a_month
    )
    bar.total = bar.done + len(plans) + 1
    for plan in plans:
        engine.add(lives.life(plan))
    engine.run()
    money.settle_days(world, engine)
    run_readers()
    return engine


def _plans(kept: state.State, drawing: Drawing, engine: Engine, world: population.World, *, a_month: int) -> list[Plan]:
    """Everything that will be asked for. Scenes are drawn first, so that they find people."""
    plans = list(scenes(world, drawing, engine))
    first = _first_moment(kept)
    for number in range(kept.months):
        end = kept.until - number * MONTH
        start = max(end - MONTH, first)
        if start < end:
            count = a_month if number == 0 else MORE
            plans += drawing.month(start, end, max(count - (len(plans) if number == 0 else 0), 0))
    return plans


def _first_moment(kept: state.State) -> datetime:
    """No earlier than the catalogue is in force."""
    first = ProcedureVersion.objects.order_by("valid_from").values_list("valid_from", flat=True).first()
    if first is None:
        raise LookupError("The catalogue of procedures is empty: load the reference data first.")
    start = kept.until - kept.months * MONTH
    return max(start, datetime.combine(first, datetime.min.time(), ZONE).replace(hour=7, minute=30))


class _Bar:
    """Counts what is done and tells it now and then."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.done, self.total = progress, 0, 1

    def tick(self) -> None:
        self.done += 1
        if self.progress is not None and self.done % 5 == 0:
            self.progress(min(self.done, self.total), self.total)

    def finish(self) -> None:
        if self.progress is not None:
            self.progress(self.total, self.total)


class _quick_commits:
    """While inside, a commit does not wait for the disk: what a power cut takes away is simply made again."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set synchronous_commit = off")

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("reset synchronous_commit")


__all__ = ["ensure"]
