"""What may be done to units and agencies, each by a legal act: make, rename, end, succeed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, has_role, is_system
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.clock.api import Schedule
from tinhso.kernel.ids import uuid7

from .models import Agency, AgencySuccession, Edition, LegalAct, Unit, UnitSuccession

KEEPER = either(is_system, has_role("it_admin"))
ORDER = _("Cập nhật theo văn bản")


def _changed(act: Act, event: str, record: Unit | Agency) -> None:
    """Let the readers of memory look again, and tell whoever listens."""
    Edition.objects.update_or_create(name="units", defaults={"stamp": uuid7()})
    act.announce(event, subject=record, code=record.code)


@action("units.record_act", _("Ghi văn bản"), allow=KEEPER, purpose=ORDER)
def record_act(act: Act, _subject: None, /, *, number: str, title: str, **facts: Any) -> LegalAct:
    """Record the text that a change follows; `facts`: issuer, issued_on, effective_on, source."""
    if LegalAct.objects.filter(number=number).exists():
        raise Refused(_("Văn bản này đã được ghi."), code="act-exists", field="number")
    return act.create(LegalAct, number=number, title=title, **facts)


@action("units.create", _("Thành lập đơn vị hành chính"), allow=KEEPER, purpose=ORDER)
def create_unit(act: Act, _subject: None, /, *, by: LegalAct, valid_from: date, **facts: Any) -> Unit:
    """Make a unit; `facts`: code, name, full_name, full_name_en, kind, type, parent, lat, lon, area_km2, population."""
    _free(facts["code"], valid_from)
    unit = act.create(Unit, made_by=by, valid_from=valid_from, **facts)
    _changed(act, "unit.created", unit)
    return unit


def _free(code: str, day: date) -> None:
    for other in Unit.objects.filter(code=code):
        if other.valid_to is None or other.valid_to >= day:
            raise Refused(_("Mã này còn thuộc đơn vị khác trong ngày đó."), code="code-taken", field="code")


@action("units.end", _("Kết thúc đơn vị hành chính"), allow=KEEPER, purpose=ORDER)
def end_unit(act: Act, unit: Unit, *, by: LegalAct, last_day: date) -> Unit:
    """End a unit with a day (its last one), by a legal act."""
    if unit.valid_to is not None:
        raise Refused(_("Đơn vị này đã kết thúc."), code="ended")
    if unit.valid_from is not None and last_day < unit.valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày thành lập."), code="too-early", field="last_day")
    act.save(unit, valid_to=last_day, ended_by=by)
    _changed(act, "unit.ended", unit)
    return unit


@action("units.rename", _("Đổi tên đơn vị hành chính"), allow=KEEPER, purpose=ORDER)
def rename_unit(
    act: Act, unit: Unit, *, by: LegalAct, on: date, name: str, full_name: str, full_name_en: str = "", type: str = ""
) -> Unit:
    """End the unit and begin one of the same code under the new name; agencies and parts move to it. Returns the new one."""
    end_unit(act.actor, unit, by=by, last_day=on - timedelta(days=1))
    same = ("code", "kind", "type", "parent", "lat", "lon", "area_km2", "population")
    facts = {field: getattr(unit, field) for field in same} | ({"type": type} if type else {})
    new = act.create(
        Unit, made_by=by, valid_from=on, name=name, full_name=full_name, full_name_en=full_name_en, **facts
    )
    act.create(UnitSuccession, predecessor=unit, successor=new, whole=True, act=by)
    for part in [*unit.children.filter(valid_to=None), *unit.agencies.filter(valid_to=None)]:
        act.save(part, **({"parent": new} if isinstance(part, Unit) else {"unit": new}))
    _changed(act, "unit.renamed", new)
    return new


@action("units.succeed", _("Ghi đơn vị kế thừa"), allow=KEEPER, purpose=ORDER)
def succeed(act: Act, unit: Unit, *, by: LegalAct, successor: Unit, whole: bool) -> UnitSuccession:
    """Record that all (`whole`) or a part of a unit went to another."""
    others = unit.became.exclude(successor=successor)
    if others.exists() and (whole or others.filter(whole=True).exists()):
        raise Refused(_("Đơn vị này đã chuyển toàn bộ sang đơn vị khác."), code="already-whole", field="whole")
    link = act.create(UnitSuccession, predecessor=unit, successor=successor, whole=whole, act=by)
    _changed(act, "unit.succeeded", unit)
    return link


@action("agencies.create", _("Thành lập cơ quan"), allow=KEEPER, purpose=ORDER)
def create_agency(act: Act, _subject: None, /, *, valid_from: date, **facts: Any) -> Agency:
    """Make an agency; `facts`: code, name, name_en, symbol, kind, unit, parent, schedule, official_identifier, evidence."""
    if Agency.objects.filter(code=facts["code"]).exists():
        raise Refused(_("Mã này đã có cơ quan dùng."), code="code-taken", field="code")
    agency = act.create(Agency, valid_from=valid_from, **facts)
    _changed(act, "agency.created", agency)
    return agency


@action("agencies.end", _("Kết thúc cơ quan"), allow=KEEPER, purpose=ORDER)
def end_agency(act: Act, agency: Agency, *, last_day: date, successors: tuple[Agency, ...] = ()) -> Agency:
    """End an agency with a day (its last one); its work goes to the successors."""
    if agency.valid_to is not None:
        raise Refused(_("Cơ quan này đã kết thúc."), code="ended")
    act.save(agency, valid_to=last_day)
    for successor in successors:
        act.create(AgencySuccession, predecessor=agency, successor=successor)
    _changed(act, "agency.ended", agency)
    return agency


@action("agencies.rename", _("Đổi tên cơ quan"), allow=KEEPER, purpose=ORDER)
def rename_agency(act: Act, agency: Agency, *, name: str, name_en: str = "", symbol: str = "") -> Agency:
    """Correct or change the name of an agency; what it was called before is in the trail."""
    act.save(agency, name=name, name_en=name_en, symbol=symbol or agency.symbol)
    _changed(act, "agency.renamed", agency)
    return agency


@action("agencies.identify", _("Ghi mã định danh điện tử"), allow=KEEPER, purpose=ORDER, law="20/2020/QĐ-TTg")
def identify_agency(act: Act, agency: Agency, *, official_identifier: str) -> Agency:
    """Record the official electronic identifier (mã định danh điện tử), such as H32.x, once the province has published it."""
    act.save(agency, official_identifier=official_identifier)
    _changed(act, "agency.identified", agency)
    return agency


@action("agencies.set_hours", _("Đổi giờ làm việc của cơ quan"), allow=KEEPER, purpose=ORDER)
def set_hours(act: Act, agency: Agency, *, schedule: str, law: str = "") -> Agency:
    """Let an agency work by another week (a schedule of `kernel.clock` by its name); its running clocks follow."""
    week = Schedule.objects.filter(name=schedule).first()
    if week is None:
        raise Refused(_("Hãy chọn một lịch làm việc có sẵn."), code="no-schedule", field="schedule")
    if agency.schedule == schedule:
        return agency
    act.save(agency, schedule=schedule)
    with override("vi"):
        cause = gettext("Đổi giờ làm việc của %(agency)s: %(title)s") % {"agency": agency.name, "title": week.title}
        if law:
            cause += gettext(" theo %(law)s") % {"law": law}
    Edition.objects.update_or_create(name="units", defaults={"stamp": uuid7()})
    act.announce("agency.hours_changed", subject=agency, agency=agency.code, code=agency.code, cause=cause, law=law)
    return agency
