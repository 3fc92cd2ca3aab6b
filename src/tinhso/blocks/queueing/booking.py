"""Appointments: booked on the phone, moved, cancelled, and honoured at the door."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.people.api import Person
from tinhso.blocks.units.api import Agency
from tinhso.kernel.access.api import anyone, is_system
from tinhso.kernel.actions.api import Act, NotAllowed, Refused, action

from .centres import alone, centre_of, hours_of, plan_of
from .models import Appointment
from .plan import Group, Plan, open_days, slots
from .rights import serves
from .telling import tell

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MOST_AHEAD = 3
"""How many appointments one phone number may hold at a time. Ours, so that nobody takes all the hours."""
NOTICE = timedelta(minutes=15)
"""An hour can be booked until a quarter of an hour before it."""
MOST_MOVES = 3
HOLDING = (Appointment.State.BOOKED, Appointment.State.ARRIVED)
Slot = tuple[datetime, int]
TOLD = {
    "appointment.booked": "queue.booked",
    "appointment.moved": "queue.moved",
    "appointment.reminder": "queue.reminder",
    "appointment.closed": "queue.closed",
}
"""Which notice the holder gets of what was announced; who cancels knows it."""


def new_code() -> str:
    """What people show at the door: H and seven letters or digits that are not mistaken for each other."""
    return "H" + "".join(secrets.choice(ALPHABET) for _ in range(7))


def free_slots(centre: Agency, plan: Plan, group: Group, day: Any, *, now: datetime) -> list[Slot]:
    """The hours of a day that can still be booked, with the number of free seats of each."""
    if day not in open_days(plan, localdate(now), hours_of(centre)):
        return []
    hours = [at for at in slots(plan, group, day, hours_of(centre)) if at >= now + NOTICE]
    rows = Appointment.objects.filter(
        agency=centre.code, group=group.code, starts_at__in=hours, state__in=HOLDING
    ).values_list("starts_at", flat=True)
    taken: dict[datetime, int] = {}
    for at in rows:
        taken[at] = taken.get(at, 0) + 1
    return [(at, group.seats - taken.get(at, 0)) for at in hours if taken.get(at, 0) < group.seats]


def _take_seat(centre: Agency, group: Group, at: datetime) -> int:
    """The lowest free seat of an hour, with nobody else looking. Raises Refused when there is none."""
    alone("hour", centre.code, group.code, at.timestamp())
    taken = set(
        Appointment.objects.filter(agency=centre.code, group=group.code, starts_at=at, state__in=HOLDING).values_list(
            "seat", flat=True
        )
    )
    if len(taken) >= group.seats:
        raise Refused(_("Giờ này vừa có người đặt hết. Hãy chọn giờ khác."), code="full", field="starts_at")
    return next(seat for seat in range(1, group.seats + 1) if seat not in taken)


def _open_hour(act: Act, centre: Agency, plan: Plan, group: Group, at: datetime) -> None:
    hours = slots(plan, group, localdate(at), hours_of(centre))
    if at < act.now + NOTICE or localdate(at) not in open_days(plan, act.today, hours_of(centre)) or at not in hours:
        raise Refused(
            _("Không đặt được giờ này. Hãy chọn một giờ trong danh sách."), code="not-open", field="starts_at"
        )


@action(
    "queueing.book", _("Đặt lịch hẹn"), allow=anyone, purpose=_("Hẹn đến quầy một cửa"), lock=False, secret=("phone",)
)
def book(
    act: Act,
    centre: Agency,
    *,
    group: str,
    starts_at: datetime,
    name: str,
    phone: str,
    procedure: str = "",
    matter: str = "",
    language: str = "vi",
) -> Appointment:
    """Book an hour at a centre, with or without an account. An hour is never given to more people than it takes."""
    plan = plan_of(centre.code)
    own = plan.group(group)
    if own is None:
        raise Refused(_("Nhóm việc này không nhận hẹn."), code="no-group")
    if not name.strip():
        raise Refused(_("Hãy ghi họ tên người đến."), code="no-name", field="name")
    if not phone:
        raise Refused(_("Hãy ghi số điện thoại: cần nó để xem, đổi hoặc hủy hẹn."), code="no-phone", field="phone")
    _open_hour(act, centre, plan, own, starts_at)
    alone("phone", phone)
    held = Appointment.objects.filter(phone=phone, state=Appointment.State.BOOKED, starts_at__gt=act.now)
    if held.count() >= MOST_AHEAD:
        raise Refused(
            _("Số điện thoại này đang có ba lịch hẹn. Hãy đến hoặc hủy bớt rồi đặt tiếp."),
            code="too-many",
            field="phone",
        )
    made = act.create(
        Appointment,
        code=new_code(),
        agency=centre.code,
        group=group,
        starts_at=starts_at,
        minutes=own.minutes,
        seat=_take_seat(centre, own, starts_at),
        person=act.actor.person if not act.actor.is_official else None,
        name=name.strip()[:120],
        phone=phone,
        procedure=procedure[:60],
        matter=matter,
        language=language,
        booked_at=act.now,
    )
    _tell(act, made, "appointment.booked")
    return made


def _tell(act: Act, appointment: Appointment, name: str, **more: Any) -> None:
    """Announce what happened to an appointment; its holder reads it in the messages."""
    act.announce(
        name,
        subject=appointment,
        agency=appointment.agency,
        applicant=appointment.person,
        appointment=appointment.code,
        starts_at=appointment.starts_at,
        language=appointment.language,
        **more,
    )
    if name in TOLD:
        tell(act, appointment, TOLD[name], reason=str(more.get("reason", "")))


def proves(appointment: Appointment, phone: str) -> bool:
    """Whether this phone number, with the code by which the appointment was found, is its holder's."""
    return bool(phone) and hmac.compare_digest(appointment.phone, phone)


