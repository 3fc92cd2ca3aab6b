"""Screens of all registers, derived from their declarations: which there are, and the list of one."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import Actor, visible
from tinhso.web.api import Page, actor_of, nav, page_of

from .about import About
from .filtering import Asked, asked_of, inputs_of, order_of, rows_of, sorts
from .gate import READERS, open_registers, record_of, register_of
from .showing import listed, on_day, with_related

BEST = 100
MOST_PLACES = 2000
nav(
    "desk",
    gettext_lazy("Sổ bộ"),
    "registers",
    icon="library",
    order=60,
    allow=READERS,
    within=("register", "record", "record-write", "register-enter"),
)


@never_cache
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The registers that the official may open, each with its number of records."""
    actor = actor_of(request)
    if not READERS(actor, None):
        raise Http404
    cards = [
        {"about": about, "count": visible(actor, about.model).count(), "may_enter": _may_enter(actor, about)}
        for about in open_registers(actor)
    ]
    return render(request, "registers/registers.html", {"cards": cards})


def _may_enter(actor: Actor, about: About) -> bool:
    return "enter" in about.actions and about.actions["enter"].allowed(actor, None)


@never_cache
@require_safe
def register(request: HttpRequest, name: str) -> HttpResponse:
    """The records of a register on a day, filtered, searched, counted exactly."""
    actor = actor_of(request)
    about = register_of(actor, name)
    asked = asked_of(about, request.GET)
    rows = rows_of(about, actor, asked)
    total = rows.count()
    page = _page(rows, request, asked, total)
    shown = with_related(about, on_day(about, list(page), asked.on)) if asked.past else list(page)
    context = {
        "about": about,
        "asked": asked,
        "columns": [(column, about.label(column)) for column in about.columns],
        "lines": [_line(about, record) for record in shown],
        "page": page,
        "total": total,
        "inputs": inputs_of(about, request.GET),
        "chips": [{"text": one.text, "without": _without(request, *one.parameters)} for one in asked.chosen],
        "clear": request.path,
        "sort": sorts(about)[asked.sort],
        "sorts": [(words, _without(request, "sort", sort=key)) for key, words in sorts(about).items()],
        "query": _query(request),
        "may_enter": _may_enter(actor, about),
        "agency": agency_name(actor.agency or ""),
        "map": bool(about.places),
    }
    return render(request, "registers/register.html", context)


def _page(rows: Any, request: HttpRequest, asked: Asked, total: int) -> Any:
    """A page by key. What was found by words is ranked while it is short; a long find goes by key as well."""
    if asked.q and total <= BEST:
        return Page(rows=list(rows), next="", previous="", first="", total=total)
    return page_of(rows.order_by(*order_of(asked.sort)), request, total=total)


def _line(about: About, record: Any) -> dict[str, Any]:
    first, *rest = about.columns
    return {
        "pk": record.pk,
        "title": listed(about, record, first) or str(record),
        "cells": [(about.label(column), listed(about, record, column)) for column in rest],
    }


def _without(request: HttpRequest, *names: str, **changes: str) -> str:
    """The address of the list without some parameters, or with others; paging starts anew."""
    query = request.GET.copy()
    for name in (*names, "after", "before"):
        query.pop(name, None)
    query.update(changes)
    return f"?{query.urlencode()}" if query else request.path


def _query(request: HttpRequest) -> str:
    text = _without(request)
    return text if text.startswith("?") else ""


@never_cache
@require_safe
def places(request: HttpRequest, name: str) -> HttpResponse:
    """The areas of the filtered list as GeoJSON, for the map; `record` asks for one. At most 2000 are drawn."""
    actor = actor_of(request)
    if wanted := request.GET.get("record", ""):
        about, record = record_of(actor, name, _uuid(wanted))
        records = [record]
    else:
        about = register_of(actor, name)
        records = list(rows_of(about, actor, asked_of(about, request.GET))[:MOST_PLACES])
    features = [
        {
            "type": "Feature",
            "geometry": getattr(record, place),
            "properties": {
                "name": record.number or str(record.pk),
                "text": listed(about, record, about.columns[1]) if len(about.columns) > 1 else "",
            },
        }
        for record in records
        for place in about.places
        if getattr(record, place)
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return HttpResponse(body, content_type="application/geo+json")


def _uuid(text: str) -> Any:
    from uuid import UUID

    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
