"""What the one who paid is told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.notices.api import EMAIL, PUSH, notice

notice(
    "refund.approved",
    title=_("Đã duyệt hoàn tiền"),
    text=_("Tiền đang được chuyển lại theo đường đã nộp. Mở trang nộp phí của hồ sơ để xem số tiền và lý do."),
    sms=_("Hồ sơ %(code)s: đã duyệt hoàn tiền, tiền đang được chuyển lại theo đường đã nộp."),
    channels=(EMAIL, PUSH),
    icon="undo-2",
)
notice(
    "refund.done",
    title=_("Đã hoàn tiền"),
    text=_("Tiền đã được chuyển lại theo đường đã nộp. Mở trang nộp phí của hồ sơ để xem số tiền và mã giao dịch."),
    sms=_("Hồ sơ %(code)s: đã hoàn tiền theo đường đã nộp. Đăng nhập để xem."),
    obligatory=True,
    icon="undo-2",
)
