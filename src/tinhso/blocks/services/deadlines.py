"""The deadline of a case in words, for officials and applicants alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tinhso.blocks.cases.api import Case, working_time
from tinhso.kernel.clock.api import ZONE, WorkingTime, humanised

SOON = timedelta(hours=4)


@dataclass(frozen=True)
class Deadline:
    """What is left of the time limit: words, a tone, per cent used, and the words below."""

    text: str
    tone: str
    used: float | None
    note: str = ""


def deadline_of(case: Case, now: datetime, working: WorkingTime | None = None) -> Deadline:
    """The deadline of a case at a moment, in working time of the competent agency."""
    hours = working or working_time(case)
    promised = _("Hẹn trả %(when)s") % {"when": when(case.due_at, now)} if case.due_at else ""
    if case.closed_at is not None:
        return _closed(case, promised)
    if case.paused_since is not None:
        return Deadline(_("Tạm dừng"), "hold", _used(case, case.paused_since, hours), promised)
    if case.due_at is None:
        waits = _("Chưa tính hạn") if case.received_at is None else _("Không nêu hạn")
        return Deadline(waits, "plain", None)
    left = hours.between(now, case.due_at)
    used = _used(case, now, hours)
    if now > case.due_at:
        return Deadline(_("Quá %(time)s") % {"time": humanised(left, hours)}, "bad", 100.0, promised)
    if left <= SOON:
        return Deadline(_("Còn %(time)s") % {"time": humanised(left, hours)}, "warn", used, promised)
    days = (case.due_at.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
    text = when(case.due_at, now) if days <= 1 else _("Còn %(time)s") % {"time": humanised(left, hours)}
    return Deadline(text[:1].upper() + text[1:], "ok", used, promised)


def _closed(case: Case, promised: str) -> Deadline:
    if case.on_time is None:
        return Deadline(_("Đã xong"), "plain", None, promised)
    if case.on_time:
        return Deadline(_("Xong đúng hạn"), "ok", None, promised)
    return Deadline(_("Xong quá hạn"), "bad", None, promised)


def _used(case: Case, until: datetime, hours: WorkingTime) -> float | None:
    if case.received_at is None or case.due_at is None:
        return None
    whole = hours.between(case.received_at, case.due_at)
    return 100.0 if not whole else min(100.0, 100 * (hours.between(case.received_at, until) / whole))


def when(moment: datetime | None, now: datetime) -> str:
    """A moment as people say it: "16:30 hôm nay", "16:30 ngày mai", "16:30 27/11"."""
    if moment is None:
        return ""
    local = moment.astimezone(ZONE)
    days = (local.date() - now.astimezone(ZONE).date()).days
    hour = f"{local:%H:%M}"
    if days in (-1, 0, 1):
        words = {-1: _("%(hour)s hôm qua"), 0: _("%(hour)s hôm nay"), 1: _("%(hour)s ngày mai")}
        return words[days] % {"hour": hour}
    return f"{hour} {local:%d/%m}" if local.year == now.astimezone(ZONE).year else f"{hour} {local:%d/%m/%Y}"
