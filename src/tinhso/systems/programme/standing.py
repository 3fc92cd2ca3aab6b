"""How each figure stands today: value, target, state and the rule behind it, in words for the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.declare import counted, figures, hour, number, percent, today

from .resolution import GOALS, GROUPS, Goal

STATES: dict[str, tuple[str | Promise, str, str]] = {
    figures.ACHIEVED: (gettext_lazy("Đã đạt"), "ok", "circle-check"),
    figures.ON_TRACK: (gettext_lazy("Đúng tiến độ"), "info", "trending-up"),
    figures.AT_RISK: (gettext_lazy("Có nguy cơ không đạt"), "warn", "triangle-alert"),
    figures.NOT_MEASURED: (gettext_lazy("Chưa đo được"), "plain", "circle-help"),
    "no_target": (gettext_lazy("Không có mục tiêu"), "plain", "info"),
}
YEARS = (2025, 2030)


@dataclass(frozen=True)
class Aim:
    """What is wanted in a year, in words, and the number if there is one."""

    year: int
    words: str
    clause: str
    target: Any = None
    reached: bool | None = None


@dataclass(frozen=True)
class Standing:
    """One figure as shown. `value` is None when it is not measured; then `instead` says so."""

    indicator: Any
    value: Decimal | None
    text: str
    state: str
    rule: str
    fresh: str
    instead: str = ""
    aims: tuple[Aim, ...] = ()
    computed: Any = None
    observed: Any = None
    judgement: Any = None
    baseline: Any = None

    @property
    def state_text(self) -> str:
        return str(STATES[self.state][0])

    @property
    def tone(self) -> str:
        return STATES[self.state][1]

    @property
    def icon(self) -> str:
        return STATES[self.state][2]

    @property
    def goal_value(self) -> Decimal | None:
        """The number of the target it is held against, for the mark on its bar."""
        goal = self.judgement.goal if self.judgement else None
        return goal.value if goal is not None else None

    @property
    def has_bar(self) -> bool:
        return self.indicator.unit == "percent" and self.value is not None


@dataclass(frozen=True)
class Card:
    """One goal with its figures."""

    goal: Goal
    figures: tuple[Standing, ...]

    @property
    def main(self) -> Standing:
        return self.figures[0]


@dataclass
class Summary:
    """How many goals are in each state."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[str, str, int]]:
        return [
            (str(STATES[state][0]), STATES[state][1], self.counts[state]) for state in STATES if state in self.counts
        ]


def shown(value: Decimal | None, unit: str) -> str:
    """A value as people read it; a small share keeps the digits that tell it from nothing."""
    if value is None:
        return ""
    if unit != "percent":
        return number(round(value, 2))
    if 0 < value < Decimal("0.001"):
        return _("dưới %(share)s") % {"share": percent(Decimal("0.001"), 3)}
    if value < 100 and round(value, 1) >= 100:  # not everything: never rounded up to it
        return percent(Decimal("99.9"))
    return percent(value, 3 if 0 < value < Decimal("0.1") else 2 if 0 < value < 1 else 1)


def wish(target: Any, unit: str) -> str:
    """A target in words: at least 90 %, over 50 %, in the first 25."""
    said = shown(target.value, unit)
    if target.comparison == "le":
        return (
            _("trong nhóm %(value)s") % {"value": said}
            if unit == "rank"
            else _("không quá %(value)s") % {"value": said}
        )
    return (_("trên %(value)s") if target.comparison == "gt" else _("ít nhất %(value)s")) % {"value": said}


def aims_of(goal: Goal | None, targets: list[Any], unit: str, value: Decimal | None) -> tuple[Aim, ...]:
    """What is wanted year by year, from the targets in force and the goal's own words."""
    found = []
    for year in sorted({*YEARS, *(target.year for target in targets)}):
        target = figures.wanted_in(targets, year)
        if target is not None:
            reached = figures.reaches(value, target) if value is not None else None
            found.append(Aim(year, wish(target, unit), target.clause, target, reached))
        elif goal is not None and year in goal.words:
            found.append(Aim(year, str(goal.words[year]), goal.clauses.get(year, "")))
    return tuple(found)


