"""How complete the catalogue is: the seven parts that every procedure must state.

Decree 63/2010/NĐ-CP, article 8(2) as amended: name; steps; ways of filing; papers and their number; time limit;
who may apply; executing agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from .models import ProcedureVersion
from .queries import in_force

PARTS = {
    "name": (_("Tên thủ tục"), ~Q(title="")),
    "steps": (_("Trình tự thực hiện"), ~Q(steps="") | Q(elsewhere__contains=["steps"])),
    "ways": (_("Cách thức thực hiện"), ~Q(channels=[])),
    "papers": (_("Thành phần, số lượng hồ sơ"), ~Q(documents=[])),
    "time": (_("Thời hạn giải quyết"), Q(time_value__isnull=False)),
    "subjects": (_("Đối tượng thực hiện"), ~Q(subjects=[])),
    "agency": (_("Cơ quan thực hiện"), ~Q(executing_agency="")),
}


@dataclass(frozen=True)
class Part:
    """One mandatory part and how many procedures state it."""

    name: str
    have: int
    total: int

    @property
    def share(self) -> float:
        """Per cent of the procedures."""
        return 100 * self.have / self.total if self.total else 0.0

    @property
    def missing(self) -> int:
        return self.total - self.have


@dataclass(frozen=True)
class Quality:
    """`by_parts[n]`: how many procedures state n of the seven parts."""

    total: int
    parts: list[Part]
    by_parts: dict[int, int]
    without_unit: int
    uncertain_fee: int
    unknown_online: int


def quality(on: date | None = None) -> Quality:
    """Counts over the versions in force, in two queries."""
    rows = in_force(on).order_by()
    counts = rows.aggregate(
        total=Count("pk"),
        without_unit=Count("pk", filter=Q(time_value__isnull=False, time_unit="")),
        uncertain_fee=Count("pk", filter=Q(fee_kind__in=["varies", "unknown"])),
        unknown_online=Count("pk", filter=Q(online_level="unknown")),
        **{name: Count("pk", filter=has) for name, (_label, has) in PARTS.items()},
    )
    parts = [Part(str(label), counts[name], counts["total"]) for name, (label, _has) in PARTS.items()]
    by_parts = rows.annotate(stated=_stated()).values_list("stated").annotate(Count("pk")).order_by("-stated")
    return Quality(
        counts["total"],
        parts,
        dict(by_parts),
        counts["without_unit"],
        counts["uncertain_fee"],
        counts["unknown_online"],
    )


def poorest(limit: int = 50, on: date | None = None) -> list[ProcedureVersion]:
    """The procedures that state the fewest parts, those offered at commune counters first."""
    rows = in_force(on).annotate(stated=_stated()).select_related("procedure", "field")
    return list(rows.order_by("stated", "-at_commune_counter", Length("title"))[:limit])


def _stated() -> Case:
    """How many of the seven parts a version states."""
    total = Value(0)
    for _label, has in PARTS.values():
        total = total + Case(When(has, then=Value(1)), default=Value(0), output_field=IntegerField())  # type: ignore[assignment]
    return total  # type: ignore[return-value]
