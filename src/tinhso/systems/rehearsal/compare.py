"""A scenario beside the same period without it, and how far the play without any change is from what really happened."""

from __future__ import annotations

from collections.abc import Callable
from statistics import mean, quantiles
from typing import Any

from .past import Past
from .scenario import Scenario, applied
from .simulate import Outcome, Request, play

Tell = Callable[[int, int], None]


def compared(past: Past, scenario: Scenario, *, tell: Tell | None = None) -> dict[str, Any]:
    """Both plays and the calibration, as plain JSON. Hours are working hours; shares are in per cent.

    {"requests", "judged", "real": {...}, "calibration": {...}, "now": {...}, "then": {...}} where "now" is the play
    without a change; see `_said` for its parts.
    """
    same, officials = applied(Scenario(), past)
    now = play(same, officials, tell=tell)
    changed, more = applied(scenario, past)
    then = play(changed, more, order=scenario.order, tell=tell)
    took = {request.key: past.ended[request.key] - request.came for request in past.requests}
    errors = [abs(now.ended[request.key] - request.came - took[request.key[0]]) / 60 for request in same]
    real = {"on_time": past.on_time(), **_spread([minutes / 60 for minutes in took.values()])}
    played = _said(same, officials, now)
    return {
        "requests": len(past.requests),
        "judged": sum(request.due is not None for request in past.requests),
        "real": real,
        "calibration": {
            "error_hours": mean(errors) if errors else None,
            "on_time_points": None
            if real["on_time"] is None or played["on_time"] is None
            else played["on_time"] - real["on_time"],
        },
        "now": played,
        "then": _said(changed, more, then),
    }


def _said(requests: list[Request], officials: dict[Any, int], outcome: Outcome) -> dict[str, Any]:
    """On time, hours until the end, each step (how many, waiting, work), work in all, and how busy each desk was."""
    hours = [(outcome.ended[request.key] - request.came) / 60 for request in requests]
    return {
        "requests": len(requests),
        "on_time": outcome.on_time(requests),
        **_spread(hours),
        "work_hours": sum(outcome.busy.values()) / 60,
        "officials": sum(officials.values()),
        "steps": {
            step: {"count": one.count, "waits": one.waited / one.count / 60, "works": one.worked / one.count / 60}
            for step, one in outcome.steps.items()
            if one.count
        },
        "desks": [
            {
                "agency": desk[0], "group": desk[1], "officials": number,
                "busy": 100 * outcome.busy.get(desk, 0.0) / (number * outcome.horizon) if outcome.horizon else 0.0,
            }
            for desk, number in sorted(officials.items())
        ],
    }  # fmt: skip


def _spread(hours: list[float]) -> dict[str, float | None]:
    if len(hours) < 2:
        return {"mean": hours[0] if hours else None, "most": None}
    return {"mean": mean(hours), "most": quantiles(hours, n=10)[8]}
