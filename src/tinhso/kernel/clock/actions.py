"""Keeping holidays and working weeks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, has_role, is_system
from tinhso.kernel.actions.api import Act, Refused, action

from .loading import forget
from .models import Holiday, Schedule
from .working import parse_week


@action(
    "clock.set_holiday",
    _("Công bố ngày nghỉ"),
    allow=either(is_system, has_role("it_admin")),
    purpose=_("Quản lý lịch làm việc"),
)
def set_holiday(
    act: Act, _subject: None, *, day: date, name: str, kind: str = "holiday", law: str = "", source: str = ""
) -> Holiday:
    """Announce a day off, or a weekend day to be worked; an announcement for the same day replaces the former."""
    if not name.strip():
        raise Refused(_("Hãy ghi tên ngày nghỉ."), code="no-name", field="name")
    known = Holiday.objects.filter(day=day).first()
    values = {"name": name, "kind": kind, "law": law, "source": source}
    made = act.save(known, **values) if known else act.create(Holiday, day=day, **values)
    forget()
    act.announce("clock.holiday_set", subject=made, day=day, kind=kind)
    return made


@action(
    "clock.set_schedule",
    _("Đặt giờ làm việc"),
    allow=either(is_system, has_role("it_admin")),
    purpose=_("Quản lý lịch làm việc"),
)
def set_schedule(act: Act, _subject: None, *, name: str, title: str, periods: dict[str, Any]) -> Schedule:
    """Set a working week by name."""
    try:
        week = parse_week(periods)
    except (ValueError, TypeError) as problem:
        raise Refused(
            _("Giờ làm việc không hợp lệ: các khoảng phải theo thứ tự."), code="bad-week", field="periods"
        ) from problem
    if not any(week.values()):
        raise Refused(_("Tuần làm việc phải có ít nhất một khoảng giờ."), code="empty-week", field="periods")
    known = Schedule.objects.filter(name=name).first()
    values = {"title": title, "periods": periods}
    made = act.save(known, **values) if known else act.create(Schedule, name=name, **values)
    forget()
    return made
