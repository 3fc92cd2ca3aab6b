"""What the stand-in portal checks in a dossier or a step of progress. Names and values: facts/vietnam.md §1.5 and §1.6."""

from __future__ import annotations

import re
from typing import Any

DOSSIER = {
    "MaHoSo",
    "MaTTHC",
    "TenTTHC",
    "MaLinhVuc",
    "TenLinhVuc",
    "KenhThucHien",
    "SoBienNhan",
    "ChuHoSo",
    "SoGiayToChuHoSo",
    "LoaiDoiTuong",
    "MaDoiTuong",
    "ThongTinKhac",
    "Email",
    "Fax",
    "SoDienThoai",
    "TrichYeuHoSo",
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "TrangThaiHoSo",
    "NgayTra",
    "ThongTinTra",
    "HinhThuc",
    "NgayKetThucXuLy",
    "DonViXuLy",
    "GhiChu",
    "NoiNopHoSo",
    "NgayTuChoi",
    "HoSoCoThanhPhanSoHoa",
    "TaiKhoanDuocXacThucVoiVNeID",
    "DuocThanhToanTrucTuyen",
    "DinhDanhCHS",
    "DSKetNoiCSDL",
    "TaiLieuNop",
    "DanhSachLePhi",
    "DanhSachTepDinhKemKhac",
    "DanhSachHoSoBoSung",
    "DanhSachGiayToKetQua",
}
PROGRESS = {
    "MaHoSo",
    "NguoiXuLy",
    "ChucDanh",
    "ThoiDiemXuLy",
    "PhongBanXuLy",
    "NoiDungXuLy",
    "TrangThai",
    "NgayBatDau",
    "NgayKetThucTheoQuyDinh",
}
REQUIRED = ("MaHoSo", "MaTTHC", "LoaiDoiTuong", "TrangThaiHoSo", "HinhThuc", "DonViXuLy")
BEFORE_RECEPTION = {"1", "3", "6", "7"}
FINAL = {"8": set(), "9": {"10"}, "10": set()}
DATE = re.compile(r"\d{14}")


class Refused(ValueError):
    """What is sent cannot be taken; the sentence says why."""


def check_texts(value: Any, name: str = "data") -> None:
    """All values are strings, in lists and objects."""
    if isinstance(value, dict):
        for key, inner in value.items():
            check_texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            check_texts(inner, name)
    elif not isinstance(value, str):
        raise Refused(f"{name}: giá trị phải là chuỗi.")


def check_dates(body: dict[str, Any]) -> None:
    for name, value in body.items():
        is_date = name.startswith(("Ngay", "ThoiDiem")) and isinstance(value, str)
        if is_date and value and not DATE.fullmatch(value):
            raise Refused(f"{name}: thời điểm phải viết yyyyMMddHHmmss.")
        if isinstance(value, list):
            for inner in value:
                check_dates(inner)


def check_dossier(body: dict[str, Any], *, before: list[str], known_procedure: bool) -> None:
    """Raises Refused. `before`: the states the dossier has been in."""
    check_texts(body)
    check_dates(body)
    if strange := body.keys() - DOSSIER:
        raise Refused(f"Trường không có trong giao thức: {', '.join(sorted(strange))}.")
    state = body.get("TrangThaiHoSo", "")
    needed = REQUIRED if state in BEFORE_RECEPTION else (*REQUIRED, "NgayTiepNhan")
    if missing := [name for name in needed if not body.get(name)]:
        raise Refused(f"Thiếu {', '.join(missing)}.")
    if state not in {str(number) for number in range(1, 11)}:
        raise Refused("TrangThaiHoSo phải từ 1 đến 10.")
    if not known_procedure:
        raise Refused(f"Không có thủ tục {body['MaTTHC']}.")
    if before and before[-1] in FINAL and state != before[-1] and state not in FINAL[before[-1]]:
        raise Refused(f"Hồ sơ đã ở trạng thái {before[-1]}, không chuyển về {state}.")


def check_progress(body: dict[str, Any]) -> None:
    """Raises Refused."""
    check_texts(body)
    check_dates(body)
    if strange := body.keys() - PROGRESS:
        raise Refused(f"Trường không có trong giao thức: {', '.join(sorted(strange))}.")
    if missing := [
        name for name in ("MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai") if not body.get(name)
    ]:
        raise Refused(f"Thiếu {', '.join(missing)}.")
