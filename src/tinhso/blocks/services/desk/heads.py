"""The morning list of a head: what is late, due, at risk or waiting too long, by who has it and at which step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.blocks.cases.api import (
    CLOCK_RULES,
    TITLES,
    Case,
    Part,
    end_of_week,
    leads_province,
    morning,
    step_title,
    this_week,
)
from tinhso.blocks.units.api import agency_name, schedule_of
from tinhso.kernel.access.api import visible
from tinhso.kernel.clock.api import ZONE, humanised, working_time_of
from tinhso.web.api import actor_of

from ..deadlines import Deadline, when
from .gate import LEADER, officials
from .lines import lines_of
from .queue import DAYS


@dataclass(frozen=True)
class Line:
    """A case of the list: where it stands, who has it, its deadline, and why it is here."""

    case: Case
    step: str
    deadline: Deadline
    why: str


@never_cache
@require_safe
@officials(LEADER)
def heads(request: HttpRequest) -> HttpResponse:
    """The morning list, and what the week is expected to bring."""
    now, actor = timezone.now(), actor_of(request)
    agency = actor.agency or ""
    parts = [_shown(part, now) for part in morning(agency, now=now, cases=visible(actor, Case))]
    weeks = this_week(now=now, agencies=None if leads_province(actor, None) else [agency])
    local = now.astimezone(ZONE)
    context = {
        "today": f"{DAYS[local.weekday()]} {local:%d/%m/%Y}",
        "agency": agency_name(agency),
        "parts": parts,
        "week": next((week for week in weeks if week.agency == agency), None),
        "weeks": [(agency_name(week.agency), week) for week in weeks] if leads_province(actor, None) else [],
        "week_ends": end_of_week(now) - timedelta(days=1),
        "unchecked": CLOCK_RULES["reception_hours"].illustrative,
        "reception_hours": CLOCK_RULES["reception_hours"].on(local.date()),
    }
    return render(request, "services/desk/morning.html", context)


def _shown(part: Part, now: datetime) -> dict[str, Any]:
    """A part with its lines and, where several people have its cases, how many each has at which step."""
    groups = [
        {"who": group["assignee_name"] or _("Chưa giao"), "step": str(TITLES.get(group["step"], group["step"])), "n": group["n"]}
        for group in part.groups
    ]  # fmt: skip
    lines = [
        Line(case, step_title(case), known.deadline, _why(part.code, case, now))
        for case, known in zip(part.rows, lines_of(part.rows, now), strict=True)
    ]
    return {"part": part, "groups": groups if len(groups) > 1 else [], "lines": lines, "more": part.total - len(lines)}


def _why(code: str, case: Any, now: datetime) -> str:
    """The reason in words."""
    if code == "asked":
        facts = {"agency": agency_name(case.asked_agency), "when": when(case.asked_due, now)}
        return _("%(agency)s chưa trả lời, hạn %(when)s") % facts
    if code == "reception":
        return _("nộp lúc %(when)s") % {"when": when(case.submitted_at, now)}
    outlook = getattr(case, "outlook", None)
    if code == "risk" and outlook is not None and outlook.chance is not None:
        return outlook_words(outlook)
    return ""


def outlook_words(outlook: Any) -> str:
    """A forecast as it is to be read: how likely, learned from how many, and what is usually still needed."""
    hours = working_time_of(schedule_of(outlook.agency))
    known = {
        "matter": ngettext("%(n)s hồ sơ trước cùng thủ tục", "%(n)s hồ sơ trước cùng thủ tục", outlook.among),
        "field": ngettext("%(n)s hồ sơ trước cùng lĩnh vực", "%(n)s hồ sơ trước cùng lĩnh vực", outlook.among),
        "agency": ngettext("%(n)s hồ sơ trước của cơ quan", "%(n)s hồ sơ trước của cơ quan", outlook.among),
    }[outlook.basis] % {"n": outlook.among}
    return _("khả năng quá hạn %(chance)s%%, theo %(known)s; thường còn cần %(usual)s") % {
        "chance": round(100 * outlook.chance),
        "known": known,
        "usual": humanised(timedelta(minutes=outlook.usual), hours),
    }
