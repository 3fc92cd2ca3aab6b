"""Dated parameters: amounts and limits as law sets them, each value with its day, unit and law. Kept in YAML beside the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from .references import Law


class NoValue(LookupError):
    """The parameter has no value on that day."""


@dataclass(frozen=True)
class Parameter:
    """One parameter. `values` by first day of validity, in order; `illustrative` if no text of law was found for it."""

    name: str
    unit: str
    law: Law | None
    illustrative: bool
    values: tuple[tuple[date, Any], ...]
    note: str = ""

    def on(self, day: date) -> Any:
        """The value in force on a day. Raises NoValue before the first one."""
        current: Any = None
        found = False
        for start, value in self.values:
            if start <= day:
                current, found = value, True
        if not found:
            raise NoValue(f"{self.name} has no value on {day.isoformat()}.")
        return current

    def __call__(self, day: date) -> Any:
        return self.on(day)


class BadParameter(ValueError):
    """A parameters file that does not add up; says where and why."""


def parameters(package_file: str, name: str = "parameters.yaml") -> dict[str, Parameter]:
    """The parameters in the YAML file beside a module: `parameters(__file__)`.

    Each entry: unit, values {day: value}, and law, or `illustrative: true`. Raises BadParameter with the entry's name.
    """
    file = Path(package_file).parent / name
    loaded = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    return {key: _parameter(key, values, file) for key, values in loaded.items()}


def _parameter(name: str, values: Any, file: Path) -> Parameter:
    if not isinstance(values, Mapping):
        raise BadParameter(f"{file.name}: {name} is not a mapping.")
    unknown = set(values) - {"unit", "law", "illustrative", "values", "note"}
    if unknown:
        raise BadParameter(f"{file.name}: {name} has unknown keys: {', '.join(sorted(unknown))}.")
    illustrative = bool(values.get("illustrative", False))
    law = Law.parse(values["law"]) if values.get("law") else None
    if law is None and not illustrative:
        raise BadParameter(f"{file.name}: {name} names no law and is not marked illustrative.")
    dated = values.get("values")
    if not isinstance(dated, Mapping) or not dated or not all(isinstance(day, date) for day in dated):
        raise BadParameter(f"{file.name}: {name} needs values by day (YYYY-MM-DD).")
    if "unit" not in values:
        raise BadParameter(f"{file.name}: {name} names no unit.")
    return Parameter(
        name, str(values["unit"]), law, illustrative, tuple(sorted(dated.items())), str(values.get("note", ""))
    )
