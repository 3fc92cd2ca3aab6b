"""Writing records: entering, changing, correcting and ending them. Called within actions only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tinhso.kernel.actions.api import Act, Refused

from .about import About, about_of
from .base import Register
from .models import RecordVersion

R = TypeVar("R", bound=Register)


def data_of(record: Register, about: About) -> dict[str, Any]:
    """The declared values of a record as plain JSON."""
    values: dict[str, Any] = {"number": record.number, "agency": record.agency}
    for name in about.fields:
        own = about.field(name)
        value = getattr(record, own.attname)
        values[name] = (
            str(value) if isinstance(value, UUID | Decimal) else value.isoformat() if isinstance(value, date) else value
        )
    return values


def _check(record: Register, about: About) -> None:
    try:
        record.clean_fields(exclude=[f.name for f in record._meta.fields if f.name not in about.fields])
    except ValidationError as problem:
        name, messages = next(iter(problem.message_dict.items()))
        raise Refused(f"{about.label(name)}: {messages[0]}", code="invalid", field=name) from problem


def enter(
    act: Act,
    model: type[R],
    *,
    agency: str,
    valid_from: date | None = None,
    number: str = "",
    case_code: str = "",
    **values: Any,
) -> R:
    """Enter a new record, valid from a day on (default: today). Announces `<register>.entered`."""
    about = about_of(model)
    record = model(
        agency=agency,
        valid_from=valid_from or act.today,
        number=number,
        case_code=case_code,
        entered_at=act.now,
        **values,
    )
    _check(record, about)
    record.save(force_insert=True)
    _write(act, about, record, 1, DateRange(record.valid_from, None))
    act.announce(
        f"{about.name}.entered", subject=record, agency=agency, register=about.name, number=number, case=case_code
    )
    return record


def change(act: Act, record: R, *, on: date | None = None, cause: str = "", **values: Any) -> R:
    """A change in the world: what was valid before that day stays so. Announces `<register>.changed`.

    A day in the past may lie before changes that are known already: a value then holds until the next known change of
    its own field, and the other fields keep their history.
    """
    day = on or act.today
    _must_not_come(act, day)
    about = about_of(type(record))
    new = _apply(record, about, values)
    if day < record.valid_from:
        raise Refused(_("Ngày này trước ngày bản ghi có hiệu lực."), code="before-start", field="on")
    touched = list(believed(record).filter(valid__overlap=DateRange(day, None)))
    if not touched:
        raise Refused(_("Bản ghi đã hết hiệu lực vào ngày này."), code="ended", field="on")
    before, last = touched[0].data, touched[-1]
    number = _next(record)
    for version in touched:
        new = {name: value for name, value in new.items() if version.data.get(name) == before.get(name)}
        if not new and version is not touched[0]:
            break
        number = _replace(act, version, number, day=day, cause=cause, **new)
    # What holds until today's last version is what the record says now.
    act.save(record, **row_of(about, new) if version is last else {})
    act.announce(
        f"{about.name}.changed", subject=record, agency=record.agency, register=about.name, fields=sorted(values)
    )
    return record


def correct(act: Act, record: R, *, cause: str, on: date | None = None, **values: Any) -> R:
    """What was written was wrong: the version valid on that day (default: today's) is replaced and kept, with the cause."""
    if not cause.strip():
        raise Refused(_("Hãy ghi lý do đính chính."), code="no-cause", field="cause")
    about = about_of(type(record))
    day = on or _last_day(record, act.today)
    wrong = believed(record).filter(valid__contains=day).first()
    if wrong is None:
        raise Refused(_("Không có bản ghi nào hiệu lực vào ngày này."), code="no-version", field="on")
    new = _apply(record, about, values)
    last = not believed(record).filter(valid__startswith__gt=day).exists()
    act.save(wrong, superseded_at=act.now)
    act.create(
        RecordVersion, register=about.name, record=record.pk, number=_next(record), valid=wrong.valid, recorded_at=act.now,
        act=act.id, corrects=wrong, cause=cause, data={**wrong.data, **new},
    )  # fmt: skip
    act.save(record, **row_of(about, new) if last else {})
    act.announce(
        f"{about.name}.corrected", subject=record, agency=record.agency, register=about.name, fields=sorted(values)
    )
    return record


def end(act: Act, record: R, *, on: date | None = None, cause: str = "") -> R:
    """The record is valid until that day, included. Announces `<register>.ended`."""
    day = on or act.today
    _must_not_come(act, day)
    if day < record.valid_from:
        raise Refused(_("Ngày này trước ngày bản ghi có hiệu lực."), code="before-start", field="on")
    if record.valid_to is not None and record.valid_to <= day:
        raise Refused(_("Bản ghi đã hết hiệu lực từ trước."), code="ended")
    about = about_of(type(record))
    number = _next(record)
    for version in believed(record).filter(valid__overlap=DateRange(day + timedelta(days=1), None)):
        number = _cut(act, version, number, day=day + timedelta(days=1))
    final = believed(record).last()
    act.save(record, valid_to=day, **row_of(about, final.data if final else {}))
    act.announce(f"{about.name}.ended", subject=record, agency=record.agency, register=about.name, cause=cause)
    return record


def believed(record: Register) -> models.QuerySet[RecordVersion]:
    """The versions that are believed now, in order of validity."""
    return RecordVersion.objects.filter(record=record.pk, superseded_at=None).order_by("valid")


def _must_not_come(act: Act, day: date) -> None:
    if day > act.today:
        raise Refused(_("Không ghi trước thay đổi của ngày chưa đến."), code="future", field="on")


def _apply(record: Register, about: About, values: dict[str, Any]) -> dict[str, Any]:
    """The new values as plain JSON, after checking them. Raises Refused for the first that cannot be taken."""
    unknown = set(values) - set(about.fields)
    if unknown:
        raise TypeError(f"{about.name} has no fields {', '.join(sorted(unknown))}.")
    probe = type(record)(**{f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields})
    for name, value in values.items():
        setattr(probe, name, value)
    _check(probe, about)
    data = data_of(probe, about)
    return {name: data[name] for name in values}


def row_of(about: About, data: dict[str, Any]) -> dict[str, Any]:
    """Plain JSON back as values of the record, by column name."""
    found = {}
    for name in about.fields:
        if name in data:
            own = about.field(name)
            found[own.attname] = getattr(own, "target_field", own).to_python(data[name])
    return found


def _last_day(record: Register, today: date) -> date:
    day = max(today, record.valid_from)
    return min(day, record.valid_to) if record.valid_to else day


def _next(record: Register) -> int:
    last = RecordVersion.objects.filter(record=record.pk).aggregate(n=models.Max("number"))["n"]
    return (last or 0) + 1


def _cut(act: Act, version: RecordVersion, number: int, *, day: date) -> int:
    """Stop believing that a version is valid from `day` on; before that it stays so. Returns the next free number."""
    act.save(version, superseded_at=act.now)
    if version.valid.lower >= day:
        return number
    act.create(
        RecordVersion, register=version.register, record=version.record, number=number, valid=DateRange(version.valid.lower, day),
        recorded_at=act.now, act=act.id, data=version.data, cause=version.cause,
    )  # fmt: skip
    return number + 1


def _replace(act: Act, version: RecordVersion, number: int, *, day: date, cause: str, **new: Any) -> int:
    """From `day` on, new values instead of a version's. Returns the next free number."""
    number = _cut(act, version, number, day=day)
    act.create(
        RecordVersion, register=version.register, record=version.record, number=number,
        valid=DateRange(max(version.valid.lower, day), version.valid.upper), recorded_at=act.now, act=act.id,
        data={**version.data, **new}, cause=cause,
    )  # fmt: skip
    return number + 1


def _write(act: Act, about: About, record: Register, number: int, valid: DateRange, *, cause: str = "") -> None:
    act.create(
        RecordVersion, register=about.name, record=record.pk, number=number, valid=valid, recorded_at=act.now,
        act=act.id, cause=cause, data=data_of(record, about),
    )  # fmt: skip
