"""What people are told about signing together and about their complaints."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.notices.api import notice

notice(
    "signature.asked",
    title=_("Có người mời anh/chị cùng ký"),
    text=_("Có người mời anh/chị đọc và ký một hồ sơ. Mở mục Hồ sơ của tôi để xem."),
    sms=_("Có người mời anh/chị cùng ký một hồ sơ. Đăng nhập, mở mục Hồ sơ của tôi."),
    todo=True,
    icon="file-signature",
)
notice(
    "signature.given",
    title=_("Người cùng ký đã ký"),
    text=_("Một người được mời đã ký hồ sơ của anh/chị. Mở bản nháp để nộp."),
    sms=_("Người được mời đã ký hồ sơ của anh/chị. Đăng nhập để nộp."),
    icon="file-signature",
)
notice(
    "signature.declined",
    title=_("Người được mời không đồng ý ký"),
    text=_("Một người được mời không đồng ý ký hồ sơ của anh/chị."),
    sms=_("Người được mời không đồng ý ký hồ sơ của anh/chị."),
    todo=True,
    icon="circle-alert",
)
notice(
    "complaint.answered",
    title=_("Phản ánh của anh/chị đã được trả lời"),
    text=_("Cơ quan đã trả lời phản ánh, khiếu nại về hồ sơ %(code)s."),
    sms=_("Phản ánh về hồ sơ %(code)s đã có trả lời. Đăng nhập để xem."),
    obligatory=True,
    icon="megaphone",
)
