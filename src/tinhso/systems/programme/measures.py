"""The figures of the resolution: computed here, imported with their source, or waiting for what will compute them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.declare import Law, figures

from .resolution import NUMBER

Is, Rows, Share, Ratio, Outside = figures.Is, figures.Rows, figures.Share, figures.Ratio, figures.Outside
TITLE = "Nghị quyết"


def _law(clause: str) -> Law:
    return Law(NUMBER, f"khoản {clause}", title=TITLE)


WHOLE_ONLINE = figures.indicator(
    figures.Indicator(
        code="T-a1",
        title=_("Thủ tục làm được trọn vẹn trực tuyến"),
        unit="percent",
        law=_law("II.3.1.a"),
        owner="so-khoa-hoc-va-cong-nghe",
        frequency=_("ngay khi danh mục thay đổi"),
        period="now",
        formula=Share(
            Rows("procedures"),
            (
                Is("files_online", "eq", True, says=_("Danh mục quốc gia không ghi cách nộp trực tuyến")),
                Is("fee_known", "eq", True, says=_("Chưa biết số phí nên chưa nộp phí trực tuyến được")),
                Is("time_known", "eq", True, says=_("Chưa biết thời hạn nên không hẹn được ngày trả")),
            ),
        ),
        part=_(
            "thủ tục nộp được trực tuyến, biết phí (hoặc miễn phí), biết thời hạn; kết quả đều là bản điện tử đã ký số"
        ),
        whole=_("thủ tục hành chính đang công khai của tỉnh và xã"),
        note=_(
            "Mọi thủ tục trong danh mục đều có biểu mẫu trên điện thoại và máy tính. Thủ tục còn thiếu là do danh mục quốc gia "
            "chưa đủ thông tin hoặc chỉ nhận trực tiếp."
        ),
    )
)
"""II.3.1.a: services of level 4 on several kinds of device. A person gets through without paper when it can be filed online, its fee
can be paid online because it is known, a day of return exists, and the result is electronic (here every result is)."""

PEOPLE = figures.indicator(
    figures.Indicator(
        code="T-c4",
        title=_("Người dân đã nộp hồ sơ trực tuyến"),
        unit="percent",
        law=_law("II.3.1.c"),
        owner="so-khoa-hoc-va-cong-nghe",
        frequency=_("ngay khi có hồ sơ"),
        period="all",
        formula=Ratio(Rows("people"), Outside("population")),
        part=_("người đã tự nộp ít nhất một hồ sơ trực tuyến cho mình hoặc cho người khác; mỗi người tính một lần"),
        whole=_("dân số của tỉnh"),
        note=_(
            "Chỉ đếm người nộp hồ sơ trên hệ thống này. Người chỉ dùng Cổng quốc gia, phản ánh, học trực tuyến chưa được đếm."
        ),
        personal=True,
    )
)
"""II.3.1.c: share of the population that uses digital services to deal with government: so far those who filed online here."""

RANK = figures.indicator(
    figures.Indicator(
        code="T-rank",
        title=_("Thứ hạng DTI"),
        unit="rank",
        law=_law("II.3.1"),
        kind="imported",
        direction="down",
        owner="so-khoa-hoc-va-cong-nghe",
        frequency=_("hằng năm, do Bộ Khoa học và Công nghệ công bố"),
        series="DTI",
        note=_("Kỳ 2024 xếp 34 tỉnh, thành phố sau sắp xếp; các kỳ trước xếp 63."),
    )
)


def _waiting(code: str, title: str | Promise, clause: str, waits_for: str | Promise, unit: str = "percent") -> None:
    """A figure that nobody can compute yet, with what will compute it."""
    law = _law(clause)
    figures.indicator(
        figures.Indicator(code=code, title=title, unit=unit, law=law, kind="waiting", waits_for=waits_for)
    )


_waiting("T-a2-tinh", _("Cấp tỉnh"), "II.3.1.a", _("Sẽ tính từ phần văn phòng điện tử (P2)."))
_waiting(
    "T-a2-huyen",
    _("Cấp huyện, đến 30/6/2025"),
    "II.3.1.a",
    _("Cấp huyện đã kết thúc ngày 30/6/2025; chưa thấy số liệu được công bố cho giai đoạn trước đó."),
)
_waiting("T-a2-xa", _("Cấp xã"), "II.3.1.a", _("Sẽ tính từ phần văn phòng điện tử (P2)."))
_waiting("T-a3", _("Kiểm tra qua môi trường số"), "II.3.1.a", _("Sẽ tính từ phần kiểm tra (P3)."))
_waiting(
    "T-a4", _("Nền tảng dữ liệu mở"), "II.3.2.a", _("Sẽ tính từ dữ liệu mở (F5) và dữ liệu cảm biến (F7)."), "count"
)
_waiting("T-b1", _("Kinh tế số trong GRDP"), "II.3.1.b", _("Sẽ nhập khi cơ quan thống kê công bố, kèm nguồn."))
_waiting("T-b2", _("Doanh nghiệp nhà nước thuộc tỉnh"), "II.3.1.b", _("Sẽ tính từ phần doanh nghiệp (E1)."))
_waiting("T-b3", _("Doanh nghiệp nhỏ và vừa"), "II.3.1.b", _("Sẽ tính từ phần doanh nghiệp (E1)."))
_waiting("T-c1-ho", _("Hộ gia đình"), "II.3.1.c", _("Sẽ tính từ sổ hạ tầng (F12)."))
_waiting("T-c1-xa", pgettext_lazy("several", "Xã, phường"), "II.3.1.c", _("Sẽ tính từ sổ hạ tầng (F12)."))
_waiting("T-c2", _("4G/5G và điện thoại thông minh"), "II.3.1.c", _("Sẽ tính từ sổ hạ tầng (F12) và khảo sát."))
_waiting("T-c3", _("Tài khoản thanh toán điện tử"), "II.3.1.c", _("Sẽ nhập khi Ngân hàng Nhà nước công bố, kèm nguồn."))
_waiting("T-d1", _("Chi cho chuyển đổi số"), "III.6", _("Sẽ tính từ phần ngân sách (G3)."))
_waiting("I-tenders", _("Đấu thầu qua mạng"), "I", _("Sẽ tính từ phần mua sắm công (P6)."))
