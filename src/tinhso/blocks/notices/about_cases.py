"""What people are told of their requests, and the codes they are sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .kinds import EMAIL, PUSH, SMS, notice

notice(
    "case.filed",
    title=_("Đã nhận hồ sơ của anh/chị"),
    text=_("Hồ sơ đã đến cơ quan. Khi hồ sơ được tiếp nhận, chúng tôi báo ngay."),
    sms=_("Đã nhận hồ sơ %(code)s. Khi hồ sơ được tiếp nhận, chúng tôi báo ngay."),
    channels=(EMAIL, PUSH),
)
notice(
    "case.received",
    title=_("Hồ sơ đã được tiếp nhận"),
    text=_("Mở hồ sơ để xem giấy tiếp nhận và ngày hẹn trả kết quả."),
    sms=_("Hồ sơ %(code)s đã được tiếp nhận. Đăng nhập để xem giấy tiếp nhận và ngày hẹn trả."),
    obligatory=True,
)
notice(
    "case.not_received",
    title=_("Hồ sơ không được tiếp nhận"),
    text=_("Mở hồ sơ để xem lý do và cách nộp lại."),
    sms=_("Hồ sơ %(code)s không được tiếp nhận. Đăng nhập để xem lý do và cách nộp lại."),
    obligatory=True,
    todo=True,
    icon="circle-alert",
)
notice(
    "case.supplement_asked",
    title=_("Cần bổ sung giấy tờ"),
    text=_("Mở hồ sơ để xem cần nộp thêm gì, rồi nộp trên mạng hoặc tại quầy một cửa."),
    sms=_("Hồ sơ %(code)s cần bổ sung giấy tờ. Đăng nhập để xem và nộp, hoặc đến quầy một cửa."),
    obligatory=True,
    todo=True,
    icon="circle-alert",
)
notice(
    "case.closed",
    title=_("Hồ sơ đã giải quyết xong"),
    text=_("Mở hồ sơ để xem kết quả và cách nhận."),
    sms=_("Hồ sơ %(code)s đã giải quyết xong. Đăng nhập để xem kết quả và cách nhận."),
    obligatory=True,
    icon="file-check",
)
notice(
    "case.returned",
    title=_("Đã có kết quả"),
    text=_("Kết quả đã được trả. Bản điện tử nằm trong mục Giấy tờ của tôi."),
    sms=_("Kết quả hồ sơ %(code)s đã được trả. Bản điện tử nằm trong mục Giấy tờ của tôi."),
    channels=(EMAIL, PUSH),
    obligatory=True,
    icon="file-check",
)
notice(
    "case.withdrawn",
    title=_("Đã rút hồ sơ"),
    text=_("Hồ sơ đã được rút, cơ quan không giải quyết tiếp. Nếu không phải anh/chị rút, hãy gọi 1022."),
    sms=_("Hồ sơ %(code)s đã được rút. Nếu không phải anh/chị rút, hãy gọi 1022."),
    channels=(EMAIL, PUSH),
)
notice(
    "case.apologised",
    title=_("Thư xin lỗi và hẹn lại"),
    text=_("Cơ quan trả kết quả muộn và hẹn lại ngày khác. Mở hồ sơ để xem thư xin lỗi và ngày hẹn mới."),
    sms=_("Hồ sơ %(code)s trễ hẹn, cơ quan xin lỗi và hẹn lại. Đăng nhập để xem ngày hẹn mới."),
    obligatory=True,
)
notice(
    "payment.received",
    title=_("Đã nhận phí, lệ phí"),
    text=_("Tiền đã đến. Mở hồ sơ để xem biên lai."),
    sms=_("Đã nhận phí, lệ phí của hồ sơ %(code)s. Đăng nhập để xem biên lai."),
    channels=(EMAIL, PUSH),
    icon="wallet",
)
CODE = notice(
    "people.code",
    title=_("Mã xác nhận"),
    text=_("Mã xác nhận của ông/bà là %(digits)s, dùng trong %(minutes)s phút. Không đưa mã cho ai."),
    sms=_("Mã xác nhận của ông/bà là %(digits)s, dùng trong %(minutes)s phút. Không đưa mã cho ai."),
    channels=(SMS, EMAIL),
    urgent=True,
    listed=False,
    icon="key-round",
)
