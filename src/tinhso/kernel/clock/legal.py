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

from .durations import Due, Duration, due, end_of
from .events import KINDS, ClockError, ClockEvent, Line
from .working import ZONE, WorkingTime

POLICIES = ("pause", "restart")


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
    explains: bool = True
    _limit: Duration | None = None
    _policy: str = "pause"
    _law: Law | None = None
    _left: timedelta = timedelta()

    @classmethod
    def of(cls, events: Iterable[ClockEvent], working: WorkingTime, *, explain: bool = True) -> Clock:
        """The clock after these events. Raises ClockError with a sentence if they cannot follow each other.

        With `explain=False` only the figures are computed, no `lines`: for counting many clocks.
        """
        clock = cls((), working, explains=explain)
        for event in events:
            clock = clock._followed_by(event)
        return clock

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]], working: WorkingTime, *, explain: bool = True) -> Clock:
        return cls.of([ClockEvent.from_json(row) for row in rows], working, explain=explain)

    def to_json(self) -> list[dict[str, Any]]:
        return [event.to_json() for event in self.events]

    def after(self, event: ClockEvent) -> Clock:
        """The clock after one more event. Raises ClockError with a sentence if it cannot follow."""
        if event.kind == "extended" and (event.until is None or (self.due_at and event.until <= self.due_at)):
            raise ClockError(gettext("Hạn mới phải sau hạn cũ."))
        return self._followed_by(event)

    def _followed_by(self, event: ClockEvent) -> Clock:
        """`after`, but under another calendar than the one that an extension was given under."""
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

    def _says(self, event: ClockEvent, sentence: str, due_at: datetime | None) -> tuple[Line, ...]:
        """The lines with one more. An event that names no law of its own follows the one the clock was started by."""
        return (*self.lines, Line(event.at, sentence, event.law or self._law, due_at))

    def _started(self, event: ClockEvent) -> Clock:
        policy = event.policy or "pause"
        if policy not in POLICIES:
            raise ClockError(f"Unknown policy: {policy}.")
        begun = replace(self, started_at=event.at, _policy=policy, _law=event.law, _limit=event.limit)
        if event.limit is None:
            sentence = gettext("Tiếp nhận; danh mục không nêu thời hạn giải quyết.")
            return replace(begun, lines=self._says(event, sentence, None))
        if not self.explains:
            return replace(begun, due_at=end_of(event.at, event.limit, self.working))
        end = due(event.at, event.limit, self.working)
        sentence = gettext("Tiếp nhận; thời hạn %(limit)s.") % {"limit": event.limit}
        return replace(begun, due_at=end.moment, lines=self._explained(event, sentence, end))

    def _explained(self, event: ClockEvent, sentence: str, end: Due) -> tuple[Line, ...]:
        law = event.law or self._law
        more = (Line(event.at, reason, own or law, end.moment) for reason, own in end.reasons)
        return (*self.lines, Line(event.at, sentence, law, end.moment), *more)

    def _paused(self, event: ClockEvent) -> Clock:
        if self.paused_since is not None:
            raise ClockError(gettext("Đồng hồ đang tạm dừng rồi."))
        left = self.working.between(event.at, self.due_at) if self.due_at else timedelta()
        paused = replace(self, paused_since=event.at, _left=left)
        if not self.explains:
            return paused
        sentence = gettext("Tạm dừng: %(cause)s.") % {"cause": event.cause}
        return replace(paused, lines=self._says(event, sentence, self.due_at))

    def _resumed(self, event: ClockEvent) -> Clock:
        if self.paused_since is None:
            raise ClockError(gettext("Đồng hồ không tạm dừng."))
        waited = self.waited + self.working.between(self.paused_since, event.at)
        running = replace(self, paused_since=None, waited=waited, _left=timedelta())
        if self.due_at is None or self._limit is None:
            return running
        if self._policy == "restart":
            if not self.explains:
                return replace(running, due_at=end_of(event.at, self._limit, self.working))
            end = due(event.at, self._limit, self.working)
            sentence = gettext("Đã bổ sung; thời hạn %(limit)s tính lại từ đầu.") % {"limit": self._limit}
            return replace(running, due_at=end.moment, lines=self._explained(event, sentence, end))
        return self._go_on(event, running)

    def _go_on(self, event: ClockEvent, running: Clock) -> Clock:
        """The due date moves by the time that was waited. One that was late before the pause stays as it was."""
        assert self.due_at is not None and self.paused_since is not None
        was_late = self._left < timedelta()
        moved = self.due_at if was_late else max(self.working.add(event.at, self._left), self.due_at)
        if not self.explains:
            return replace(running, due_at=moved)
        sentence = gettext("Tiếp tục; hồ sơ đã quá hạn trước khi tạm dừng nên hạn trả giữ nguyên.")
        if not was_late:
            waited = humanised(self.working.between(self.paused_since, event.at), self.working)
            sentence = gettext("Tiếp tục sau %(waited)s chờ: hạn trả %(old)s → %(new)s.") % {
                "waited": waited,
                "old": short(self.due_at),
                "new": short(moved),
            }
        return replace(running, due_at=moved, lines=self._says(event, sentence, moved))

    def _extended(self, event: ClockEvent) -> Clock:
        """A later date, once. Where the calendar has changed since, it is never before the date by the calendar, nor on a
        day off.
        """
        if self.extensions >= 1:
            raise ClockError(gettext("Thời hạn chỉ được gia hạn một lần."))
        if event.until is None:
            raise ClockError(gettext("Hạn mới phải sau hạn cũ."))
        local = event.until.astimezone(ZONE)
        until = local
        if not self.working.counts(local.date()):
            until = self.working.end_of(self.working.next_counted_day(local.date()))
        if self.due_at is not None:
            until = max(until, self.due_at)
        left = self.working.between(self.paused_since, until) if self.paused_since else timedelta()
        longer = replace(self, due_at=until, extensions=1, _left=left)
        if not self.explains:
            return longer
        sentence = gettext("Gia hạn một lần: %(cause)s.") % {"cause": event.cause}
        return replace(longer, lines=self._says(event, sentence, until))

    def _recomputed(self, event: ClockEvent) -> Clock:
        """The calendar changed: the date is computed under the new one anyway; here is said why it is another.

        Lines above that show today's date showed the former one until then.
        """
        if not self.explains or event.was is None or event.until is None:
            return self
        lines = tuple(replace(line, due_at=event.was) if line.due_at == event.until else line for line in self.lines)
        sentence = gettext("%(cause)s: hạn trả %(old)s → %(new)s.") % {
            "cause": event.cause,
            "old": short(event.was),
            "new": short(event.until),
        }
        return replace(self, lines=(*lines, Line(event.at, sentence, event.law or self._law, event.until)))

    def _kept(self, event: ClockEvent) -> Clock:
        """The same, and the date does not get earlier than `until`, whatever the calendar says."""
        held = self
        if event.until is not None and self.due_at is not None and event.until > self.due_at:
            left = self.working.between(self.paused_since, event.until) if self.paused_since else timedelta()
            held = replace(self, due_at=event.until, _left=left)
        if event.was == event.until and self.explains:
            sentence = gettext("%(cause)s: hạn trả giữ nguyên.") % {"cause": event.cause}
            return replace(held, lines=held._says(event, sentence, held.due_at))
        return held._recomputed(event)

    def _stopped(self, event: ClockEvent) -> Clock:
        waited = self.waited
        if self.paused_since is not None:
            waited += self.working.between(self.paused_since, event.at)
        stopped = replace(self, stopped_at=event.at, waited=waited)
        if not self.explains:
            return stopped
        return replace(stopped, lines=self._says(event, event.cause or gettext("Kết thúc."), self.due_at))

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
        return Clock.of(self.events, working, explain=self.explains)


def short(moment: datetime) -> str:
    """17:30 30/11, as the lines say it."""
    return f"{moment.astimezone(ZONE):%H:%M %d/%m}"


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
