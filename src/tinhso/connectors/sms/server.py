"""The stand-in SMS gateway: takes messages under a key, and shows them as phones would. A WSGI application of its own."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from .book import Book, OtherMessage, Taken

STYLE = """
body{font:16px/1.55 system-ui,sans-serif;margin:0;background:#f3f1ea;color:#1b2a33}
main{max-width:34rem;margin:0 auto;padding:1.25rem}
header{background:#223640;color:#fff;padding:.9rem 1.25rem;font-weight:700}
article{background:#fff;border:1px solid #ddd3c2;border-radius:12px;padding:.75rem 1rem;margin:0 0 .75rem}
article p{margin:0}
.note{color:#5c5348;font-size:.875rem}
"""
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
LONGEST = 8  # messages that one text may take
# What a default-alphabet message may hold, written apart from the sender's own table: it is what this one checks.
GSM = re.compile(r"[A-Za-z0-9 \n\r!\"#¤%&'()*+,\-./:;<=>?@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¡ÄÖÑÜ§¿äöñüà\f^{}\\\[~\]|€]*")
DOUBLE = re.compile(r"[\f^{}\\\[~\]|€]")
TROUBLES = ("unavailable", "refused", "lost", "undelivered")

Start = Callable[[str, list[tuple[str, str]]], object]
Answer = tuple[str, Any]


class Lost(ConnectionAbortedError):
    """The connection is closed without an answer (wsgiref says nothing more after this one)."""


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a lost connection is what was asked for."""


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the supervisor's window is for the province."""


def measure(text: str) -> tuple[str, int]:
    """The alphabet of a text and how many messages it takes."""
    if GSM.fullmatch(text):
        units, alone, joined = len(text) + len(DOUBLE.findall(text)), 160, 153
        return "GSM-7", 1 if units <= alone else -(-units // joined)
    units = len(text.encode("utf-16-le")) // 2
    return "UCS-2", 1 if units <= 70 else -(-units // 67)


class Gateway:
    """The WSGI application. `key` is shared with the province."""

    def __init__(self, book: Book, key: bytes) -> None:
        self.book, self.key = book, key
        self.troubles: list[str] = []
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", "/"), environ.get("REQUEST_METHOD", "GET")
        length = min(int(environ.get("CONTENT_LENGTH") or 0), 20_000)
        body = environ["wsgi.input"].read(length) if length else b""
        signature = environ.get("HTTP_X_SIGNATURE", "")
        kind = "application/json"
        said: str | dict[str, Any]
        if path == "/healthz":
            status, said, kind = "200 OK", "ok", "text/plain"
        elif path == "/style.css":
            status, said, kind = "200 OK", STYLE, "text/css; charset=utf-8"
        elif path == "/" and method == "GET":
            status, said, kind = "200 OK", self.page(), "text/html; charset=utf-8"
        elif path == "/messages" and method == "POST":
            status, said = self.take(environ.get("HTTP_IDEMPOTENCY_KEY", ""), body, signature)
        elif path.startswith("/messages/") and method == "GET":
            status, said = self.tell(path.removeprefix("/messages/"), signature)
        elif path == "/trouble" and method == "POST":
            status, said = self.trouble(body, signature)
        else:
            status, said = "404 Not Found", {"problem": "no such page"}
        content = (said if isinstance(said, str) else json.dumps(said)).encode()
        headers = [("Content-Type", kind), ("Content-Length", str(len(content))), ("Content-Security-Policy", POLICY)]
        start(status, [*headers, ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")])
        return [content]

    def _signed(self, what: bytes, signature: str) -> bool:
        expected = hmac.new(self.key, what, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode())

    def take(self, key: str, body: bytes, signature: str) -> Answer:
        if not self._signed(key.encode() + b"." + body, signature):
            return "401 Unauthorized", {"problem": "signature"}
        if not re.fullmatch(r"[0-9a-f-]{36}", key):
            return "422 Unprocessable Content", {"problem": "Idempotency-Key"}
        try:
            asked = json.loads(body)
            receiver, text = str(asked["to"]), str(asked["text"])
        except (ValueError, KeyError, TypeError):
            return "422 Unprocessable Content", {"problem": "body"}
        encoding, segments = measure(text)
        if not re.fullmatch(r"0\d{9}", receiver):
            return "422 Unprocessable Content", {"problem": "to"}
        if not text.strip() or segments > LONGEST:
            return "422 Unprocessable Content", {"problem": "text"}
        return self._take(key, receiver, text, encoding, segments)

    def _take(self, key: str, receiver: str, text: str, encoding: str, segments: int) -> Answer:
        how = self._next_trouble()
        if how == "unavailable":
            return "503 Service Unavailable", {"problem": "busy"}
        if how == "refused":
            return "422 Unprocessable Content", {"problem": "refused"}
        status, reason = ("undelivered", "absent subscriber") if how == "undelivered" else ("delivered", "")
        try:
            kept, new = self.book.take(
                key, receiver=receiver, text=text, encoding=encoding, segments=segments, status=status, reason=reason
            )
        except OtherMessage:
            return "409 Conflict", {"problem": "key used for another message"}
        if how == "lost":
            raise Lost
        answer = {"id": kept.id, "encoding": kept.encoding, "segments": kept.segments}
        return ("202 Accepted" if new else "200 OK"), answer

    def _next_trouble(self) -> str:
        with self.lock:
            return self.troubles.pop(0) if self.troubles else ""

    def tell(self, key: str, signature: str) -> Answer:
        if not self._signed(key.encode(), signature):
            return "401 Unauthorized", {"problem": "signature"}
        found = self.book.message(key)
        if found is None:
            return "404 Not Found", {"problem": "unknown message"}
        return "200 OK", {"message": found.key, "id": found.id, "status": found.status, "reason": found.reason}

    def trouble(self, body: bytes, signature: str) -> Answer:
        if not self._signed(body, signature):
            return "401 Unauthorized", {"problem": "signature"}
        asked = json.loads(body)
        if asked.get("how") not in TROUBLES:
            return "422 Unprocessable Content", {"problem": "how"}
        with self.lock:
            self.troubles += [asked["how"]] * min(int(asked.get("times", 1)), 1000)
        return "200 OK", {"waiting": len(self.troubles)}

    def page(self) -> str:
        shown = "".join(_bubble(message) for message in self.book.newest()) or "<p>Chưa có tin nào. · Nothing yet.</p>"
        return (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            "<title>Tin nhắn mẫu</title><link rel=stylesheet href=/style.css></head>"
            f"<body><header>Tin nhắn mẫu · Demo phones</header><main>{shown}"
            '<p class="note">Tổng đài giả lập để trình diễn; không có tin nào được gửi thật. · A stand-in for demonstrations; nothing is really sent.</p>'
            "</main></body></html>"
        )


def _bubble(message: Taken) -> str:
    note = f"{message.taken_at} · {message.encoding} · {message.segments} · {message.status}"
    return (
        f"<article><p><b>{html.escape(message.receiver)}</b></p><p>{html.escape(message.text)}</p>"
        f'<p class="note">{html.escape(note)}</p></article>'
    )
