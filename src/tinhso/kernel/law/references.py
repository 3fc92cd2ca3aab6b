"""References to law: which text, which clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Law:
    """A clause of a legal text: number ("123/2015/NĐ-CP"), clause ("điều 16"), title of the text, address if known."""

    number: str
    clause: str = ""
    title: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if not self.number.strip():
            raise ValueError("A law is named by its number.")

    def __str__(self) -> str:
        name = f"{self.title} {self.number}" if self.title else self.number
        return f"{name}, {self.clause}" if self.clause else name

    def to_json(self) -> list[str]:
        return [self.number, self.clause, self.title, self.url]

    @classmethod
    def from_json(cls, values: list[str]) -> Law:
        return cls(*values)

    @classmethod
    def parse(cls, values: Mapping[str, str] | str) -> Law:
        """From YAML: a mapping of the fields, or just the number."""
        return cls(values) if isinstance(values, str) else cls(**values)
