"""The display in the waiting hall: numbers and counters, nothing about anybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..centres import plan_of
from ..queries import Called, called_now, duties_of, waiting_counts
from . import common


def _spoken(called: Called) -> str:
    """What is said aloud: the figures one by one, so that everybody understands them."""
    return _("Mời số %(number)s đến quầy %(counter)s") % {
        "number": " ".join(called.label),
        "counter": called.counter,
    }


def _board(code: str) -> dict[str, Any]:
    day = common.today()
    plan, counts = plan_of(code), waiting_counts(code, day)
    called = called_now(code, day)
    return {
        "called": [{"call": one, "spoken": _spoken(one)} for one in called],
        "groups": [{"group": group, "waiting": counts.get(group.code, 0)} for group in plan.groups],
        "waiting": sum(counts.values()),
        "duties": duties_of(code, day),
        "closed": plan.closed.get(day, ""),
    }


@never_cache
@login_not_required
@require_safe
def display(request: HttpRequest, centre: str) -> HttpResponse:
    """The whole screen; it asks for its board every few seconds and says so when it cannot."""
    here = common.centre_or_404(centre)
    return render(request, "queueing/display.html", {"centre": here, **_board(here.code)})


@never_cache
@login_not_required
@require_safe
def board(request: HttpRequest, centre: str) -> HttpResponse:
    """The part of the display that changes."""
    here = common.centre_or_404(centre)
    return render(request, "queueing/_board.html", _board(here.code))
