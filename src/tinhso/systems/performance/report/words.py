"""What form II.06a says in words: its headings, its lines, who reports to whom; and all of it as a table of cells."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.declare import agency_by_code, day, moment

from ..asking import Asked
from ..places import LEVELS
from .form import COLUMNS, Form, Line

HEADINGS = {
    3: gettext_lazy("Tổng số"),
    4: gettext_lazy("Trực tuyến"),
    5: gettext_lazy("Trực tiếp, dịch vụ bưu chính"),
    6: gettext_lazy("Từ kỳ trước chuyển sang"),
    7: gettext_lazy("Tổng số"),
    8: gettext_lazy("Trước hạn"),
    9: gettext_lazy("Đúng hạn"),
    10: gettext_lazy("Quá hạn"),
    11: gettext_lazy("Tổng số"),
    12: gettext_lazy("Trong hạn"),
    13: gettext_lazy("Quá hạn"),
}
GROUPS = (
    (range(3, 7), gettext_lazy("Số hồ sơ tiếp nhận")),
    (range(7, 11), gettext_lazy("Số hồ sơ đã giải quyết")),
    (range(11, 14), gettext_lazy("Số hồ sơ đang giải quyết")),
)
HEAD_ROWS = 9
MERGED = ("C7:F7", "G7:J7", "K7:M7", "A7:A8", "B7:B8")


def parties(asked: Asked) -> tuple[str, str]:
    """(who reports, who is reported to). A province reports to the Government Office, which the form is of."""
    if asked.place.is_province:
        return _("Ủy ban nhân dân tỉnh Khánh Hòa"), _("Văn phòng Chính phủ")
    agency = agency_by_code(asked.place.code)
    parent = agency.parent if agency else None
    return asked.place.title, parent.title if parent else ""


def label(line: Line) -> str:
    """The second column: a level, or a field within it."""
    if line.area is None:
        return str(LEVELS[line.level]) if line.level else _("Tổng số")
    return line.area or _("Chưa rõ lĩnh vực")


def written(asked: Asked, filled: Form) -> Iterator[list[str | int]]:
    """The form as rows of a table, head first; numbers as numbers."""
    reporting, receiving = parties(asked)
    yield [_("Biểu số II.06a/VPCP/KSTT")]
    yield [_("Tình hình, kết quả giải quyết thủ tục hành chính")]
    yield [_("Đơn vị báo cáo"), reporting]
    yield [_("Đơn vị nhận báo cáo"), receiving]
    first = asked.chosen.days.first
    yield [_("Kỳ báo cáo"), asked.chosen.title, _("Từ ngày"), day(first), _("đến ngày"), day(asked.chosen.days.last)]
    yield [_("Đơn vị tính"), _("số hồ sơ TTHC"), _("tính đến"), moment(filled.at)]
    above: dict[int, str] = {columns[0]: str(title) for columns, title in GROUPS}
    yield [_("TT"), _("Lĩnh vực giải quyết theo cấp"), *(above.get(column, "") for column in COLUMNS)]
    yield ["", "", *(str(HEADINGS[column]) for column in COLUMNS)]
    yield [f"({number})" for number in range(1, 14)]
    for line in [*filled.lines, filled.total]:
        yield [line.number, label(line), *(count for _column, count in line.cells)]