def _holder(act: Act, appointment: Appointment, phone: str) -> None:
    """Raises NotAllowed unless the actor is the holder (by account, or by phone and code) or serves at the centre."""
    own = act.actor.person is not None and appointment.person == act.actor.person
    if not (own or proves(appointment, phone) or serves(act.actor, appointment)):
        raise NotAllowed


def _still_ahead(act: Act, appointment: Appointment) -> None:
    if appointment.state != Appointment.State.BOOKED:
        raise Refused(_("Lịch hẹn này đã kết thúc hoặc đã hủy."), code="over")
    if appointment.starts_at <= act.now:
        raise Refused(_("Đã đến giờ hẹn nên không đổi, hủy được nữa."), code="too-late")


@action("queueing.move", _("Đổi giờ hẹn"), allow=anyone, purpose=_("Hẹn đến quầy một cửa"), secret=("phone",))
def move(act: Act, appointment: Appointment, *, starts_at: datetime, phone: str = "") -> Appointment:
    """Give an appointment another hour at the same centre; the old one is free at once."""
    _holder(act, appointment, phone)
    _still_ahead(act, appointment)
    if appointment.moved >= MOST_MOVES:
        raise Refused(_("Lịch hẹn này đã đổi ba lần. Hãy hủy và đặt lịch mới."), code="moved-enough")
    centre = centre_of(appointment.agency, on=act.today)
    plan = plan_of(appointment.agency)
    group = plan.group(appointment.group)
    if centre is None or group is None:
        raise Refused(_("Nhóm việc này không nhận hẹn."), code="no-group")
    if starts_at == appointment.starts_at:
        raise Refused(_("Đây là giờ đang hẹn. Hãy chọn giờ khác."), code="same", field="starts_at")
    _open_hour(act, centre, plan, group, starts_at)
    seat = _take_seat(centre, group, starts_at)
    act.save(
        appointment,
        starts_at=starts_at,
        seat=seat,
        minutes=group.minutes,
        moved=appointment.moved + 1,
        reminded_at=None,
    )
    _tell(act, appointment, "appointment.moved")
    return appointment


@action("queueing.cancel", _("Hủy lịch hẹn"), allow=anyone, purpose=_("Hẹn đến quầy một cửa"), secret=("phone",))
def cancel(act: Act, appointment: Appointment, *, phone: str = "") -> Appointment:
    """Cancel an appointment before its hour, so that somebody else can have it."""
    _holder(act, appointment, phone)
    _still_ahead(act, appointment)
    act.save(appointment, state=Appointment.State.CANCELLED)
    _tell(act, appointment, "appointment.cancelled")
    return appointment


@action("queueing.remind", _("Nhắc lịch hẹn"), allow=is_system, purpose=_("Hẹn đến quầy một cửa"))
def remind(act: Act, appointment: Appointment) -> Appointment:
    """Remind the holder, once; nothing is sent for an appointment that was cancelled meanwhile."""
    if appointment.state == Appointment.State.BOOKED and appointment.reminded_at is None:
        act.save(appointment, reminded_at=act.now)
        _tell(act, appointment, "appointment.reminder")
    return appointment


@action("queueing.miss", _("Ghi nhận không đến hẹn"), allow=is_system, purpose=_("Hẹn đến quầy một cửa"))
def miss(act: Act, appointment: Appointment) -> Appointment:
    """The day is over and nobody came."""
    if appointment.state == Appointment.State.BOOKED and localdate(appointment.starts_at) < act.today:
        act.save(appointment, state=Appointment.State.MISSED)
    return appointment


def give_up(act: Act, appointment: Appointment, *, reason: str) -> None:
    """The centre is closed on that day: within the running act, the holder is told why."""
    act.save(appointment, state=Appointment.State.CLOSED)
    _tell(act, appointment, "appointment.closed", reason=reason)


def holder_of(appointment: Appointment) -> Person | None:
    """The person who booked, when that was done with an account."""
    return Person.objects.filter(pk=appointment.person).first() if appointment.person else None
