"""The legal clock of one piece of work: what happened to it, and what follows for its due date.

The clock is its list of events; everything else is computed from them and a working time, so a due date can always be
explained, and computed again when a holiday is announced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from tinhso.kernel.law.api import Law

from .durations import Due, Duration, due
from .working import ZONE, WorkingTime

POLICIES = ("pause", "restart")
KINDS = ("started", "paused", "resumed", "extended", "stopped")


class ClockError(ValueError):
    """An event that cannot follow those before it."""


@dataclass(frozen=True)
class ClockEvent:
    """One event. `limit` and `policy` belong to the start, `until` to an extension, `cause` and `law` say why."""

    kind: str
    at: datetime
    cause: str = ""
    law: Law | None = None
    limit: Duration | None = None
    policy: str = ""
    until: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        values: dict[str, Any] = {"kind": self.kind, "at": self.at.astimezone(ZONE).isoformat()}
        if self.cause:
            values["cause"] = self.cause
        if self.law:
            values["law"] = self.law.to_json()
        if self.limit:
            values["limit"] = self.limit.to_json()
        if self.policy:
            values["policy"] = self.policy
        if self.until:
            values["until"] = self.until.astimezone(ZONE).isoformat()
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ClockEvent:
        limit = values.get("limit")
        until = values.get("until")
        law = values.get("law")
        return cls(
            kind=values["kind"],
            at=datetime.fromisoformat(values["at"]),
            cause=values.get("cause", ""),
            law=Law.from_json(law) if law else None,
            limit=Duration(int(limit[0]), str(limit[1])) if limit else None,
            policy=values.get("policy", ""),
            until=datetime.fromisoformat(until) if until else None,
        )


@dataclass(frozen=True)
class Line:
    """One line of the explanation: when, what, by which clause, and the due date after it."""

    at: datetime
    sentence: str
    law: Law | None
    due_at: datetime | None


@dataclass(frozen=True)
class Clock:
    """A legal clock as its events leave it.

    `due_at` is None when the limit is unknown. `waited` is the working time in which the work waited for the applicant.
    """

    events: tuple[ClockEvent, ...]
    working: WorkingTime
    due_at: datetime | None = None
    started_at: datetime | None = None
    paused_since: datetime | None = None
    stopped_at: datetime | None = None
    waited: timedelta = timedelta()
    extensions: int = 0
    lines: tuple[Line, ...] = ()
    _limit: Duration | None = None
    _policy: str = "pause"
    _left: timedelta = timedelta()

    @classmethod
    def of(cls, events: Iterable[ClockEvent], working: WorkingTime) -> Clock:
        """The clock after these events. Raises ClockError with a sentence if they cannot follow each other."""
        clock = cls((), working)
        for event in events:
            clock = clock.after(event)
        return clock

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]], working: WorkingTime) -> Clock:
        return cls.of([ClockEvent.from_json(row) for row in rows], working)

    def to_json(self) -> list[dict[str, Any]]:
        return [event.to_json() for event in self.events]

    def after(self, event: ClockEvent) -> Clock:
        """The clock after one more event."""
        if event.kind not in KINDS:
            raise ClockError(f"Unknown clock event: {event.kind}.")
        if self.events and event.at < self.events[-1].at:
            raise ClockError(gettext("Sự kiện của đồng hồ phải theo thứ tự thời gian."))
        if (event.kind == "started") == (self.started_at is not None):
            raise ClockError(gettext("Đồng hồ chưa chạy hoặc đã chạy rồi."))
        if self.stopped_at is not None:
            raise ClockError(gettext("Đồng hồ đã dừng hẳn."))
        changed: Clock = getattr(self, f"_{event.kind}")(event)
        return replace(changed, events=(*self.events, event))

    def _started(self, event: ClockEvent) -> Clock:
        policy = event.policy or "pause"
        if policy not in POLICIES:
            raise ClockError(f"Unknown policy: {policy}.")
        if event.limit is None:
            line = Line(event.at, gettext("Tiếp nhận; danh mục không nêu thời hạn giải quyết."), event.law, None)
            return replace(self, started_at=event.at, _policy=policy, lines=(line,))
        end = due(event.at, event.limit, self.working)
        lines = self._explained(event, gettext("Tiếp nhận; thời hạn %(limit)s.") % {"limit": event.limit}, end)
        return replace(self, started_at=event.at, due_at=end.moment, _limit=event.limit, _policy=policy, lines=lines)

    def _explained(self, event: ClockEvent, sentence: str, end: Due) -> tuple[Line, ...]:
        first = Line(event.at, sentence, event.law, end.moment)
        return (*self.lines, first, *(Line(event.at, reason, law, end.moment) for reason, law in end.reasons))

    def _paused(self, event: ClockEvent) -> Clock:
        if self.paused_since is not None:
            raise ClockError(gettext("Đồng hồ đang tạm dừng rồi."))
        left = self.working.between(event.at, self.due_at) if self.due_at else timedelta()
        sentence = gettext("Tạm dừng: %(cause)s.") % {"cause": event.cause}
        return replace(
            self,
            paused_since=event.at,
            _left=left,
            lines=(*self.lines, Line(event.at, sentence, event.law, self.due_at)),
        )

    def _resumed(self, event: ClockEvent) -> Clock:
        if self.paused_since is None:
            raise ClockError(gettext("Đồng hồ không tạm dừng."))
        waited = self.waited + self.working.between(self.paused_since, event.at)
        running = replace(self, paused_since=None, waited=waited, _left=timedelta())
        if self.due_at is None or self._limit is None:
            return running
        if self._policy == "restart":
            end = due(event.at, self._limit, self.working)
            sentence = gettext("Đã bổ sung; thời hạn %(limit)s tính lại từ đầu.") % {"limit": self._limit}
            return replace(running, due_at=end.moment, lines=self._explained(event, sentence, end))
        return self._go_on(event, running)

    def _go_on(self, event: ClockEvent, running: Clock) -> Clock:
        """The due date moves by the time that was waited. One that was late before the pause stays as it was."""
        assert self.due_at is not None and self.paused_since is not None
        if self._left < timedelta():
            sentence, moved = (
                gettext("Tiếp tục; hồ sơ đã quá hạn trước khi tạm dừng nên hạn trả giữ nguyên."),
                self.due_at,
            )
        else:
            moved = max(self.working.add(event.at, self._left), self.due_at)
            waited = humanised(self.working.between(self.paused_since, event.at), self.working)
            sentence = gettext("Tiếp tục sau %(waited)s chờ: hạn trả %(old)s → %(new)s.") % {
                "waited": waited,
                "old": f"{self.due_at.astimezone(ZONE):%H:%M %d/%m}",
                "new": f"{moved.astimezone(ZONE):%H:%M %d/%m}",
            }
        return replace(running, due_at=moved, lines=(*self.lines, Line(event.at, sentence, event.law, moved)))

    def _extended(self, event: ClockEvent) -> Clock:
        if self.extensions >= 1:
            raise ClockError(gettext("Thời hạn chỉ được gia hạn một lần."))
        if event.until is None or (self.due_at is not None and event.until <= self.due_at):
            raise ClockError(gettext("Hạn mới phải sau hạn cũ."))
        sentence = gettext("Gia hạn một lần: %(cause)s.") % {"cause": event.cause}
        left = self.working.between(self.paused_since, event.until) if self.paused_since else timedelta()
        line = Line(event.at, sentence, event.law, event.until)
        return replace(self, due_at=event.until, extensions=1, _left=left, lines=(*self.lines, line))

    def _stopped(self, event: ClockEvent) -> Clock:
        waited = self.waited
        if self.paused_since is not None:
            waited += self.working.between(self.paused_since, event.at)
        line = Line(event.at, event.cause or gettext("Kết thúc."), event.law, self.due_at)
        return replace(self, stopped_at=event.at, waited=waited, lines=(*self.lines, line))

    def remaining(self, now: datetime) -> timedelta | None:
        """Working time left at `now` (negative: late), or None without a due date. Stands still while paused."""
        if self.due_at is None:
            return None
        if self.paused_since is not None:
            return self._left
        return self.working.between(self.stopped_at or now, self.due_at)

    def on_time(self, now: datetime) -> bool | None:
        """Whether it ended (or would end now) in time; None without a due date."""
        left = self.remaining(now)
        if left is None or self.due_at is None:
            return None
        if self.paused_since is not None:
            return left >= timedelta()
        return (self.stopped_at or now) <= self.due_at

    def used(self, now: datetime) -> timedelta:
        """Working time that the agency has had, without the waiting."""
        if self.started_at is None:
            return timedelta()
        end = self.stopped_at or self.paused_since or now
        return max(self.working.between(self.started_at, end) - self.waited, timedelta())

    def under(self, working: WorkingTime) -> Clock:
        """The same events under another calendar (a holiday was announced, hours changed)."""
        return Clock.of(self.events, working)


def humanised(amount: timedelta, working: WorkingTime) -> str:
    """A span of working time in words: "2 giờ 10 phút", "3 ngày" (of eight hours)."""
    minutes = round(abs(amount).total_seconds() / 60)
    day = round(
        max(working.on_day(working.next_working_day(datetime(2000, 1, 1, tzinfo=ZONE).date())).total_seconds() / 60, 1)
    )
    if minutes >= day:
        days, rest = divmod(minutes, day)
        hours = rest // 60
        text = gettext("%(n)s ngày") % {"n": days}
        return text + (" " + gettext("%(n)s giờ") % {"n": hours} if hours and days < 3 else "")
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(gettext("%(n)s giờ") % {"n": hours})
    if rest or not hours:
        parts.append(gettext("%(n)s phút") % {"n": rest})
    return " ".join(parts)


def time_left(clock: Clock, now: datetime) -> str:
    """For lists: "Còn 2 giờ 10 phút", "Quá 3 giờ", "Tạm dừng"."""
    left = clock.remaining(now)
    if left is None:
        return gettext("Không nêu hạn")
    if clock.paused_since is not None and clock.stopped_at is None:
        return gettext("Tạm dừng")
    words = humanised(left, clock.working)
    return (gettext("Quá %(time)s") if left < timedelta() else gettext("Còn %(time)s")) % {"time": words}
