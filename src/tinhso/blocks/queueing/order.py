"""Who is called next, and how long one waits: the rule that hangs on the wall, as pure functions.

The rule (illustrative; the centre may be given another by its province):
1. Somebody sent on to this very counter comes first: that person has waited already.
2. An appointment counts from its hour (five minutes before at the earliest) if its holder checked in at most ten minutes
   late; a person of a priority group counts from arrival. These two share one line, ordered by that time.
3. After two in a row from that line, one person without priority is called, so that nobody waits for ever.
4. Everybody else is called by time of arrival; who came too early or too late for an appointment waits among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

IN_A_ROW = 2
EARLY, LATE = timedelta(minutes=5), timedelta(minutes=10)


@dataclass(frozen=True)
class Waiting:
    """One waiting ticket: its group, since when it waits, the hour of its appointment, the counter it was sent to."""

    key: Any
    group: str
    since: datetime
    appointment: datetime | None = None
    priority: bool = False
    counter: int | None = None

    def fast(self, now: datetime) -> bool:
        """Whether it stands in the line of appointments and priority groups at `now`."""
        return self.priority or self.on_time(now)

    def on_time(self, now: datetime) -> bool:
        at = self.appointment
        return at is not None and self.since <= at + LATE and at - EARLY <= now

    def counts_from(self, now: datetime) -> datetime:
        """The time by which it is ordered within its line."""
        if self.appointment is not None and self.on_time(now):
            return min(self.appointment, self.since) if self.priority else self.appointment
        return self.since


@dataclass(frozen=True)
class Desk:
    """A counter at work: the groups it serves, and in how many minutes it is free."""

    number: int
    groups: Collection[str]
    free_in: float = 0.0


def in_order(
    waiting: Iterable[Waiting], *, counter: int, groups: Collection[str], streak: int, now: datetime
) -> list[Waiting]:
    """Who could be called at a counter, the next one first.

    `streak`: how many were called in a row from the line of appointments and priority just before.
    """
    fits = [one for one in waiting if (one.group in groups and one.counter is None) or one.counter == counter]

    def age(one: Waiting) -> tuple[datetime, str]:
        return one.counts_from(now), str(one.key)

    sent = sorted((one for one in fits if one.counter == counter), key=age)
    fast = sorted((one for one in fits if one.counter is None and one.fast(now)), key=age)
    others = sorted((one for one in fits if one.counter is None and not one.fast(now)), key=age)
    return sent + _taking_turns(fast, others, streak)


def _taking_turns(fast: list[Waiting], others: list[Waiting], streak: int) -> list[Waiting]:
    """The two lines put together: at most two of the first in a row while somebody waits in the second."""
    order: list[Waiting] = []
    first, second = list(fast), list(others)
    while first or second:
        if first and (streak < IN_A_ROW or not second):
            order.append(first.pop(0))
            streak += 1
        else:
            order.append(second.pop(0))
            streak = 0
    return order


def minutes_to_wait(
    key: Any,
    waiting: Sequence[Waiting],
    desks: Sequence[Desk],
    *,
    minutes: Mapping[str, float],
    streak: int,
    now: datetime,
) -> float | None:
    """In how many minutes a waiting ticket will be called, by playing the rule through with usual service times.

    `minutes` is the usual (median) service time by group. None if a time that is needed is not known, or no counter
    at work serves the ticket.
    """
    left = {one.key: one for one in waiting}
    if key not in left or not desks:
        return None
    free = {desk.number: desk.free_in for desk in desks}
    by_number = {desk.number: desk for desk in desks}
    while free:
        number = min(free, key=lambda own: (free[own], own))
        at = now + timedelta(minutes=free[number])
        line = in_order(left.values(), counter=number, groups=by_number[number].groups, streak=streak, now=at)
        if not line:
            del free[number]  # nobody here waits for this counter any more
            continue
        called = line[0]
        if called.key == key:
            return free[number]
        if called.group not in minutes:
            return None
        streak = streak + 1 if called.fast(at) else 0
        free[number] += minutes[called.group]
        del left[called.key]
    return None
