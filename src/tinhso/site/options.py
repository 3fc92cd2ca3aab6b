"""Every option of an installation, declared once: name, type, default, and what it is for.

Options come from the environment only. `tinhso options` prints this list; a test checks that the guide names each.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPTIONS: dict[str, Option] = {}


@dataclass(frozen=True)
class Option:
    """One setting of an installation: read from the environment variable `name`."""

    name: str
    read: Callable[[str], Any]
    default: Any
    help: str

    @property
    def value(self) -> Any:
        text = os.environ.get(self.name)
        if text is None or text == "":
            return self.default() if callable(self.default) else self.default
        return self.read(text)


def option(name: str, read: Callable[[str], Any], default: Any, help: str) -> Any:
    """Declare an option and return its value."""
    if name in OPTIONS:
        raise ValueError(f"The option {name} is declared twice.")
    OPTIONS[name] = Option(name, read, default, help)
    return OPTIONS[name].value


def yes_no(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"Expected yes or no, got {text!r}.")


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def home() -> Path:
    """Where this installation keeps its database, files and keys, unless told otherwise."""
    if "TINHSO_HOME" in os.environ:
        return Path(os.environ["TINHSO_HOME"])
    return Path.home() / ".local" / "share" / "tinhso"
