"""Opening a case within an action of the block whose request it is."""

from __future__ import annotations

from typing import Any

from tinhso.kernel.actions.api import Act

from .models import Case, State
from .numbering import next_code


def open_case(act: Act, *, state: int = State.SUBMITTED, **values: Any) -> Case:
    """Write a new case with the next code of the day. Its first step is entered by the caller."""
    return act.create(Case, code=next_code(act.today), state=state, submitted_at=act.now, **values)
