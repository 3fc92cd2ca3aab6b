"""The stand-in portal as a WSGI application: session, services, a citizen's door, and switches for trouble."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from . import citizen, pages
from .book import Book
from .rules import Refused
from .services import SERVICES

Start = Callable[[str, list[tuple[str, str]]], object]
LARGEST = 40_000_000
WRITING = {"DongBoHoSoMC", "CapNhatTienDoHoSoMC", "DongBoHoiDap", "DongBoKetQuaHoiDapGuiTuDVCQG"}


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the supervisor's window is for the province."""


class Answer(Exception):
    """An answer that ends the request at once."""

    def __init__(self, status: str, body: Any, kind: str = "application/json; charset=utf-8") -> None:
        self.status, self.kind = status, kind
        self.body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


class StandIn:
    """The application. Troubles (`POST /control/faults`): 503, slow, after (takes it, then answers late), session, garbage."""

    def __init__(self, book: Book, *, user: str, password: str, session_seconds: int = 1800) -> None:
        self.book, self.user, self.password, self.session_seconds = book, user, password, session_seconds

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        try:
            answer = self.route(environ)
        except Answer as given:
            answer = given
        except (Refused, ValueError, KeyError, TypeError, AttributeError) as problem:
            answer = Answer("400 Bad Request", {"error_code": "3", "error_message": str(problem)})
        start(
            answer.status,
            [
                ("Content-Type", answer.kind),
                ("Content-Length", str(len(answer.body))),
                ("Content-Security-Policy", pages.POLICY),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        return [answer.body]

    def route(self, environ: dict[str, Any]) -> Answer:
        path, method = str(environ.get("PATH_INFO", "/")), environ.get("REQUEST_METHOD")
        if method == "GET":
            return self.look(path)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > LARGEST:
            raise Answer("413 Content Too Large", {"error_code": "3", "error_message": "Quá lớn."})
        raw = environ["wsgi.input"].read(length)
        if path == "/citizen/form":
            raise Answer(
                "200 OK", pages.filed(citizen.from_page(self.book, raw, str(environ.get("CONTENT_TYPE")))), pages.HTML
            )
        given = json.loads(raw or b"{}")
        if path == "/session":
            return self.session(environ, given)
        if path == "/service":
            return self.serve(environ, given)
        if path == "/citizen/dossiers":
            return Answer("200 OK", {"MaHoSo": citizen.file(self.book, given)})
        if path == "/citizen/questions":
            return Answer("200 OK", {"MaHoiDap": citizen.ask(self.book, given)})
        if found := re.fullmatch(r"/citizen/dossiers/([^/]+)/(supplement|withdraw)", path):
            getattr(citizen, found[2])(self.book, found[1], given)
            return Answer("200 OK", {"MaHoSo": found[1]})
        if path == "/control/faults":
            return self.break_down(given)
        raise Answer("404 Not Found", {"error_code": "3", "error_message": "Không có địa chỉ này."})

    def look(self, path: str) -> Answer:
        if path == "/healthz":
            return Answer("200 OK", b"ok", "text/plain")
        if path == "/style.css":
            return Answer("200 OK", pages.STYLE.encode(), "text/css; charset=utf-8")
        if path == "/":
            return Answer("200 OK", pages.home(self.book), pages.HTML)
        if found := re.fullmatch(r"/files/([0-9a-f]{24})", path):
            row = self.book.row("SELECT content FROM file WHERE id = ?", found[1])
            if row is not None:
                return Answer("200 OK", row[0], "application/octet-stream")
        if found := re.fullmatch(r"/dossiers/([^/]+)", path):
            body = self.book.dossier(found[1])
            if body is not None:
                return Answer("200 OK", pages.dossier(self.book, body), pages.HTML)
        if found := re.fullmatch(r"/control/dossiers/([^/]+)", path):
            return Answer("200 OK", self.all_of(found[1]))
        raise Answer("404 Not Found", pages.page("Không có trang này", ""), pages.HTML)

    def all_of(self, number: str) -> dict[str, Any]:
        """Everything known of a dossier, for tests: body, states in order, progress, messages and how often each came."""
        progress = self.book.rows("SELECT body FROM progress WHERE number = ? ORDER BY id", number)
        messages = self.book.rows("SELECT id, service, times FROM message WHERE number = ? ORDER BY rowid", number)
        return {
            "dossier": self.book.dossier(number),
            "states": self.book.states(number),
            "progress": [json.loads(body) for (body,) in progress],
            "messages": [{"id": key, "service": service, "times": times} for key, service, times in messages],
        }

    def session(self, environ: dict[str, Any], given: dict[str, Any]) -> Answer:
        self.trouble("session")
        right = secrets.compare_digest(
            f"{given.get('username')}\0{given.get('password')}", f"{self.user}\0{self.password}"
        )
        if not environ.get("HTTP_DSTCODE") or not right:
            return Answer(
                "200 OK", {"session": "", "error_code": "1", "error_message": "Sai tài khoản hoặc thiếu dstcode."}
            )
        key = secrets.token_urlsafe(24)
        self.book.rows("INSERT INTO session VALUES (?, ?)", key, time.time() + self.session_seconds)
        return Answer("200 OK", {"session": key, "error_code": "0"})

    def serve(self, environ: dict[str, Any], envelope: dict[str, Any]) -> Answer:
        name = str(envelope.get("service", ""))
        fault = self.trouble(name)
        live = self.book.row(
            "SELECT 1 FROM session WHERE id = ? AND ends > ?", str(envelope.get("session", "")), time.time()
        )
        if live is None or (fault and fault[0] == "session"):
            return Answer("401 Unauthorized", {"error_code": "2", "error_message": "Phiên làm việc đã hết hạn."})
        if name not in SERVICES or not envelope.get("madonvi") or envelope.get("isUpdating") not in ("True", "False"):
            raise Answer("400 Bad Request", {"error_code": "3", "error_message": "Phong bì không đúng."})
        answer = self.once(environ.get("HTTP_X_MESSAGE_ID", ""), name, envelope)
        if fault and fault[0] == "after":
            time.sleep(fault[1])
        return Answer("200 OK", answer)

    def once(self, key: str, name: str, envelope: dict[str, Any]) -> dict[str, Any]:
        """Carry a service out; a message that was accepted before gets its former answer and changes nothing."""
        data = envelope.get("data") or []
        if name not in WRITING or not key:
            return self.carry_out(name, envelope, data)
        with self.book.lock:
            before = self.book.row("SELECT answer FROM message WHERE id = ?", key)
            if before is not None:
                self.book.rows("UPDATE message SET times = times + 1 WHERE id = ?", key)
                return dict(json.loads(before[0]))
            self.book.rows("BEGIN IMMEDIATE")
            answer = self.carry_out(name, envelope, data)
            if answer["error_code"] != "0":
                self.book.rows("ROLLBACK")
                return answer
            number = str(data[0].get("MaHoSo") or data[0].get("MaHoiDap") or "")
            self.book.rows("INSERT INTO message VALUES (?, ?, ?, ?, 1)", key, name, number, json.dumps(answer))
            self.book.rows("COMMIT")
            return answer

    def carry_out(self, name: str, envelope: dict[str, Any], data: list[dict[str, Any]]) -> dict[str, Any]:
        try:
            return {"error_code": "0", "error_message": "", "data": SERVICES[name](self.book, envelope, data)}
        except Refused as problem:
            return {"error_code": "4", "error_message": str(problem), "data": []}

    def trouble(self, name: str) -> tuple[str, float] | None:
        """Use up a switched-on fault. Answers at once for those that keep the request from being taken."""
        fault = self.book.fault(name)
        if fault is None:
            return None
        kind, seconds = fault
        if kind == "503":
            raise Answer("503 Service Unavailable", {"error_code": "9", "error_message": "Đang bảo trì."})
        if kind == "garbage":
            raise Answer("200 OK", b"<html>cong dang bao tri", "text/html")
        if kind == "slow":
            time.sleep(seconds)
        return fault

    def break_down(self, given: dict[str, Any]) -> Answer:
        """Switch trouble on: {kind, service, times, seconds}; without a kind all trouble ends."""
        if not given.get("kind"):
            self.book.rows("DELETE FROM fault")
            return Answer("200 OK", {})
        values = (given["kind"], given.get("service", ""), int(given.get("times", 1)), float(given.get("seconds", 0)))
        self.book.rows("INSERT INTO fault (kind, service, times, seconds) VALUES (?, ?, ?, ?)", *values)
        return Answer("200 OK", {})
