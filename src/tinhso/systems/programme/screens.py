"""Pages of the programme: the resolution, one target, the rows behind it. Figures are public; rows of dossiers are not."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.declare import actor_of, communes, counted, figures, nav, now, number, outlines, today

from . import cuts, standing
from .resolution import GOALS, Goal

nav(
    "desk",
    gettext_lazy("Nghị quyết 16"),
    "programme",
    icon="target",
    order=60,
    allow=figures.watches,
    within=("target", "programme-rows"),
)


def frame_of(request: HttpRequest) -> str:
    """Officials read it at their desk, everybody else in the public shell."""
    return "web/desk.html" if actor_of(request).is_official else "web/citizen.html"


def may_open(actor: Any, indicator: Any) -> bool:
    """Whether the reader may open the rows behind a figure."""
    if indicator.formula is None or (indicator.personal and not figures.watches(actor, None)):
        return False
    return figures.SOURCES[indicator.source].reader is None or figures.watches(actor, None)


@login_not_required
def programme(request: HttpRequest) -> HttpResponse:
    """The resolution with all its targets as they stand now."""
    context = {"frame_template": frame_of(request), **_everything()}
    return render(request, "programme/programme.html", context)


def _everything() -> dict[str, Any]:
    """All figures as of one moment, so that they agree with each other."""
    at = now()
    with figures.snapshot():
        groups = standing.tree(at=at)
        return {
            "tree": groups,
            "summary": standing.summary(groups).lines,
            "companions": [standing.standing(entry, at=at) for entry in figures.COMPANIONS],
            "chart": _both_by_month(at),
            "at": at,
        }


def _both_by_month(at: Any) -> dict[str, Any] | None:
    entries = (figures.ONLINE, figures.ON_TIME)
    return cuts.month_chart([(str(entry.title), figures.months_of(entry, today(), at=at)) for entry in entries])


@login_not_required
def wall(request: HttpRequest) -> HttpResponse:
    """The same for a screen on a wall: numbers only, renewed by itself every minute."""
    context = _everything()
    cards = [card for _code, _title, cards in context["tree"] for card in cards if card.goal.group != "i"]
    context["measured"] = [card for card in cards if card.main.value is not None]
    context["unmeasured"] = [card for card in cards if card.main.value is None]
    return render(request, "programme/wall.html", context)


def found_or_404(code: str) -> tuple[Goal | None, Any]:
    """(the goal, its first indicator) of a goal's code, or (None or its goal, indicator) of an indicator's code."""
    goal = GOALS.get(code)
    if goal is not None:
        return goal, figures.INDICATORS[goal.figures[0]]
    indicator = figures.indicator_of(code)
    if indicator is None:
        raise Http404
    return next((goal for goal in GOALS.values() if code in goal.figures), None), indicator


@login_not_required
def target(request: HttpRequest, code: str) -> HttpResponse:
    """One target: formula, numbers, state and its rule, what is missing, where, since when, by which text."""
    goal, indicator = found_or_404(code)
    actor = actor_of(request)
    opens = may_open(actor, indicator)
    with figures.snapshot():
        context = _target(goal, indicator, by=request.GET.get("by", ""))
    context |= {"frame_template": frame_of(request), "code": code, "may_open": opens}
    return render(request, "programme/target.html", context)


def _target(goal: Goal | None, indicator: Any, *, by: str) -> dict[str, Any]:
    """Everything about one target, as of one moment."""
    at = now()
    shown = standing.standing(indicator, at=at, goal=goal)
    others = [standing.standing(figures.INDICATORS[one], at=at, goal=goal) for one in goal.figures[1:]] if goal else []
    offered = cuts.cuts_of(indicator) if indicator.formula is not None else []
    chosen = by if by in dict(offered) else next(iter(dict(offered)), "")
    parts = cuts.parts_of(indicator, chosen, at=at) if chosen else []
    period = figures.period_of(indicator, today())
    goal_target = shown.judgement.goal if shown.judgement else None
    needed = None
    if shown.computed is not None and goal_target is not None:
        needed = figures.needed(shown.computed, goal_target.value, goal_target.comparison)
    return {
        "goal": goal,
        "title": goal.title if goal else indicator.title,
        "indicator": indicator,
        "standing": shown,
        "others": others,
        "noun": figures.SOURCES[indicator.source].noun if indicator.source else "",
        "is_ratio": isinstance(indicator.formula, figures.Ratio),
        "outside": _outside(indicator),
        "offered": offered,
        "by": chosen,
        "by_title": dict(offered).get(chosen, ""),
        "parts": [part for part in parts if part.has_rows],
        "without": [part.label for part in parts if not part.has_rows],
        "without_title": _("%(count)s nơi chưa có") % {"count": sum(not part.has_rows for part in parts)},
        "needed": needed,
        "goal_target": goal_target,
        "lacks": figures.lacks(indicator, period, at=at),
        "devices": _devices(goal, at),
        "chart": _chart(indicator, shown, at),
        "history": figures.target_history(indicator.code),
        "observations": _observations(goal, indicator),
        "period": period,
        "has_map": chosen == "unit",
    }


def _outside(indicator: Any) -> Any:
    return figures.FIGURES[indicator.formula.whole.name] if isinstance(indicator.formula, figures.Ratio) else None


def _devices(goal: Goal | None, at: Any) -> list[cuts.Part]:
    """From how many kinds of device dossiers really came online (goal T-a1 asks for several)."""
    if goal is None or goal.code != "T-a1":
        return []
    return [part for part in cuts.parts_of(figures.ONLINE, "device", at=at) if part.numerator]


def _chart(indicator: Any, shown: standing.Standing, at: Any) -> dict[str, Any] | None:
    if indicator.formula is None or not indicator.has_months:
        return None
    values = figures.months_of(indicator, today(), at=at)
    full = indicator.full_marks
    name = _("Mức đạt điểm tối đa (Quyết định 766)")
    return cuts.month_chart([(str(indicator.title), values)], full, name)


def _observations(goal: Goal | None, indicator: Any) -> list[Any]:
    names = dict.fromkeys(filter(None, [indicator.series, goal.baseline if goal else ""]))
    return [one for name in names for one in figures.observations_of(name)]


@login_not_required
def map_of(request: HttpRequest, code: str) -> HttpResponse:
    """The figure of every commune, drawn: GeoJSON with `value` where there is one."""
    _goal, indicator = found_or_404(code)
    if "unit" not in dict(cuts.cuts_of(indicator)):
        raise Http404
    parts = {part.key: part for part in cuts.parts_of(indicator, "unit", at=now())}
    shapes = outlines()
    features = [
        {
            "type": "Feature",
            "geometry": shapes[unit.code],
            "properties": {"name": unit.name, **_painted(parts[unit.code], indicator)},
        }
        for unit in communes()
        if unit.code in shapes
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, content_type="application/geo+json")


def _painted(part: cuts.Part, indicator: Any) -> dict[str, Any]:
    noun = figures.SOURCES[indicator.source].noun
    if part.denominator is None:
        return (
            {"value": part.numerator, "text": counted(part.numerator, noun)}
            if part.numerator
            else {"text": _("chưa có")}
        )
    if part.value is None:
        return {"text": _("chưa có")}
    rows = f"{number(part.numerator)}/{counted(part.denominator, noun)}"
    return {"value": round(float(part.value), 1), "text": f"{part.text} ({rows})"}
