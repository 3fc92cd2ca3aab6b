"""The platform as a WSGI application: what partners call (signed JSON), and the page where people pay."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from . import pages, signing
from .book import FAULTS, Book
from .notices import send_waiting

Start = Callable[[str, list[tuple[str, str]]], object]
Answer = tuple[str, str, str, list[tuple[str, str]]]  # status, type, text, more headers
JSON, HTML, CSV = "application/json", "text/html; charset=utf-8", "text/csv; charset=utf-8"
MOST = 100_000  # bytes of one message
STATUS = {200: "200 OK", 303: "303 See Other", 400: "400 Bad Request", 403: "403 Forbidden", 404: "404 Not Found"}


class Platform:
    """The WSGI application. `address` is where payers reach it; `fault` is the one chosen in advance."""

    def __init__(self, book: Book, *, address: str, fault: str = "none") -> None:
        self.book, self.address, self.fault = book, address.rstrip("/"), fault

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        status, kind, text, more = self.answer(environ)
        body = text.encode()
        start(
            status,
            [
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                # A form may lead back to the partner, whoever that is: browsers check redirects of forms, too.
                (
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
                ),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Cache-Control", "no-store"),
                *more,
            ],
        )
        return [body]

    def answer(self, environ: dict[str, Any]) -> Answer:
        path, method = str(environ.get("PATH_INFO", "/")), environ.get("REQUEST_METHOD")
        if path == "/style.css":
            return STATUS[200], "text/css; charset=utf-8", pages.STYLE, []
        if path == "/healthz":
            return STATUS[200], "text/plain", "ok", []
        if path.startswith("/pay/"):
            return self.pay(path.removeprefix("/pay/"), _form(environ) if method == "POST" else None)
        calls = {
            "/requests": (signing.REQUEST, self.place),
            "/requests/state": (signing.ASK, self.state),
            "/refunds": (signing.REFUND, self.refund),
            "/refunds/state": (signing.ASK_REFUND, self.refund_state),
            "/settlement": (signing.SETTLEMENT, self.settlement),
        }
        if method != "POST" or path not in calls:
            return STATUS[404], HTML, pages.page("Không có trang này · No such page", ""), []
        names, call = calls[path]
        try:
            message = json.loads(_body(environ))
        except ValueError:
            return _problem(400, "not JSON")
        if not signing.is_signed(message, names, self.book.key) or message["partner"] != self.book.partner:
            return _problem(403, "bad signature or unknown partner")
        return call(message)

    # What partners call

    def place(self, message: dict[str, Any]) -> Answer:
        amount, items = message["amount"], message["DSKhoanNop"]
        try:
            datetime.fromisoformat(message["expires_at"])
            fits = sum(item["SoTien"] for item in items) == amount and amount > 0
        except (TypeError, ValueError, KeyError):
            return _problem(400, "a field is of a wrong kind")
        places = [urlsplit(message[name]).scheme in ("http", "https") for name in ("return_url", "notify_url")]
        if not fits or not all(places):
            return _problem(400, "items do not add up to the amount, or an address is none")
        try:
            token = self.book.place({name: message[name] for name in signing.REQUEST})
        except ValueError as problem:
            return _problem(400, str(problem))
        said = {"error_code": 0, "MaTraCuuTT": message["MaTraCuuTT"], "payment_url": f"{self.address}/pay/{token}"}
        return _json(signing.with_signature(said, signing.PLACED, self.book.key))

    def state(self, message: dict[str, Any]) -> Answer:
        row = self.book.find(code=str(message["MaTraCuuTT"]))
        return _problem(404, "unknown request") if row is None else _json(self.book.standing(row))

    def refund(self, message: dict[str, Any]) -> Answer:
        amount = message["amount"]
        if not isinstance(amount, int) or isinstance(amount, bool):
            return _problem(400, "amount")
        return _json(self.book.refund(str(message["refund"]), transaction=str(message["transaction"]), amount=amount))

    def refund_state(self, message: dict[str, Any]) -> Answer:
        return _json(self.book.refund_standing(str(message["refund"])))

    def settlement(self, message: dict[str, Any]) -> Answer:
        try:
            day = date.fromisoformat(str(message["day"])).isoformat()
        except ValueError:
            return _problem(400, "day")
        return STATUS[200], CSV, self.book.settlement(day), []

    # The payer's page

    def pay(self, token: str, form: dict[str, str] | None) -> Answer:
        row = self.book.find(token=token)
        if row is None:
            return STATUS[404], HTML, pages.page("Không có yêu cầu này · No such request", ""), []
        back = json.loads(row["body"])["return_url"]
        if row["state"] != "open":
            return STATUS[200], HTML, pages.over_page(row["state"], back), []
        if form is None:
            return STATUS[200], HTML, pages.pay_page(row, self.fault), []
        state, fault = form.get("do", ""), form.get("fault", "none")
        if state not in ("paid", "cancelled", "expired") or fault not in FAULTS:
            return STATUS[400], HTML, pages.page("Không làm được · Cannot do that", ""), []
        self.book.end(row["code"], state, fault=fault)
        if fault == "before":
            send_waiting(self.book)
        query = urlencode({"MaTraCuuTT": row["code"], "state": state})
        return STATUS[303], HTML, "", [("Location", f"{back}?{query}")]


def _body(environ: dict[str, Any]) -> bytes:
    length = int(str(environ.get("CONTENT_LENGTH") or 0))
    return environ["wsgi.input"].read(min(length, MOST))  # type: ignore[no-any-return]


def _form(environ: dict[str, Any]) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(_body(environ).decode()).items()}


def _json(message: dict[str, Any]) -> Answer:
    return STATUS[200], JSON, json.dumps(message, ensure_ascii=False), []


def _problem(status: int, text: str) -> Answer:
    return STATUS[status], JSON, json.dumps({"problem": text}), []
