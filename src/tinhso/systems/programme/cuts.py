"""A figure cut by place, agency, field, channel or device: for tables, and for the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.declare import agency_name, communes, figures, today

from .lines import device, place
from .standing import shown

CUTS: dict[str, str | Promise] = {
    "unit": gettext_lazy("Xã, phường"),
    "agency": gettext_lazy("Cơ quan"),
    "field": gettext_lazy("Lĩnh vực"),
    "channel": gettext_lazy("Cách nộp"),
    "device": gettext_lazy("Thiết bị"),
}


@dataclass(frozen=True)
class Part:
    """One line of a table: a value of the cut and its figure."""

    key: str
    label: str
    numerator: int
    denominator: int | None
    value: Decimal | None
    text: str

    @property
    def has_rows(self) -> bool:
        return bool(self.numerator or self.denominator)


def cuts_of(indicator: Any) -> list[tuple[str, str]]:
    """What a figure can be shown by."""
    return [(name, str(title)) for name, title in CUTS.items() if name in indicator.cuts]


def parts_of(indicator: Any, by: str, *, at: datetime) -> list[Part]:
    """Every value of a cut that has rows; for communes all of them, in Vietnamese order."""
    found = figures.compute_by(indicator, figures.period_of(indicator, today()), by, at=at)
    if by == "unit":
        parts = [_part(indicator, by, unit.code, found.get(unit.code)) for unit in communes()]
        known = {unit.code for unit in communes()}
        parts += [_part(indicator, by, key, value) for key, value in found.items() if key not in known]
        return parts
    parts = [_part(indicator, by, key, value) for key, value in found.items()]
    return sorted(parts, key=lambda part: -(part.numerator if part.denominator is None else part.denominator))


def _part(indicator: Any, by: str, key: Any, value: Any) -> Part:
    code = "" if key is None else str(key)
    if value is None:
        return Part(code, label_of(by, code), 0, 0, None, "")
    share = value.value if value.denominator else None
    return Part(code, label_of(by, code), value.numerator, value.denominator, share, shown(share, indicator.unit))


def label_of(by: str, code: str) -> str:
    """A value of a cut in words."""
    if by == "unit":
        return place(code) or _("Thuộc tỉnh, không theo xã")
    if by in ("agency", "received_by"):
        return agency_name(code) if code else _("Chưa rõ cơ quan")
    if by == "channel":
        return {"1": _("Trực tiếp"), "2": _("Trực tuyến"), "3": _("Bưu chính công ích")}.get(code, code)
    return device(code) if by == "device" else code or _("Chưa rõ")


def month_chart(
    series: list[tuple[str, dict[date, Any]]], goal: Decimal | None = None, goal_name: str = ""
) -> dict[str, Any] | None:
    """The data of a line chart of the last twelve months; months without rows have no point. None when there is nothing."""
    labels = figures.months(figures.twelve_months_to(today()))
    if not any(values for _name, values in series):
        return None
    lines = [
        {
            "name": name,
            "values": [
                None if (value := values.get(month)) is None or value.value is None else round(float(value.value), 1)
                for month in labels
            ],
        }
        for name, values in series
    ]
    if goal is not None:
        lines.append({"name": goal_name, "values": [float(goal)] * len(labels), "role": "target"})
    return {"kind": "line", "labels": [f"{month:%m/%Y}" for month in labels], "series": lines, "unit": "%"}
