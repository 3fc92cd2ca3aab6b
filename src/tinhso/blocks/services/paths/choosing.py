"""Which path an application takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.blocks.cases.api import STANDARD_PATH, path_on, taken

from ..declared.service import Service

KIND = "dossier"


def steps_without_version(service: Service | None) -> list[dict[str, Any]]:
    """The path where nobody has drawn one: that of the declared service, or the standard one."""
    return list(service.path) if service is not None else list(STANDARD_PATH)


def path_for(
    matter: str, agency: str, *, day: date, answers: Mapping[str, Any], service: Service | None
) -> tuple[list[dict[str, Any]], UUID | None]:
    """The steps of a new application and the version they come from (None: nobody has drawn one).

    A version for all procedures counts only for procedures without a service of their own, whose effects need its steps.
    """
    found = path_on(KIND, matter, agency, day)
    if found is None or (service is not None and found.matter != matter):
        return taken(steps_without_version(service), answers), None
    return taken(found.steps, answers), found.pk
