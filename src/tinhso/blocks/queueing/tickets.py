"""Numbers: taken at the kiosk, given by an officer, or given for an appointment at the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import Agency
from tinhso.kernel.access.api import anyone
from tinhso.kernel.actions.api import Act, NotAllowed, Refused, action

from .centres import alone, centre_of, hours_of, is_kiosk, plan_of
from .models import Appointment, Priority, Ticket
from .plan import is_open
from .rights import serves

BEFORE_OPENING = timedelta(minutes=30)
BEFORE_APPOINTMENT = timedelta(minutes=60)


def _at_the_door(act: Act, centre: Agency, kiosk: str) -> None:
    """Raises NotAllowed unless this is the kiosk of the centre or one of its officers; Refused when it is closed."""
    if not (serves(act.actor, centre) or (kiosk and is_kiosk(centre.code, kiosk))):
        raise NotAllowed
    if not is_open(plan_of(centre.code), act.now, hours_of(centre), early=BEFORE_OPENING):
        raise Refused(_("Trung tâm đang ngoài giờ làm việc nên chưa cấp số."), code="closed")


def _number(act: Act, centre: Agency, group: str, **values: Any) -> Ticket:
    """The next number of a group today, with nobody else counting."""
    alone("number", centre.code, act.today, group)
    rows = Ticket.objects.filter(agency=centre.code, day=act.today, group=group)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    made = act.create(
        Ticket,
        agency=centre.code,
        day=act.today,
        group=group,
        number=last + 1,
        taken_at=act.now,
        waits_since=act.now,
        **values,
    )
    act.announce("ticket.taken", subject=made, agency=centre.code, label=made.label, via=made.via)
    return made


@action(
    "queueing.take", _("Lấy số"), allow=anyone, purpose=_("Phục vụ tại quầy một cửa"), lock=False, secret=("kiosk",)
)
def take(act: Act, centre: Agency, *, group: str, priority: str = "", kiosk: str = "") -> Ticket:
    """Take a number for a group of matters. Only at the centre: with the key of its kiosk, or from its officers."""
    _at_the_door(act, centre, kiosk)
    if plan_of(centre.code).group(group) is None:
        raise Refused(_("Hãy chọn một nhóm việc trong danh sách."), code="no-group", field="group")
    if priority not in Priority.values:
        raise Refused(_("Hãy chọn một diện trong danh sách."), code="no-priority", field="priority")
    via = Ticket.Via.KIOSK if kiosk else Ticket.Via.COUNTER
    return _number(act, centre, group, priority=priority, via=via)


@action("queueing.check_in", _("Báo đã đến"), allow=anyone, purpose=_("Phục vụ tại quầy một cửa"), secret=("kiosk",))
def check_in(act: Act, appointment: Appointment, *, kiosk: str = "", priority: str = "") -> Ticket:
    """The holder of an appointment is at the door and gets a number; doing it twice gives the same number."""
    centre = centre_of(appointment.agency, on=act.today)
    if centre is None:
        raise NotAllowed
    _at_the_door(act, centre, kiosk)
    if appointment.state == Appointment.State.ARRIVED:
        return appointment.ticket
    if appointment.state != Appointment.State.BOOKED:
        raise Refused(_("Lịch hẹn này đã kết thúc hoặc đã hủy. Hãy lấy số thường."), code="over")
    if localdate(appointment.starts_at) != act.today:
        raise Refused(_("Lịch hẹn này không phải hôm nay."), code="not-today")
    if act.now < appointment.starts_at - BEFORE_APPOINTMENT:
        raise Refused(_("Còn sớm quá: báo đến được trước giờ hẹn nhiều nhất một giờ."), code="too-early")
    if plan_of(centre.code).group(appointment.group) is None:
        raise Refused(_("Nhóm việc này không còn. Hãy lấy số thường."), code="no-group")
    act.save(appointment, state=Appointment.State.ARRIVED)
    return _number(
        act,
        centre,
        appointment.group,
        appointment=appointment,
        person=appointment.person,
        priority=priority if priority in Priority.values else "",
        via=Ticket.Via.APPOINTMENT,
    )
