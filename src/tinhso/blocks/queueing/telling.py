"""What people are told of their appointments: in their inbox and outside it, or as a text message to the number they gave."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.notices.api import notice, send, send_to_phone
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.actions.api import Act

from .models import Appointment

notice(
    "queue.booked",
    title=_("Đã đặt lịch hẹn"),
    text=_("Anh/chị hẹn lúc %(when)s tại %(place)s. Mã lịch hẹn: %(code)s."),
    sms=_("Hẹn lúc %(when)s tại %(place)s. Mã %(code)s."),
    icon="calendar-clock",
)
notice(
    "queue.moved",
    title=_("Đã đổi giờ hẹn"),
    text=_("Giờ hẹn mới: %(when)s tại %(place)s. Mã lịch hẹn: %(code)s."),
    sms=_("Giờ hẹn mới: %(when)s tại %(place)s. Mã %(code)s."),
    icon="calendar-clock",
)
notice(
    "queue.reminder",
    title=_("Ngày mai anh/chị có hẹn"),
    text=_("Anh/chị hẹn lúc %(when)s tại %(place)s. Không đến được thì hãy đổi hoặc hủy để người khác có chỗ."),
    sms=_("Nhắc hẹn: %(when)s tại %(place)s. Mã %(code)s. Không đến được thì hãy hủy."),
    icon="calendar-clock",
)
notice(
    "queue.closed",
    title=_("Lịch hẹn bị hủy vì trung tâm nghỉ"),
    text=_("Trung tâm nghỉ nên lịch hẹn lúc %(when)s tại %(place)s bị hủy. Hãy đặt lịch khác."),
    sms=_("Trung tâm nghỉ, lịch hẹn lúc %(when)s tại %(place)s bị hủy. Hãy đặt lịch khác."),
    obligatory=True,
    todo=True,
    icon="calendar-clock",
)


def tell(act: Act, appointment: Appointment, kind: str, *, reason: str = "") -> None:
    """Tell the holder, once for each change of the appointment: by account, else at the phone number that was given."""
    with translation.override(appointment.language):
        place = agency_name(appointment.agency)
    facts = {"when": f"{localtime(appointment.starts_at):%H:%M %d/%m/%Y}", "place": place, "code": appointment.code}
    key = f"{kind}:{appointment.pk}:{appointment.version}"
    if appointment.person is not None:
        link = reverse("queue-appointment", args=[appointment.code])
        send(
            kind,
            person=appointment.person,
            key=key,
            at=act.now,
            code=appointment.code,
            facts=facts,
            detail=reason,
            link=link,
            agency=appointment.agency,
        )
    else:
        send_to_phone(
            kind,
            phone=appointment.phone,
            key=key,
            at=act.now,
            code=appointment.code,
            facts=facts,
            language=appointment.language,
            agency=appointment.agency,
        )
