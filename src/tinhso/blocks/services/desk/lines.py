"""How a case reads in lists: its deadline in working time, its step as a dot and a word, where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tinhso.blocks.cases.api import Case, Channel, State, step_title, working_time
from tinhso.kernel.clock.api import WorkingTime

from ..deadlines import Deadline, deadline_of

SHAPES = {"receive": "ring", "sign": "half", "examine": "half"}


@dataclass(frozen=True)
class Line:
    """A row of a list."""

    case: Case
    deadline: Deadline
    step: str
    tone: str
    shape: str
    source: str

    @property
    def short(self) -> str:
        """The code without the identifier that all codes of the province share."""
        return self.case.code.removeprefix("H32-")


def line_of(case: Case, now: datetime, working: WorkingTime | None = None) -> Line:
    """A case as a row of a list."""
    step, tone, shape = _step(case)
    return Line(case, deadline_of(case, now, working), step, tone, shape, source_of(case))


def lines_of(cases: list[Case], now: datetime) -> list[Line]:
    """Rows of a list; the working time of each agency is read once."""
    hours: dict[str, WorkingTime] = {}
    for case in cases:
        if case.agency not in hours:
            hours[case.agency] = working_time(case)
    return [line_of(case, now, hours[case.agency]) for case in cases]


def _step(case: Case) -> tuple[str, str, str]:
    if case.state == State.SUPPLEMENT:
        return _("Chờ bổ sung"), "hold", "full"
    if case.state == State.PAYMENT:
        return _("Chờ nộp phí"), "warn", "ring"
    if case.closed_at is not None or not case.step:
        good = case.state in (State.DONE, State.RETURNED)
        return str(case.get_state_display()), "ok" if good else "plain", "full"
    if case.supplements and case.step not in ("sign", "receive"):
        return _("Đã bổ sung"), "ok", "full"
    if case.state == State.RECEIVED:
        return _("Mới tiếp nhận"), "info", "ring"
    return step_title(case), "info", SHAPES.get(case.step, "half")


def source_of(case: Case) -> str:
    """Where a case came from, in a word."""
    if case.source not in ("", "tinhso"):
        return {"dvcqg": _("DVCQG"), "vneid": "VNeID"}.get(case.source, case.source.upper())
    return {
        Channel.COUNTER: _("Một cửa"),
        Channel.ONLINE: _("Trực tuyến"),
        Channel.POST: _("Bưu chính"),
    }.get(Channel(case.channel), "")
