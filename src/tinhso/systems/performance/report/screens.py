"""The form on the screen, on paper and as a file; and the dossiers behind each of its numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tinhso.declare import CSV, XLSX, as_csv, as_xlsx, nav

from ..asking import Asked, asked_of, listed
from ..places import LEVELS, reads_reports
from .form import COLUMNS, Form, Line, behind, fill
from .paper import printed
from .words import GROUPS, HEAD_ROWS, HEADINGS, MERGED, label, parties, written

nav(
    "desk",
    gettext_lazy("Biểu II.06a"),
    "performance-form",
    icon="clipboard-list",
    order=700,
    group=gettext_lazy("Báo cáo"),
    allow=reads_reports,
    within=("performance-form-cases",),
)


def form(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Form II.06a of a place and a period; `?format=xlsx` or `csv` gives it as a file."""
    asked = asked_of(request)
    filled = fill(asked.rows, asked.chosen, asked.now)
    name = f"II.06a-{asked.place.code}-{asked.chosen.code}"
    match request.GET.get("format"):
        case "xlsx":
            table = as_xlsx(list(written(asked, filled)), title="II.06a", head=HEAD_ROWS, merged=MERGED)
            response: HttpResponse | StreamingHttpResponse = HttpResponse(table, content_type=XLSX)
            response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        case "csv":
            lines = ([str(cell) for cell in row] for row in written(asked, filled))
            response = StreamingHttpResponse(as_csv(lines), content_type=CSV)
            response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        case "pdf":
            response = HttpResponse(printed(asked, filled), content_type="application/pdf")
            response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
        case _:
            response = render(request, "performance/form.html", _shown(asked, filled))
    return response


def _shown(asked: Asked, filled: Form) -> dict[str, Any]:
    reporting, receiving = parties(asked)
    return {
        **asked.context(),
        "form": filled,
        "lines": [(line, label(line), _address(asked, line)) for line in filled.lines],
        "total_address": _address(asked, filled.total),
        "heads": [(title, [(column, HEADINGS[column]) for column in columns]) for columns, title in GROUPS],
        "columns": range(1, 14),
        "reporting": reporting,
        "receiving": receiving,
    }


def _address(asked: Asked, line: Line) -> str:
    """The address of the dossiers of a line, to be followed by the column."""
    return asked.query(level=line.level or None, area=line.area) + "&column="


def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers behind one number of the form."""
    asked = asked_of(request)
    words = request.GET
    column = int(words["column"]) if words.get("column", "").isdecimal() else 3
    level = words.get("level", "")
    if column not in COLUMNS or level not in ("", *LEVELS):
        raise Http404
    line = Line("", level, words.get("area"))
    found = behind(asked.rows, asked.chosen, asked.now, column=column, level=level, area=line.area)
    group = next(str(title) for columns, title in GROUPS if column in columns)
    context = {
        **asked.context(),
        **listed(request, asked, found),
        "column": column,
        "heading": f"{group}: {HEADINGS[column]}",
        "line": label(line),
    }
    return render(request, "performance/form_dossiers.html", context)
