"""The stand-in bank: reads codes by itself, pays once, tells until it is heard."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tinhso.connectors.bank.ledger import VIETNAM, Ledger
from tinhso.connectors.bank.qr import Unreadable, read
from tinhso.connectors.bank.server import Bank

CODE = "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061000005802VN62160812TSABC23456DE6304"


def with_checksum(text: str) -> str:
    import binascii

    return text + f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


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


def ask(
    bank: Bank, method: str, path: str, query: dict[str, str] | None = None, form: dict[str, str] | None = None
) -> tuple[str, str]:
    body = urlencode(form or {}).encode()
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": urlencode(query or {}),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    answer = b"".join(bank(environ, lambda line, headers: status.append(line)))
    return status[0], answer.decode()


def test_a_person_sees_what_the_code_asks_for_and_pays_once(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "bank.sqlite3")
    bank = Bank(ledger)
    status, text = ask(bank, "GET", "/pay", {"qr": with_checksum(CODE), "back": "http://localhost/x"})
    assert status == "200 OK"
    assert "100.000 đồng" in text
    assert "TSABC23456DE" in text
    form = {"account": "1", "amount": "100000", "text": "TSABC23456DE", "once": "form-1", "back": "http://localhost/x"}
    for _ in range(2):
        assert "Đã chuyển tiền" in ask(bank, "POST", "/pay", form=form)[1]
    assert len(ledger.waiting()) == 1
    day = datetime.fromisoformat(ledger.waiting()[0].paid_at).astimezone(VIETNAM).date().isoformat()
    assert ask(bank, "GET", "/statement", {"day": day})[1].count("TSABC23456DE") == 1
    assert ask(bank, "GET", "/statement", {"day": "2020-01-01"})[1].count("TSABC23456DE") == 0


@pytest.mark.parametrize(
    "code",
    [
        "",
        "xin chào",
        with_checksum(CODE)[:-1] + "Z",
        with_checksum(CODE.replace("704", "840")),
        with_checksum("0002016304"),
    ],
)
def test_a_bad_code_gets_a_sentence(code: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(code)
    status, text = ask(Bank(Ledger(tmp_path / "b")), "GET", "/pay", {"qr": code})
    assert status == "400 Bad Request"
    assert "Mã không đọc được" in text


def test_a_script_in_the_way_back_is_harmless(tmp_path: Path) -> None:
    bank = Bank(Ledger(tmp_path / "b"))
    form = {"account": "1", "amount": "5", "text": "<script>", "once": "x", "back": "javascript:alert(1)"}
    text = ask(bank, "POST", "/pay", form=form)[1]
    assert "javascript:" not in text
    assert "<script>" not in text


def test_a_notice_is_repeated_until_the_province_takes_it(
    tmp_path: Path, province: tuple[str, list[tuple[bytes, str]], list[int]]
) -> None:
    url, heard, answers = province
    answers.extend([500, 503])
    ledger = Ledger(tmp_path / "bank.sqlite3")
    ledger.transfer(account="1", amount=7000, text="TS", payer="A", once="1")
    stop = threading.Event()
    sender = threading.Thread(target=ledger.send_notices, kwargs={"url": url, "key": b"k", "stop": stop})
    sender.start()
    while ledger.waiting():
        ledger.wake.set()
    stop.set()
    ledger.wake.set()
    sender.join(timeout=20)
    assert len(heard) == 3
    assert len({json.loads(body)["bank_reference"] for body, _signature in heard}) == 1
    for body, signature in heard:
        assert hmac.new(b"k", body, hashlib.sha256).hexdigest() == signature


def test_money_goes_back_once_for_each_code_and_never_more_than_came(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "bank.sqlite3")
    came = ledger.transfer(account="1", amount=7000, text="TS", payer="A", once="1")
    first = ledger.send_back(refund="HT1", reference=came.reference, amount=4000, text="HOAN")
    assert ledger.send_back(refund="HT1", reference=came.reference, amount=4000, text="HOAN") == first
    with pytest.raises(ValueError, match="left"):
        ledger.send_back(refund="HT2", reference=came.reference, amount=3001, text="HOAN")
    ledger.send_back(refund="HT2", reference=came.reference, amount=3000, text="HOAN")
    with pytest.raises(ValueError, match="no such"):
        ledger.send_back(refund="HT3", reference="FTNONE", amount=1, text="HOAN")
    day = datetime.fromisoformat(came.paid_at).astimezone(VIETNAM).date().isoformat()
    assert sorted(line.amount for line in ledger.statement(day)) == [-4000, -3000, 7000]
    assert [line.reference for line in ledger.waiting()] == [came.reference], "No notice of what goes out."


def test_only_the_province_can_order_money_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "bank.sqlite3")
    came = ledger.transfer(account="1", amount=7000, text="TS", payer="A", once="1")
    bank = Bank(ledger, key=b"k")
    body = json.dumps({"refund": "HT1", "bank_reference": came.reference, "amount": 7000, "text": ""}).encode()
    assert bank.refund(body, "0" * 64)[0].startswith("403")
    assert Bank(ledger).refund(body, hmac.new(b"", body, hashlib.sha256).hexdigest())[0].startswith("403")
    status, text = bank.refund(body, hmac.new(b"k", body, hashlib.sha256).hexdigest())
    assert status.startswith("200")
    assert json.loads(text)["accepted"]
    again = body.replace(b"HT1", b"HT2")
    assert bank.refund(again, hmac.new(b"k", again, hashlib.sha256).hexdigest())[0].startswith("422")


def test_a_simulated_past_can_be_refunded_where_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such"):
        Ledger(tmp_path / "a").send_back(refund="HT1", reference="MAU-1", amount=5, text="", account="1")
    ledger = Ledger(tmp_path / "b", simulated="MAU")
    assert ledger.send_back(refund="HT1", reference="MAU-1", amount=5, text="", account="1").account == "1"
    with pytest.raises(ValueError, match="no such"):
        ledger.send_back(refund="HT2", reference="FT-1", amount=5, text="", account="1")
