"""Coded reasons for asking a supplement, so that they can be counted, and what the applicant should send instead."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "missing": _("Chưa có giấy tờ này"),
    "unreadable": _("Ảnh mờ, tối hoặc bị cắt"),
    "pages": _("Thiếu trang"),
    "unsigned": _("Chưa ký, chưa đóng dấu"),
    "expired": _("Đã hết hạn"),
    "wrong": _("Không phải giấy tờ được yêu cầu"),
    "differs": _("Thông tin khác với tờ khai"),
    "other": _("Lý do khác"),
}

WANTED: dict[str, str | Promise] = {
    "missing": _("Chụp hoặc quét rõ tất cả các trang."),
    "unreadable": _("Đặt giấy nơi đủ sáng, chụp thẳng, thấy cả bốn góc và đọc được mọi chữ."),
    "pages": _("Chụp đủ các trang, theo thứ tự."),
    "unsigned": _("Bản có đủ chữ ký và dấu của nơi cấp."),
    "expired": _("Bản còn hiệu lực vào ngày nộp."),
    "wrong": _("Đúng giấy tờ có tên như trong thành phần hồ sơ."),
    "differs": _("Giấy tờ đúng, hoặc giải thích chỗ khác nhau kèm giấy tờ chứng minh."),
}
