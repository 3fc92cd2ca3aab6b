"""The operator's screens in a real browser, on a desk and on a phone, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.looking import carry_session, look
from tests.province import fresh_reference as reference
from tests.province import official, people
from tinhso.blocks.people.api import Account
from tinhso.blocks.services.api import receive
from tinhso.connectors.national_portal import comparing
from tinhso.connectors.national_portal.fetching import fetch_questions
from tinhso.kernel.outbox.api import run_readers

from .conftest import People, Portal, exchange, here, some_procedure

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db(transaction=True)


def a_busy_line(portal: Portal, people: People) -> str:
    """Messages in all states, a question, a comparison; returns the number of one dossier."""
    case = receive(people.counter, here(people))
    portal.files(some_procedure())
    portal.files(some_procedure(), SoGiayToChuHoSo="12")
    portal.post("/citizen/questions", {"TieuDe": "Giờ làm việc", "NoiDung": "Thứ Bảy có làm không?"})
    exchange()
    comparing.compare()
    fetch_questions()
    portal.breaks("503", service="DongBoHoSoMC")
    here(people)
    exchange()
    run_readers()
    return case.code


@pytest.mark.parametrize("width", [1440, 390])
def test_the_screens_can_be_used_by_everybody(
    context: Any, live_server: Any, portal: Portal, people: People, settings: Any, width: int
) -> None:
    code = a_busy_line(portal, people)
    client = Client()
    client.force_login(Account.objects.get(pk=official("so-khoa-hoc-va-cong-nghe", "it_admin").account))
    carry_session(client, context, live_server.url)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    base = f"{live_server.url}/desk/national-portal/"
    for name, address in (
        ("list", base),
        ("list-en", f"{base}?lang=en"),
        ("refused", f"{base}?state=refused&lang=vi"),
        ("dossier", f"{base}{code}/"),
        ("dossier-en", f"{base}{code}/?lang=en"),
        ("questions", f"{base}questions/?lang=vi"),
    ):
        page.goto(address)
        look(page, name, picture=f"portal-{name}-{width}")
    page.get_by_role("link", name="Giờ làm việc").click()
    look(page, "question", picture=f"portal-question-{width}")
    page.get_by_label("Câu trả lời").fill("Sáng thứ Bảy có làm.")
    page.get_by_role("button", name="Gửi câu trả lời").click()
    page.get_by_text("Câu trả lời đã vào hàng chờ gửi lên cổng.").wait_for()
    settings.PORTAL_URL = ""
    page.goto(base)
    look(page, "asleep", picture=f"portal-asleep-{width}")
