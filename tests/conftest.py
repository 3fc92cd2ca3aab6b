"""Fixtures for the tests of the whole: who acts."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import uuid4

import pytest

from tinhso.kernel.access.api import Actor


class MakeActor(Protocol):
    def __call__(self, *roles: str, agency: str | None = None, **more: Any) -> Actor: ...


@pytest.fixture
def actor() -> MakeActor:
    """Makes somebody who is signed in: `actor("leader", agency="so-tu-phap")`."""

    def make(*roles: str, agency: str | None = None, **more: Any) -> Actor:
        given = {"name": "Người thử", "account": uuid4(), "person": uuid4(), "level": 1, **more}
        return Actor(agency=agency, roles=frozenset(roles), **given)

    return make
