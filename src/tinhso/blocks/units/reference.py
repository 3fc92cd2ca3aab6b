"""Units and agencies that a new installation starts with: Khánh Hòa today and before 1/7/2025, from `data/`."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, action
from tinhso.kernel.ids import uuid7

from .agencies import agencies, agency_links
from .models import Edition, LegalAct, Unit, UnitSuccession

Record = TypeVar("Record", bound=models.Model)
DATA = Path(__file__).parent / "data"
TWO_TIERS_ON = date(2025, 7, 1)
LAST_DAY = TWO_TIERS_ON - timedelta(days=1)
ACTS = (
    ("202/2025/QH15", "Nghị quyết về việc sắp xếp đơn vị hành chính cấp tỉnh", "Quốc hội", date(2025, 6, 12), date(2025, 6, 12)),
    ("203/2025/QH15", "Nghị quyết sửa đổi, bổ sung một số điều của Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam",
     "Quốc hội", date(2025, 6, 16), date(2025, 6, 16)),
    ("1667/NQ-UBTVQH15", "Nghị quyết về việc sắp xếp các đơn vị hành chính cấp xã của tỉnh Khánh Hòa năm 2025",
     "Ủy ban Thường vụ Quốc hội", date(2025, 6, 16), date(2025, 6, 16)),
)  # fmt: skip


def load(progress: Callable[[int, int], None] | None = None) -> None:
    """Load or renew everything in one signed act; does nothing if this edition of the files is loaded."""
    digest = edition()
    if not Edition.objects.filter(name="units", digest=digest).exists():
        load_units(system_actor("Dữ liệu ban đầu", via="import"), None, digest=digest)


def edition() -> str:
    """SHA-256 over the data files and the code that reads them."""
    here = Path(__file__)
    total = hashlib.sha256()
    for file in (here, here.with_name("agencies.py"), *sorted(DATA.glob("*.csv"))):
        total.update(file.read_bytes())
    return total.hexdigest()


@action("units.load", _("Nạp đơn vị hành chính"), allow=is_system, purpose=_("Dữ liệu ban đầu"))
def load_units(act: Act, _subject: None, *, digest: str) -> Edition:
    """Units before and after 1/7/2025, their succession, and the agencies. Raises ValueError if they don't add up."""
    from .completeness import faults

    acts = put(
        (LegalAct(number=n, title=t, issuer=i, issued_on=d, effective_on=e) for n, t, i, d, e in ACTS), by=("number",)
    )
    units = _units(acts)
    made = put(agencies(units), by=("code",))
    put(agency_links(made), by=("predecessor_id", "successor_id"))
    if wrong := faults():
        raise ValueError("\n".join(wrong))
    act.announce("units.loaded", agency="", units=len(units), agencies=len(made))
    Edition.objects.update_or_create(name="units", defaults={"digest": digest, "stamp": uuid7()})
    return Edition.objects.get(name="units")


def put(wanted: Iterable[Record], *, by: tuple[str, ...]) -> dict[Any, Record]:
    """Write the records that are missing, renew those that differ; return the stored ones by their key.

    A record that somebody has changed here since is theirs: it stays as it is.
    """
    records = list(wanted)
    if not records:
        return {}
    model = type(records[0])
    stored = {key(old, by): old for old in model._default_manager.all()}
    theirs = _changed_here(model) if stored else set()
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    made = []
    for record in records:
        old = stored.get(key(record, by))
        if old is None:
            made.append(record)
        elif str(old.pk) not in theirs and any(getattr(old, name) != getattr(record, name) for name in names):
            for name in names:
                setattr(old, name, getattr(record, name))
            old.save()
    model._default_manager.bulk_create(made)
    return stored | {key(record, by): record for record in made}


def _changed_here(model: type[models.Model]) -> set[str]:
    """The keys of the records that another action than the loading has changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.record_id FROM trail_change c JOIN trail_act a ON a.id = c.act_id"
            " WHERE c.rel = %s AND a.action <> 'units.load'",
            [model._meta.db_table],
        )
        return {row[0] for row in cursor.fetchall()}


def key(record: models.Model, by: tuple[str, ...]) -> Any:
    """The natural key of a record: a value, or a tuple of several."""
    return getattr(record, by[0]) if len(by) == 1 else tuple(getattr(record, name) for name in by)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _units(acts: dict[Any, LegalAct]) -> dict[Any, Unit]:
    """Provinces, districts and communes; keyed by code and first day."""
    merger, end_of_districts, communes = (acts[number] for number, *_rest in ACTS)
    ended = {"valid_to": LAST_DAY}
    begun = {"valid_from": TWO_TIERS_ON}
    by = ("code", "valid_from")
    units = put(
        [
            _unit("56", "Khánh Hòa", "Tỉnh Khánh Hòa", "Khanh Hoa Province", "Tỉnh", kind="province", made_by=merger,
                  area_km2=8555.86, population=2243554, **begun),
            _unit("56", "Khánh Hòa", "Tỉnh Khánh Hòa", "Khanh Hoa Province", "Tỉnh", kind="province", ended_by=merger, **ended),
            _unit("58", "Ninh Thuận", "Tỉnh Ninh Thuận", "Ninh Thuan Province", "Tỉnh", kind="province", ended_by=merger, **ended),
        ],
        by=by,
    )  # fmt: skip
    province = units["56", TWO_TIERS_ON]
    units |= put(
        [
            _of(row, kind="district", parent=units[row["province"], None], ended_by=end_of_districts, **ended)
            for row in rows("districts_before.csv")
        ],
        by=by,
    )
    before = [
        _of(row, kind="commune", parent=units[row["district"], None], ended_by=communes, **ended)
        for row in rows("communes_before.csv")
    ]
    today = [_of(row, kind="commune", parent=province, made_by=communes, **begun) for row in rows("communes_2025.csv")]
    units |= put([*before, *today], by=by)
    links = [
        UnitSuccession(
            predecessor=units[row["old"], None], successor=units[row["new"], TWO_TIERS_ON], whole=row["whole"] == "1",
            act=communes,
        )
        for row in rows("succession.csv")
    ]  # fmt: skip
    links += [
        UnitSuccession(predecessor=units[code, None], successor=province, whole=True, act=merger)
        for code in ("56", "58")
    ]
    put(links, by=("predecessor_id", "successor_id"))
    return units


def _of(row: dict[str, str], **more: Any) -> Unit:
    point = {name: float(row[name]) if row.get(name) else None for name in ("lat", "lon", "area_km2")}
    return _unit(row["code"], row["name"], row["full_name"], row["full_name_en"], row["type"], **point, **more)


def _unit(code: str, name: str, full_name: str, full_name_en: str, type: str, **more: Any) -> Unit:
    unit = Unit(code=code, name=name, full_name=full_name, full_name_en=full_name_en, type=type, **more)
    unit.fill()
    return unit
