"""A start that was killed in the middle: the next one makes the same province as one that was left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tinhso.blocks.cases.api import Case, Stay
from tinhso.blocks.people.api import Account, Person
from tinhso.blocks.units.api import unit_by_code
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.trail.api import verify

from .. import load, plans, population, state

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZONE)


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def small(database: None, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A province of six communes, without papers."""
    monkeypatch.setattr(population, "CITIZENS", 60)
    monkeypatch.setattr(population, "communes", lambda: [unit_by_code(code) for code in population.FULLY_STAFFED])
    monkeypatch.setattr(plans, "FOCUS_DAYS", 0)
    monkeypatch.setattr(plans, "OTHER_DAYS", 0)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def what_is_there() -> dict[str, Any]:
    cases = Case.objects.order_by("code").values_list(
        "code", "matter", "state", "step", "applicant_name", "assignee_name", "due_at", "closed_at"
    )
    stays = Stay.objects.order_by("case__code", "id").values_list(
        "case__code", "step", "assignee_name", "entered_at", "left_at", "outcome"
    )
    return {
        "cases": list(cases),
        "stays": list(stays),
        "people": Person.objects.count(),
        "accounts": Account.objects.count(),
    }


def make(progress: Callable[[int, int], None] | None = None) -> bool:
    return load.ensure(months=1, now=NOW, a_month=90, progress=progress)


def test_a_start_that_was_killed_twice_goes_on_where_it_was(small: None) -> None:
    left_alone: dict[str, Any] = {}
    with transaction.atomic():
        assert make()
        left_alone = what_is_there()
        transaction.set_rollback(True)
    assert not Case.objects.exists()

    for part in (0.35, 0.8):

        def kill(done: int, total: int, part: float = part) -> None:
            if done > total * part:
                raise Killed

        with pytest.raises(Killed):
            make(kill)
    kept = state.read()
    assert kept is not None
    assert not kept.done
    assert what_is_there() != left_alone
    assert make()
    assert what_is_there() == left_alone
    assert list(verify()) == []
    assert make() is False
