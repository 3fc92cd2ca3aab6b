import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "/accessibility/"


def language_of(html: str) -> str:
    return str(re.findall(r'<html lang="(\w+)"', html)[0])


def test_vietnamese_whatever_the_browser_asks_for(client: Client) -> None:
    html = client.get(PAGE, headers={"accept-language": "en-US,en;q=0.9"}).content.decode()
    assert language_of(html) == "vi"
    assert "<h1>Trợ năng</h1>" in html


def test_the_toggle_keeps_the_page_and_the_choice(client: Client) -> None:
    html = client.get(PAGE + "?from=home&n=2").content.decode()
    link = re.findall(r'href="([^"]+)" hreflang="en"', html)[0].replace("&amp;", "&")
    answer = client.get(link)
    assert answer.status_code == 302
    assert answer.headers["Location"] == PAGE + "?from=home&n=2"
    english = client.get(PAGE)
    assert language_of(english.content.decode()) == "en"
    assert "<h1>Accessibility</h1>" in english.content.decode()
    assert english.headers["Content-Language"] == "en"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    answer = client.get(PAGE + "?lang=xx")
    assert answer.status_code == 200
    assert "lang" not in client.cookies


def test_the_toggle_never_leads_to_another_host(client: Client) -> None:
    answer = client.get("//elsewhere.example/?lang=en")
    assert not answer.headers.get("Location", "/").startswith("//")


def test_a_sent_form_never_changes_the_language(client: Client) -> None:
    client.post(PAGE + "?lang=en", {"name": "Hoa"})
    assert "lang" not in client.cookies
