"""The stand-in gateway: takes each message once, says what it did, reports until it is heard."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tinhso.connectors.sms.book import Book
from tinhso.connectors.sms.server import Gateway, Lost, measure

KEY = b"k"
FIRST, SECOND = str(UUID(int=1)), str(UUID(int=2))


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    return Gateway(Book(tmp_path / "sms.sqlite3"), KEY)


def sign(what: bytes) -> str:
    return hmac.new(KEY, what, hashlib.sha256).hexdigest()


def ask(gateway: Gateway, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, Any]:
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }  # fmt: skip
    answer = b"".join(gateway(environ, lambda line, _headers: status.append(line))).decode()
    return int(status[0][:3]), json.loads(answer) if answer.startswith("{") else answer


def send(gateway: Gateway, key: str, to: str = "0900000001", text: str = "Xin chao") -> tuple[int, Any]:
    body = json.dumps({"to": to, "text": text}).encode()
    return ask(gateway, "POST", "/messages", body, idempotency_key=key, x_signature=sign(key.encode() + b"." + body))


def trouble(gateway: Gateway, how: str, times: int = 1) -> None:
    body = json.dumps({"how": how, "times": times}).encode()
    assert ask(gateway, "POST", "/trouble", body, x_signature=sign(body))[0] == 200


def test_a_message_is_taken_once_and_answered_the_same_again(gateway: Gateway) -> None:
    first = send(gateway, FIRST)
    assert first[0] == 202 and first[1]["segments"] == 1
    assert send(gateway, FIRST) == (200, first[1])
    assert send(gateway, FIRST, text="Khac")[0] == 409
    assert [message.text for message in gateway.book.newest()] == ["Xin chao"]
    assert ask(gateway, "GET", f"/messages/{FIRST}", x_signature=sign(FIRST.encode()))[1]["status"] == "delivered"
    assert ask(gateway, "GET", f"/messages/{SECOND}", x_signature=sign(SECOND.encode()))[0] == 404
    assert "Xin chao" in ask(gateway, "GET", "/")[1]
    assert ask(gateway, "GET", "/healthz") == (200, "ok")


@pytest.mark.parametrize(("to", "text"), [("12", "a"), ("0900000001", ""), ("0900000001", "a" * 2000)])
def test_what_can_never_be_sent_is_refused(gateway: Gateway, to: str, text: str) -> None:
    assert send(gateway, FIRST, to=to, text=text)[0] == 422
    assert gateway.book.newest() == []


def test_only_who_has_the_key_is_heard(gateway: Gateway) -> None:
    body = json.dumps({"to": "0900000001", "text": "a"}).encode()
    for given in ("", sign(body), sign(SECOND.encode() + b"." + body)):
        assert ask(gateway, "POST", "/messages", body, idempotency_key=FIRST, x_signature=given)[0] == 401
    assert ask(gateway, "GET", f"/messages/{FIRST}")[0] == 401
    assert ask(gateway, "POST", "/trouble", b"{}")[0] == 401


def test_it_fails_as_told(gateway: Gateway) -> None:
    trouble(gateway, "unavailable", 2)
    trouble(gateway, "lost")
    trouble(gateway, "undelivered")
    assert [send(gateway, FIRST)[0], send(gateway, FIRST)[0]] == [503, 503]
    assert gateway.book.newest() == []
    with pytest.raises(Lost):
        send(gateway, FIRST)
    assert send(gateway, SECOND)[0] == 202
    assert send(gateway, FIRST)[0] == 200, "it was taken although nobody heard so"
    assert {message.key: message.status for message in gateway.book.newest()} == {
        FIRST: "delivered",
        SECOND: "undelivered",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" * 160, ("GSM-7", 1)), ("a" * 161, ("GSM-7", 2)), ("ạ" * 70, ("UCS-2", 1)), ("ạ" * 71, ("UCS-2", 2)),
        ("[" * 80, ("GSM-7", 1)), ("[" * 81, ("GSM-7", 2)),
    ],
)  # fmt: skip
def test_messages_are_measured_as_operators_do(text: str, told: tuple[str, int]) -> None:
    assert measure(text) == told


@pytest.fixture
def province() -> Iterator[tuple[str, list[tuple[bytes, str]], list[int]]]:
    """A listener that answers with the given statuses in turn, then 200."""
    heard: list[tuple[bytes, str]] = []
    answers: list[int] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((body, self.headers["X-Signature"]))
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", heard, answers
    server.shutdown()
    server.server_close()


def test_a_report_is_repeated_until_the_province_takes_it(
    gateway: Gateway, province: tuple[str, list[tuple[bytes, str]], list[int]]
) -> None:
    url, heard, answers = province
    answers.extend([500, 503])
    send(gateway, FIRST)
    stop = threading.Event()
    sender = threading.Thread(target=gateway.book.send_reports, kwargs={"url": url, "key": KEY, "stop": stop})
    sender.start()
    while gateway.book.untold():
        gateway.book.wake.set()
    stop.set()
    gateway.book.wake.set()
    sender.join(timeout=20)
    assert len(heard) == 3
    for body, signature in heard:
        assert signature == sign(body)
        assert json.loads(body)["message"] == FIRST and json.loads(body)["status"] == "delivered"
