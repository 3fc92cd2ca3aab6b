"""Will it be late? Asked of the agency's own past: how long cases that stood as this one stands still needed.

For every step that a case has passed we know how much working time went by from entering it to the decision, without the
time that it waited for its applicant. A running case has spent `spent` at its step and has `allowed` left. Of the earlier
cases that had not been decided after `spent` either, some needed more than `spent + allowed`: their share is the chance.
Asked of the same procedure first, then of its field, then of the whole agency; of fewer than ENOUGH it is not said at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tinhso.kernel.clock.api import WorkingTime

ENOUGH = 20
KINDS = ("matter", "field", "agency")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Risk:
    """The chance to miss the due date, among how many earlier cases, of what kind, and what is usually still needed.

    `chance` lies between 0 and 1 and is never quite either: (k + ½) / (n + 1) of n cases of which k took longer (the
    Jeffreys estimate), as no past makes anything certain. `usual` is the median of what they still needed, in working minutes.
    """

    chance: float
    longer: int
    among: int
    basis: str
    usual: int


def risk(samples: Sequence[tuple[str, Sequence[int]]], *, spent: int, allowed: int) -> Risk | None:
    """The risk from the first sample that is large enough. Each sample: its kind, and its working minutes in ascending order.

    `spent`: working minutes at the present step; `allowed`: those left until the due date (negative: late already).
    None where there is not enough to say.
    """
    for basis, minutes in samples:
        first = bisect_right(minutes, spent)
        among = len(minutes) - first
        if among < ENOUGH:
            continue
        longer = len(minutes) - bisect_right(minutes, spent + max(allowed, 0))
        if allowed < 0:
            return Risk(1.0, among, among, basis, minutes[first + among // 2] - spent)
        return Risk((longer + 0.5) / (among + 1), longer, among, basis, minutes[first + among // 2] - spent)
    return None


def minutes(amount: timedelta) -> int:
    return int(amount / MINUTE)


def needed(
    entered_at: datetime, closed_at: datetime, pauses: Sequence[tuple[datetime, datetime]], working: WorkingTime
) -> int:
    """Working minutes from entering a step to the decision, without the pauses."""
    total = working.between(entered_at, closed_at)
    for start, end in pauses:
        low, high = max(start, entered_at), min(end, closed_at)
        if low < high:
            total -= working.between(low, high)
    return max(minutes(total), 0)


def brier(said: Sequence[float], came: Sequence[bool]) -> float:
    """The mean squared error of chances (Brier 1950); 0 is perfect."""
    return sum((p - c) ** 2 for p, c in zip(said, came, strict=True)) / len(said)
