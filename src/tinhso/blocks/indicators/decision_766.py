"""Indicators of Decision 766/QĐ-TTg (serving people and enterprises) that dossiers make up.

Formulas: the portal's working description of the indicators of Decision 766. Points are not computed: how the points of a
group are shared among its indicators is not published to us, and we do not make that up.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Channel, State
from tinhso.kernel.law.api import Law

from . import countable  # noqa: F401 - the sources come first
from .indicator import Indicator, indicator
from .spec import Is, Rows, Share, any_of

TITLE = "Quyết định"
FINISHED = (State.DONE.value, State.RETURNED.value)
received = Rows("dossiers", (Is("received", "known"),), dated="received")


def _clause(number: str) -> Law:
    return Law("766/QĐ-TTg", f"chỉ số {number}", title=TITLE)


ON_TIME = indicator(
    Indicator(
        code="766-2.1",
        title=_("Hồ sơ giải quyết đúng hạn"),
        unit="percent",
        law=_clause("2.1"),
        frequency=_("hằng ngày"),
        formula=Share(
            Rows(
                "dossiers",
                (
                    Is("received", "known"),
                    Is("due", "known"),
                    Is("state", "not", State.WITHDRAWN.value),
                    any_of(Is("closed", "known"), (Is("due", "past"), Is("paused", "unknown"))),
                ),
                dated="settled",
            ),
            (
                Is("on_time", "eq", True, says=_("Trả kết quả sau ngày hẹn, hoặc quá hẹn mà chưa xong")),
                Is("supplements", "le", 1, says=_("Yêu cầu bổ sung quá một lần")),
            ),
        ),
        part=_("hồ sơ xong trước hoặc đúng ngày hẹn và được yêu cầu bổ sung không quá một lần"),
        whole=_("hồ sơ đã xong có ngày hẹn, cộng hồ sơ chưa xong mà đã quá ngày hẹn"),
        note=_("Hồ sơ đang chờ người dân bổ sung không tính. Hồ sơ rút theo yêu cầu không tính."),
    )
)
"""2.1 on time: finished by the day of return; open past that day is late; more than one supplement request is late."""

SERVICES_USED = indicator(
    Indicator(
        code="766-3.2",
        title=_("Dịch vụ công trực tuyến có phát sinh hồ sơ"),
        unit="percent",
        law=_clause("3.2"),
        frequency=_("hằng ngày"),
        formula=Share(
            Rows("procedures", (Is("files_online", "eq", True),)),
            (Is("filed_online", "eq", True, says=_("Chưa có hồ sơ trực tuyến nào trong kỳ")),),
        ),
        part=_("thủ tục có ít nhất một hồ sơ trực tuyến trong kỳ"),
        whole=_("thủ tục nộp trực tuyến được"),
    )
)
"""3.2: services with at least one online dossier in the period / services that can be filed online."""

ONLINE = indicator(
    Indicator(
        code="766-3.3",
        title=_("Hồ sơ nộp trực tuyến"),
        unit="percent",
        law=_clause("3.3"),
        frequency=_("hằng ngày"),
        formula=Share(
            received, (Is("channel", "eq", Channel.ONLINE.value, says=_("Nộp tại quầy hoặc qua bưu chính")),)
        ),
        part=_("hồ sơ nộp trực tuyến"),
        whole=_("hồ sơ đã tiếp nhận"),
        series="HS_TT",
        full_marks=50,
        note=_("Đạt điểm tối đa từ 50%. Chưa nhân với tỷ lệ đồng bộ lên Cổng quốc gia: hệ thống này chưa nối Cổng."),
    )
)
"""3.3: filed online / received; full marks from 50 %. The decision multiplies by the rate of synchronisation, which we do not have."""

PAID_ONLINE = indicator(
    Indicator(
        code="766-3.6",
        title=_("Hồ sơ thanh toán trực tuyến"),
        unit="percent",
        law=_clause("3.6"),
        frequency=_("hằng ngày"),
        formula=Share(
            received.but(Is("fee", "gt", 0)),
            (Is("paid", "eq", True, says=_("Chưa thấy tiền qua ngân hàng")),),
        ),
        part=_("hồ sơ đã nộp phí qua ngân hàng"),
        whole=_("hồ sơ đã tiếp nhận có phí, lệ phí"),
    )
)
"""3.6: paid online / dossiers that owe a fee. Only what the bank told us of counts as paid."""

ELECTRONIC_RESULT = indicator(
    Indicator(
        code="766-4.1",
        title=_("Cấp kết quả điện tử"),
        unit="percent",
        law=_clause("4.1"),
        frequency=_("hằng ngày"),
        formula=Share(
            Rows("dossiers", (Is("state", "in", FINISHED),), dated="closed"),
            (Is("result", "eq", True, says=_("Không có văn bản kết quả điện tử")),),
        ),
        part=_("hồ sơ có kết quả điện tử đã ký số"),
        whole=_("hồ sơ đã giải quyết xong"),
    )
)
"""4.1: dossiers with a result file / finished dossiers of procedures that return a paper (here every one does)."""

REUSE = indicator(
    Indicator(
        code="766-4.3",
        title=_("Khai thác, sử dụng lại thông tin, dữ liệu số hóa"),
        unit="percent",
        law=_clause("4.3"),
        frequency=_("hằng ngày"),
        formula=Share(
            received,
            (
                any_of(
                    Is("held_paper", "eq", True),
                    Is("not_asked", "ge", 1),
                    says=_("Người dân phải khai và nộp lại tất cả"),
                ),
            ),
        ),
        part=_("hồ sơ có ít nhất một mục hoặc một giấy tờ lấy từ dữ liệu đã có"),
        whole=_("hồ sơ đã tiếp nhận"),
        full_marks=80,
        note=_("Đạt điểm tối đa từ 80%."),
    )
)
"""4.3: at least one component reused / received; full marks from 80 %. Counts held papers and fields not asked."""

COMPANIONS = (ON_TIME, SERVICES_USED, ONLINE, PAID_ONLINE, ELECTRONIC_RESULT, REUSE)
