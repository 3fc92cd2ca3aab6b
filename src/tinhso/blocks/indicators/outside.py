"""Numbers that no row of ours makes up, and where each is from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import province, unit_by_code


@dataclass(frozen=True)
class Figure:
    """`of(cut, day)` gives the number, or None where nobody has published it."""

    title: str | Promise
    of: Callable[[Mapping[str, Any], date], int | None]
    source: str | Promise


def _population(cut: Mapping[str, Any], day: date) -> int | None:
    """People living there. Only the province's number is published; a commune's is unknown to us."""
    if set(cut) - {"unit"}:
        return None
    unit = unit_by_code(str(cut["unit"]), on=day) if "unit" in cut else province(day)
    return unit.population if unit is not None else None


FIGURES = {"population": Figure(_("dân số của tỉnh"), _population, _("Số dân năm 2025 ghi ở trang đơn vị hành chính"))}
