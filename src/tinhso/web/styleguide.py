"""Samples for /ui/: people, cases and numbers here are invented and appear nowhere else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .forms import DateField, DayMonthYear, IdNumber, Money, Phone, Photo
from .pages import Page

PAGES = ("citizen", "desk", "wall")
LINE = [12, 18, 16, 22, 31, 28, 36, 41]
CASE = ("title", "person", "code", "source", "step", "step_tone", "shape", "officer", "left", "tone", "used")
CASES = [
    dict(zip(CASE, row, strict=True))
    for row in (
        ("Đăng ký lại khai sinh", "Phạm Văn Dũng", "261119-00352", "DVCQG", "Trình ký", "info", "half", "Minh Châu", "Quá 3 giờ", "bad", 100),
        ("Xác nhận tình trạng hôn nhân", "Lê Thị Bích Ngọc", "261119-00361", "Một cửa", "Thẩm định", "info", "half", "Trần Lan", "Quá 40 phút", "bad", 100),
        ("Đăng ký khai sinh", "Nguyễn Thị Hoa", "261121-00418", "DVCQG", "Trình ký", "info", "half", "Trần Lan", "Còn 2 giờ 10′", "warn", 86),
        ("Liên thông khai sinh – thường trú – BHYT", "Võ Minh Quân", "261121-00422", "VNeID", "Thẩm định", "info", "half", "Trần Lan", "Còn 4 giờ 30′", "warn", 71),
        ("Trích lục khai tử (bản sao)", "Huỳnh Tấn Phát", "261123-00431", "DVCQG", "Mới tiếp nhận", "info", "ring", "Trần Lan", "Ngày mai 16:30", "ok", 20),
        ("Thay đổi, cải chính hộ tịch", "Cao Thị Mỹ Linh", "261118-00299", "DVCQG", "Đã bổ sung", "ok", "full", "Trần Lan", "2 ngày", "ok", 48),
        ("Hỗ trợ mai táng phí", "Nguyễn Văn Thành", "261116-00266", "Một cửa", "Chờ bổ sung", "hold", "full", "Quốc Bảo", "Tạm dừng", "hold", 55),
    )
]  # fmt: skip
TILES = [
    ("baby", "Sinh con"), ("graduation-cap", "Đi học"), ("heart-handshake", "Kết hôn"), ("house", "Nhà, đất"),
    ("store", "Kinh doanh"), ("car", "Phương tiện"), ("heart-pulse", "Sức khỏe"), ("hand-heart", "Trợ cấp"),
]  # fmt: skip
DOORS = [
    ("palmtree", "Du lịch", "Điểm đến, lưu trú"), ("stethoscope", "Y tế", "Đặt khám, tiêm"),
    ("school", "Giáo dục", "Tuyển sinh"), ("bus", "Giao thông", "Xe buýt, tàu"),
    ("waves", "Môi trường", "Biển, không khí"), ("scan-qr-code", "Nông sản", "Quét truy xuất"),
]  # fmt: skip
SERVICES = [
    ("Xác nhận tình trạng hôn nhân", "3 ngày làm việc", "Miễn phí"),
    ("Đăng ký hộ kinh doanh", "3 ngày làm việc", "100.000 đồng"),
    ("Chứng thực bản sao từ bản chính", "Trong ngày", "2.000 đồng/trang"),
]
PAPERS = ["Giấy chứng sinh", "Tờ khai điện tử đã ký số", "Giấy chứng nhận kết hôn", "Nơi cư trú"]
CHART = {
    "kind": "bar",
    "unit": "%",
    "labels": ["Th7", "Th8", "Th9", "Th10", "Th11"],
    "series": [
        {"name": "Đúng hạn", "values": [91.2, 93.5, 95.1, 97.0, 98.4]},
        {"name": "Mục tiêu", "values": [95, 95, 95, 95, 95], "role": "target"},
    ],
}


class Sample(forms.Form):
    """Every kind of field we draw."""

    full_name = forms.CharField(label="Họ, chữ đệm và tên", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    born = DateField(label="Ngày sinh", help_text="Ví dụ: 18 11 2026", widget=DayMonthYear(birth=True))
    visit = DateField(label="Ngày hẹn", required=False)
    identity = IdNumber(label="Số định danh cá nhân", help_text="12 chữ số trên thẻ căn cước.")
    phone = Phone(label="Số điện thoại")
    fee = Money(label="Số tiền", required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[("m", "Nam"), ("f", "Nữ")], widget=forms.RadioSelect)
    copies = forms.MultipleChoiceField(
        label="Nhận kết quả bằng", choices=[("e", "Bản điện tử"), ("p", "Bưu chính")], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    ward = forms.ChoiceField(
        label="Phường, xã, đặc khu", choices=[("", "Chọn"), ("1", "Đặc khu Trường Sa"), ("2", "Phường Nam Nha Trang")]
    )
    paper = Photo(label="Giấy chứng sinh")
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="Tôi đã kiểm tra các thông tin trên")


def _samples() -> dict[str, Any]:
    return {
        "cases": CASES, "tiles": TILES, "doors": DOORS, "services": SERVICES, "papers": PAPERS, "chart": CHART,
        "line_values": LINE, "page": Page(rows=[], next="?after=2", previous="?before=1", first="?", total=1284),
    }  # fmt: skip


def page(request: HttpRequest, name: str = "") -> HttpResponse:
    if name and name not in PAGES:
        raise Http404
    template = f"web/styleguide/{name}.html" if name else "web/styleguide.html"
    form = Sample(request.POST or None, request.FILES or None) if request.method == "POST" else Sample()
    return render(request, template, {**_samples(), "form": form})
