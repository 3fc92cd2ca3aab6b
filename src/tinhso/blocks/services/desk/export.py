"""The filtered list as a file: CSV, or XLSX written by the standard library. Identity numbers stay masked."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.blocks.cases.api import Case, cases_in, step_title
from tinhso.blocks.people.api import Person, masked
from tinhso.blocks.units.api import agency_name, unit_by_code
from tinhso.kernel.clock.api import ZONE

from .asking import filters_of, view_of
from .gate import actor_of, officials
from .lines import source_of

CHUNK = 500
XLSX_ROWS = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        response = StreamingHttpResponse(_csv(_rows(cases)), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(_xlsx(list(islice(_rows(cases), XLSX_ROWS + 1))), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(cases: Any) -> Iterator[list[str]]:
    yield [
        _("Mã hồ sơ"), _("Thủ tục"), _("Lĩnh vực"), _("Người nộp"), _("Số định danh"), _("Địa bàn"), _("Cơ quan giải quyết"),
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


def _plain(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + value if value[:1] in ("=", "+", "-", "@", "\t") else value


def _csv(rows: Iterator[list[str]]) -> Iterator[str]:
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([_plain(cell) for cell in row])
        yield line.getvalue()


def _xlsx(rows: list[list[str]]) -> bytes:
    """A workbook with one sheet of texts (ECMA-376), first row frozen."""
    body = "".join(
        f'<row r="{number}">'
        + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_clean(cell))}</t></is></c>' for cell in row)
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Ho so" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>{body}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, head + content)
    return out.getvalue()


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")
