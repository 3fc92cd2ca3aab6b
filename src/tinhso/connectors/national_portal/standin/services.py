"""The portal's services by name: each takes the book, the envelope and its data, and returns a list of objects."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from .book import Book, stamp
from .rules import Refused, check_dossier, check_progress, check_texts

Service = Callable[[Book, dict[str, Any], list[dict[str, Any]]], list[dict[str, Any]]]
SERVICES: dict[str, Service] = {}


def service(function: Service) -> Service:
    SERVICES[function.__name__] = function
    return function


def first(data: list[dict[str, Any]], name: str) -> str:
    """A value of the first object, whatever capitals its name has."""
    given = {key.lower(): value for key, value in (data[0] if data else {}).items()}
    value = given.get(name.lower(), "")
    if not isinstance(value, str):
        raise Refused(f"{name}: giá trị phải là chuỗi.")
    return value


@service
def LayDanhMucCoQuan(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"MADONVI": envelope["madonvi"], "TENDONVI": "Đơn vị mẫu (minh họa)", "CAPDONVI": "1"}]


@service
def LayDanhMucLinhVuc(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    fields = book.rows("SELECT DISTINCT field FROM procedure ORDER BY field")
    return [{"MALINHVUC": f"MAU-{number:03}", "TENLINHVUC": name} for number, (name,) in enumerate(fields, start=1)]


@service
def LayDanhSachTTHC(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = book.rows("SELECT code, name, field FROM procedure ORDER BY code")
    return [{"MATTHC": code, "TENTTHC": name, "LINHVUC": field} for code, name, field in rows]


@service
def LayThuTuc(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = book.rows("SELECT code, name, field FROM procedure WHERE code = ?", first(data, "maTTHC"))
    return [{"MATTHC": code, "TENTTHC": name, "LINHVUC": field} for code, name, field in rows]


@service
def TraCuuHoSo(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = book.dossier(first(data, "mahoso"))
    return [found] if found else []


@service
def LayDanhSachHoSoGuiTuDVCQG(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Assumed (README): what citizens did at the portal since a moment, oldest first, 200 at most."""
    rows = book.rows(
        "SELECT number, at, state FROM submission WHERE at >= ? ORDER BY at, id LIMIT 200", first(data, "TuNgay") or "0"
    )
    return [{"MaHoSo": number, "ThoiDiem": at, "TrangThaiHoSo": state} for number, at, state in rows]


@service
def DongBoHoSoMC(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for body in data:
        number = body.get("MaHoSo", "")
        before = book.states(number)
        root = str(body.get("MaTTHC", ""))[:8]
        check_dossier(
            body, before=before, known_procedure=book.row("SELECT 1 FROM procedure WHERE code = ?", root) is not None
        )
        updating = envelope.get("isUpdating") == "True"
        if updating and not before:
            raise Refused(f"Chưa có hồ sơ {number} để cập nhật.")
        if before and not updating:
            raise Refused(f"Đã có hồ sơ {number}.")
        known = book.dossier(number) or {}
        rounds = with_answers(known.get("DanhSachHoSoBoSung", []), body.get("DanhSachHoSoBoSung", []))
        book.keep({**known, **body, **({"DanhSachHoSoBoSung": rounds} if rounds else {})}, born="tinh")
    return []


def with_answers(before: list[dict[str, Any]], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The requests for more papers as the province tells them, with what the citizen answered here (assumed: kept)."""
    known = {one.get("HoSoBoSungId"): one for one in before}
    return [{**known.get(one.get("HoSoBoSungId"), {}), **one} for one in told]


@service
def CapNhatTienDoHoSoMC(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for body in data:
        check_progress(body)
        if book.dossier(body["MaHoSo"]) is None:
            raise Refused(f"Chưa có hồ sơ {body['MaHoSo']}.")
        book.rows(
            "INSERT INTO progress (number, body) VALUES (?, ?)", body["MaHoSo"], json.dumps(body, ensure_ascii=False)
        )
    return []


@service
def LayDanhSachHoiDapGuiTuDVCQG(
    book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Assumed fields (README)."""
    rows = book.rows(
        "SELECT id, at, title, body, procedure FROM question WHERE answer IS NULL ORDER BY at, id LIMIT 200"
    )
    names = ("MaHoiDap", "NgayHoi", "TieuDe", "NoiDung", "MaTTHC")
    return [dict(zip(names, row, strict=True)) for row in rows]


@service
def LayNoiDungTraLoiTheoCauHoi(
    book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    rows = book.rows("SELECT id, answer, answered FROM question WHERE id = ?", first(data, "MaHoiDap"))
    return [{"MaHoiDap": key, "NoiDungTraLoi": answer or "", "NgayTraLoi": at or ""} for key, answer, at in rows]


@service
def DongBoKetQuaHoiDapGuiTuDVCQG(
    book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    key, answer = first(data, "MaHoiDap"), first(data, "NoiDungTraLoi")
    if book.row("SELECT 1 FROM question WHERE id = ?", key) is None or not answer:
        raise Refused("Không có câu hỏi này, hoặc thiếu câu trả lời.")
    book.rows("UPDATE question SET answer = ?, answered = ? WHERE id = ?", answer, stamp(), key)
    return []


@service
def DongBoHoiDap(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for body in data:
        check_texts(body)
        values = [
            body.get(name, "") for name in ("MaHoiDap", "NgayHoi", "TieuDe", "NoiDung", "MaTTHC", "NoiDungTraLoi")
        ]
        book.rows("INSERT OR REPLACE INTO question VALUES (?, ?, ?, ?, ?, ?, ?)", *values, stamp())
    return []


@service
def TraCuuTechID(book: Book, envelope: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    digits = first(data, "SoDinhDanh")
    return [{"TechID": hashlib.sha256(digits.encode()).hexdigest()[:32]}] if digits else []
