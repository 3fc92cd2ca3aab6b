import json
import logging
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tinhso.web.security import SecurityHeaders, embeddable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/accessibility/", "/static/web/mark.svg", "/no-such-page/", "/robots.txt"])
def test_every_answer_carries_the_policy(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]


def test_pages_hold_nothing_inline(client: Client, settings: Any) -> None:
    settings.DEMO = True
    for path in ("/ui/", "/ui/citizen/", "/ui/desk/", "/ui/wall/", "/accessibility/", "/data-protection/", "/offline/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        html = answer.content.decode()
        assert " style=" not in html, path
        assert "<style" not in html, path
        assert " onclick=" not in html, path
        assert "hx-on" not in html, path


def test_only_our_own_pages_may_show_an_embeddable_paper(rf: RequestFactory) -> None:
    paper = SecurityHeaders(lambda request: embeddable(HttpResponse(b"%PDF", content_type="application/pdf")))(
        rf.get("/")
    )
    assert "frame-ancestors 'self'" in paper.headers["Content-Security-Policy"]
    assert paper.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert paper.headers["X-Content-Type-Options"] == "nosniff"


def test_a_broken_policy_is_reported_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    report = {
        "csp-report": {"document-uri": "http://x/my/", "violated-directive": "script-src", "blocked-uri": "inline"}
    }
    with caplog.at_level(logging.WARNING, logger="tinhso.web.csp"):
        answer = client.post("/csp-report", json.dumps(report), content_type="application/csp-report")
    assert answer.status_code == 204
    assert "script-src" in caplog.text
    assert client.post("/csp-report", b"\xff not json", content_type="application/csp-report").status_code == 204


def test_the_worker_keeps_files_that_exist(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    listed = json.loads(answer.content.decode().split("addAll(")[1].split(")")[0])
    assert len(listed) > 6
    for path in listed:
        assert client.get(path).status_code == 200, path


def test_the_app_manifest_names_icons_that_exist(client: Client) -> None:
    content = client.get("/app.webmanifest").json()
    assert content["name"] == "Khánh Hòa số"
    for icon in content["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_the_style_guide_is_for_demonstrations_and_developers(client: Client, settings: Any) -> None:
    settings.DEMO = settings.DEBUG = False
    assert client.get("/ui/").status_code == 404
