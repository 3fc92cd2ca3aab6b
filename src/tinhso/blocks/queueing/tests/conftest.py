"""A service centre on a working day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.province import COMMUNE, People, official, people, reference
from tinhso.blocks.queueing.api import centre_of, plan_of
from tinhso.blocks.queueing.centres import kiosk_key
from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import ZONE

__all__ = ["people", "reference"]
CENTRE = f"ttpvhcc-{COMMUNE}"


def at(hour: int, minute: int = 0, *, day: int = 25, month: int = 11, year: int = 2026) -> datetime:
    """A moment in Vietnam; 25/11/2026 is a Wednesday, 24/11 a public holiday."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def centre(people: People) -> Any:
    return centre_of(CENTRE)


@pytest.fixture
def kiosk(centre: Any) -> str:
    return kiosk_key(CENTRE, plan_of(CENTRE).edition)


@pytest.fixture
def head(people: People) -> Actor:
    """The chairman of the commune's People's Committee heads its centre."""
    return people.leader


@pytest.fixture
def second(people: People) -> Actor:
    """A second counter officer of the same centre."""
    return official(CENTRE, "counter_officer", number=2)
