"""Rows behind a figure as lines of a list: what may be shown of each, and never whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tinhso.declare import agency_name, day, figures, unit_by_code


@dataclass(frozen=True)
class Line:
    """One row: its name, where it leads (if the reader may go there), the values under the headings, what it lacks."""

    name: str
    sub: str
    href: str
    cells: tuple[str, ...]
    lacks: tuple[str, ...] = ()


def headings(source: str) -> tuple[str, ...]:
    """The headings of the cells, in order."""
    return {
        "dossiers": (_("Cơ quan giải quyết"), _("Địa bàn"), _("Cách nộp"), _("Tình trạng"), _("Ngày tiếp nhận"), _("Hẹn trả"), _("Xong")),
        "procedures": (_("Lĩnh vực"), _("Cơ quan đầu mối")),
        "people": (),
    }[source]  # fmt: skip


def first_heading(source: str) -> str:
    return {"dossiers": _("Hồ sơ"), "procedures": _("Thủ tục"), "people": _("Nơi ở")}[source]


def lines_of(indicator: Any, rows: Iterable[Any], actor: Any) -> Iterator[Line]:
    """The lines of rows, in their order."""
    make = {"dossiers": _dossier, "procedures": _procedure, "people": _person}[indicator.source]
    for row in rows:
        yield make(row, tuple(figures.lacks_of(indicator, row)), actor)


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def place(code: str) -> str:
    unit = unit_by_code(code) if code else None
    return unit.title if unit is not None else ""


def device(code: str) -> str:
    """A kind of device in words; what is not known is said so."""
    return {
        "phone": _("Điện thoại"),
        "mobile": _("Điện thoại"),
        "tablet": _("Máy tính bảng"),
        "computer": _("Máy tính"),
        "desktop": _("Máy tính"),
        "kiosk": _("Máy tại quầy"),
        "counter": _("Tại quầy"),
    }.get(code, code or _("Không rõ"))


def _dossier(case: Any, lacks: tuple[str, ...], actor: Any) -> Line:
    own = actor.agency is not None and actor.agency in (case.agency, case.received_by)
    channel = case.get_channel_display()
    return Line(
        name=case.code,
        sub=f"{case.title} ({case.matter})",
        href=_address("desk-case", case.code) if own else "",
        cells=(
            agency_name(case.agency),
            place(case.unit),
            f"{channel}, {device(case.device)}" if case.device else str(channel),
            str(case.get_state_display()),
            day(case.received_at),
            day(case.due_at),
            day(case.closed_at),
        ),
        lacks=lacks,
    )


def _procedure(version: Any, lacks: tuple[str, ...], actor: Any) -> Line:
    return Line(
        name=version.title,
        sub=version.procedure.code,
        href=_address("service", version.procedure.code),
        cells=(version.field.name, version.lead_agency_name or agency_name(version.lead_agency)),
        lacks=lacks,
    )


def _person(person: Any, lacks: tuple[str, ...], actor: Any) -> Line:
    return Line(name=person.unit.title if person.unit else _("Chưa rõ nơi ở"), sub="", href="", cells=())
