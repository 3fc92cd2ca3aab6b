"""Work of the cases block at set times."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tinhso.kernel.jobs.api import every, job, later

from . import escalation, morning, outlook, recompute
from .clock_reports import Recount
from .tally import fold_tally


@every("*/10 * * * *", name="cases.fold_tally")
def fold(timestamp: int) -> None:
    """Add the differences of the tally up, so that counting stays cheap."""
    fold_tally()


@job("cases.recompute_clocks")
def recompute_clocks() -> None:
    """Let the running clocks follow the calendar."""
    recompute.go_on()


def wake(task: Any) -> None:
    """Ask for the work on reports, once every process has read the new calendar."""
    later(task, at=timezone.now() + recompute.SETTLED, once="recompute-clocks")


@every("* * * * *", name="cases.recompute_left")
def recompute_left(timestamp: int) -> None:
    """Go on with what a killed worker has left behind."""
    if Recount.objects.filter(finished_at=None, asked_at__lt=timezone.now() - 2 * recompute.SETTLED).exists():
        recompute.go_on()


@every("*/10 * * * *", name="cases.escalate")
def escalate(timestamp: int) -> None:
    """Remind who has what is due soon; tell heads what is late."""
    escalation.climb(now=timezone.now())


@every("*/10 5-10 * * *", name="cases.morning")
def greet(timestamp: int) -> None:
    """Tell leaders at the start of their working day."""
    morning.good_morning(now=timezone.now())


@every("20 2 * * *", name="cases.learn")
def learn(timestamp: int) -> None:
    """Learn from what was decided how long steps take."""
    for agency in outlook.agencies_at_work():
        outlook.learn(agency, now=timezone.now())


@every("5,25,45 * * * *", name="cases.look_ahead")
def look_ahead(timestamp: int) -> None:
    """Renew the risk of running cases."""
    for agency in outlook.agencies_at_work():
        outlook.look_ahead(agency, now=timezone.now())
