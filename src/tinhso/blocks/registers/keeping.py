"""Writing records: entering, changing, correcting and ending them. Called within actions only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _t

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
        values[name] = value.isoformat() if isinstance(value, date) else str(value) if hasattr(value, "hex") and not isinstance(value, float | bytes) else value
    return values


def _check(record: Register, about: About) -> None:
    try:
        record.clean_fields(exclude=[f.name for f in record._meta.fields if f.name not in about.fields])
    except ValidationError as problem:
        name, messages = next(iter(problem.message_dict.items()))
        raise Refused(f"{about.label(name)}: {messages[0]}", code="invalid", field=name) from problem


def enter(act: Act, model: type[R], *, agency: str, valid_from: date | None = None, number: str = "", case_code: str = "", **values: Any) -> R:
    """Enter a new record, valid from a day on (default: today). Announces `<register>.entered`."""
    about = about_of(model)
    record = model(
        agency=agency, valid_from=valid_from or act.today, number=number, case_code=case_code, entered_at=act.now, **values
    )
    _check(record, about)
    record.save(force_insert=True)
    _write(act, about, record, 1, DateRange(record.valid_from, None))
    act.announce(f"{about.name}.entered", subject=record, agency=agency, register=about.name, number=number, case=case_code)
    return record


def change(act: Act, record: R, *, on: date | None = None, cause: str = "", **values: Any) -> R:
    """A change in the world: what was valid before that day stays so. Announces `<register>.changed`."""
    day = on or act.today
    _must_not_come(act, day)
    about = about_of(type(record))
    _apply(record, about, values)
    number = _cut(act, record, day)
    act.save(record, **values)
    _write(act, about, record, number, DateRange(day, _end(record)), cause=cause)
    act.announce(f"{about.name}.changed", subject=record, agency=record.agency, register=about.name, fields=sorted(values))
    return record


def correct(act: Act, record: R, *, cause: str, on: date | None = None, **values: Any) -> R:
    """What was written was wrong: the version valid on that day (default: today's) is replaced and kept, with the cause."""
    if not cause.strip():
        raise Refused(_t("Hãy ghi lý do đính chính."), code="no-cause", field="cause")
    about = about_of(type(record))
    day = on or _last_day(record, act.today)
    wrong = believed(record).filter(valid__contains=day).first()
    if wrong is None:
        raise Refused(_t("Không có bản ghi nào hiệu lực vào ngày này."), code="no-version", field="on")
    current = wrong.valid.upper is None or wrong.valid.upper == _end(record)
    _apply(record, about, values)
    act.save(wrong, superseded_at=act.now)
    number = _next(record)
    if current:
        act.save(record, **values)
        data = data_of(record, about)
    else:
        probe = type(record)(**{f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields})
        for name, value in values.items():
            setattr(probe, name, value)
        changed = data_of(probe, about)
        data = {**wrong.data, **{name: changed[name] for name in values}}
        act.save(record)
    act.create(
        RecordVersion, register=about.name, record=record.pk, number=number, valid=wrong.valid, recorded_at=act.now,
        act=act.id, corrects=wrong, cause=cause, data=data,
    )  # fmt: skip
    act.announce(f"{about.name}.corrected", subject=record, agency=record.agency, register=about.name, fields=sorted(values))
    return record


def end(act: Act, record: R, *, on: date | None = None, cause: str = "") -> R:
    """The record is valid until that day, included. Announces `<register>.ended`."""
    day = on or act.today
    _must_not_come(act, day)
    if record.valid_to is not None and record.valid_to <= day:
        raise Refused(_t("Bản ghi đã hết hiệu lực từ trước."), code="ended")
    about = about_of(type(record))
    number = _cut(act, record, day + timedelta(days=1))
    act.save(record, valid_to=day)
    _ = number
    act.announce(f"{about.name}.ended", subject=record, agency=record.agency, register=about.name, cause=cause)
    return record


def believed(record: Register) -> models.QuerySet[RecordVersion]:
    """The versions that are believed now, in order of validity."""
    return RecordVersion.objects.filter(record=record.pk, superseded_at=None).order_by("valid")


def _must_not_come(act: Act, day: date) -> None:
    if day > act.today:
        raise Refused(_t("Không ghi trước thay đổi của ngày chưa đến."), code="future", field="on")


def _apply(record: Register, about: About, values: dict[str, Any]) -> None:
    unknown = set(values) - set(about.fields)
    if unknown:
        raise TypeError(f"{about.name} has no fields {', '.join(sorted(unknown))}.")
    probe = type(record)(**{f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields})
    for name, value in values.items():
        setattr(probe, name, value)
    _check(probe, about)


def _end(record: Register) -> date | None:
    return record.valid_to + timedelta(days=1) if record.valid_to else None


def _last_day(record: Register, today: date) -> date:
    day = max(today, record.valid_from)
    return min(day, record.valid_to) if record.valid_to else day


def _next(record: Register) -> int:
    last = RecordVersion.objects.filter(record=record.pk).aggregate(n=models.Max("number"))["n"]
    return (last or 0) + 1


def _cut(act: Act, record: Register, day: date) -> int:
    """End what is believed to be valid from `day` on; what was valid before stays believed. Returns the next number."""
    if day < record.valid_from:
        raise Refused(_t("Ngày này trước ngày bản ghi có hiệu lực."), code="before-start", field="on")
    number = _next(record)
    for version in believed(record).filter(valid__endswith__gt=day) | believed(record).filter(valid__upper_inf=True):
        act.save(version, superseded_at=act.now)
        if version.valid.lower < day:
            act.create(
                RecordVersion, register=version.register, record=record.pk, number=number,
                valid=DateRange(version.valid.lower, day), recorded_at=act.now, act=act.id, data=version.data, cause=version.cause,
            )  # fmt: skip
            number += 1
    return number


def _write(act: Act, about: About, record: Register, number: int, valid: DateRange, *, cause: str = "") -> None:
    act.create(
        RecordVersion, register=about.name, record=record.pk, number=number, valid=valid, recorded_at=act.now,
        act=act.id, cause=cause, data=data_of(record, about),
    )  # fmt: skip
