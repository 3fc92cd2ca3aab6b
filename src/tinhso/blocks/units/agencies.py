"""The agencies of the reference data: departments from `data/agencies.csv`, committees and centres by law from the units."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tinhso.kernel.search.api import fold

from .models import Agency, AgencySuccession, Unit

FILE = Path(__file__).parent / "data" / "agencies.csv"
TWO_TIERS_ON = date(2025, 7, 1)
# Departments were merged in March 2025; the acts themselves are not at hand (see data/SOURCES.md).
DEPARTMENTS_ON = date(2025, 3, 1)
LAST_DAY, DEPARTMENTS_LAST = TWO_TIERS_ON - timedelta(days=1), DEPARTMENTS_ON - timedelta(days=1)
BECAME = {
    "so-ke-hoach-va-dau-tu": "so-tai-chinh",
    "so-nong-nghiep-va-phat-trien-nong-thon": "so-nong-nghiep-va-moi-truong",
    "so-tai-nguyen-va-moi-truong": "so-nong-nghiep-va-moi-truong",
    "so-giao-thong-van-tai": "so-xay-dung",
    "so-thong-tin-va-truyen-thong": "so-khoa-hoc-va-cong-nghe",
    "so-lao-dong-thuong-binh-va-xa-hoi": "so-noi-vu",
    "so-van-hoa-va-the-thao": "so-van-hoa-the-thao-va-du-lich",
    "so-du-lich": "so-van-hoa-the-thao-va-du-lich",
    "ban-dan-toc": "so-dan-toc-va-ton-giao",
}
# Vertical agencies that the national catalogue of procedures names as leading one in the province.
VERTICAL = ("Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh", "NHNN Khu vực", "Tòa án nhân dân tỉnh")
BY_LAW = "dẫn xuất từ đơn vị hành chính"


def slug(name: str) -> str:
    """ "Sở Văn hóa, Thể thao và Du lịch" → "so-van-hoa-the-thao-va-du-lich", at most 40 characters."""
    return "-".join("".join(c if c.isalnum() else " " for c in fold(name)).split())[:40]


def within(full_name: str) -> str:
    """ "Phường Nha Trang" → "phường Nha Trang", as it stands within a name."""
    return full_name[0].lower() + full_name[1:]


def agencies(units: Mapping[Any, Unit]) -> Iterator[Agency]:
    """Every agency; a parent comes before what belongs to it."""
    now, before = units["56", TWO_TIERS_ON], units["56", None]
    committee = Agency(
        code="ubnd-tinh", name="Ủy ban nhân dân tỉnh Khánh Hòa", name_en="Khanh Hoa Provincial People's Committee",
        symbol="UBND", kind="province_committee", unit=now, evidence=BY_LAW,
    )  # fmt: skip
    committee = Agency.objects.filter(code=committee.code).first() or committee
    yield committee
    yield from _departments(committee, now, before)
    for name in VERTICAL:
        yield Agency(
            code=slug(name), name=name, kind="department", unit=now, evidence="nêu trong danh mục thủ tục hành chính"
        )
    for unit in units.values():
        if unit.kind == Unit.Kind.DISTRICT:
            yield Agency(
                code=f"ubnd-{unit.code}", name=f"Ủy ban nhân dân {within(unit.full_name)}", kind="district_committee",
                name_en=f"People's Committee of {unit.full_name_en}", unit=unit, valid_to=LAST_DAY, evidence=BY_LAW,
            )  # fmt: skip
        elif unit.kind == Unit.Kind.COMMUNE and unit.valid_from == TWO_TIERS_ON:
            yield from _of_commune(unit, committee)


def _departments(committee: Agency, now: Unit, before: Unit) -> Iterator[Agency]:
    with FILE.open(encoding="utf-8", newline="") as stream:
        listed = list(csv.DictReader(stream))
    current = {row["name"] for row in listed if row["period"] == "2025-07-"}
    former = {row["name"] for row in listed if row["period"] != "2025-07-"}
    seen: set[str] = set()
    for row in reversed(listed):
        name = row["name"]
        if name in seen:
            continue
        seen.add(name)
        centre = name.startswith("Trung tâm Phục vụ hành chính công")
        yield Agency(
            code="ttpvhcc-tinh" if centre else slug(name), name=name, name_en=row["name_en"], symbol=row["symbol"],
            kind="service_centre" if centre else "department", unit=now if name in current else before, parent=committee,
            valid_from=None if name in former else TWO_TIERS_ON if centre else DEPARTMENTS_ON,
            valid_to=None if name in current else DEPARTMENTS_LAST,
            schedule="counter" if centre else "office", evidence=row["evidence"],
        )  # fmt: skip


def _of_commune(unit: Unit, committee: Agency) -> Iterator[Agency]:
    """Its People's Committee, and its service centre (Trung tâm Phục vụ hành chính công)."""
    own = Agency(
        code=f"ubnd-{unit.code}", name=f"Ủy ban nhân dân {within(unit.full_name)}", kind="commune_committee",
        name_en=f"People's Committee of {unit.full_name_en}", symbol="UBND", unit=unit, parent=committee,
        valid_from=TWO_TIERS_ON, evidence=BY_LAW,
    )  # fmt: skip
    own = Agency.objects.filter(code=own.code).first() or own
    yield own
    yield Agency(
        code=f"ttpvhcc-{unit.code}", name=f"Trung tâm Phục vụ hành chính công {within(unit.full_name)}",
        name_en=f"Public Administration Service Centre of {unit.full_name_en}", kind="service_centre", unit=unit,
        parent=own, valid_from=TWO_TIERS_ON, schedule="counter",
        evidence="lập theo Nghị định 118/2025/NĐ-CP; tên suy ra",
    )  # fmt: skip


def agency_links(made: Mapping[Any, Agency]) -> Iterator[AgencySuccession]:
    """Which department's work went where in March 2025 (facts without their acts)."""
    for old, new in BECAME.items():
        yield AgencySuccession(predecessor=made[old], successor=made[new])
