"""Form II.06a as a paper (PDF/A), in Vietnamese whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tinhso.declare import ZONE, Letterhead, agency_by_code, render, template

from ..asking import Asked
from .form import COLUMNS, Form
from .words import label, parties


@dataclass(frozen=True, kw_only=True)
class PrintedLine:
    """One line: number, what it is about, the numbers of columns 3 to 13; `whole` for a level and the total."""

    number: str = ""
    label: str
    counts: list[int]
    whole: bool = False


@template(
    "form_ii06a",
    title=_("Tình hình, kết quả giải quyết thủ tục hành chính"),
    source=Path(__file__).parent / "form.typ",
)
@dataclass(frozen=True, kw_only=True)
class PrintedForm:
    """What the printed form says."""

    letterhead: Letterhead
    period: str
    first: date
    last: date
    at: datetime
    reporting: str
    receiving: str = ""
    lines: list[PrintedLine]


def printed(asked: Asked, filled: Form) -> bytes:
    """The form as PDF."""
    with override("vi"):
        reporting, receiving = parties(asked)
        agency = agency_by_code(asked.place.code)
        first = asked.chosen.days.first
        assert first is not None
        lines = [
            PrintedLine(
                number=line.number,
                label=label(line),
                counts=[line.number_in(column) for column in COLUMNS],
                whole=line.area is None,
            )
            for line in [*filled.lines, filled.total]
        ]
        data = PrintedForm(
            letterhead=Letterhead(
                agency=reporting,
                parent=agency.parent.title if agency and agency.parent else "",
                date=asked.now.astimezone(ZONE).date(),
            ),
            period=asked.chosen.title,
            first=first,
            last=asked.chosen.days.last,
            at=asked.at,
            reporting=reporting,
            receiving=receiving,
            lines=lines,
        )
    return render("form_ii06a", data, now=asked.now)
