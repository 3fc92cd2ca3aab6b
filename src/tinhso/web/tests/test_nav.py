from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from tinhso.kernel.access.api import Actor, signed_in
from tinhso.web import nav as registry
from tinhso.web.context import Frame
from tinhso.web.nav import nav


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_entries", {})


@pytest.fixture
def request_(rf: RequestFactory) -> Any:
    request = rf.get("/accessibility/")
    request.resolver_match = None
    return request


def labels(request: HttpRequest) -> list[str]:
    return [entry.label for entry in Frame(request).desk]


def test_ordered_and_without_pages_that_do_not_exist(request_: HttpRequest) -> None:
    nav("desk", "Sau", "data-protection", icon="lock", order=20)
    nav("desk", "Trước", "accessibility", icon="eye", order=10)
    nav("desk", "Không có", "no-such-page", icon="x", order=1)
    assert labels(request_) == ["Trước", "Sau"]
    assert [entry.current for entry in Frame(request_).desk] == [True, False]


def test_hidden_from_those_who_may_not(request_: Any) -> None:
    nav("desk", "Riêng", "accessibility", icon="eye", allow=signed_in)
    assert labels(request_) == []
    request_.actor = Actor(name="Lan", account=uuid4())
    assert labels(request_) == ["Riêng"]


def test_a_broken_count_breaks_no_page(request_: HttpRequest, caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: HttpRequest) -> int:
        raise RuntimeError("no table")

    nav("desk", "Hàng đợi", "accessibility", icon="inbox", count=broken)
    assert [entry.count for entry in Frame(request_).desk] == [None]
    assert "Count of navigation entry" in caplog.text


def test_two_views_of_one_page(rf: RequestFactory) -> None:
    nav("desk", "Tất cả", "accessibility", icon="inbox", order=1)
    nav("desk", "Quá hạn", "accessibility", icon="flame", order=2, query="view=late", count=lambda request: 2, hot=True)
    request = rf.get("/accessibility/?view=late")
    request.resolver_match = None
    assert [entry.current for entry in Frame(request).desk] == [False, True]
    html = engines["django"].get_template("web/desk.html").render({}, request)
    assert "/accessibility/?view=late" in html
    assert 'class="num count hot"' in html


def test_a_shell_nobody_knows() -> None:
    with pytest.raises(ValueError, match="Unknown shell"):
        nav("kiosk", "x", "home", icon="x")
