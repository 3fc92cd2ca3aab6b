"""The life of a record for people: its versions and what each changed, corrections with their cause, and who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.actions.api import ACTIONS
from tinhso.kernel.trail.api import history

from .about import About
from .base import Register
from .models import RecordVersion
from .queries import versions
from .showing import listed, then, with_related


@dataclass(frozen=True)
class Difference:
    """One value that differs from the version before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Moment:
    """One version: `state` is believed, corrected (it was wrong) or replaced (later acts cut its validity)."""

    number: int
    first: date
    last: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    cause: str
    state: str
    corrects: int | None
    differences: list[Difference]


def moments_of(about: About, record: Register) -> list[Moment]:
    """All versions, the newest first; each compared with the one it follows in time, or that it corrects."""
    found = list(versions(record).select_related("corrects"))
    wrong = {version.corrects_id for version in found if version.corrects_id}
    shown = dict(
        zip((v.pk for v in found), with_related(about, [then(about, record, v.data) for v in found]), strict=True)
    )
    moments = []
    for version in found:
        before = version.corrects or _before(found, version)
        state = "believed" if version.superseded_at is None else "corrected" if version.pk in wrong else "replaced"
        moments.append(
            Moment(
                number=version.number,
                first=version.valid.lower,
                last=version.valid.upper - timedelta(days=1) if version.valid.upper else None,
                recorded_at=version.recorded_at,
                superseded_at=version.superseded_at,
                cause=version.cause,
                state=state,
                corrects=version.corrects.number if version.corrects else None,
                differences=_differences(about, shown[before.pk], shown[version.pk]) if before else [],
            )
        )
    return moments[::-1]


def _before(found: Sequence[RecordVersion], version: RecordVersion) -> RecordVersion | None:
    """The version valid the day before this one begins, as it was believed when this one was written."""
    earlier = [
        other
        for other in found
        if other.pk != version.pk and other.valid.lower < version.valid.lower and other.number < version.number
    ]
    return max(earlier, key=lambda other: (other.valid.lower, other.number), default=None)


def _differences(about: About, old: Register, new: Register) -> list[Difference]:
    pairs = ((name, listed(about, old, name), listed(about, new, name)) for name in about.fields)
    return [Difference(about.label(name), before, after) for name, before, after in pairs if before != after]


@dataclass(frozen=True)
class Deed:
    """Who did what to the record, when and why."""

    what: str
    who: str
    where: str
    at: datetime
    why: str
    refused: str


def deeds_of(record: Register) -> list[Deed]:
    """The trail of a record in words, newest first."""
    found = []
    for entry in history(record):
        known = ACTIONS.get(entry.action)
        found.append(
            Deed(
                what=str(known.title) if known else entry.action,
                who=entry.actor,
                where=agency_name(entry.agency or ""),
                at=entry.at,
                why=entry.purpose,
                refused=entry.reason or "" if entry.outcome != "done" else "",
            )
        )
    return found
