"""What the head of a centre sets: groups, counters, closed days, the kiosk's key; and signing the day off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import Agency
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.clock.api import ZONE

from .booking import give_up
from .centres import alone, hours_of, plan_of
from .models import Appointment, Call, Centre, DayReport
from .plan import Counter, Group, Plan
from .report import figures
from .rights import SAYS, heads

WHY = _("Tổ chức phục vụ tại quầy một cửa")


def _keep(act: Act, centre: Agency, plan: Plan) -> Centre:
    """Keep the plan of a centre. Raises Refused with what does not add up."""
    wrong = plan.faults()
    if wrong:
        raise Refused(SAYS[wrong[0]], code=f"plan-{wrong[0]}")
    row = Centre.objects.select_for_update().filter(agency=centre.code).first()
    if row is None:
        return act.create(Centre, agency=centre.code, plan=plan.to_json())
    return act.save(row, plan=plan.to_json())


def _plan(centre: Agency) -> Plan:
    """The plan as it is now, with nobody else changing it."""
    alone("plan", centre.code)
    return plan_of(centre.code)


@action("queueing.set_group", _("Sửa nhóm việc"), allow=heads, purpose=WHY, lock=False)
def set_group(
    act: Act,
    centre: Agency,
    *,
    code: str,
    title: str,
    title_en: str = "",
    fields: tuple[str, ...] = (),
    minutes: int,
    seats: int,
) -> Centre:
    """Change a group of matters, or add one; a new one is served at the first counter until the head says otherwise.

    A field of administration belongs to one group: naming it here takes it from the others.
    """
    plan = _plan(centre)
    if (
        plan.group(code) is not None
        and Appointment.objects.filter(
            agency=centre.code, group=code, state=Appointment.State.BOOKED, starts_at__gt=act.now
        ).exists()
        and not seats
    ):
        raise Refused(_("Nhóm này còn lịch hẹn phía trước nên chưa tắt hẹn được."), code="booked", field="seats")
    groups = tuple(
        own if own.code == code else replace(own, fields=tuple(name for name in own.fields if name not in fields))
        for own in plan.groups
    )
    group = Group(code, title.strip(), title_en.strip(), tuple(fields), minutes, seats)
    new = plan.group(code) is None
    plan = replace(plan, groups=groups).with_group(group)
    if new:
        first, *rest = plan.counters
        plan = replace(plan, counters=(replace(first, groups=(*first.groups, code)), *rest))
    return _keep(act, centre, plan)


@action("queueing.drop_group", _("Bỏ nhóm việc"), allow=heads, purpose=WHY, lock=False)
def drop_group(act: Act, centre: Agency, *, code: str) -> Centre:
    """Take a group away; its fields go to the group for all others. Not while appointments for it lie ahead."""
    plan = _plan(centre)
    ahead = Appointment.objects.filter(
        agency=centre.code, group=code, state=Appointment.State.BOOKED, starts_at__gt=act.now
    )
    if ahead.exists():
        raise Refused(_("Nhóm này còn lịch hẹn phía trước nên chưa bỏ được."), code="booked")
    left = tuple(group for group in plan.groups if group.code != code)
    counters = tuple(
        replace(counter, groups=tuple(own for own in counter.groups if own != code)) for counter in plan.counters
    )
    return _keep(act, centre, replace(plan, groups=left, counters=counters))


@action("queueing.set_counters", _("Sửa quầy"), allow=heads, purpose=WHY, lock=False)
def set_counters(act: Act, centre: Agency, *, counters: Mapping[int, tuple[str, ...]]) -> Centre:
    """Say which counters there are and which groups each serves."""
    plan = _plan(centre)
    rows = tuple(Counter(number, tuple(groups)) for number, groups in sorted(counters.items()))
    return _keep(act, centre, replace(plan, counters=rows))


@action("queueing.close_day", _("Nghỉ đột xuất"), allow=heads, purpose=WHY, lock=False)
def close_day(act: Act, centre: Agency, *, day: date, reason: str) -> Centre:
    """Close the centre on one day; everybody with an appointment that day is told why, and can book another."""
    if day < act.today:
        raise Refused(_("Ngày này đã qua."), code="past", field="day")
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do: người đã hẹn sẽ đọc câu này."), code="no-reason", field="reason")
    plan = _plan(centre)
    kept = _keep(act, centre, replace(plan, closed={**plan.closed, day: reason.strip()[:200]}))
    start = datetime.combine(day, time.min, ZONE)
    hit = Appointment.objects.select_for_update().filter(
        agency=centre.code,
        state=Appointment.State.BOOKED,
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
    )
    for appointment in hit:
        give_up(act, appointment, reason=reason.strip()[:200])
    return kept


@action("queueing.open_day", _("Bỏ ngày nghỉ đột xuất"), allow=heads, purpose=WHY, lock=False)
def open_day(act: Act, centre: Agency, *, day: date) -> Centre:
    """Open again on a day that was closed; cancelled appointments stay cancelled."""
    plan = _plan(centre)
    return _keep(act, centre, replace(plan, closed={own: why for own, why in plan.closed.items() if own != day}))


@action("queueing.renew_kiosk", _("Đổi địa chỉ máy lấy số"), allow=heads, purpose=WHY, lock=False)
def renew_kiosk(act: Act, centre: Agency) -> Centre:
    """Give the kiosk a new address; the former one stops working."""
    plan = _plan(centre)
    return _keep(act, centre, replace(plan, edition=plan.edition + 1))


@action("queueing.sign_day", _("Xác nhận báo cáo ngày"), allow=heads, purpose=WHY, lock=False)
def sign_day(act: Act, centre: Agency, *, day: date, remark: str = "") -> DayReport:
    """The head signs the day off, once, after the last working hour and when nobody is being served."""
    alone("report", centre.code, day)
    if DayReport.objects.filter(agency=centre.code, day=day).exists():
        raise Refused(_("Ngày này đã được xác nhận."), code="signed")
    if day > act.today or (day == act.today and act.now < _end(centre, day)):
        raise Refused(_("Chỉ xác nhận sau khi hết giờ làm việc."), code="too-early")
    if Call.objects.filter(agency=centre.code, day=day, ended_at=None).exists():
        raise Refused(_("Còn quầy đang phục vụ. Hãy kết thúc rồi xác nhận."), code="busy")
    made = act.create(
        DayReport,
        agency=centre.code,
        day=day,
        figures=figures(centre.code, day).to_json(),
        remark=remark.strip(),
        signed_at=act.now,
        signed_by=act.actor.name,
    )
    act.announce("counter.day_signed", subject=made, agency=centre.code, day=day.isoformat())
    return made


def _end(centre: Agency, day: date) -> datetime:
    """The end of the working day; the beginning of a day without work."""
    hours = hours_of(centre)
    return hours.end_of(day) if hours.is_working_day(day) else datetime.combine(day, time.min, ZONE)
