"""What other blocks put above the reception page: the queue's bar stands here, and services do not know it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

Bar = Callable[[HttpRequest], str]
_bars: list[Bar] = []


def counter_bar(function: Bar) -> Bar:
    """Decorator: a function that gives the markup (already escaped) of a bar, or "" for who does not need it."""
    _bars.append(function)
    return function


def bars_for(request: HttpRequest) -> list[str]:
    """The bars for who asks, in the order in which they were declared."""
    return [markup for bar in _bars if (markup := bar(request))]
