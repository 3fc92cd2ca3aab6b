"""Reads the files that procedures come in: our own catalogue, the national portal's pages, a province's list."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import portal
from .facts import Row, subjects_of

PORTAL = "Cổng Dịch vụ công quốc gia"
LEVEL_NAMES = {"cấp tỉnh": "tinh", "cấp xã": "xa", "cấp bộ": "bo", "cơ quan khác": "khac"}
NOTHING = {"", "Không có thông tin"}


class UnknownFile(ValueError):
    """The file is none of the shapes we can read."""


def read(file: Path) -> Iterator[Row]:
    """Rows of a .csv, .jsonl or .jsonl.gz file. Raises UnknownFile when the first row fits no known shape."""
    if file.suffix == ".csv":
        yield from read_list(file.read_text(encoding="utf-8-sig"))
        return
    for line, item in _objects(file):
        if isinstance(item, str):
            yield Row(line, "", {}, {}, (("code", item),))
        elif "catalogue" not in item:
            yield _shape(item, file.name)(line, item)


def header(file: Path) -> dict[str, Any]:
    """The first line of our own catalogue: where the facts are from and of which day; {} for other files."""
    if file.suffix == ".csv":
        return {}
    for _line, item in _objects(file):
        return item if isinstance(item, dict) and "catalogue" in item else {}
    return {}


def source_day(file: Path) -> date | None:
    """The day the facts were published, when the file says so."""
    day = header(file).get("day")
    return date.fromisoformat(day) if day else None


def _objects(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """(line number, object), or (line number, reason) for a line that is not JSON."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rb") as raw, io.TextIOWrapper(raw, encoding="utf-8", errors="replace") as text:
        for number, line in enumerate(text, 1):
            if not line.strip():
                continue
            try:
                item = json.loads(unicodedata.normalize("NFC", line))
            except json.JSONDecodeError:
                yield number, _("Dòng này không phải JSON.")
                continue
            yield number, item if isinstance(item, dict) else _("Dòng này không phải một thủ tục.")


def _shape(item: dict[str, Any], name: str) -> Callable[[int, dict[str, Any]], Row]:
    if "ma_thu_tuc" in item:
        return from_portal
    if "thu_tuc_id" in item:
        return from_defence
    if "code" in item:
        return lambda line, row: Row(line, str(row.pop("code") or ""), row, {})
    raise UnknownFile(_("Không nhận ra cấu trúc của tệp %(name)s.") % {"name": name})


def from_portal(line: int, item: dict[str, Any]) -> Row:
    """One page of the national portal as crawled: every table is one run-together line."""
    ways = portal.channels(item.get("cach_thuc_thuc_hien", ""))
    facts = {
        "title": _plain(item.get("ten_thu_tuc")),
        "field": _plain(item.get("linh_vuc")),
        "ministry": _plain(item.get("bo_nganh")),
        "level": levels(item.get("cap_thuc_hien", "")),
        "executing_agency": _plain(item.get("co_quan_thuc_hien")),
        "subjects": subjects_of(item.get("doi_tuong_thuc_hien", "")),
        "documents": portal.papers(item.get("thanh_phan_ho_so", "")),
        "results": portal.results(item.get("ket_qua_xu_ly", "")),
        "legal_bases": portal.legal_bases(item.get("can_cu_phap_ly", "")),
        "steps": _plain(item.get("trinh_tu_thuc_hien"), lines=True),
        "conditions": _plain(item.get("yeu_cau_dieu_kien"), lines=True),
        "decision": _plain(item.get("so_quyet_dinh")),
        **_ways(ways),
        **online_level(item.get("ten_thu_tuc", "")),
        **_source(item.get("detail_url", "")),
    }
    columns = {"code": "ma_thu_tuc", "title": "ten_thu_tuc", "field": "linh_vuc", "level": "cap_thuc_hien"}
    return Row(line, str(item.get("ma_thu_tuc") or ""), facts, columns)


def from_defence(line: int, item: dict[str, Any]) -> Row:
    """One page of the Ministry of Defence's list, whose tables are real tables."""
    meta, text, tables = item.get("metadata", {}), item.get("content", {}), item.get("tables", {})
    ways = [
        portal.channel_row(row.get("hinh_thuc", ""), row.get("thoi_han_giai_quyet", ""), row.get("phi_le_phi", ""))
        for row in tables.get("hinh_thuc_nop", [])
    ]
    result = _plain(text.get("kết_quả_thực_hiện"))
    facts = {
        "title": _plain(meta.get("tên_thủ_tục")),
        "field": _plain(meta.get("lĩnh_vực")),
        "ministry": "Bộ Quốc phòng",
        "level": levels(meta.get("cấp_thực_hiện", "")),
        "executing_agency": _plain(text.get("cơ_quan_thực_hiện")),
        "subjects": subjects_of(text.get("đối_tượng_thực_hiện", "")),
        "documents": [_paper(row) for row in tables.get("thanh_phan_ho_so", []) if _plain(row.get("ten_giay_to"))],
        "results": [{"code": "", "name": result}] if result else [],
        "legal_bases": [_basis(row) for row in tables.get("can_cu_phap_ly", []) if _plain(row.get("trich_yeu"))],
        "steps": _plain(text.get("trình_tự_thực_hiện"), lines=True),
        "conditions": _plain(text.get("yêu_cầu_điều_kiện_thực_hiện"), lines=True),
        "decision": _plain(meta.get("số_quyết_định")),
        **_ways([way for way in ways if way]),
    }
    return Row(line, str(item.get("thu_tuc_id") or ""), facts, {"code": "thu_tuc_id", "level": "cấp_thực_hiện"})


