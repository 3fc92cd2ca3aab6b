"""Where dossiers wait: the steps of each procedure as wide as the time they take, and who stands there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tinhso.declare import Case, cases, nav, sort_key

from ..asking import Asked, asked_of, listed
from ..places import reads_reports
from .passed import Map, passed, standing

nav(
    "desk",
    gettext_lazy("Điểm nghẽn"),
    "performance-steps",
    icon="hourglass",
    order=702,
    group=gettext_lazy("Báo cáo"),
    allow=reads_reports,
    within=("performance-steps-cases",),
)
MOST_WAYS = 30


def _narrowed(asked: Asked, words: Any) -> QuerySet[Case]:
    """The dossiers of the place, of one field or procedure if asked for."""
    rows = asked.rows
    if words.get("area"):
        rows = rows.filter(field=words["area"])
    return rows.filter(matter=words["matter"]) if words.get("matter") else rows


def steps(request: HttpRequest) -> HttpResponse:
    """The map of steps of a place in a period, all together and by procedure."""
    asked = asked_of(request)
    found = passed(_narrowed(asked, request.GET), asked.chosen, asked.now)
    areas = asked.rows.order_by().values_list("field", flat=True).distinct()
    area, matter = request.GET.get("area", ""), request.GET.get("matter", "")
    context = {
        **asked.context(),
        "found": found,
        "ways": found.ways[:MOST_WAYS],
        "more": max(0, len(found.ways) - MOST_WAYS),
        "areas": sorted(filter(None, areas), key=sort_key),
        "area": area,
        "matter": matter,
        "matter_title": _title(found, matter),
        "all_matters": asked.query(area=area or None),
        "address": asked.query(area=area or None) + "&",
    }
    return render(request, "performance/steps.html", context)


def _title(found: Map, matter: str) -> str:
    return next((way.title for way in found.ways if way.matter == matter), matter)


def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers that stand in a step, the longest there first by their reception."""
    asked = asked_of(request)
    step = request.GET.get("step", "")
    matter = request.GET.get("matter", "")
    rows = standing(_narrowed(asked, request.GET), asked.at, step)
    context = {
        **asked.context(),
        **listed(request, asked, rows),
        "step_title": str(cases.TITLES.get(step, step)),
        "matter": matter,
        "back": asked.query(area=request.GET.get("area") or None, matter=matter or None),
    }
    return render(request, "performance/steps_dossiers.html", context)
