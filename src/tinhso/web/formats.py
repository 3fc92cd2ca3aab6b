"""Dates, numbers and money the way people here write them: 24/11/2026, 16:30, 1.284, 98,4%, 100.000 đồng."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

NBSP = "\u00a0"
DOT = "•"


def _signs() -> tuple[str, str]:
    """Thousands and decimal sign of the reader's language."""
    return (",", ".") if get_language() == "en" else (".", ",")


def number(value: Any, digits: int | None = None) -> str:
    """1284.5 is 1.284,5 (en: 1,284.5). `digits` fixes the decimals; without it trailing zeros go. None is empty."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value))
    text = f"{exact:,.{digits}f}" if digits is not None else f"{exact:,f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    thousands, decimal = _signs()
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands).replace("-", "\u2212")


def counted(value: Any, noun: Any) -> str:
    """A number of things: "917 thủ tục"; in English "1 procedure", "917 procedures".

    `noun` is lazy and knows both forms: ngettext_lazy("thủ tục", "thủ tục"). It has no text of its own: `noun % 917`
    gives the word behind 917, `noun % 2` the word of a sentence without a number. None is empty.
    """
    if value is None or value == "":
        return ""
    return f"{number(value)} {noun % int(value)}"


def percent(value: Any, digits: int = 1) -> str:
    """A share in per cent: 98.4 is 98,4%; 100.0 is 100%."""
    if value is None or value == "":
        return ""
    return f"{number(round(Decimal(str(value)), digits))}%"


def money(value: Any) -> str:
    """Whole đồng: 100000 is 100.000 đồng; nothing to pay is said in words."""
    if value is None or value == "":
        return ""
    if not Decimal(str(value)):
        return gettext("Miễn phí")
    unit = gettext("đồng")
    return f"{number(value, 0)}{NBSP}{unit}"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def day(value: Any) -> str:
    """24/11/2026."""
    if not isinstance(value, date):
        return ""
    return (_local(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def moment(value: Any) -> str:
    """16:30 24/11/2026, local time."""
    if not isinstance(value, datetime):
        return day(value)
    return _local(value).strftime("%H:%M %d/%m/%Y")


def hour(value: Any) -> str:
    """16:30, local time."""
    return _local(value).strftime("%H:%M") if isinstance(value, datetime) else ""


def masked(value: Any) -> str:
    """A personal number with its middle hidden: 056201234517 is 0562••••••17; a short one is hidden whole."""
    text = str(value or "")
    if len(text) < 8:
        return DOT * len(text)
    return text[:4] + DOT * (len(text) - 6) + text[-2:]