def _paper(row: dict[str, str]) -> dict[str, Any]:
    counts = {key: int(number) for key, number in re.findall(r"Bản (chính|sao): (\d+)", row.get("ghi_chu", ""))}
    return {
        "case": "",
        "name": portal.clean(row["ten_giay_to"]),
        "form": _plain(row.get("so_luong")),
        "originals": counts.get("chính"),
        "copies": counts.get("sao"),
        "kind": "paper",
    }


def _basis(row: dict[str, str]) -> dict[str, str]:
    title = _plain(row.get("trich_yeu"))
    return {"number": portal.number_in(title) or _plain(row.get("so_ky_hieu")), "title": title}


def read_list(text: str) -> Iterator[Row]:
    """A province's list as CSV: the columns of `procedures_khanhhoa_seed.csv`."""
    table = csv.DictReader(io.StringIO(unicodedata.normalize("NFC", text)))
    missing = {"code", "name", "field", "ministry", "level"} - set(table.fieldnames or [])
    if missing:
        raise UnknownFile(_("Tệp thiếu cột: %(columns)s.") % {"columns": ", ".join(sorted(missing))})
    for item in table:
        yield from_list(table.line_num, item)


def from_list(line: int, item: dict[str, Any]) -> Row:
    """One line of a province's list: no papers, no legal bases. Those stay as an earlier import left them."""
    problems = [("", _("Dòng có nhiều ô hơn tiêu đề."))] if None in item else []
    cell = {
        key: (value or "").strip() for key, value in item.items() if key is not None and not isinstance(value, list)
    }
    unit = portal.UNITS.get(cell.get("time_unit", "").lower(), "")
    if cell.get("time_unit") and not unit:
        problems.append(("time_unit", _("Không hiểu đơn vị thời gian “%(unit)s”.") % {"unit": cell["time_unit"]}))
    value: Any = cell.get("time_value", "")
    if value and not value.isdigit():
        problems.append(("time_value", _("“%(value)s” không phải là số dùng được.") % {"value": value}))
        value = ""
    facts: dict[str, Any] = {
        "title": _plain(cell["name"]),
        "field": _plain(cell["field"]),
        "ministry": _plain(cell["ministry"]),
        "level": [part for part in cell["level"].split("|") if part],
        **online_level(cell["name"]),
    }
    if value:
        facts |= {"time_value": int(value), "time_unit": unit}
    for key, column in (("executing_agency", "executing_agency"), ("lead_agency_name", "kh_lead_agency")):
        if cell.get(column):
            facts[key] = cell[column]
    if cell.get("submit_channels"):
        names = cell["submit_channels"].split("|")
        facts["channels"] = sorted({portal.CHANNELS.get(name, name) for name in names})
    if cell.get("tay_nha_trang") == "1":
        facts["at_commune_counter"] = True
    facts |= _source(cell.get("source", "")) if cell.get("source", "").startswith("http") else {}
    columns = {"title": "name", "channels": "submit_channels", "lead_agency_name": "kh_lead_agency"}
    return Row(line, cell["code"], facts, columns, tuple(problems))


def levels(text: str) -> list[str]:
    """Levels named in the portal's words: "Cấp bộ, Cấp xã" → ["bo", "xa"]."""
    return sorted({LEVEL_NAMES.get(part.strip().lower(), part.strip()) for part in text.split(",") if part.strip()})


def online_level(title: str) -> dict[str, str]:
    """The online level, only where the official title itself names one (Decree 42/2022 has these two)."""
    said = [level for words, level in (("toàn trình", "whole"), ("một phần", "part")) if words in title.lower()]
    return {"online_level": said[0]} if len(said) == 1 else {}


def _ways(ways: list[portal.Channel]) -> dict[str, Any]:
    reading = portal.summary(ways)
    return {
        "channels": sorted({way.channel for way in ways}),
        "time_value": reading.time_value,
        "time_unit": reading.time_unit,
        "time_text": reading.time_text,
        "fee_amount": reading.fee,
        "fee_kind": reading.fee_kind,
        "fee_text": reading.fee_text,
    }


def _source(url: str) -> dict[str, Any]:
    return {"source_url": url, "source_name": PORTAL} if url.startswith("http") else {}


def _plain(value: Any, *, lines: bool = False) -> str:
    text = str(value or "").strip()
    text = re.sub(r"[ \t]+", " ", text) if lines else re.sub(r"\s+", " ", text)
    return "" if text in NOTHING or text.lower() in {"không", "không có"} else text
