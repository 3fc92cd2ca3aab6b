"""The stand-in platform: takes signed requests only, ends each once, refunds no more than came, and adds up its day."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tinhso.connectors.payment_platform import signing
from tinhso.connectors.payment_platform.book import VIETNAM, Book
from tinhso.connectors.payment_platform.server import Platform

KEY = b"k"


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return Platform(Book(tmp_path / "p.sqlite3", partner="TINH-MAU", key=KEY), address="http://localhost:1/")


def call(platform: Platform, path: str, body: bytes, method: str = "POST") -> tuple[str, str, dict[str, str]]:
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    answer = b"".join(platform(environ, lambda status, headers: said.extend([status, dict(headers)])))
    return said[0], answer.decode(), said[1]


def post(platform: Platform, path: str, names: list[str], **fields: Any) -> tuple[str, Any]:
    message = signing.with_signature({"partner": "TINH-MAU", **fields}, names, KEY)
    status, text, _headers = call(platform, path, json.dumps(message).encode())
    return status, json.loads(text)


def request(**changes: Any) -> dict[str, Any]:
    plain = {name: "x" for name in signing.REQUEST if name != "partner"}
    expires = (datetime.now(UTC) + timedelta(minutes=15)).isoformat()
    return {
        **plain, "MaTraCuuTT": "R1", "DSKhoanNop": [{"NoiDung": "Lệ phí <b>", "SoTien": 5000}], "amount": 5000, "expires_at": expires,
        "return_url": "http://tinh.example/back", "notify_url": "http://tinh.example/notify", **changes,
    }  # fmt: skip


def place(platform: Platform, **changes: Any) -> str:
    status, said = post(platform, "/requests", signing.REQUEST, **request(**changes))
    assert status == "200 OK", said
    return str(said["payment_url"]).removeprefix("http://localhost:1")


def end(platform: Platform, page: str, what: str = "paid", fault: str = "none") -> tuple[str, str, dict[str, str]]:
    return call(platform, page, urlencode({"do": what, "fault": fault}).encode())


def test_a_request_without_the_partners_signature_is_refused(platform: Platform) -> None:
    message = signing.with_signature({"partner": "TINH-MAU", **request()}, signing.REQUEST, b"another")
    assert call(platform, "/requests", json.dumps(message).encode())[0] == "403 Forbidden"
    for body in (b"", b"{}", b"[]", b"5"):
        assert call(platform, "/requests", body)[0][:3] in ("400", "403")


@pytest.mark.parametrize(
    "change", [{"amount": 6000}, {"amount": "5000"}, {"expires_at": "soon"}, {"return_url": "javascript:1"}]
)
def test_a_request_that_does_not_add_up_is_refused(change: dict[str, Any], platform: Platform) -> None:
    assert post(platform, "/requests", signing.REQUEST, **request(**change))[0] == "400 Bad Request"


def test_the_same_request_has_one_page_and_another_under_its_code_is_refused(platform: Platform) -> None:
    expires = request()["expires_at"]
    assert place(platform, expires_at=expires) == place(platform, expires_at=expires)
    items = [{"NoiDung": "Lệ phí", "SoTien": 6000}]
    changed = request(expires_at=expires, amount=6000, DSKhoanNop=items)
    assert post(platform, "/requests", signing.REQUEST, **changed)[0] == "400 Bad Request"


def test_the_page_says_that_it_is_an_illustration_and_runs_nothing_it_was_told(platform: Platform) -> None:
    page = place(platform, TenDonVi="<script>alert(1)</script>")
    status, text, headers = call(platform, page, b"", "GET")
    assert status == "200 OK"
    assert "MINH HỌA · ILLUSTRATION" in text
    assert "<script>" not in text
    assert "<b>" not in text
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_request_ends_once_and_its_notice_is_signed(platform: Platform) -> None:
    page = place(platform)
    assert end(platform, page)[0] == "303 See Other"
    assert "Đã thanh toán" in end(platform, page, "cancelled")[1]
    (notice,) = platform.book.waiting()
    body = json.loads(notice["body"])
    assert signing.is_signed(body, signing.STATE, KEY)
    assert (body["state"], body["amount"]) == ("paid", 5000)
    assert post(platform, "/requests/state", signing.ASK, MaTraCuuTT="R1")[1]["state"] == "paid"


@pytest.mark.parametrize(
    ("fault", "count"), [("none", 1), ("never", 0), ("twice", 2), ("wrong_amount", 1), ("bad_signature", 1)]
)
def test_faults_touch_the_notice_and_nothing_else(fault: str, count: int, platform: Platform) -> None:
    end(platform, place(platform), fault=fault)
    bodies = [json.loads(notice["body"]) for notice in platform.book.waiting()]
    assert len(bodies) == count
    assert {signing.is_signed(body, signing.STATE, KEY) for body in bodies} <= {fault != "bad_signature"}
    assert {body["amount"] for body in bodies} <= {4000 if fault == "wrong_amount" else 5000}
    state = post(platform, "/requests/state", signing.ASK, MaTraCuuTT="R1")[1]
    assert (state["state"], state["amount"]) == ("paid", 5000)


def test_time_runs_out(platform: Platform) -> None:
    page = place(platform, expires_at=(datetime.now(UTC) - timedelta(seconds=5)).isoformat())
    assert "Đã quá hạn" in call(platform, page, b"", "GET")[1]
    assert post(platform, "/requests/state", signing.ASK, MaTraCuuTT="R1")[1]["state"] == "expired"


def test_refunds_go_back_once_and_never_more_than_came(platform: Platform) -> None:
    end(platform, place(platform))
    paid = post(platform, "/requests/state", signing.ASK, MaTraCuuTT="R1")[1]["transaction"]

    def back(code: str, amount: int, transaction: str = paid) -> Any:
        return post(
            platform, "/refunds", signing.REFUND, refund=code, transaction=transaction, amount=amount, reason="x"
        )[1]

    first = back("H1", 3000)
    assert (first["state"], back("H1", 3000)) == ("done", first)
    assert back("H2", 2001)["state"] == "refused"
    assert back("H3", 2000)["state"] == "done"
    assert back("H4", 1, "NT-NONE")["state"] == "refused"
    assert post(platform, "/refunds/state", signing.ASK_REFUND, refund="H1")[1]["reference"] == first["reference"]


def test_the_settlement_checks_itself(platform: Platform) -> None:
    end(platform, place(platform))
    paid = post(platform, "/requests/state", signing.ASK, MaTraCuuTT="R1")[1]["transaction"]
    post(platform, "/refunds", signing.REFUND, refund="H1", transaction=paid, amount=2000, reason="x")
    message = signing.with_signature(
        {"partner": "TINH-MAU", "day": datetime.now(VIETNAM).date().isoformat()}, signing.SETTLEMENT, KEY
    )
    status, text, _headers = call(platform, "/settlement", json.dumps(message).encode())
    assert status == "200 OK"
    *lines, last = text.splitlines(keepends=True)
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert last == f"#checksum,2,3000,{digest}\n"
