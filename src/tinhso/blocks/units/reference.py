"""Units and agencies that a new installation starts with: Khánh Hòa today and before 1/7/2025, from `data/`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, action

from .models import Agency, AgencySuccession, LegalAct, Unit, UnitSuccession
from .queries import forget

DATA = Path(__file__).parent / "data"
MERGED_ON = date(2025, 7, 1)
LAST_DAY = MERGED_ON - timedelta(days=1)
# Departments were merged in March 2025 (facts/vietnam.md §9; the acts themselves are not at hand).
DEPARTMENTS_ON = date(2025, 3, 1)
BECAME = {
    "Sở Kế hoạch và Đầu tư": "Sở Tài chính",
    "Sở Nông nghiệp và Phát triển nông thôn": "Sở Nông nghiệp và Môi trường",
    "Sở Tài nguyên và Môi trường": "Sở Nông nghiệp và Môi trường",
    "Sở Giao thông vận tải": "Sở Xây dựng",
    "Sở Thông tin và Truyền thông": "Sở Khoa học và Công nghệ",
    "Sở Lao động - Thương binh và Xã hội": "Sở Nội vụ",
    "Sở Văn hóa và Thể thao": "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Du lịch": "Sở Văn hóa, Thể thao và Du lịch",
    "Ban Dân tộc": "Sở Dân tộc và Tôn giáo",
}
# Vertical agencies that the catalogue of procedures names as the province's lead.
VERTICAL = ("Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh", "NHNN Khu vực", "Tòa án nhân dân tỉnh")


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def number(text: str) -> float | None:
    return float(text) if text else None


def load(progress: Callable[[int, int], None] | None = None) -> None:
    """Load everything once, in one signed act; does nothing if the units are there."""
    if not Unit.objects.exists():
        load_units(system_actor("Dữ liệu ban đầu", via="import"), None)
        forget()


@action("units.load", _("Nạp đơn vị hành chính"), allow=is_system, purpose=_("Dữ liệu ban đầu"))
def load_units(act: Act, _subject: None) -> None:
    """Units before and after 1/7/2025, their succession, and the agencies."""
    merger = LegalAct(
        number="202/2025/QH15",
        title="Nghị quyết về việc sắp xếp đơn vị hành chính cấp tỉnh",
        issuer="Quốc hội",
        issued_on=date(2025, 6, 12),
        effective_on=MERGED_ON,
    )
    communes = LegalAct(
        number="1667/NQ-UBTVQH15",
        title="Nghị quyết về việc sắp xếp các đơn vị hành chính cấp xã của tỉnh Khánh Hòa năm 2025",
        issuer="Ủy ban Thường vụ Quốc hội",
        issued_on=date(2025, 6, 16),
        effective_on=MERGED_ON,
    )
    LegalAct.objects.bulk_create([merger, communes])
    province = _units(merger, communes)
    _agencies(province)
    act.announce("units.loaded", agency="", units=Unit.objects.count(), agencies=Agency.objects.count())


def _save(units: list[Unit]) -> None:
    for unit in units:
        unit.fill()
    Unit.objects.bulk_create(units)


def _units(merger: LegalAct, act: LegalAct) -> Unit:
    province = Unit(
        code="56", name="Khánh Hòa", full_name="Tỉnh Khánh Hòa", full_name_en="Khanh Hoa Province", kind="province",
        type="Tỉnh", valid_from=MERGED_ON, made_by=merger, area_km2=8555.86, population=2243554, lat=12.05, lon=109.0,
    )  # fmt: skip
    before = {
        code: Unit(
            code=code, name=name, full_name=f"Tỉnh {name}", full_name_en=english, kind="province", type="Tỉnh",
            valid_to=LAST_DAY, ended_by=merger,
        )
        for code, name, english in (("56", "Khánh Hòa", "Khanh Hoa Province"), ("58", "Ninh Thuận", "Ninh Thuan Province"))
    }  # fmt: skip
    _save([province, *before.values()])
    districts = {
        row["code"]: Unit(
            code=row["code"], name=row["name"], full_name=row["full_name"], full_name_en=row["full_name_en"],
            kind="district", type=row["type"], parent=before[row["province"]], valid_to=LAST_DAY, ended_by=merger,
            lat=number(row["lat"]), lon=number(row["lon"]),
        )
        for row in rows("districts_before.csv")
    }  # fmt: skip
    _save(list(districts.values()))
    old = {
        row["code"]: Unit(
            code=row["code"], name=row["name"], full_name=row["full_name"], kind="commune", type=row["type"],
            parent=districts[row["district"]], valid_to=LAST_DAY, ended_by=act,
            lat=number(row["lat"]), lon=number(row["lon"]),
        )
        for row in rows("communes_before.csv")
    }  # fmt: skip
    new = {
        row["code"]: Unit(
            code=row["code"], name=row["name"], full_name=row["full_name"], full_name_en=row["full_name_en"],
            kind="commune", type=row["type"], parent=province, valid_from=MERGED_ON, made_by=act,
            lat=number(row["lat"]), lon=number(row["lon"]), area_km2=number(row["area_km2"]),
            population=int(row["population"]) if row["population"] else None,
        )
        for row in rows("communes_2025.csv")
    }  # fmt: skip
    _save([*old.values(), *new.values()])
    links = [
        UnitSuccession(predecessor=old[row["old"]], successor=new[row["new"]], whole=row["whole"] == "1", act=act)
        for row in rows("succession.csv")
    ]
    links += [UnitSuccession(predecessor=unit, successor=province, whole=True, act=merger) for unit in before.values()]
    UnitSuccession.objects.bulk_create(links)
    return province


def slug(name: str) -> str:
    from tinhso.kernel.search.api import fold

    return "-".join("".join(c if c.isalnum() else " " for c in fold(name)).split())[:40]


def _agencies(province: Unit) -> None:
    listed = list(rows("agencies.csv"))
    now = {row["name"] for row in listed if row["period"] == "2025-07-"}
    then = {row["name"] for row in listed if row["period"] == "2021-2025-02"}
    committee = Agency(
        code="ubnd-tinh", name="Ủy ban nhân dân tỉnh Khánh Hòa", name_en="Khanh Hoa Provincial People's Committee",
        symbol="UBND", kind="province_committee", unit=province, evidence="kiến thức chung",
    )  # fmt: skip
    committee.save()
    made: dict[str, Agency] = {}
    for row in sorted(listed, key=lambda row: row["period"], reverse=True):
        if row["name"] in made:
            continue
        centre = row["name"].startswith("Trung tâm Phục vụ hành chính công")
        made[row["name"]] = Agency(
            code="ttpvhcc-tinh" if centre else slug(row["name"]), name=row["name"], name_en=row["name_en"],
            symbol=row["symbol"], kind="service_centre" if centre else "department", unit=province, parent=committee,
            valid_from=None if row["name"] in then else (MERGED_ON if centre else DEPARTMENTS_ON),
            valid_to=None if row["name"] in now else DEPARTMENTS_ON - timedelta(days=1),
            schedule="counter" if centre else "office", evidence=row["evidence"],
        )  # fmt: skip
    for name in VERTICAL:
        made[name] = Agency(code=slug(name), name=name, kind="department", unit=province, evidence="nêu trong danh mục thủ tục hành chính")
    Agency.objects.bulk_create(made.values())
    AgencySuccession.objects.bulk_create(
        [AgencySuccession(predecessor=made[old], successor=made[new]) for old, new in BECAME.items()]
    )
    _below_the_province(committee)


def _below_the_province(committee: Agency) -> None:
    agencies = []
    for unit in Unit.objects.filter(kind="district"):
        agencies.append(
            Agency(
                code=f"ubnd-{unit.code}", name=f"Ủy ban nhân dân {lower(unit.full_name)}", kind="district_committee",
                name_en=f"People's Committee of {unit.full_name_en}", unit=unit, valid_to=LAST_DAY,
                evidence="dẫn xuất từ đơn vị hành chính",
            )  # fmt: skip
        )
    for unit in Unit.objects.filter(kind="commune", valid_from=MERGED_ON):
        own = Agency(
            code=f"ubnd-{unit.code}", name=f"Ủy ban nhân dân {lower(unit.full_name)}", kind="commune_committee",
            name_en=f"People's Committee of {unit.full_name_en}", symbol="UBND", unit=unit, parent=committee,
            valid_from=MERGED_ON, evidence="dẫn xuất từ đơn vị hành chính",
        )  # fmt: skip
        centre = Agency(
            code=f"ttpvhcc-{unit.code}", name=f"Trung tâm Phục vụ hành chính công {lower(unit.full_name)}",
            name_en=f"Public Administration Service Centre of {unit.full_name_en}", kind="service_centre", unit=unit,
            parent=own, valid_from=MERGED_ON, schedule="counter", evidence="lập theo Nghị định 118/2025/NĐ-CP; tên suy ra",
        )  # fmt: skip
        agencies += [own, centre]
    Agency.objects.bulk_create(agencies)


def lower(full_name: str) -> str:
    """ "Phường Nha Trang" → "phường Nha Trang", as it stands within a name."""
    return full_name[0].lower() + full_name[1:]
