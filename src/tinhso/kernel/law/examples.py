"""Examples in YAML: what a jurist reads and reviews, run as tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Example:
    """One example: its name, the values given, and the file it stands in."""

    name: str
    values: dict[str, Any]
    file: Path

    def __str__(self) -> str:
        return f"{self.file.parent.name}: {self.name}"


def examples(file: Path) -> Iterator[Example]:
    """The examples of a file. Raises ValueError for one without a name or an outcome, or a name used twice."""
    seen: set[str] = set()
    for number, values in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")) or [], start=1):
        if not isinstance(values, dict) or not values.get("name"):
            raise ValueError(f"{file.name}: example {number} has no name.")
        if "outcome" not in values:
            raise ValueError(f"{file.name}: the example {values['name']!r} has no outcome.")
        if values["name"] in seen:
            raise ValueError(f"{file.name}: two examples are called {values['name']!r}.")
        seen.add(values["name"])
        yield Example(values["name"], {key: value for key, value in values.items() if key != "name"}, file)
