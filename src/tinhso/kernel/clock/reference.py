"""Holidays of Vietnam, with the yearly swaps (library `holidays`), and the ordinary working weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays
import yaml

from tinhso.kernel.access.api import system_actor

from .actions import set_holiday, set_schedule
from .models import Holiday, Schedule

YEARS = range(2024, 2029)
LABOUR_CODE = "Bộ luật Lao động 45/2019/QH14, điều 112"
SWAP = "Thông báo hoán đổi ngày làm việc hằng năm"
CULTURE_DAY = date(2026, 11, 24)
CULTURE_LAW = "Nghị quyết 28/2026/QH16"
SOURCE = f"holidays {version('holidays')}"
OWN = Path(__file__).parent / "data" / "holidays.yaml"
Row = tuple[date, str, str, str, str]

OFFICE = [["07:30", "11:30"], ["13:30", "17:30"]]
SCHEDULES = {
    "office": ("Giờ hành chính, thứ Hai đến thứ Sáu", {str(day): OFFICE for day in range(5)}),
    "counter": (
        "Quầy một cửa: thêm sáng thứ Bảy",
        {**{str(day): OFFICE for day in range(5)}, "5": [["07:30", "11:30"]]},
    ),
}


def rows() -> list[Row]:
    """Day, name, kind, law and source of each day off or swapped in the years we keep; our own file wins."""
    table = {row[0]: row for row in _library()}
    for entry in yaml.safe_load(OWN.read_text(encoding="utf-8")):
        day = entry["day"]
        if entry["kind"] not in Holiday.Kind.values:
            raise ValueError(f"{OWN.name}, {day}: {entry['kind']} is no kind of day.")
        table[day] = (day, entry["name"], entry["kind"], entry.get("law", ""), entry["source"])
    return sorted(table.values())


def _library() -> list[Row]:
    found = []
    table = holidays.country_holidays("VN", years=list(YEARS), language="vi")
    for day, name in sorted(table.items()):
        kind = "swap_off" if "thay cho" in name else "holiday"
        law = CULTURE_LAW if (day.month, day.day) == (11, 24) and day >= CULTURE_DAY else LABOUR_CODE
        found.append((day, name, kind, law if kind == "holiday" else SWAP, SOURCE))
    for day in sorted(table.weekend_workdays):
        if day.year in YEARS:
            found.append((day, f"Làm bù {day:%d/%m/%Y}", "swap_work", SWAP, SOURCE))
    if CULTURE_DAY not in table:
        for year in range(CULTURE_DAY.year, YEARS.stop):
            found.append((CULTURE_DAY.replace(year=year), "Ngày Văn hóa Việt Nam", "holiday", CULTURE_LAW, SOURCE))
    return found


def load(progress: Callable[[int, int], None] | None = None) -> None:
    """Load what is not there yet; what people changed is left alone."""
    actor = system_actor("Dữ liệu ban đầu", via="import")
    known = set(Holiday.objects.values_list("day", flat=True))
    new = [row for row in rows() if row[0] not in known]
    for number, (day, name, kind, law, source) in enumerate(new, start=1):
        set_holiday(actor, None, day=day, name=name, kind=kind, law=law, source=source)
        if progress:
            progress(number, len(new))
    names = set(Schedule.objects.values_list("name", flat=True))
    for name, (title, periods) in SCHEDULES.items():
        if name not in names:
            set_schedule(actor, None, name=name, title=title, periods=periods)
