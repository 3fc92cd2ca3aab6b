"""The payer's pages, for a phone, in both languages. Marked as an illustration everywhere."""

from __future__ import annotations

import json
import sqlite3
from html import escape

STYLE = """
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,sans-serif;margin:0;background:#eef2f1;color:#14262b}
.ribbon{background:#ffd54d;color:#3a2c00;text-align:center;font-weight:700;padding:.4rem 1rem;font-size:.9rem}
header{background:#0d4f4a;color:#fff;padding:.9rem 1.25rem;font-weight:700}
main{max-width:28rem;margin:0 auto;padding:1rem 1.25rem 2rem}
h1{font-size:1.35rem;line-height:1.25;margin:.5rem 0 1rem}
section{background:#fff;border:1px solid #cbd8d5;border-radius:12px;padding:1rem 1.25rem;margin-bottom:1rem}
dl{margin:0}dt{color:#4c5f63;font-size:.875rem}dd{margin:0 0 .6rem;font-weight:600;overflow-wrap:anywhere}
dd.sum{font-size:1.5rem}
button{display:block;width:100%;min-height:48px;border:1px solid #0d4f4a;border-radius:10px;background:#0d4f4a;color:#fff;
font:600 1rem system-ui;padding:.75rem;margin-top:.75rem;cursor:pointer}
button.second{background:#fff;color:#0d4f4a}
button:focus-visible,summary:focus-visible,select:focus-visible{outline:3px solid #b8860b;outline-offset:2px}
select{font:inherit;width:100%;min-height:44px;padding:.5rem;border:1px solid #6f8286;border-radius:8px;background:#fff}
summary{cursor:pointer;padding:.6rem 0;font-weight:600}
.en{color:#4c5f63;font-weight:400}button .en{color:inherit}
"""
RIBBON = "MINH HỌA · ILLUSTRATION: không có tiền thật · no real money"
FAULT_NAMES = {
    "none": "Không · None",
    "never": "Không gửi tin báo · Notice never comes",
    "twice": "Gửi tin báo hai lần · Notice comes twice",
    "before": "Tin báo đến trước · Notice comes before the return",
    "wrong_amount": "Báo sai số tiền · Wrong amount in the notice",
    "bad_signature": "Chữ ký sai · Bad signature",
}


def page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><link rel=stylesheet href=/style.css></head>"
        f'<body><div class="ribbon" role="note">{RIBBON}</div>'
        "<header>Cổng thanh toán mẫu · Sample payment platform</header>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"


def pay_page(row: sqlite3.Row, fault: str) -> str:
    """What is asked for, and the three ways it can end."""
    body = json.loads(row["body"])
    items = "".join(
        f"<dt>{escape(str(item['NoiDung']))}</dt><dd>{money(item['SoTien'])}</dd>" for item in body["DSKhoanNop"]
    )
    options = "".join(
        f'<option value="{name}"{" selected" if name == fault else ""}>{escape(text)}</option>'
        for name, text in FAULT_NAMES.items()
    )
    form = (
        f"<section><dl><dt>Đơn vị thu · Payee</dt><dd>{escape(body['TenDonVi'])}</dd>"
        f"<dt>Mã hồ sơ · Application</dt><dd>{escape(body['MaHoSo'])}</dd>{items}"
        f'<dt>Tổng cộng · Total</dt><dd class="sum">{money(row["amount"])}</dd></dl></section>'
        f'<form method="post" action="/pay/{escape(row["token"])}">'
        '<button name="do" value="paid">Thanh toán <span class="en">· Pay</span></button>'
        '<button class="second" name="do" value="cancelled">Hủy <span class="en">· Cancel</span></button>'
        "<details><summary>Thử sự cố · Try a fault</summary>"
        '<label for="fault">Tin báo gửi cho tỉnh · The notice to the province</label>'
        f'<select id="fault" name="fault">{options}</select>'
        '<button class="second" name="do" value="expired">Để quá hạn <span class="en">· Let it run out</span></button>'
        "</details></form>"
    )
    return page("Thanh toán phí, lệ phí · Pay the fee", form)


def over_page(state: str, back: str) -> str:
    """The request was ended before: the way back, and nothing to pay."""
    said = {
        "paid": "Đã thanh toán · Paid",
        "cancelled": "Đã hủy · Cancelled",
        "expired": "Đã quá hạn · Run out of time",
    }[state]
    form = (
        f'<section><p>{said}</p><form method="get" action="{escape(back)}">'
        "<button>Quay lại · Go back</button></form></section>"
    )
    return page(said, form)
