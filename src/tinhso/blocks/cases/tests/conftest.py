"""Many random cases, written by one signed act."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from tinhso.blocks.cases.models import OPEN_STATES, Case, State
from tinhso.blocks.cases.steps import STANDARD_PATH
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.trail.api import sign

AGENCIES = ("ubnd-22366", "ubnd-22333")
ROLES = {"receive": "counter_officer", "examine": "handling_officer", "sign": "leader"}
Write = Callable[[Callable[[], None]], None]


@pytest.fixture
def write(db: None) -> Write:
    """Runs a change of trailed rows under a signature, as actions do."""

    def run(change: Callable[[], None]) -> None:
        with transaction.atomic():
            actor = system_actor("Thử nghiệm", via="import")
            sign(action="tests.write", actor=actor, purpose="Thử nghiệm", at=timezone.now())
            change()

    return run


def random_case(number: int, dice: random.Random) -> Case:
    """A case in any state, early or late, anybody's."""
    now = timezone.now()
    state = dice.choice(list(State))
    is_open = state in OPEN_STATES
    step = dice.choice(list(ROLES)) if is_open else ""
    agency = dice.choice(AGENCIES)
    received_by = agency.replace("ubnd", "ttpvhcc")
    due = now + timedelta(hours=dice.randint(-200, 200)) if dice.random() < 0.9 else None
    return Case(
        code=f"H32-261124-{number:06}", matter="1.001193", title="Đăng ký khai sinh", agency=agency, received_by=received_by,
        applicant=uuid4(), applicant_name="Nguyễn Văn Mẫu", channel=dice.choice([1, 2, 3]), state=state, path=STANDARD_PATH,
        step=step, role=ROLES.get(step, ""), desk=(received_by if step == "receive" else agency) if is_open else "",
        assignee=dice.choice([None, ACCOUNT, uuid4()]) if is_open else None, submitted_at=now - timedelta(days=dice.randint(1, 90)),
        due_at=due, paused_since=now if state == State.SUPPLEMENT else None, supplements=dice.randint(0, 1),
        closed_at=None if is_open else now - timedelta(days=dice.randint(0, 60)),
        on_time=None if is_open else dice.choice([True, False, None]),
    )  # fmt: skip


ACCOUNT = uuid4()


@pytest.fixture
def many(write: Write) -> list[Case]:
    """Four hundred random cases."""
    dice = random.Random(20261124)
    cases = [random_case(number, dice) for number in range(400)]
    write(lambda: [case.save(force_insert=True) for case in cases] and None)
    return cases
