"""Resolution 16-NQ/TU as a tree: groups, goals, the figures that measure each goal.

Source: Resolution 16-NQ/TU of 19/10/2021 of the Provincial Party Committee, clauses II.3 and III.6. The wording is ours.
Numbers that the text gives stand in `data/targets.csv`; where it gives none, `words` says what it wants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NUMBER, ISSUED_ON = "16-NQ/TU", date(2021, 10, 19)

GROUPS: dict[str, str | Promise] = {
    "rank": _("Vị trí của tỉnh"),
    "a": _("Chính quyền số"),
    "b": _("Kinh tế số"),
    "c": _("Xã hội số"),
    "d": _("Kinh phí"),
    "i": _("Từ điểm xuất phát năm 2020"),
}


@dataclass(frozen=True)
class Goal:
    """One goal (mục tiêu cụ thể). `figures` are the codes of the indicators that measure it; `clauses` by year.

    `words`: what the text wants in a year for which it gives no number. `baseline`: the series of the figure of 2020.
    """

    code: str
    group: str
    title: str | Promise
    figures: tuple[str, ...]
    clauses: Mapping[int, str]
    words: Mapping[int, str | Promise] = field(default_factory=dict)
    baseline: str = ""
    note: str | Promise = ""


KEPT = _("tiếp tục duy trì")
OLD, NEW = "II.3.1", "II.3.2"

GOALS: dict[str, Goal] = {
    goal.code: goal
    for goal in (
        Goal(
            "T-rank",
            "rank",
            _("Thứ hạng chuyển đổi số (DTI) trong cả nước"),
            ("T-rank",),
            {2025: OLD, 2030: NEW},
        ),
        Goal(
            "T-a1",
            "a",
            _("Dịch vụ công trực tuyến toàn trình, trên nhiều loại thiết bị"),
            ("T-a1",),
            {2025: f"{OLD}.a", 2030: f"{NEW}.a"},
            baseline="DVCTT34",
            note=_(
                "“Mức độ 4” của Nghị quyết nay gọi là toàn trình (Nghị định 42/2022/NĐ-CP). Con số năm 2020 gồm cả mức độ 3 "
                "nên chỉ để tham khảo. Năm 2030 còn đòi hỏi khai thác kho dữ liệu dùng chung: xem chỉ số 766-4.3."
            ),
        ),
        Goal(
            "T-a2",
            "a",
            _("Hồ sơ công việc xử lý trên môi trường mạng"),
            ("T-a2-tinh", "T-a2-huyen", "T-a2-xa"),
            {2025: f"{OLD}.a", 2030: NEW},
            words={2030: KEPT},
            note=_("Cấp huyện kết thúc ngày 30/6/2025: chuỗi số liệu cấp huyện dừng ở đó."),
        ),
        Goal(
            "T-a3",
            "a",
            _("Hoạt động kiểm tra qua môi trường số"),
            ("T-a3",),
            {2025: f"{OLD}.a", 2030: f"{NEW}.a"},
        ),
        Goal(
            "T-a4",
            "a",
            _("Nền tảng dữ liệu mở cho các ngành kinh tế trọng điểm"),
            ("T-a4",),
            {2030: f"{NEW}.a"},
            words={2030: _("hình thành")},
        ),
        Goal("T-b1", "b", _("Kinh tế số trong GRDP"), ("T-b1",), {2025: f"{OLD}.b", 2030: f"{NEW}.b"}),
        Goal(
            "T-b2",
            "b",
            _("Doanh nghiệp nhà nước thuộc tỉnh lên nền tảng số"),
            ("T-b2",),
            {2025: f"{OLD}.b", 2030: f"{NEW}.b"},
            note=_("Nghị quyết ghi 100% năm 2025 và 80% năm 2030; giữ đúng như văn bản."),
        ),
        Goal(
            "T-b3",
            "b",
            _("Doanh nghiệp nhỏ và vừa lên nền tảng số"),
            ("T-b3",),
            {2025: f"{OLD}.b", 2030: f"{NEW}.b"},
            note=_("Đến năm 2030 tính mọi doanh nghiệp trên địa bàn."),
        ),
        Goal(
            "T-c1",
            "c",
            _("Cáp quang đến hộ gia đình và xã, phường"),
            ("T-c1-ho", "T-c1-xa"),
            {2025: f"{OLD}.c", 2030: f"{NEW}.c"},
            words={2030: _("phổ cập")},
        ),
        Goal(
            "T-c2",
            "c",
            _("Mạng 4G/5G và điện thoại thông minh"),
            ("T-c2",),
            {2025: f"{OLD}.c", 2030: f"{NEW}.c"},
            words={2025: _("phổ cập"), 2030: _("phổ cập 5G")},
        ),
        Goal(
            "T-c3",
            "c",
            _("Người dân có tài khoản thanh toán điện tử"),
            ("T-c3",),
            {2025: f"{OLD}.c", 2030: NEW},
            words={2030: KEPT},
        ),
        Goal(
            "T-c4",
            "c",
            _("Người dân dùng dịch vụ số để làm việc với chính quyền"),
            ("T-c4",),
            {2025: f"{OLD}.c", 2030: f"{NEW}.c"},
        ),
        Goal(
            "T-d1",
            "d",
            _("Chi cho chuyển đổi số trong tổng chi ngân sách"),
            ("T-d1",),
            {2025: "III.6", 2030: "III.6"},
            note=_("Mức 1% là của mỗi năm."),
        ),
        Goal(
            "I-online",
            "i",
            _("Hồ sơ nộp trực tuyến"),
            ("766-3.3",),
            {2020: "I"},
            baseline="HS_TT",
            note=_(
                "Nghị quyết ghi mức năm 2020 (hồ sơ giải quyết trực tuyến), không đặt mục tiêu. Ở đây tính theo chỉ số 3.3 "
                "của Quyết định 766/QĐ-TTg."
            ),
        ),
        Goal(
            "I-tenders",
            "i",
            _("Đấu thầu qua mạng"),
            ("I-tenders",),
            {2020: "I"},
            baseline="DAUTHAU",
            note=_("Nghị quyết ghi mức năm 2020, không đặt mục tiêu."),
        ),
    )
}
