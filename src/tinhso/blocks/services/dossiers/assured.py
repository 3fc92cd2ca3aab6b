"""How sure we must be of who files: what the service declares, or what holds for all services; the higher one counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from tinhso.blocks.people.api import Needs
from tinhso.kernel.clock.api import today
from tinhso.kernel.law.api import parameters

from ..declared.service import service_of

ALL = parameters(__file__)["level_to_file"]


def level_to_file(procedure: str, day: date) -> int:
    """The identity level that filing online needs on a day: 0 none, 2 verified."""
    service = service_of(procedure)
    return max(int(ALL.on(day)), service.level_on(day) if service is not None else 0)


def needs_to_file(_request: HttpRequest, code: str, **_kwargs: Any) -> Needs:
    """The same, for the pages of a request (`assured`)."""
    return Needs(level_to_file(code, today()))