def standing(
    indicator: Any,
    *,
    at: datetime,
    goal: Goal | None = None,
    targets: list[Any] | None = None,
    cut: Mapping[str, Any] | None = None,
) -> Standing:
    """How one figure stands at a moment."""
    known = figures.targets_of(indicator.code) if targets is None else targets
    baseline = figures.latest(goal.baseline) if goal is not None and goal.baseline else None
    computed = observed = value = None
    if indicator.kind == "computed":
        computed = figures.compute(indicator, figures.period_of(indicator, today()), cut=cut, at=at)
        value = computed.value
    elif indicator.kind == "imported":
        observed = figures.latest(indicator.series)
        value = _observed_value(indicator, observed)
    judgement = figures.judge(value, known, today())
    state = judgement.state if known or value is None else "no_target"
    return Standing(
        indicator=indicator,
        value=value,
        text=_value_text(indicator, value, observed),
        state=state,
        rule=rule_of(judgement, indicator.unit),
        fresh=_fresh(indicator, computed, observed),
        instead=_instead(indicator, value),
        aims=aims_of(goal, known, indicator.unit, value),
        computed=computed,
        observed=observed,
        judgement=judgement,
        baseline=baseline,
    )


def _observed_value(indicator: Any, observed: Any) -> Decimal | None:
    if observed is None:
        return None
    found = observed.rank if indicator.unit == "rank" else observed.value
    return None if found is None else Decimal(found)


def _value_text(indicator: Any, value: Decimal | None, observed: Any) -> str:
    if value is None:
        return ""
    if indicator.unit == "rank" and observed is not None:
        return _("Hạng %(rank)s trên %(of)s") % {"rank": observed.rank, "of": observed.rank_of or "?"}
    return shown(value, indicator.unit)


def _instead(indicator: Any, value: Decimal | None) -> str:
    if value is not None:
        return ""
    if indicator.kind == "computed":
        many = figures.SOURCES[indicator.source].noun % 2
        return _("Chưa đo được: chưa có %(noun)s nào trong kỳ.") % {"noun": many}
    said = str(indicator.waits_for) or _("Chưa có số liệu được công bố.")
    return _("Chưa đo được. %(why)s") % {"why": said}


def _fresh(indicator: Any, computed: Any, observed: Any) -> str:
    """Where and when the value comes from: "tính lúc 10:42 từ 1.284 hồ sơ"."""
    if observed is not None:
        return _("Số liệu nhập, kỳ %(period)s") % {"period": observed.period}
    if computed is None:
        return ""
    is_ratio = isinstance(indicator.formula, figures.Ratio)
    rows = computed.numerator if is_ratio or computed.denominator is None else computed.denominator
    said = {"time": hour(computed.at), "rows": counted(rows, figures.SOURCES[indicator.source].noun)}
    return _("tính lúc %(time)s từ %(rows)s") % said


def rule_of(judgement: Any, unit: str) -> str:
    """Why the state is what it is."""
    goal = judgement.goal
    if goal is None or judgement.state == figures.NOT_MEASURED:
        return ""
    said = {"year": goal.year, "goal": wish(goal, unit)}
    if judgement.state == figures.ACHIEVED:
        return _("Đã ở mức của năm %(year)s: %(goal)s.") % said
    if judgement.wanted is None:
        return _("Chưa ở mức của năm %(year)s: %(goal)s.") % said
    line = {
        **said,
        "start": shown(judgement.start_value, unit),
        "from": judgement.start_year,
        "end": shown(goal.value, unit),
        "wanted": shown(judgement.wanted, unit),
    }
    return _("Theo đường thẳng từ %(start)s (%(from)s) đến %(end)s (%(year)s), hôm nay cần %(wanted)s.") % line


def card_of(goal: Goal, *, at: datetime, targets: dict[str, list[Any]] | None = None) -> Card:
    """One goal with all its figures."""
    known = figures.all_targets() if targets is None else targets
    found = [standing(figures.INDICATORS[code], at=at, goal=goal, targets=known.get(code, [])) for code in goal.figures]
    return Card(goal, tuple(found))


def tree(*, at: datetime) -> list[tuple[str, str, list[Card]]]:
    """The whole resolution: (group, its title, its cards)."""
    targets = figures.all_targets()
    cards = [card_of(goal, at=at, targets=targets) for goal in GOALS.values()]
    return [(code, str(title), [card for card in cards if card.goal.group == code]) for code, title in GROUPS.items()]


def summary(groups: list[tuple[str, str, list[Card]]]) -> Summary:
    """How many of the goals with a target are in each state."""
    found = Summary()
    for _code, _title, cards in groups:
        for card in cards:
            if card.goal.group != "i":
                found.counts[card.main.state] = found.counts.get(card.main.state, 0) + 1
    return found
