"""Public pages of units: the list and the map of a day, one unit with its history, and places for address fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tinhso.kernel.clock.api import today
from tinhso.kernel.search.api import fold

from . import outline, queries
from .models import Unit
from .places import resolve_place

TWO_TIERS_ON = date(2025, 7, 1)


@dataclass(frozen=True)
class Line:
    """A unit in a list, with what it came from or became."""

    unit: Unit
    before: list[str]
    after: list[Unit]


@dataclass(frozen=True)
class Group:
    """The communes under one heading: a district before 1/7/2025, the whole province since."""

    above: Unit | None
    lines: list[Line]


@login_not_required
def units(request: HttpRequest) -> HttpResponse:
    """The units of a day as list and map; a name, old or new, narrows the list. htmx gets the results only."""
    day, bad_day = _day(request)
    q = request.GET.get("q", "").strip()[:100]
    communes = queries.communes(day)
    shown = [unit for unit in communes if _named(unit, fold(q))] if q else communes
    led_here = [place for place in resolve_place(q, on=day, limit=20) if place.was] if q else []
    groups = _groups(shown, day)
    context = {
        "day": day,
        "bad_day": bad_day,
        "is_today": day == today(),
        "q": q,
        "groups": groups,
        "total": len(shown),
        "of": len(communes),
        "districts": len(queries.units_on(day, kind=Unit.Kind.DISTRICT)),
        "provinces": queries.units_on(day, kind=Unit.Kind.PROVINCE),
        "led_here": led_here,
        "drawn": outline.drawn(communes),
        "two_tiers": day >= TWO_TIERS_ON,
        "eve": date(2025, 6, 30),
    }
    template = "units/units.html"
    fragment = bool(getattr(request, "htmx", None)) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, f"{template}#results" if fragment else template, context)


def _day(request: HttpRequest) -> tuple[date, bool]:
    """The day asked for, and whether it was nonsense (then today stands in)."""
    text = request.GET.get("on", "")
    try:
        return (date.fromisoformat(text), False) if text else (today(), False)
    except ValueError:
        return today(), True


def _named(unit: Unit, words: str) -> bool:
    return all(word in unit.search_text for word in words.split())


def _line(unit: Unit) -> Line:
    return Line(unit, queries.names_before(unit), [after for after, _whole in queries.successors(unit)])


def _groups(communes: list[Unit], day: date) -> list[Group]:
    if not queries.units_on(day, kind=Unit.Kind.DISTRICT):
        return [Group(None, [_line(unit) for unit in communes])] if communes else []
    districts = queries.units_on(day, kind=Unit.Kind.DISTRICT)
    found = [
        Group(district, [_line(unit) for unit in communes if unit.parent_id == district.pk]) for district in districts
    ]
    return [group for group in found if group.lines]


@login_not_required
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit on a day: what it is, what it came from, what it became, by which texts, and its agencies."""
    day, bad_day = _day(request)
    found = queries.unit_by_code(code, on=day)
    found = found or next(iter(reversed(queries.bearers(code))), None)
    if found is None:
        raise Http404
    then = day if found.exists_on(day) else (found.valid_to or day)
    context = {
        "unit": found,
        "day": day,
        "bad_day": bad_day,
        "ended": not found.exists_on(today()),
        "came_from": _links(queries.predecessors(found)),
        "became": _links(queries.successors(found)),
        "children": [child for child in queries.children(found) if child.exists_on(then)],
        "agencies": queries.agencies_of(found, on=then),
        "bearers": queries.bearers(code),
        "acts": [act for act in (found.made_by, found.ended_by) if act is not None],
        "drawn": found.code in outline.outlines() and found.valid_to is None,
        "bounds": _bounds(found.code) if found.valid_to is None else "",
        "kind": _kind(found),
    }
    return render(request, "units/unit.html", context)


def _links(links: list[tuple[Unit, bool]]) -> list[tuple[Unit, bool]]:
    return sorted(links, key=lambda link: link[0].sort_key)


def _kind(unit: Unit) -> str:
    return {
        Unit.Kind.PROVINCE: _("Cấp tỉnh"),
        Unit.Kind.DISTRICT: _("Cấp huyện"),
        Unit.Kind.COMMUNE: _("Cấp xã"),
    }[Unit.Kind(unit.kind)]


def _bounds(code: str) -> str:
    """West, south, east, north of an outline, for the map; empty if there is none."""
    shape = outline.outlines().get(code)
    if shape is None:
        return ""
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    points = [point for polygon in polygons for point in polygon[0]]
    lon, lat = [x for x, _y in points], [y for _x, y in points]
    return f"{min(lon):.4f},{min(lat):.4f},{max(lon):.4f},{max(lat):.4f}"


@login_not_required
def geojson(request: HttpRequest) -> HttpResponse:
    """Today's communes as GeoJSON, packed once and confirmed by ETag; `only` asks for one of them."""
    only = request.GET.get("only", "")
    chosen = [unit for unit in queries.communes() if not only or unit.code == only]
    body, etag = outline.collection(tuple((unit.code, unit.name, _text(unit)) for unit in chosen))
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/geo+json")
        response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Cookie"
    return response


def _text(unit: Unit) -> str:
    before = queries.names_before(unit)
    return _("trước đây: %(names)s") % {"names": ", ".join(before)} if before else unit.title


@login_not_required
def find(request: HttpRequest) -> JsonResponse:
    """Places for an address field: {"q", "needs_choice", "places": [{code, name, short, label, was, sure}]}."""
    day, _bad = _day(request)
    q = request.GET.get("q", "")[:300]
    places = resolve_place(q, on=day)
    found: list[dict[str, Any]] = [
        {
            "code": place.unit.code,
            "name": place.unit.title,
            "short": place.unit.short,
            "label": place.label,
            "was": [old.full_name for old in place.was],
            "sure": place.sure,
        }
        for place in places
    ]
    return JsonResponse({"q": q, "needs_choice": any(place.needs_choice for place in places), "places": found})
