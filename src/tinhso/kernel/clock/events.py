"""What happens to a legal clock, and what it says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tinhso.kernel.law.api import Law

from .durations import Duration
from .working import ZONE

KINDS = ("started", "paused", "resumed", "extended", "recomputed", "kept", "stopped")


class ClockError(ValueError):
    """An event that cannot follow those before it."""


@dataclass(frozen=True)
class ClockEvent:
    """One event. `limit` and `policy` belong to the start, `until` to an extension, `cause` and `law` say why.

    When the calendar changes, `recomputed` tells that the due date went from `was` to `until`; `kept` also holds it there:
    the date by the calendar would be earlier than anybody may be held to.
    """

    kind: str
    at: datetime
    cause: str = ""
    law: Law | None = None
    limit: Duration | None = None
    policy: str = ""
    until: datetime | None = None
    was: datetime | None = None

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
        if self.was:
            values["was"] = self.was.astimezone(ZONE).isoformat()
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ClockEvent:
        limit = values.get("limit")
        until, was = values.get("until"), values.get("was")
        law = values.get("law")
        return cls(
            kind=values["kind"],
            at=datetime.fromisoformat(values["at"]),
            cause=values.get("cause", ""),
            law=Law.from_json(law) if law else None,
            limit=Duration(int(limit[0]), str(limit[1])) if limit else None,
            policy=values.get("policy", ""),
            until=datetime.fromisoformat(until) if until else None,
            was=datetime.fromisoformat(was) if was else None,
        )


@dataclass(frozen=True)
class Line:
    """One line of the explanation: when, what, by which clause, and the due date after it."""

    at: datetime
    sentence: str
    law: Law | None
    due_at: datetime | None
