"""What would win lost points back, and what would lose them next: the very dossiers and procedures, by gain.

A gain is what one dossier adds to the points of each indicator that it misses and that can still be mended. What cannot
be mended any more (a dossier that is late, one that was filed on paper) is not in the list, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case as Choice
from django.db.models import FloatField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.declare import Case

from ..periods import Chosen
from .catalogue import Procedure
from .marks import conditions, with_times
from .score import Score

Text = str | Promise


@dataclass(frozen=True)
class Remedy:
    """How an indicator can still be won for a dossier: its marks that must hold, those it lacks, and what to do."""

    code: str
    says: Text
    having: tuple[str, ...]
    lacking_any: tuple[str, ...]
    still: Q


OPEN = Q(closed_at=None)
REMEDIES = (
    Remedy(
        "3.3", _("Cấp kết quả điện tử cho hồ sơ trực tuyến này."), ("received", "online", "finished"), ("result",), Q()
    ),
    Remedy(
        "3.6",
        _("Đề nghị người nộp trả phí trực tuyến."),
        ("received", "owing"),
        ("paid",),
        OPEN & Q(dossier__paid=False),
    ),
    Remedy("4.1", _("Phát hành kết quả điện tử."), ("finished",), ("result",), Q()),
    Remedy("4.2", _("Số hóa thành phần hồ sơ và kết quả."), ("finished",), ("digital", "result"), Q()),
    Remedy("4.3", _("Dùng lại giấy tờ đã có trong kho, đừng đòi nộp lại."), ("received",), ("reused",), OPEN),
)
PROCEDURE_REMEDIES: tuple[tuple[str, Text, tuple[str, ...], str], ...] = (
    ("1.3", _("Bổ sung bộ phận còn thiếu của thủ tục."), (), "complete"),
    ("3.1", _("Cung cấp dịch vụ công trực tuyến cho thủ tục này."), (), "online"),
    ("3.2", _("Chưa có hồ sơ trực tuyến nào trong kỳ: hãy hướng dẫn người dân nộp trực tuyến."), ("online",), "used"),
    ("3.5", _("Công bố mức phí để người dân nộp trực tuyến được."), ("with_fee",), "payable"),
)


def _misses(said: dict[str, Q], remedy: Remedy) -> Q:
    having = Q()
    for name in remedy.having:
        having &= said[name]
    lacks = Q(pk__in=[])
    for name in remedy.lacking_any:
        lacks |= ~said[name]
    return having & lacks & remedy.still


def winnable(rows: QuerySet[Case], chosen: Chosen, now: datetime, found: Score) -> QuerySet[Case]:
    """Dossiers that would win points back, each with `gain` and `wins_<n>` (whether remedy n fits); the greatest gain first."""
    said = conditions(chosen, now)
    gain: Any = Value(0.0)
    flags = {}
    for number, remedy in enumerate(REMEDIES):
        worth = float(found.of(remedy.code).one_more)
        fits = _misses(said, remedy) if worth else Q(pk__in=[])
        flags[f"wins_{number}"] = Choice(When(fits, then=Value(True)), default=Value(False))
        gain = gain + Choice(
            When(**{f"wins_{number}": True}, then=Value(worth)), default=Value(0.0), output_field=FloatField()
        )
    return with_times(rows, chosen, now).annotate(**flags).annotate(gain=gain).filter(gain__gt=0)


def at_stake(rows: QuerySet[Case], chosen: Chosen, now: datetime) -> QuerySet[Case]:
    """Open dossiers that are in time and fall due before the period ends: points to keep. The first to fall due first."""
    moment = chosen.moment(now)
    due = with_times(rows, chosen, now).filter(closed_at=None, is_late=False, paused_since=None)
    return due.filter(due_at__gte=moment, due_at__lt=chosen.days.ends).order_by("due_at", "id")


def says(case: Any) -> list[Text]:
    """What to do about a dossier of `winnable`."""
    return [remedy.says for number, remedy in enumerate(REMEDIES) if getattr(case, f"wins_{number}", False)]


@dataclass(frozen=True)
class Improvement:
    """A procedure that would win points, how many, and what to do."""

    procedure: Procedure
    gain: Decimal
    says: tuple[Text, ...]


def improvements(found: Score) -> list[Improvement]:
    """Procedures that would win points back, the greatest gain first."""
    listed = []
    for procedure in found.counts.catalogue:
        gain, words = Decimal(0), []
        for code, text, having, lacks in PROCEDURE_REMEDIES:
            fits = all(found.counts.holds(procedure, name) for name in having)
            worth = found.of(code).one_more
            if worth and fits and not found.counts.holds(procedure, lacks):
                gain += worth
                words.append(text)
        if gain:
            listed.append(Improvement(procedure, gain, tuple(words)))
    return sorted(listed, key=lambda one: (-one.gain, one.procedure.title))


def remedies_of(code: str) -> list[Text]:
    """What can be done about an indicator; nothing for what is lost for good."""
    own: list[Text] = [remedy.says for remedy in REMEDIES if remedy.code == code]
    return own + [text for one, text, _having, _lacks in PROCEDURE_REMEDIES if one == code]
