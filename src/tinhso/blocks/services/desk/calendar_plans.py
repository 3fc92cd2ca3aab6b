"""Changes of the working calendar as they are planned, rehearsed and then announced: one form for each kind of change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Rehearsal, rehearse
from tinhso.blocks.units.api import agencies_on, agency_by_code, set_hours
from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import (
    Holiday,
    Schedule,
    announcement,
    parse_week,
    remove_holiday,
    set_holiday,
    set_schedule,
)
from tinhso.web.api import DateField

DAYS = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ Nhật"))
LAW_HELP = _("Số và ngày của văn bản. Văn bản này được ghi vào từng hồ sơ bị dời hạn.")


class Plan(forms.Form):
    """A change of the calendar: says itself in words, tells what it would move, and does it."""

    law = forms.CharField(label=_("Theo văn bản"), help_text=LAW_HELP, max_length=200)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s", **options)

    def says(self) -> str:
        raise NotImplementedError

    def rehearsal(self, now: datetime) -> Rehearsal:
        raise NotImplementedError

    def perform(self, actor: Actor, *, key: str | None) -> None:
        raise NotImplementedError


class Announce(Plan):
    """A day off, or a weekend day worked instead."""

    day = DateField(label=_("Ngày"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Loại"), choices=Holiday.Kind.choices)
    name = forms.CharField(label=_("Tên ngày"), max_length=120, help_text=_("Ví dụ: Nghỉ do bão số 13."))
    field_order = ("day", "kind", "name", "law")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        day, kind = found.get("day"), found.get("kind")
        if day is not None and kind == Holiday.Kind.SWAP_WORK and day.weekday() < 5:
            self.add_error("day", _("Chỉ ngày nghỉ cuối tuần mới làm bù được."))
        return found

    def says(self) -> str:
        return announcement(**{name: self.cleaned_data[name] for name in ("day", "name", "kind", "law")})

    def rehearsal(self, now: datetime) -> Rehearsal:
        day, name, law = (self.cleaned_data[field] for field in ("day", "name", "law"))
        if self.cleaned_data["kind"] == Holiday.Kind.SWAP_WORK:
            return rehearse(now=now, day=day, calendar=lambda present: present.with_worked(day))
        return rehearse(now=now, day=day, calendar=lambda present: present.with_day(day, name, law))

    def perform(self, actor: Actor, *, key: str | None) -> None:
        set_holiday(actor, None, key=key, source=gettext("công bố trên hệ thống"), **self.cleaned_data)


class Withdraw(Plan):
    """An announcement is taken back."""

    day = DateField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Lý do thu hồi"), max_length=300)
    field_order = ("day", "reason", "law")

    @property
    def holiday(self) -> Holiday | None:
        day: date | None = self.cleaned_data.get("day")
        return Holiday.objects.filter(day=day).first() if day else None

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.holiday is None:
            raise forms.ValidationError(_("Ngày này chưa được công bố hoặc đã thu hồi."))
        return found

    def says(self) -> str:
        return gettext("Thu hồi: %(day)s") % {"day": self.holiday}

    def rehearsal(self, now: datetime) -> Rehearsal:
        day = self.cleaned_data["day"]
        return rehearse(now=now, day=day, calendar=lambda present: present.without(day))

    def perform(self, actor: Actor, *, key: str | None) -> None:
        values = {name: self.cleaned_data[name] for name in ("reason", "law")}
        if (holiday := self.holiday) is not None:
            remove_holiday(actor, holiday, key=key, **values)


class Week(Plan):
    """The hours of a working week."""

    name = forms.SlugField(label=_("Mã lịch"), max_length=40, allow_unicode=False)
    title = forms.CharField(label=_("Tên lịch làm việc"), max_length=200)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for number, day in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(label=day, required=False, max_length=60)
        self.fields["day0"].help_text = _("Ví dụ: 07:30-11:30 13:30-17:30. Để trống là không làm việc.")
        self.order_fields(("name", "title", *(f"day{number}" for number in range(7)), "law"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        periods: dict[str, Any] = {}
        for number in range(7):
            text = str(found.get(f"day{number}") or "").replace("–", "-")
            pairs = [part.split("-") for part in text.split()]
            try:
                parse_week({str(number): pairs})
            except ValueError:
                self.add_error(f"day{number}", _("Hãy ghi các khoảng giờ theo thứ tự, ví dụ 07:30-11:30 13:30-17:30."))
                continue
            if pairs:
                periods[str(number)] = pairs
        if not any(str(number) in periods for number in range(5)):
            raise forms.ValidationError(_("Tuần làm việc phải có ít nhất một khoảng giờ từ thứ Hai đến thứ Sáu."))
        found["periods"] = periods
        return found

    def says(self) -> str:
        return gettext("Đổi giờ làm việc “%(title)s”") % {"title": self.cleaned_data["title"]}

    def rehearsal(self, now: datetime) -> Rehearsal:
        return rehearse(now=now, weeks={self.cleaned_data["name"]: parse_week(self.cleaned_data["periods"])})

    def perform(self, actor: Actor, *, key: str | None) -> None:
        values = {name: self.cleaned_data[name] for name in ("name", "title", "periods", "law")}
        set_schedule(actor, None, key=key, **values)


class Hours(Plan):
    """An agency works by another week."""

    agency = forms.ChoiceField(label=_("Cơ quan"))
    schedule = forms.ChoiceField(label=_("Lịch làm việc"))
    field_order = ("agency", "schedule", "law")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["agency"].choices = [(agency.code, agency.title) for agency in agencies_on()]  # type: ignore[attr-defined]
        self.fields["schedule"].choices = list(Schedule.objects.values_list("name", "title"))  # type: ignore[attr-defined]

    def says(self) -> str:
        agency = agency_by_code(self.cleaned_data["agency"])
        return gettext("Đổi giờ làm việc của %(agency)s") % {"agency": agency.title if agency else ""}

    def rehearsal(self, now: datetime) -> Rehearsal:
        return rehearse(now=now, agencies={self.cleaned_data["agency"]: self.cleaned_data["schedule"]})

    def perform(self, actor: Actor, *, key: str | None) -> None:
        agency = agency_by_code(self.cleaned_data["agency"])
        assert agency is not None, "the choices are the agencies of today"
        set_hours(actor, agency, key=key, schedule=self.cleaned_data["schedule"], law=self.cleaned_data["law"])


PLANS: dict[str, type[Plan]] = {"announce": Announce, "withdraw": Withdraw, "week": Week, "hours": Hours}
