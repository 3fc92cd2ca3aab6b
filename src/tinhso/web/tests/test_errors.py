from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from tinhso.web import errors


@pytest.mark.django_db
def test_a_lost_visitor_is_told_what_to_do(client: Client) -> None:
    answer = client.get("/no-such-page/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>Không tìm thấy trang</h1>" in html
    assert 'href="tel:1022"' in html
    assert 'role="search"' in html


@pytest.mark.django_db
def test_a_lost_machine_gets_problem_json(client: Client) -> None:
    answer = client.get("/api/v1/no-such-thing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert answer.json()["code"] == "not-found"


def test_the_page_for_a_broken_server_needs_nothing(rf: RequestFactory, settings: Any) -> None:
    """No database (this test has none), no session, no built front end."""
    answer = errors.server_error(rf.get("/"))
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "Những gì đã lưu trước đó vẫn còn" in html
    assert 'lang="en"' in html
    assert connection.connection is None or not connection.in_atomic_block


def test_forbidden_says_who_can_help(rf: RequestFactory) -> None:
    request = rf.get("/desk/")
    request.resolver_match = None
    html = errors.forbidden(request).content.decode()
    assert "quản trị viên" in html
    assert errors.forbidden(rf.get("/api/v1/x")).headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_an_old_form_says_send_again() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/accessibility/", {"name": "Hoa"})
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()
