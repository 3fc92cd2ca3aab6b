"""The filtered list as a file: CSV or XLSX. Identity numbers stay masked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.blocks.cases.api import Case, cases_in, step_title
from tinhso.blocks.people.api import Person, masked
from tinhso.blocks.units.api import agency_name, unit_by_code
from tinhso.kernel.clock.api import ZONE
from tinhso.web.api import actor_of
from tinhso.web.sheets import CSV, MOST_ROWS, XLSX, as_csv, as_xlsx

from .asking import filters_of, view_of
from .gate import officials
from .lines import source_of

CHUNK = 500


@never_cache
@require_safe
@officials()
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Everything in the filtered list that the actor may see."""
    now = timezone.now()
    cases = cases_in(view_of(request), actor_of(request), now=now, filters=filters_of(request.GET))
    name = f"ho-so-{now.astimezone(ZONE):%Y%m%d-%H%M}.{kind}"
    response: HttpResponse | StreamingHttpResponse
    if kind == "csv":
        response = StreamingHttpResponse(as_csv(_rows(cases)), content_type=CSV)
    else:
        response = HttpResponse(as_xlsx(list(islice(_rows(cases), MOST_ROWS)), title="Ho so"), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(cases: Any) -> Iterator[list[str]]:
    yield [
        pgettext("desk", "Mã hồ sơ"), _("Thủ tục"), _("Lĩnh vực"), _("Người nộp"), _("Số định danh"), _("Địa bàn"), _("Cơ quan giải quyết"),
        _("Nguồn"), _("Tình trạng"), _("Bước"), _("Người xử lý"), _("Nộp lúc"), _("Tiếp nhận lúc"), _("Hẹn trả"), _("Xong lúc"), _("Đúng hạn"),
    ]  # fmt: skip
    source = iter(cases.iterator(chunk_size=CHUNK))
    while chunk := list(islice(source, CHUNK)):
        ids = dict(Person.objects.filter(pk__in={case.applicant for case in chunk}).values_list("pk", "personal_id"))
        yield from (_row(case, ids.get(case.applicant) or "") for case in chunk)


def _row(case: Case, personal_id: str) -> list[str]:
    unit = unit_by_code(case.unit) if case.unit else None
    in_time = {True: _("Có"), False: _("Không"), None: ""}[case.on_time]
    moments = (case.submitted_at, case.received_at, case.due_at, case.closed_at)
    return [
        case.code, case.title, case.field, case.applicant_name, masked(personal_id), unit.full_name if unit else "",
        agency_name(case.agency), source_of(case), str(case.get_state_display()), step_title(case) if case.step else "",
        case.assignee_name, *(f"{m.astimezone(ZONE):%Y-%m-%d %H:%M}" if m else "" for m in moments), in_time,
    ]  # fmt: skip
