"""The stand-in portal's pages for people: file a dossier, look at what became of it."""

from __future__ import annotations

from html import escape
from typing import Any

from .book import Book

HTML = "text/html; charset=utf-8"
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
STYLE = """
body{font:16px/1.55 system-ui,sans-serif;margin:0;background:#f4f1f1;color:#2a1719}
main{max-width:44rem;margin:0 auto;padding:1.25rem}header{background:#8a1220;color:#fff;padding:.9rem 1.25rem;font-weight:700}
section,form{background:#fff;border:1px solid #e0cfd1;border-radius:12px;padding:1rem 1.25rem;margin-bottom:1rem}
label{display:block;font-weight:600}input,select{font:inherit;width:100%;box-sizing:border-box;padding:.55rem;border:1px solid #a58d90;border-radius:8px;margin:.2rem 0 .8rem}
button{min-height:48px;border:0;border-radius:10px;background:#8a1220;color:#fff;font:600 1rem system-ui;padding:.6rem 1.4rem}
dt{color:#6d575a;font-size:.875rem}dd{margin:0 0 .5rem;font-weight:600;overflow-wrap:anywhere}a{color:#8a1220}p.note{color:#6d575a;font-size:.875rem}
"""
STATES = {
    "1": "Mới đăng ký", "2": "Được tiếp nhận", "3": "Không được tiếp nhận", "4": "Đang xử lý", "5": "Yêu cầu bổ sung giấy tờ",
    "6": "Yêu cầu thực hiện nghĩa vụ tài chính", "7": "Công dân yêu cầu rút hồ sơ", "8": "Dừng xử lý", "9": "Đã xử lý xong",
    "10": "Đã trả kết quả",
}  # fmt: skip
FORM = (
    ("MaTTHC", "Mã thủ tục", "text"), ("ChuHoSo", "Họ, chữ đệm và tên", "text"), ("SoGiayToChuHoSo", "Số định danh cá nhân", "text"),
    ("SoDienThoai", "Điện thoại", "tel"), ("NoiNopHoSo", "Mã xã, phường nơi nộp", "text"), ("TrichYeuHoSo", "Nội dung đề nghị", "text"),
    ("file", "Giấy tờ (ảnh hoặc PDF)", "file"),
)  # fmt: skip


def page(title: str, body: str) -> bytes:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><link rel=stylesheet href=/style.css></head>"
        "<body><header>Cổng mẫu · Stand-in portal</header><main>"
        f"<h1>{escape(title)}</h1>{body}"
        '<p class="note">Cổng giả lập để trình diễn và thử nghiệm; không có hồ sơ thật. · A stand-in; no real dossiers.</p>'
        "</main></body></html>"
    ).encode()


def home(book: Book) -> bytes:
    fields = "".join(
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="{kind}">'
        for name, label, kind in FORM
    )
    rows = book.rows("SELECT number, json_extract(states, '$[#-1]') FROM dossier ORDER BY rowid DESC LIMIT 50")  # fmt: skip
    listed = "".join(
        f'<li><a href="/dossiers/{escape(number)}">{escape(number)}</a>: {STATES.get(state, "")}</li>'
        for number, state in rows
    )
    return page(
        "Nộp hồ sơ",
        f'<form method="post" action="/citizen/form" enctype="multipart/form-data">{fields}<button>Nộp hồ sơ</button></form>'
        f"<section><h2>Hồ sơ mới nhất</h2><ul>{listed}</ul></section>",
    )


def filed(number: str) -> bytes:
    return page(
        "Đã nộp hồ sơ", f'<section><p>Mã hồ sơ: <a href="/dossiers/{escape(number)}">{escape(number)}</a></p></section>'
    )


def dossier(book: Book, body: dict[str, Any]) -> bytes:
    """What the portal knows of a dossier, without the person's data."""
    facts = [
        ("Trạng thái", STATES.get(body["TrangThaiHoSo"], "")), ("Thủ tục", body.get("TenTTHC") or body["MaTTHC"]),
        ("Hẹn trả", body.get("NgayHenTra", "")), ("Ghi chú", body.get("GhiChu", "")),
    ]  # fmt: skip
    facts += [("Kết quả", one.get("DuongDanTepTinKetQua", "")) for one in body.get("DanhSachGiayToKetQua", [])]
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    return page(str(body["MaHoSo"]), f"<section><dl>{shown}</dl></section>")
