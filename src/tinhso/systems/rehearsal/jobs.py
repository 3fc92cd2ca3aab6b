"""Playing a rehearsal, out of the way of those who work."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.declare import ZONE, Case, job, system_actor

from .actions import finish
from .compare import compared
from .models import Rehearsal
from .past import read
from .scenario import Scenario

log = logging.getLogger("tinhso.rehearsal")
WHO = "Diễn tập chính sách"
FEWEST = 20


def applications(rehearsal: Rehearsal) -> QuerySet[Case]:
    """The decided applications that were received in the period."""
    start = datetime.combine(rehearsal.first, clock(), ZONE)
    end = datetime.combine(rehearsal.last + timedelta(days=1), clock(), ZONE)
    rows = Case.objects.filter(received_at__gte=start, received_at__lt=end, closed_at__isnull=False)
    if rehearsal.agency:
        rows = rows.filter(agency=rehearsal.agency)
    return rows.filter(matter=rehearsal.matter) if rehearsal.matter else rows


@job("rehearsal.play", queue="rehearsal")
def play_rehearsal(rehearsal: str) -> None:
    """Play one rehearsal and keep its result."""
    found = Rehearsal.objects.filter(pk=rehearsal).first()
    if found is None or found.state == Rehearsal.State.DONE:
        return
    began = time.perf_counter()
    try:
        result = _result(found)
    except Exception:
        log.exception("The rehearsal %s failed", found.pk)
        finish(system_actor(WHO), found, problem=_("Có lỗi khi chạy. Bộ phận kỹ thuật đã được báo."))
        return
    if isinstance(result, str):
        finish(system_actor(WHO), found, problem=result)
    else:
        finish(system_actor(WHO), found, result=result, took=time.perf_counter() - began)


def _result(found: Rehearsal) -> dict[str, Any] | str:
    """What the play gives, or why there is nothing to play."""
    tell = _Progress(found)
    past = read(applications(found), tell=tell.reading)
    if len(past.requests) < FEWEST:
        return _("Kỳ này chỉ có %(n)s hồ sơ đã giải quyết; cần ít nhất %(few)s.") % {
            "n": len(past.requests),
            "few": FEWEST,
        }
    return compared(past, Scenario.from_json(found.scenario), tell=tell.playing)


class _Progress:
    """Reading is the first half, the two plays a quarter each."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal, self.shown, self.plays = rehearsal, 0, 0
        self.show(1)

    def reading(self, done: int, total: int) -> None:
        self.show(min(50, 50 * done // max(total, 1)))

    def playing(self, done: int, total: int) -> None:
        share = 25 * done // max(total, 1)
        if 50 + share < self.shown:
            self.plays = 1
        self.show(50 + 25 * self.plays + share)

    def show(self, percent: int) -> None:
        if percent > self.shown:
            self.shown = percent
            Rehearsal.objects.filter(pk=self.rehearsal.pk).update(progress=percent)
