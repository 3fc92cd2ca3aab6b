"""The list of the very rows behind a figure: filters, exact count, pages, export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tinhso.declare import CSV, actor_of, as_csv, figures, now, page_of, today

from . import cuts
from .lines import first_heading, headings, lines_of
from .screens import found_or_404, frame_of, may_open

FILTERS = ("unit", "agency", "field", "channel", "device")
WORDS = ("month", "lack", "part", *FILTERS)


@dataclass(frozen=True)
class Tab:
    """One of the parts of a figure, with its exact number and address."""

    part: str
    label: str
    count: int
    query: str


@dataclass(frozen=True)
class Chosen:
    """A filter that is on: its words, and the address without it."""

    label: str
    without: str


@login_not_required
def rows(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """The rows that the reader may see. Strangers get "not found" for everything but the public catalogue."""
    goal, indicator = found_or_404(code)
    actor = actor_of(request)
    if not may_open(actor, indicator):
        raise Http404
    asked = {name: request.GET[name][:200] for name in WORDS if request.GET.get(name)}
    part = asked.get("part", "part")
    period = figures.period_of(indicator, today())
    if (month := figures.month_of(asked.get("month", ""))) is not None and indicator.has_months:
        period = period.within(month)
    cut = {name: asked[name] for name in FILTERS if name in asked and name in indicator.cuts}
    lack = int(asked["lack"]) if asked.get("lack", "").isdigit() else None
    at = now()

    def found(which: str, lacking: int | None = None) -> Any:
        return figures.drill(indicator, which, period, actor=actor, cut=cut, lack=lacking, at=at)

    try:
        listed = found(part, lack)
    except ValueError as wrong:
        raise Http404 from wrong
    if request.GET.get("format") == "csv":
        return export(indicator, listed, actor, name=f"{code}-{part}.csv")
    whole = figures.compute(indicator, period, cut=cut, at=at)
    parts = ("part", "missing", "whole") if isinstance(indicator.formula, figures.Share) else ("part",)
    stated = {"part": whole.numerator, "missing": whole.missing or 0, "whole": whole.denominator or 0}
    sees_all = figures.sees_all(actor, indicator)
    counts = {one: stated[one] if sees_all else found(one).count() for one in parts}
    tabs = [Tab(one, _label(one), counts[one], _query(asked, part=one, lack="")) for one in parts]
    total = counts[part] if lack is None else listed.count()
    page = page_of(listed, request, 50, total=total)
    context = {
        "frame_template": frame_of(request),
        "code": code,
        "title": goal.title if goal else indicator.title,
        "indicator": indicator,
        "part": part,
        "tabs": tabs,
        "page": page,
        "total": total,
        "stated": stated[part],
        "partial": lack is None and total < stated[part],
        "lines": list(lines_of(indicator, page, actor)),
        "headings": headings(indicator.source),
        "first_heading": first_heading(indicator.source),
        "chosen": _chosen(indicator, asked, cut, lack),
        "csv": "?" + urlencode({**asked, "part": part, "format": "csv"}),
        "options": [
            (name, title, _options(indicator, name, at), cut.get(name, "")) for name, title in cuts.cuts_of(indicator)
        ],
        "month": asked.get("month", ""),
        "lack": "" if lack is None else lack,
    }
    return render(request, "programme/rows.html", context)


def _label(part: str) -> str:
    return {"part": _("Đạt"), "missing": _("Còn thiếu"), "whole": _("Tất cả")}[part]


def _query(asked: dict[str, str], **change: str) -> str:
    kept = {**asked, **change}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _options(indicator: Any, name: str, at: Any) -> list[tuple[str, str]]:
    parts = cuts.parts_of(indicator, name, at=at)
    return [(part.key, part.label) for part in parts if part.key and (part.denominator or part.numerator)]


def _chosen(indicator: Any, asked: dict[str, str], cut: dict[str, str], lack: int | None) -> list[Chosen]:
    found = [Chosen(cuts.label_of(name, value), _query(asked, **{name: ""})) for name, value in cut.items()]
    if asked.get("month"):
        found.append(Chosen(_("Tháng %(month)s") % {"month": asked["month"]}, _query(asked, month="")))
    having = indicator.formula.having if isinstance(indicator.formula, figures.Share) else ()
    if lack is not None and lack < len(having):
        found.append(Chosen(str(having[lack].says), _query(asked, lack="")))
    return found


def export(indicator: Any, listed: Any, actor: Any, *, name: str) -> StreamingHttpResponse:
    """All rows as CSV."""

    def written() -> Iterator[list[str]]:
        titles = [first_heading(indicator.source), _("Nội dung"), *headings(indicator.source), _("Còn thiếu")]
        yield titles
        for line in lines_of(indicator, listed.iterator(chunk_size=500), actor):
            yield [line.name, line.sub, *line.cells, "; ".join(line.lacks)]

    response = StreamingHttpResponse(as_csv(written()), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
