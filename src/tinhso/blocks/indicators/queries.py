"""Reading observations and targets."""

from __future__ import annotations

from .indicator import INDICATORS, Indicator
from .models import Observation, Target


def observations_of(series: str) -> list[Observation]:
    """Everything published about a series, the newest first."""
    return list(Observation.objects.filter(series=series).order_by("-period", "area"))


def latest(series: str) -> Observation | None:
    """The newest yearly observation about this province, as it is or as it was; else the newest of all."""
    found = Observation.objects.filter(series=series).exclude(area=Observation.Area.OTHER)
    rows = sorted(found, key=lambda one: (one.is_yearly, one.period))
    return rows[-1] if rows else None


def targets_of(indicator: str) -> list[Target]:
    """The targets in force, by year."""
    return list(Target.objects.filter(indicator=indicator, superseded_by=None).order_by("year"))


def all_targets() -> dict[str, list[Target]]:
    """The targets in force of every indicator."""
    found: dict[str, list[Target]] = {}
    for target in Target.objects.filter(superseded_by=None).order_by("indicator", "year"):
        found.setdefault(target.indicator, []).append(target)
    return found


def target_history(indicator: str) -> list[Target]:
    """Every target that ever was, the newest first."""
    found = Target.objects.filter(indicator=indicator).select_related("superseded_by")
    return list(found.order_by("-year", "-number"))


def indicator_of(code: str) -> Indicator | None:
    return INDICATORS.get(code)


def wanted_in(targets: list[Target], year: int) -> Target | None:
    """The target of a year."""
    return next((target for target in targets if target.year == year), None)
