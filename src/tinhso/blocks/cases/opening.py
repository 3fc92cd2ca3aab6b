"""Opening a case within an action of the block whose request it is."""

from __future__ import annotations

from typing import Any

from tinhso.kernel.actions.api import Act

from .models import Case, State, Stay
from .numbering import next_code
from .steps import agency_of_step, step_title


def open_case(act: Act, *, path: list[dict[str, Any]], state: int = State.SUBMITTED, **values: Any) -> Case:
    """Write a new case with the next code of the day, at the first step of its path."""
    first = path[0]
    case = Case(code=next_code(act.today), state=state, submitted_at=act.now, path=path, step=first["code"], **values)
    case.role, case.desk = first["role"], agency_of_step(case, first["code"])
    case.save(force_insert=True)
    act.create(
        Stay, case=case, step=case.step, title=step_title(case), agency=case.desk, entered_at=act.now, due_at=None
    )
    return case
