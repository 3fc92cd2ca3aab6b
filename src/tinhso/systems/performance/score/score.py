"""From counts to points: an indicator, a group, a unit; and all units in a league.

What is not measured counts for nothing: neither its points nor its maximum are in the sum. The score that units are compared by
is therefore points per hundred measurable points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q

from tinhso.declare import Account, agencies_on, agency_by_code, agency_name

from ..observed import known_indicators, seen
from ..periods import Chosen
from ..places import PROVINCE, dossiers_in_province
from . import marks
from .catalogue import LEVEL_OF_KIND, Procedure, by_owner, owner, procedures, used_online
from .counts import Counts, together
from .formulas import WHOLE, Rate, points, rounded
from .indicators import ALL, GROUPS, Indicator, full_marks, group_points, share_of


@dataclass(frozen=True)
class Scored:
    """One indicator of one unit. `points` is None when it is not measured: `measurable` says whether it could be at all."""

    indicator: Indicator
    rate: Rate
    maximum: Decimal
    full: Decimal
    measurable: bool

    @property
    def points(self) -> Decimal | None:
        return points(self.rate, maximum=self.maximum, full=self.full) if self.measurable else None

    @property
    def lost(self) -> Decimal:
        return Decimal(0) if self.points is None else rounded(self.maximum) - self.points

    @property
    def one_more(self) -> Decimal:
        """Points that one more thing in the part brings, exact; 0 when nothing is lost."""
        if self.points is None or self.lost <= 0 or not self.rate.whole:
            return Decimal(0)
        return min(self.lost, WHOLE * self.rate.factor / self.rate.whole / self.full * self.maximum)


@dataclass(frozen=True)
class Group:
    """One of the six groups of a unit."""

    code: str
    title: str
    maximum: Decimal
    indicators: tuple[Scored, ...]

    @property
    def measurable(self) -> Decimal:
        """The maximum of what could be measured."""
        return sum((one.maximum for one in self.indicators if one.points is not None), Decimal(0))

    @property
    def points(self) -> Decimal | None:
        found = [one.points for one in self.indicators if one.points is not None]
        return sum(found, Decimal(0)) if found else None


@dataclass(frozen=True)
class Score:
    """The score of a unit (an agency's code, or the province) in a period."""

    unit: str
    groups: tuple[Group, ...]
    counts: Counts
    rank: int | None = None

    @property
    def title(self) -> str:
        return agency_name(self.unit)

    @property
    def measurable(self) -> Decimal:
        return sum((group.measurable for group in self.groups), Decimal(0))

    @property
    def points(self) -> Decimal:
        return sum((group.points for group in self.groups if group.points is not None), Decimal(0))

    @property
    def value(self) -> Decimal | None:
        """Points per hundred measurable ones; None when nothing could be measured."""
        return rounded(100 * self.points / self.measurable) if self.measurable else None

    @property
    def dossiers(self) -> int:
        """How many dossiers were in hand."""
        return sum(self.counts.dossiers.values())

    def of(self, code: str) -> Scored:
        """One indicator. Raises KeyError."""
        return {one.indicator.code: one for group in self.groups for one in group.indicators}[code]


@dataclass(frozen=True)
class Material:
    """Everything that is counted for a period, for all units: read once, divided many times."""

    day: date
    dossiers: Mapping[str, Mapping[int, int]]
    catalogue: tuple[Procedure, ...]
    used: Mapping[str, set[str]]
    observed: Mapping[tuple[str, str], tuple[int, int]]
    known: frozenset[str]

    @cached_property
    def owned(self) -> dict[str, tuple[Procedure, ...]]:
        """The procedures of each owner."""
        return by_owner(self.catalogue)

    def counts(self, unit: str) -> Counts:
        """The counts of one unit."""
        if unit == PROVINCE:
            used = frozenset(code for codes in self.used.values() for code in codes)
            observed: dict[str, tuple[int, int]] = {}
            for (_agency, code), (good, total) in self.observed.items():
                before = observed.get(code, (0, 0))
                observed[code] = (before[0] + good, before[1] + total)
            return Counts(together(self.dossiers.values()), self.catalogue, used, observed, self.known)
        name = owner(unit)
        own = () if name is None else self.owned.get(name, ())
        told = {code: pair for (agency, code), pair in self.observed.items() if agency == unit}
        return Counts(self.dossiers.get(unit, {}), own, frozenset(self.used.get(unit, ())), told, self.known)


def material(chosen: Chosen, now: datetime) -> Material:
    """Count a period for the whole province: dossiers, procedures, what others saw. A handful of queries."""
    things = (
        seen(chosen, now)
        .values_list("agency", "indicator")
        .annotate(fine=Count("pk", filter=Q(good=True)), every=Count("pk"))
    )
    known = known_indicators() & {code for code, one in ALL.items() if one.waits}
    if Account.objects.exclude(issuer="").exists():
        known.add("4.5")
    return Material(
        day=chosen.days.last,
        dossiers=marks.counted(dossiers_in_province(), chosen, now),
        catalogue=tuple(procedures(chosen, now)),
        used=used_online(chosen, now),
        observed={(agency, code): (good, total) for agency, code, good, total in things},
        known=frozenset(known),
    )


def score(found: Material, unit: str) -> Score:
    """The score of one unit."""
    counts = found.counts(unit)
    groups = []
    for code, title in GROUPS.items():
        inside = tuple(
            Scored(
                indicator=one,
                rate=one.formula(counts),
                maximum=share_of(one, found.day),
                full=full_marks(one.code, found.day),
                measurable=not one.waits or one.code in found.known,
            )
            for one in ALL.values()
            if one.group == code
        )
        groups.append(Group(code, str(title), group_points(code, found.day), inside))
    return Score(unit, tuple(groups), counts)


def league(found: Material) -> list[Score]:
    """All units that answer for dossiers or procedures, best first; ranked 1, 2, 2, 4.

    A unit without a single dossier in the period is listed last and not ranked: its rates would be about the catalogue only.
    """
    units = {agency.code for agency in agencies_on(found.day) if agency.kind in LEVEL_OF_KIND} | set(found.dossiers)
    scores = [score(found, unit) for unit in units]
    active = [one for one in scores if one.dossiers and one.value is not None]
    ordered = sorted(active, key=lambda one: (-(one.value or 0), one.title))
    ranked = []
    for place, one in enumerate(ordered, start=1):
        tied = ranked and ranked[-1].value == one.value
        ranked.append(Score(one.unit, one.groups, one.counts, ranked[-1].rank if tied else place))
    quiet = sorted((one for one in scores if one not in active), key=lambda one: one.title)
    return ranked + quiet


def kind_of(unit: str) -> str:
    """ "commune" or "province": which league a unit plays in."""
    agency = agency_by_code(unit)
    return agency.unit.kind if agency else "province"
