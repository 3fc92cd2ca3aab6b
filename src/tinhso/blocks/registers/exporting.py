"""The filtered list as a file. It leaves the desk: personal data are shortened, unless somebody says what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import ZONE
from tinhso.web.api import actor_of
from tinhso.web.sheets import CSV, MOST_ROWS, XLSX, as_csv, as_xlsx

from .about import About
from .base import Register
from .filtering import Asked, asked_of, rows_of
from .forms import Purpose
from .gate import mark_all, register_of
from .showing import hidden, on_day, with_related

CHUNK = 500


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, name: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Everything in the filtered list. Sent with a purpose, personal data are whole and every person sees that and why."""
    actor = actor_of(request)
    about = register_of(actor, name)
    asked = asked_of(about, request.GET)
    purpose = ""
    if request.method == "POST":
        form = Purpose(request.POST)
        if not form.is_valid():
            return HttpResponse(
                str(next(iter(form.errors.values()))[0]), status=422, content_type="text/plain; charset=utf-8"
            )
        purpose = form.cleaned_data["purpose"]
    rows = lines(about, actor, asked, purpose=purpose)
    response: HttpResponse | StreamingHttpResponse
    if kind == "csv":
        response = StreamingHttpResponse(as_csv(rows), content_type=CSV)
    elif kind == "xlsx":
        response = HttpResponse(as_xlsx(list(islice(rows, MOST_ROWS)), title=str(about.title)), content_type=XLSX)
    else:
        raise Http404
    moment = timezone.now().astimezone(ZONE)
    response["Content-Disposition"] = f'attachment; filename="{about.name}-{asked.on:%Y%m%d}-{moment:%H%M}.{kind}"'
    return response


def lines(about: About, actor: Actor, asked: Asked, *, purpose: str) -> Iterator[list[str]]:
    """The head line, then a line for each record. No record is handed out before its people have their mark."""
    names = ["number", *(name for name in about.fields if name not in about.places)]
    yield [*(about.label(name) for name in names), _("Hiệu lực từ"), _("Đến hết ngày")]
    source = iter(rows_of(about, actor, asked).iterator(chunk_size=CHUNK))
    while chunk := list(islice(source, CHUNK)):
        if purpose:
            mark_all(actor, about, chunk, purpose)
        shown = with_related(about, on_day(about, chunk, asked.on)) if asked.past else chunk
        for record in shown:
            values = (_value(about, record, name, whole=bool(purpose)) for name in names)
            yield [*values, str(record.valid_from), str(record.valid_to or "")]


def _value(about: About, record: Register, name: str, *, whole: bool) -> Any:
    return about.show(record, name) if whole else hidden(about, record, name)
