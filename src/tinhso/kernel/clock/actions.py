"""Keeping holidays and working weeks. Each change is announced with its cause, so that running clocks follow."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, has_role, is_system
from tinhso.kernel.actions.api import Act, Refused, action

from .loading import forget
from .models import Holiday, Schedule
from .working import parse_week

KEEPER = either(is_system, has_role("it_admin"))
KEEPING = _("Quản lý lịch làm việc")


def announcement(*, day: date, name: str, kind: str, law: str = "") -> str:
    """What an announcement is called in explanations: "Công bố ngày nghỉ 30/11/2026 (Nghỉ bão) theo …"."""
    sentence = gettext("Công bố ngày làm bù %(day)s (%(name)s)")
    if kind != Holiday.Kind.SWAP_WORK:
        sentence = gettext("Công bố ngày nghỉ %(day)s (%(name)s)")
    return sentence % {"day": f"{day:%d/%m/%Y}", "name": name} + _by(law)


def _by(law: str) -> str:
    return gettext(" theo %(law)s") % {"law": law} if law else ""


@action("clock.set_holiday", _("Công bố ngày nghỉ"), allow=KEEPER, purpose=KEEPING)
def set_holiday(
    act: Act, _subject: None, *, day: date, name: str, kind: str = "holiday", law: str = "", source: str = ""
) -> Holiday:
    """Announce a day off, or a weekend day to be worked; an announcement for the same day replaces the former."""
    if not name.strip():
        raise Refused(_("Hãy ghi tên ngày nghỉ."), code="no-name", field="name")
    if kind not in Holiday.Kind.values:
        raise Refused(_("Hãy chọn loại ngày."), code="no-kind", field="kind")
    known = Holiday.objects.filter(day=day).first()
    values = {"name": name, "kind": kind, "law": law, "source": source}
    if known and all(getattr(known, field) == value for field, value in values.items()):
        return known
    made = act.save(known, **values) if known else act.create(Holiday, day=day, **values)
    forget()
    with override("vi"):  # the cause stays with the cases, whoever announces in whichever language
        cause = announcement(day=day, name=name, kind=kind, law=law)
    act.announce("clock.holiday_set", subject=made, day=day, kind=kind, cause=cause, law=law)
    return made


@action("clock.remove_holiday", _("Thu hồi công bố ngày nghỉ"), allow=KEEPER, purpose=KEEPING)
def remove_holiday(act: Act, holiday: Holiday, *, reason: str, law: str = "") -> None:
    """Take an announcement back: the day is again what its weekday makes it."""
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do thu hồi."), code="no-reason", field="reason")
    with override("vi"):
        words = gettext("Thu hồi công bố về ngày %(day)s (%(name)s)") % {
            "day": f"{holiday.day:%d/%m/%Y}",
            "name": holiday.name,
        }
        cause = words + _by(law)
    day, kind = holiday.day, holiday.kind
    act.announce("clock.holiday_removed", subject=holiday, day=day, kind=kind, cause=cause, law=law, reason=reason)
    holiday.delete()
    forget()


@action("clock.set_schedule", _("Đặt giờ làm việc"), allow=KEEPER, purpose=KEEPING)
def set_schedule(
    act: Act, _subject: None, *, name: str, title: str, periods: dict[str, Any], law: str = ""
) -> Schedule:
    """Set a working week by name."""
    try:
        week = parse_week(periods)
    except (ValueError, TypeError) as problem:
        raise Refused(
            _("Giờ làm việc không hợp lệ: các khoảng phải theo thứ tự."), code="bad-week", field="periods"
        ) from problem
    if not any(week.get(day) for day in range(5)):
        raise Refused(_("Tuần làm việc phải có ít nhất một khoảng giờ."), code="empty-week", field="periods")
    known = Schedule.objects.filter(name=name).first()
    values = {"title": title, "periods": periods}
    if known and all(getattr(known, field) == value for field, value in values.items()):
        return known
    if known is None:  # nobody works by it yet
        return act.create(Schedule, name=name, **values)
    made = act.save(known, **values)
    forget()
    with override("vi"):
        cause = gettext("Đổi giờ làm việc: %(title)s") % {"title": title} + _by(law)
    act.announce("clock.schedule_set", subject=made, schedule=name, cause=cause, law=law)
    return made
