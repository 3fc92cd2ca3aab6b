"""What people are told about time: applicants of a new date, officials of what is due, late, or moved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.notices.api import EMAIL, PUSH, notice

notice(
    "case.new_date",
    title=_("Ngày hẹn trả kết quả dời muộn hơn"),
    text=_("Lịch làm việc của cơ quan thay đổi. Hẹn trả mới: %(when)s. Mở hồ sơ để xem lý do."),
    sms=_("Hồ sơ %(code)s: lịch làm việc của cơ quan thay đổi, hẹn trả mới %(when)s."),
    obligatory=True,
    icon="calendar-clock",
)
notice(
    "desk.due_soon",
    title=_("Hồ sơ sắp đến hạn"),
    text=_("Hồ sơ %(code)s phải xong trước %(when)s."),
    sms=_("Hồ sơ %(code)s phải xong trước %(when)s."),
    channels=(PUSH,),
    todo=True,
    icon="clock-alert",
)
notice(
    "desk.late",
    title=_("Hồ sơ quá hạn"),
    text=_("Hồ sơ %(code)s của đơn vị đã quá hạn trả từ %(when)s."),
    sms=_("Hồ sơ %(code)s của đơn vị đã quá hạn trả từ %(when)s."),
    channels=(PUSH,),
    todo=True,
    icon="flame",
)
notice(
    "desk.long_late",
    title=_("Hồ sơ quá hạn kéo dài"),
    text=_("Hồ sơ %(code)s quá hạn từ %(when)s mà chưa xong."),
    sms=_("Hồ sơ %(code)s quá hạn từ %(when)s mà chưa xong."),
    channels=(PUSH,),
    todo=True,
    icon="siren",
)
notice(
    "desk.morning",
    title=_("Việc sáng nay"),
    text=_("Có %(number)s việc cần lãnh đạo xem sáng nay."),
    sms=_("Có %(number)s việc cần lãnh đạo xem sáng nay."),
    channels=(EMAIL, PUSH),
    todo=True,
    icon="calendar",
)
notice(
    "desk.moved",
    title=_("Hạn trả hồ sơ đã tính lại"),
    text=_("Lịch làm việc thay đổi: hạn của %(number)s hồ sơ trong đơn vị đã dời."),
    sms=_("Lịch làm việc thay đổi: hạn của %(number)s hồ sơ trong đơn vị đã dời."),
    channels=(),
    icon="calendar-clock",
)
