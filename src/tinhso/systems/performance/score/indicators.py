"""The indicators of Decision 766/QĐ-TTg: what each is called, which group it belongs to, how it is counted, who can mend what is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, parameters

from . import formulas
from .counts import Counts

Text = str | Promise
PARAMETERS = parameters(__file__)
GROUPS: dict[str, Text] = {
    "CKMB": _("Công khai, minh bạch"),
    "TDGQ": _("Tiến độ giải quyết"),
    "CLGQ": _("Cung cấp dịch vụ công trực tuyến"),
    "TTTT": _("Thanh toán trực tuyến"),
    "MDSH": _("Số hóa hồ sơ"),
    "MDHL": _("Mức độ hài lòng"),
}


@dataclass(frozen=True)
class Indicator:
    """One indicator. `part` and `whole` name what its rate divides; `of` says what is counted: dossiers, procedures or things seen.

    `having` are the marks of the dossiers of the whole and `good` those that make the part; `waits` says why it is not
    measured yet, until somebody announces the first of it.
    """

    code: str
    group: str
    title: Text
    formula: Callable[[Counts], formulas.Rate]
    part: Text
    whole: Text
    of: str = "dossiers"
    having: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    waits: Text = ""
    note: Text = ""

    @property
    def law(self) -> Law:
        return Law("766/QĐ-TTg", f"chỉ số {self.code}", title="Quyết định")


PORTAL = _("Chưa nối Cổng Dịch vụ công quốc gia: chưa có tin đồng bộ nào.")
FEEDBACK = _("Chưa có dữ liệu phản ánh, kiến nghị trong hệ thống.")
DATES = _("Danh mục chưa có ngày quyết định công bố và ngày công khai.")
ALL: dict[str, Indicator] = {
    one.code: one
    for one in (
        Indicator(
            "1.1", "CKMB", _("Thủ tục công bố đúng hạn"),
            lambda c: formulas.announced_on_time(on_time=c.good("1.1"), announced=c.seen("1.1")),
            _("công bố trước ngày văn bản có hiệu lực ít nhất 5 ngày làm việc"), _("thủ tục công bố trong kỳ"),
            of="seen", waits=DATES,
        ),
        Indicator(
            "1.2", "CKMB", _("Thủ tục cập nhật, công khai đúng hạn"),
            lambda c: formulas.published_on_time(on_time=c.good("1.2"), published=c.seen("1.2")),
            _("công khai trong 5 ngày làm việc từ quyết định công bố"), _("thủ tục công khai trong kỳ"),
            of="seen", waits=DATES,
        ),
        Indicator(
            "1.3", "CKMB", _("Thủ tục đủ bộ phận tạo thành"),
            lambda c: formulas.complete_procedures(complete=c.procedures("complete"), public=c.procedures()),
            _("thủ tục nêu đủ bảy bộ phận"), _("thủ tục đang công khai"),
            of="procedures", good=("complete",),
        ),
        Indicator(
            "1.4", "CKMB", _("Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia"),
            lambda c: formulas.synchronised(synced=c("received", "synced"), received=c("received")),
            _("hồ sơ đã đồng bộ"), _("hồ sơ tiếp nhận trong kỳ"),
            having=("received",), good=("synced",), waits=PORTAL,
            note=_("Số hồ sơ của hệ thống báo cáo quốc gia chưa lấy về được: mẫu số là hồ sơ tiếp nhận ở đây."),
        ),
        Indicator(
            "2.1", "TDGQ", _("Hồ sơ giải quyết đúng hạn"),
            lambda c: formulas.on_time(judged=c("judged"), late=c("judged", "late")),
            _("hồ sơ không quá hạn"), _("hồ sơ tiếp nhận trong kỳ hoặc từ kỳ trước chuyển sang, có ngày hẹn trả hoặc thời hạn"),
            having=("judged",), bad=("late",),
            note=_("Đã bổ sung một lần thì trừ thời gian chờ; quá một lần là quá hạn. Chưa xong thì tính đến ngày cuối kỳ (kỳ chưa hết: đến lúc này). Không có ngày hẹn thì so với thời hạn của thủ tục."),
        ),
        Indicator(
            "3.1", "CLGQ", _("Thủ tục có dịch vụ công trực tuyến"),
            lambda c: formulas.services_online(online=c.procedures("online"), procedures=c.procedures()),
            _("thủ tục cung cấp trực tuyến (một phần hoặc toàn trình)"), _("thủ tục đang công khai"),
            of="procedures", good=("online",),
        ),
        Indicator(
            "3.2", "CLGQ", _("Dịch vụ công trực tuyến có phát sinh hồ sơ"),
            lambda c: formulas.services_used(used=c.procedures("online", "used"), online=c.procedures("online")),
            _("dịch vụ có ít nhất một hồ sơ trực tuyến trong kỳ"), _("thủ tục cung cấp trực tuyến"),
            of="procedures", having=("online",), good=("used",),
        ),
        Indicator(
            "3.3", "CLGQ", _("Hồ sơ nộp trực tuyến"),
            lambda c: formulas.filed_online(
                online=c("received", "online") - c("received", "online", "finished", lacking=("result",)),
                received=c("received"), sync=c.sync,
            ),
            _("hồ sơ nộp trực tuyến; khi đã xong thì có kết quả điện tử"), _("hồ sơ tiếp nhận trong kỳ"),
            having=("received",), good=("online", "delivered"),
            note=_("Nhân với tỷ lệ đồng bộ (chỉ số 1.4) khi chỉ số đó đo được."),
        ),
        Indicator(
            "3.5", "TTTT", _("Thủ tục có nghĩa vụ tài chính được thanh toán trực tuyến"),
            lambda c: formulas.fees_payable_online(payable=c.procedures("with_fee", "payable"), with_fee=c.procedures("with_fee")),
            _("thủ tục biết số phí nên nộp trực tuyến được"), _("thủ tục có phí, lệ phí"),
            of="procedures", having=("with_fee",), good=("payable",),
        ),
        Indicator(
            "3.6", "TTTT", _("Hồ sơ thanh toán trực tuyến"),
            lambda c: formulas.paid_online(paid=c("received", "owing", "paid"), owing=c("received", "owing")),
            _("hồ sơ đã nộp phí trực tuyến"), _("hồ sơ tiếp nhận trong kỳ có phí lớn hơn 0"),
            having=("received", "owing"), good=("paid",),
        ),
        Indicator(
            "4.1", "MDSH", _("Cấp kết quả điện tử"),
            lambda c: formulas.electronic_results(with_result=c("finished", "result"), finished=c("finished")),
            _("hồ sơ có tệp kết quả"), _("hồ sơ xong trong kỳ"),
            having=("finished",), good=("result",),
        ),
        Indicator(
            "4.2", "MDSH", _("Số hóa hồ sơ"),
            lambda c: formulas.digitised(digitised=c("finished", "digital", "result"), finished=c("finished")),
            _("hồ sơ có cả thành phần hồ sơ và kết quả điện tử"), _("hồ sơ xong trong kỳ"),
            having=("finished",), good=("digital", "result"),
        ),
        Indicator(
            "4.3", "MDSH", _("Khai thác, sử dụng lại dữ liệu số hóa"),
            lambda c: formulas.reused(reused=c("received", "reused"), received=c("received")),
            _("hồ sơ dùng lại ít nhất một giấy tờ hoặc thông tin đã có"), _("hồ sơ tiếp nhận trong kỳ"),
            having=("received",), good=("reused",),
        ),
        Indicator(
            "4.4", "MDSH", _("Kết nối kho dữ liệu quốc gia"),
            lambda c: formulas.from_national_store(linked=c("received", "linked"), received=c("received")),
            _("hồ sơ lấy giấy tờ từ kho quốc gia hoặc đồng bộ kết quả lên đó"), _("hồ sơ tiếp nhận trong kỳ"),
            having=("received",), good=("linked",), waits=PORTAL,
        ),
        Indicator(
            "4.5", "MDSH", _("Dùng dữ liệu dân cư"),
            lambda c: formulas.identified(identified=c("received", "identified"), received=c("received")),
            _("hồ sơ của người nộp đã định danh qua VNeID"), _("hồ sơ tiếp nhận trong kỳ"),
            having=("received",), good=("identified",), waits=_("Chưa có tài khoản nào liên kết với VNeID."),
        ),
        Indicator(
            "5.1", "MDHL", _("Phản ánh, kiến nghị xử lý đúng hạn"),
            lambda c: formulas.feedback(good=c.good("5.1"), seen=c.seen("5.1")),
            _("từ chối trong 2, đề nghị bổ sung trong 5, xử lý trong 15 ngày làm việc"), _("phản ánh, kiến nghị trong kỳ"),
            of="seen", waits=FEEDBACK,
        ),
        Indicator(
            "5.2", "MDHL", _("Phản ánh, kiến nghị công khai đúng hạn"),
            lambda c: formulas.feedback(good=c.good("5.2"), seen=c.seen("5.2")),
            _("công khai trong 2 ngày làm việc"), _("phản ánh, kiến nghị đã xử lý"),
            of="seen", waits=FEEDBACK,
        ),
        Indicator(
            "5.3", "MDHL", _("Hài lòng về xử lý phản ánh, kiến nghị"),
            lambda c: formulas.feedback(good=c.good("5.3"), seen=c.seen("5.3")),
            _("không quá hạn, không bị chê"), _("phản ánh, kiến nghị trong kỳ"),
            of="seen", waits=FEEDBACK,
        ),
        Indicator(
            "5.4", "MDHL", _("Hài lòng về giải quyết thủ tục"),
            lambda c: formulas.satisfied(
                unhappy=c("finished", "unhappy"), finished=c("finished"),
                punctual=formulas.on_time(judged=c("judged"), late=c("judged", "late")),
            ),
            _("hồ sơ không bị chê (1 hoặc 2 sao), không bị phản ánh, khiếu nại; trừ tiếp tỷ lệ quá hạn"), _("hồ sơ xong trong kỳ"),
            having=("finished",), bad=("unhappy",),
        ),
    )
}  # fmt: skip


def group_points(group: str, day: date) -> Decimal:
    """The maximum of a group on a day."""
    return Decimal(PARAMETERS["group_points"].on(day)[group])


def share_of(indicator: Indicator, day: date) -> Decimal:
    """The maximum of an indicator: its part of the group's points. The division inside a group is illustrative."""
    shares = PARAMETERS["shares"].on(day)[indicator.group]
    return group_points(indicator.group, day) * Decimal(shares[indicator.code]) / sum(shares.values())


def full_marks(code: str, day: date) -> Decimal:
    """The rate, in per cent, from which an indicator has its maximum."""
    return Decimal(PARAMETERS["full_marks"].on(day).get(code, 100))
