"""An act: one run of an action, within its transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.timezone import localdate

from tinhso.kernel.access.api import Actor
from tinhso.kernel.outbox.api import announce
from tinhso.kernel.trail.api import read_mark

M = TypeVar("M", bound=models.Model)


@dataclass(slots=True)
class Act:
    """What an action's function gets: who acts, when, why; and how to save, announce and mark reads.

    `now` is an aware datetime given by the caller (simulated in the demo province); the domain reads no other clock.
    """

    id: int
    action: str
    actor: Actor
    purpose: str
    now: datetime
    parent: Act | None = None
    subject: models.Model | None = field(default=None)

    @property
    def today(self) -> date:
        return localdate(self.now)

    def save(self, record: M, **values: Any) -> M:
        """Set the values, count the version up if the record has one, and write just these columns."""
        for name, value in values.items():
            setattr(record, name, value)
        names = set(values)
        if hasattr(record, "version") and isinstance(record.version, int):
            record.version += 1
            names.add("version")
        record.save(update_fields=sorted(names))
        return record

    def create(self, model: type[M], **values: Any) -> M:
        """Write a new record; the first one made becomes the subject of an act that had none."""
        record = model(**values)
        record.save(force_insert=True)
        return record

    def announce(
        self, name: str, *, subject: models.Model | None = None, agency: str | None = None, **payload: Any
    ) -> None:
        """Tell the readers of the outbox, after the commit, that this happened. Call it after the change."""
        announce(
            name,
            act=self.id,
            at=self.now,
            subject=subject if subject is not None else self.subject,
            agency=agency or self.actor.agency,
            payload=payload,
        )

    def reads(self, *people: Any, subject: models.Model | None = None, fields: tuple[str, ...] = ()) -> None:
        """Leave a mark that the actor looked at these people's data for the purpose of this act."""
        read_mark(
            self.actor,
            people=people,
            purpose=self.purpose,
            at=self.now,
            subject=subject or self.subject,
            fields=fields,
        )
