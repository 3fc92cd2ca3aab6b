"""What a figure counts, written down as data: conditions over columns of a source. No SQL, no functions.

The same specification is compiled to the ORM of the embedded database (`compiling.py`) and can be compiled for another
engine, because every operator here has one meaning there too. A condition on an unknown value (NULL) does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

OPERATORS = frozenset({"eq", "not", "in", "ge", "gt", "le", "lt", "known", "unknown", "past", "has"})
"""eq, not, in, ge, gt, le, lt as usual; known/unknown: has a value; past: a moment before the computation; has: a list holds the value."""


@dataclass(frozen=True)
class Is:
    """One condition on one column. `says`: what is lacking in a row where it does not hold, for people."""

    column: str
    op: str = "eq"
    value: Any = None
    says: str | Promise = ""

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise ValueError(f"Unknown operator {self.op!r} on {self.column}: one of {', '.join(sorted(OPERATORS))}.")


@dataclass(frozen=True)
class AnyOf:
    """One of several groups; a group holds when all of its conditions hold."""

    groups: tuple[tuple[Is, ...], ...]
    says: str | Promise = ""


Condition = Is | AnyOf


def any_of(*parts: Is | tuple[Is, ...], says: str | Promise = "") -> AnyOf:
    """One of these conditions (or groups of conditions) holds."""
    return AnyOf(tuple(part if isinstance(part, tuple) else (part,) for part in parts), says)


@dataclass(frozen=True)
class Rows:
    """Rows of a source that fulfil every condition. `dated` names the column that puts a row into a period ("": the source's own)."""

    source: str
    where: tuple[Condition, ...] = ()
    dated: str = ""

    def but(self, *conditions: Condition) -> Rows:
        """The same rows, narrowed."""
        return replace(self, where=(*self.where, *conditions))


@dataclass(frozen=True)
class Outside:
    """A number that no row of ours makes up, such as the population; `name` is one of `outside.FIGURES`."""

    name: str


@dataclass(frozen=True)
class Count:
    """How many rows."""

    rows: Rows


@dataclass(frozen=True)
class Share:
    """How much of `whole` also fulfils `having`, in per cent. What is missing are the rows of `whole` that do not."""

    whole: Rows
    having: tuple[Condition, ...]

    @property
    def part(self) -> Rows:
        return self.whole.but(*self.having)


@dataclass(frozen=True)
class Ratio:
    """Rows in relation to a number from outside, in per cent."""

    part: Rows
    whole: Outside


Formula = Count | Share | Ratio


def columns_of(*conditions: Condition) -> set[str]:
    """The columns that conditions look at."""
    found: set[str] = set()
    for condition in conditions:
        if isinstance(condition, AnyOf):
            found |= {part.column for group in condition.groups for part in group}
        else:
            found.add(condition.column)
    return found


def rows_of(formula: Formula) -> list[Rows]:
    """The sets of rows that a formula counts."""
    if isinstance(formula, Count):
        return [formula.rows]
    if isinstance(formula, Share):
        return [formula.whole, formula.part]
    return [formula.part]
