"""An indicator: one declared figure, with what it means, whose it is, and how it is got."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from tinhso.kernel.law.api import Law

from .outside import FIGURES
from .sources import SOURCES
from .spec import Formula, Ratio, Share, columns_of, rows_of

INDICATORS: dict[str, Indicator] = {}

UNITS = ("percent", "count", "rank", "days", "dong", "points")
KINDS = ("computed", "imported", "estimated", "waiting")
PERIODS = ("year", "all", "now")


class NotSound(TypeError):
    """A declaration that does not add up; its one sentence stops start-up."""


@dataclass(frozen=True)
class Indicator:
    """A declared figure (chỉ số).

    `kind`: computed here from `formula`; imported with its source (`series` names the observations); estimated; or
    waiting for a part of the platform that will compute it (`waits_for` says which). `part` and `whole` say in words what
    is divided by what. `direction`: "up" when more is better. `period`: over the year so far, everything so far, or now.
    `full_marks`: per cent at which the law gives full marks, where it says so.
    """

    code: str
    title: str | Promise
    unit: str
    law: Law
    kind: str = "computed"
    direction: str = "up"
    owner: str = ""
    frequency: str | Promise = ""
    formula: Formula | None = None
    part: str | Promise = ""
    whole: str | Promise = ""
    period: str = "year"
    series: str = ""
    waits_for: str | Promise = ""
    note: str | Promise = ""
    full_marks: int | None = None
    personal: bool = False

    def __str__(self) -> str:
        return str(self.title)

    @property
    def source(self) -> str:
        """The name of the source whose rows make it up; "" when it is not computed."""
        return rows_of(self.formula)[0].source if self.formula is not None else ""

    @property
    def cuts(self) -> tuple[str, ...]:
        return SOURCES[self.source].cuts if self.source else ()

    @property
    def has_months(self) -> bool:
        """Whether its rows have a day, so that months can be told apart."""
        return bool(self.source) and bool(rows_of(self.formula)[0].dated or SOURCES[self.source].dated)  # type: ignore[arg-type]


def indicator(entry: Indicator) -> Indicator:
    """Declare an indicator. Raises NotSound with what is wrong."""
    if entry.code in INDICATORS:
        raise NotSound(f"The indicator {entry.code} is declared twice.")
    for name, value, known in (
        ("unit", entry.unit, UNITS),
        ("kind", entry.kind, KINDS),
        ("period", entry.period, PERIODS),
    ):
        if value not in known:
            raise NotSound(f"The indicator {entry.code} has the {name} {value!r}: one of {', '.join(known)}.")
    if (entry.formula is None) == (entry.kind in ("computed", "estimated")):
        raise NotSound(f"The indicator {entry.code} is {entry.kind}: its formula must fit that.")
    if entry.kind == "waiting" and not entry.waits_for:
        raise NotSound(f"The indicator {entry.code} does not say what it waits for.")
    if entry.formula is not None:
        _check(entry)
    INDICATORS[entry.code] = entry
    return entry


def _check(entry: Indicator) -> None:
    formula = entry.formula
    assert formula is not None
    if entry.unit == "percent" and not isinstance(formula, Share | Ratio):
        raise NotSound(f"The indicator {entry.code} is in per cent: its formula must be a share or a ratio.")
    if isinstance(formula, Ratio) and formula.whole.name not in FIGURES:
        raise NotSound(f"The indicator {entry.code} divides by {formula.whole.name}, which nobody gives.")
    for rows in rows_of(formula):
        if rows.source not in SOURCES:
            raise NotSound(f"The indicator {entry.code} counts {rows.source}, which is no source.")
        source = SOURCES[rows.source]
        unknown = {*columns_of(*rows.where), *filter(None, [rows.dated])} - set(source.columns)
        if unknown:
            raise NotSound(f"The indicator {entry.code}: {rows.source} has no column {', '.join(sorted(unknown))}.")
