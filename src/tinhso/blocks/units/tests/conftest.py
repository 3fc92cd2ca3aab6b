"""The units that a new installation starts with."""

from __future__ import annotations

import pytest

from tinhso.blocks.units import reference


@pytest.fixture
def units(db: None) -> None:
    """Khánh Hòa today and before 1/7/2025."""
    reference.load()
