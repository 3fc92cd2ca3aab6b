"""The formulas of Decision 766/QĐ-TTg as pure functions over counts.

Source: the working description of the formulas of the national portal. Every one gives a `Rate`: what fulfils it, out of what.
Nothing to divide by is no rate (None), never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`, times `factor` (a share between 0 and 1), less `less` per cent."""

    part: int
    whole: int
    factor: Decimal = Decimal(1)
    less: Decimal = Decimal(0)

    @property
    def exact(self) -> Decimal | None:
        """Per cent, between 0 and 100; None when there is nothing to divide by."""
        if self.whole <= 0:
            return None
        return min(WHOLE, max(Decimal(0), WHOLE * self.part / self.whole * self.factor - self.less))

    @property
    def value(self) -> Decimal | None:
        """Per cent, rounded to two decimals as the formulas say."""
        return None if self.exact is None else rounded(self.exact)

    @property
    def missing(self) -> int:
        return max(0, self.whole - self.part)


def rounded(value: Decimal) -> Decimal:
    """Two decimals, halves up."""
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def announced_on_time(*, on_time: int, announced: int) -> Rate:
    """1.1 Công bố đúng hạn: decisions dated no later than 5 working days before the legal basis takes effect / announced in the period."""
    return Rate(on_time, announced)


def published_on_time(*, on_time: int, published: int) -> Rate:
    """1.2 Cập nhật, công khai đúng hạn: published within 5 working days of the decision / published; late once is late."""
    return Rate(on_time, published)


def complete_procedures(*, complete: int, public: int) -> Rate:
    """1.3 Đủ bộ phận tạo thành: procedures that state the seven mandatory parts / public procedures, as of the period's end."""
    return Rate(complete, public)


def synchronised(*, synced: int, received: int) -> Rate:
    """1.4 Hồ sơ đồng bộ: dossiers received in the period that reached the national portal / received."""
    return Rate(min(synced, received), received)


def on_time(*, judged: int, late: int) -> Rate:
    """2.1 Giải quyết đúng hạn: dossiers in hand that are not late / those that can be judged. What is late: `marks.late`."""
    return Rate(judged - late, judged)


def average_hours(*, seconds: float, finished: int) -> Decimal | None:
    """2.2 Thời gian giải quyết trung bình: working time of the finished dossiers (states 9, 10) / their number, in working hours."""
    return None if finished <= 0 else rounded(Decimal(seconds) / 3600 / finished)


def services_online(*, online: int, procedures: int) -> Rate:
    """3.1 Thủ tục có dịch vụ công trực tuyến: (part + whole online) / all procedures; full marks from 80 %."""
    return Rate(online, procedures)


def services_used(*, used: int, online: int) -> Rate:
    """3.2 Dịch vụ công trực tuyến có phát sinh hồ sơ: services with at least one online dossier in the period / services."""
    return Rate(used, online)


def filed_online(*, online: int, received: int, sync: Rate | None) -> Rate:
    """3.3 Hồ sơ nộp trực tuyến: online (with an electronic result once finished) / received × rate 1.4; full marks from 50 %.

    While 1.4 is not measured there is nothing to multiply by.
    """
    factor = Decimal(1) if sync is None or sync.exact is None else sync.exact / 100
    return Rate(online, received, factor)


def fees_payable_online(*, payable: int, with_fee: int) -> Rate:
    """3.5 Thủ tục có nghĩa vụ tài chính được tích hợp thanh toán: X/Y; full marks from 80 %."""
    return Rate(payable, with_fee)


def paid_online(*, paid: int, owing: int) -> Rate:
    """3.6 Hồ sơ thanh toán trực tuyến: paid online / dossiers that owe a fee (those whose fees are all 0 do not)."""
    return Rate(paid, owing)


def electronic_results(*, with_result: int, finished: int) -> Rate:
    """4.1 Cấp kết quả điện tử: finished dossiers with a result file / finished dossiers of procedures that return a paper."""
    return Rate(with_result, finished)


def digitised(*, digitised: int, finished: int) -> Rate:
    """4.2 Số hóa hồ sơ: finished dossiers with attached components and a result file / finished; full marks from 80 %."""
    return Rate(digitised, finished)


def reused(*, reused: int, received: int) -> Rate:
    """4.3 Khai thác, sử dụng lại: dossiers with at least one component reused / received; full marks from 80 %."""
    return Rate(reused, received)


def from_national_store(*, linked: int, received: int) -> Rate:
    """4.4 Kết nối kho dữ liệu: dossiers with a paper from the national store or a result link synchronised / received."""
    return Rate(min(linked, received), received)


def identified(*, identified: int, received: int) -> Rate:
    """4.5 Dữ liệu dân cư: dossiers whose applicant is known by VNeID or the population database / received."""
    return Rate(identified, received)


def feedback(*, good: int, seen: int) -> Rate:
    """5.1, 5.2 Phản ánh, kiến nghị xử lý và công khai đúng hạn; 5.3 hài lòng = (total − dissatisfied) / total."""
    return Rate(good, seen)


def satisfied(*, unhappy: int, finished: int, punctual: Rate) -> Rate:
    """5.4 Hài lòng về giải quyết thủ tục = 100 % − (% late + % with a complaint or dislike); full marks from 90 %."""
    exact = punctual.exact
    return Rate(finished - unhappy, finished, less=Decimal(0) if exact is None else WHOLE - exact)


def points(rate: Rate, *, maximum: Decimal, full: Decimal = WHOLE) -> Decimal | None:
    """Points of an indicator: the maximum from `full` per cent on, below in proportion (rate × maximum / full); None without a rate."""
    if rate.exact is None:
        return None
    return rounded(min(Decimal(1), rate.exact / full) * maximum)
