"""Dossiers of every kind around the borders of a period, written by one signed act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.province import People, people, reference  # noqa: F401 - fixtures
from tinhso.blocks.cases.api import STANDARD_PATH, Case, State, Stay, Supplement
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.trail.api import sign

COMMITTEES = ("ubnd-22366", "ubnd-22333", "so-nong-nghiep-va-moi-truong")
AREAS = ("Hộ tịch", "Đất đai", "")
Write = Callable[[Callable[[], Any]], Any]


def at(text: str) -> datetime:
    """A moment from "24/11/2026 10:00", Vietnam time."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


NOW = at("24/11/2026 10:00")
OCTOBER = (at("01/10/2026 00:00"), at("01/11/2026 00:00"))
_number = iter(range(1, 10**9))


@dataclass
class Story:
    """What happened to one dossier; moments in hours after the first of October 2026."""

    received: int | None = 0
    due: int | None = 100
    closed: int | None = None
    state: int = State.DONE
    channel: int = 2
    agency: str = COMMITTEES[0]
    area: str = AREAS[0]
    asked: list[tuple[int, int | None]] = field(default_factory=list)
    matter: str = "1.001193"

    def moment(self, hours: int | None) -> datetime | None:
        return None if hours is None else OCTOBER[0] + timedelta(hours=hours)

    @property
    def asks(self) -> list[tuple[datetime, datetime | None]]:
        return [(OCTOBER[0] + timedelta(hours=one), self.moment(other)) for one, other in self.asked]


def write_story(story: Story) -> Case:
    """The rows of one dossier. Every supplement that was answered moved the day of return by the time waited."""
    number = next(_number)
    due = story.moment(story.due)
    waits: list[tuple[datetime, datetime | None, datetime | None]] = []
    for asked, answered in story.asks:
        waits.append((asked, answered, due))
        if due is not None and answered is not None:
            due += answered - asked
    closed = story.moment(story.closed)
    waiting = bool(waits) and waits[-1][1] is None and closed is None
    state = story.state if closed else State.SUPPLEMENT if waiting else State.IN_WORK
    received = story.moment(story.received)
    case = Case(
        code=f"H32-261001-{number:07}", matter=story.matter, title="Thủ tục thử", field=story.area, agency=story.agency,
        received_by=story.agency.replace("ubnd", "ttpvhcc"), applicant=uuid4(), applicant_name="Người thử", channel=story.channel,
        state=state, path=STANDARD_PATH, step="" if closed else "examine", desk="" if closed else story.agency,
        submitted_at=received or OCTOBER[0], received_at=received, due_at=due, closed_at=closed, supplements=len(waits),
        on_time=None if closed is None or due is None else closed <= due,
        paused_since=waits[-1][0] if waiting else None,
    )  # fmt: skip
    case.save(force_insert=True)
    for asked, answered, before in waits:
        Supplement.objects.create(
            case=case, asked_at=asked, asked_by="Người thử", items=[{"problem": "thiếu"}], reason="thiếu", due_before=before,
            due_after=before and answered and before + (answered - asked), answered_at=answered,
        )  # fmt: skip
    return case


def signed(change: Callable[[], Any]) -> Any:
    """Run a change of trailed rows under a signature, as actions do."""
    with transaction.atomic():
        sign(action="tests.write", actor=system_actor("Thử nghiệm", via="import"), purpose="Thử nghiệm", at=NOW)
        return change()


@pytest.fixture
def write(db: None) -> Write:
    """Runs a change of trailed rows."""
    return signed


def stay(case: Case, step: str, entered: datetime, left: datetime | None, *, agency: str = "", title: str = "") -> Stay:
    """One stay of a case in a step."""
    return Stay.objects.create(
        case=case, step=step, title=title or step, agency=agency or case.agency, entered_at=entered, left_at=left
    )


def chance(seed: int = 20261124) -> Random:
    print(f"seed {seed}")
    return Random(seed)
