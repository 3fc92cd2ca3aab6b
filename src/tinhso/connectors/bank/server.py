"""The stand-in bank's pages: read a VietQR code, confirm the transfer, give a statement. A WSGI application of its own."""

from __future__ import annotations

import csv
import hashlib
import hmac
import html
import io
import json
import secrets
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from .ledger import Ledger
from .qr import Unreadable, read

STYLE = """
body{font:16px/1.55 system-ui,sans-serif;margin:0;background:#f3f1ea;color:#1b2a33}
main{max-width:26rem;margin:0 auto;padding:1.25rem}
header{background:#4c3023;color:#fff;padding:.9rem 1.25rem;font-weight:700}
section{background:#fff;border:1px solid #ddd3c2;border-radius:12px;padding:1rem 1.25rem}
dt{color:#5c5348;font-size:.875rem}dd{margin:0 0 .6rem;font-weight:600}
button,.b{display:block;box-sizing:border-box;width:100%;min-height:48px;border:0;border-radius:10px;background:#6b4429;color:#fff;
font:600 1rem system-ui;text-align:center;padding:.75rem;text-decoration:none}
input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #a39784;border-radius:8px;margin:.25rem 0 1rem}
p.note{color:#5c5348;font-size:.875rem}
"""
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

Start = Callable[[str, list[tuple[str, str]]], object]


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the supervisor's window is for the province."""


def page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><link rel=stylesheet href=/style.css></head>"
        f"<body><header>Ngân hàng mẫu · Demo bank</header><main><h1>{html.escape(title)}</h1>{body}"
        '<p class="note">Ngân hàng giả lập để trình diễn; không có tiền thật. · A stand-in for demonstrations; no real money.</p>'
        "</main></body></html>"
    )


def money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"


class Bank:
    """The WSGI application."""

    def __init__(self, ledger: Ledger, *, key: bytes = b"") -> None:
        self.ledger, self.key = ledger, key

    def __call__(self, environ: dict[str, object], start: Start) -> Iterable[bytes]:
        path, method = str(environ.get("PATH_INFO", "/")), environ.get("REQUEST_METHOD")
        query = parse_qs(str(environ.get("QUERY_STRING", "")))
        kind = "text/html; charset=utf-8"
        status = "200 OK"
        if path == "/style.css":
            text, kind = STYLE, "text/css; charset=utf-8"
        elif path == "/pay" and method == "GET":
            status, text = self.ask(query)
        elif path == "/pay" and method == "POST":
            status, text = self.transfer(self._form(environ))
        elif path == "/statement":
            text, kind = self.statement(query.get("day", [""])[0]), "text/csv; charset=utf-8"
        elif path == "/refund" and method == "POST":
            status, text, kind = (
                *self.refund(self._read(environ), str(environ.get("HTTP_X_SIGNATURE", ""))),
                "application/json",
            )
        elif path == "/healthz":
            text, kind = "ok", "text/plain"
        else:
            status, text = "404 Not Found", page("Không có trang này", "")
        body = text.encode()
        start(
            status,
            [
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Content-Security-Policy", POLICY),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        return [body]

    def _form(self, environ: dict[str, object]) -> dict[str, list[str]]:
        return parse_qs(self._read(environ).decode())

    def _read(self, environ: dict[str, object]) -> bytes:
        length = min(int(str(environ.get("CONTENT_LENGTH") or 0)), 20_000)
        return environ["wsgi.input"].read(length)  # type: ignore[attr-defined, no-any-return]

    def refund(self, body: bytes, given: str) -> tuple[str, str]:
        """The province orders money back: signed as the bank's own notices are."""
        if not self.key or not hmac.compare_digest(
            hmac.new(self.key, body, hashlib.sha256).hexdigest().encode(), given.encode()
        ):
            return "403 Forbidden", json.dumps({"accepted": False, "problem": "signature"})
        try:
            asked = json.loads(body)
            made = self.ledger.send_back(
                refund=str(asked["refund"]), reference=str(asked["bank_reference"]), amount=int(asked["amount"]), text=str(asked["text"]),
                account=str(asked.get("account", "")),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as problem:
            return "422 Unprocessable Content", json.dumps({"accepted": False, "problem": str(problem)})
        return "200 OK", json.dumps({"accepted": True, "bank_reference": made.reference})

    def ask(self, query: dict[str, list[str]]) -> tuple[str, str]:
        try:
            order = read(query.get("qr", [""])[0])
        except Unreadable as problem:
            return "400 Bad Request", page(
                "Mã không đọc được", f"<section><p>{html.escape(str(problem))}</p></section>"
            )
        back = query.get("back", [""])[0]
        form = (
            f"<section><dl><dt>Chuyển đến tài khoản</dt><dd>{html.escape(order.account)}</dd>"
            f"<dt>Số tiền</dt><dd>{money(order.amount)}</dd><dt>Nội dung</dt><dd>{html.escape(order.text)}</dd></dl>"
            f'<form method="post" action="/pay"><input type="hidden" name="account" value="{html.escape(order.account)}">'
            f'<input type="hidden" name="amount" value="{order.amount}">'
            f'<input type="hidden" name="text" value="{html.escape(order.text)}">'
            f'<input type="hidden" name="back" value="{html.escape(back)}">'
            f'<input type="hidden" name="once" value="{secrets.token_hex(16)}">'
            '<label for="payer">Tên người chuyển</label><input id="payer" name="payer" value="NGUOI CHUYEN MAU" maxlength="60">'
            "<button>Chuyển tiền</button></form></section>"
        )
        return "200 OK", page("Xác nhận chuyển tiền", form)

    def transfer(self, form: dict[str, list[str]]) -> tuple[str, str]:
        value = {name: values[0] for name, values in form.items()}
        amount = int(value.get("amount", "0")) if value.get("amount", "").isdecimal() else 0
        if amount <= 0 or not value.get("once"):
            return "400 Bad Request", page("Không chuyển được", "<section><p>Thiếu số tiền.</p></section>")
        made = self.ledger.transfer(
            account=value.get("account", ""),
            amount=amount,
            text=value.get("text", ""),
            payer=value.get("payer", "")[:60],
            once=value["once"],
        )
        back = value.get("back", "")
        link = ""
        if urlsplit(back).scheme in ("http", "https"):
            link = f'<a class="b" href="{html.escape(back)}">Quay lại trang nộp phí</a>'
        body = f"<section><dl><dt>Mã giao dịch</dt><dd>{made.reference}</dd><dt>Số tiền</dt><dd>{money(amount)}</dd></dl>{link}</section>"
        return "200 OK", page("Đã chuyển tiền", body)

    def statement(self, day: str) -> str:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["reference", "account", "amount", "text", "payer", "paid_at"])
        for t in self.ledger.statement(day):
            writer.writerow([t.reference, t.account, t.amount, t.text, t.payer, t.paid_at])
        return out.getvalue()
