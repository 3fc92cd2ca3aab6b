"""What a citizen does at the stand-in portal: file a dossier, answer a request for more papers, withdraw, ask a question."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

from .book import ZONE, Book, stamp
from .rules import Refused

TAKEN = ("MaTTHC", "ChuHoSo", "SoGiayToChuHoSo", "LoaiDoiTuong", "SoDienThoai", "Email", "TrichYeuHoSo", "NoiNopHoSo", "HinhThuc", "ThongTinKhac")  # fmt: skip


def next_number(book: Book) -> str:
    """A number of the portal's own form: its agency, the day, a running number (illustrative)."""
    with book.lock:
        day = datetime.now(ZONE).strftime("%y%m%d")
        found = book.row("SELECT count(*) FROM dossier WHERE number LIKE ?", f"G22.99-{day}-%")
        return f"G22.99-{day}-{(found or (0,))[0] + 1:06}"


def papers(book: Book, given: list[dict[str, str]]) -> list[dict[str, str]]:
    """Keep files given as {name, code, content in base64}; returns them as TaiLieuNop."""
    kept = []
    for one in given:
        key = book.file(one["name"], base64.b64decode(one["content"], validate=True))
        kept.append(
            {
                "TepDinhKemId": key, "TenTepDinhKem": one["name"], "IsDeleted": "0", "MaThanhPhanHoSo": one.get("code", ""),
                "DuongDanTaiTepTin": f"/files/{key}", "DuocSoHoa": "0", "DuocTaiSuDung": "0", "DuocLayTuKhoDMQG": "0",
            }
        )  # fmt: skip
    return kept


def file(book: Book, given: dict[str, Any]) -> str:
    """File a dossier with its papers; returns its number. The procedure may be one that no province offers."""
    with book.lock:
        body = {name: str(given.get(name) or "") for name in TAKEN}
        if not body["MaTTHC"] or not body["ChuHoSo"]:
            raise Refused("Thiếu thủ tục hoặc họ tên.")
        body |= {
            "MaHoSo": next_number(book), "LoaiDoiTuong": body["LoaiDoiTuong"] or "1", "KenhThucHien": "2",
            "NgayNopHoSo": stamp(), "TrangThaiHoSo": "1", "TaiKhoanDuocXacThucVoiVNeID": "1",
        }  # fmt: skip
        number = str(body["MaHoSo"])
        book.keep({**body, "TaiLieuNop": papers(book, given.get("papers") or [])}, born="cong")
        book.submit(number, "1")
        return number


def supplement(book: Book, number: str, given: dict[str, Any]) -> None:
    """Answer the open request for more papers (only in state 5)."""
    with book.lock:
        body = book.dossier(number)
        if body is None or body["TrangThaiHoSo"] != "5" or not body.get("DanhSachHoSoBoSung"):
            raise Refused("Hồ sơ không chờ bổ sung.")
        asked = body["DanhSachHoSoBoSung"][-1]
        asked |= {
            "NgayTiepNhanBoSung": stamp(), "TrangThaiBoSung": "1", "ThongTinTiepNhan": str(given.get("text") or ""),
            "DanhSachGiayToBoSung": papers(book, given.get("papers") or []),
        }  # fmt: skip
        book.keep(body, born="cong")
        book.submit(number, "5")


def withdraw(book: Book, number: str, given: dict[str, Any]) -> None:
    """Ask for the dossier back."""
    with book.lock:
        body = book.dossier(number)
        if body is None or body["TrangThaiHoSo"] in ("3", "8", "9", "10"):
            raise Refused("Hồ sơ đã kết thúc.")
        body |= {"TrangThaiHoSo": "7", "GhiChu": str(given.get("reason") or "")}
        book.keep(body, born="cong")
        book.submit(number, "7")


def ask(book: Book, given: dict[str, Any]) -> str:
    """Ask the province a question."""
    key = "HD" + secrets.token_hex(6)
    values = (key, stamp(), str(given["TieuDe"]), str(given["NoiDung"]), str(given.get("MaTTHC") or ""))
    book.rows("INSERT INTO question (id, at, title, body, procedure) VALUES (?, ?, ?, ?, ?)", *values)
    return key


def from_page(book: Book, raw: bytes, kind: str) -> str:
    """File what the form of the home page sent (multipart); returns the number."""
    parts = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + raw, policy=default)
    given: dict[str, Any] = {"papers": []}
    for part in parts.iter_parts():
        name, file_name = part.get_param("name", header="content-disposition"), part.get_filename()
        content = part.get_payload(decode=True) or b""
        if file_name is None:
            given[str(name)] = content.decode()
        elif content:
            given["papers"].append({"name": file_name, "content": base64.b64encode(content).decode()})
    return file(book, given)
