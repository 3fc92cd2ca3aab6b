"""Quiet hours: when nobody wants their phone to ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tinhso.kernel.clock.api import ZONE


@dataclass(frozen=True)
class Quiet:
    """Hours of the local day, from `begin` (included) to `end` (not included), usually over midnight."""

    begin: time = time(21, 0)
    end: time = time(7, 0)

    def until(self, moment: datetime) -> datetime | None:
        """When the quiet ends that `moment` lies in; None when it is not quiet then, or never (begin is end)."""
        local = moment.astimezone(ZONE)
        now = local.time().replace(tzinfo=None)
        over_midnight = self.begin > self.end
        inside = (now >= self.begin or now < self.end) if over_midnight else self.begin <= now < self.end
        if not inside:
            return None
        day = local.date() + timedelta(days=1 if over_midnight and now >= self.begin else 0)
        return datetime.combine(day, self.end, tzinfo=ZONE)
