"""The reports in a real browser: readable by everybody at both widths, with the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.looking import carry_session, look
from tests.province import fresh_reference as reference  # noqa: F401 - fixture
from tests.province import people  # noqa: F401 - fixture

from .conftest import signed
from .test_screens import OWN, fill_october, leader, officer, that_day  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = (
    "/reports/ii06a/?period=2026-10", "/reports/766/?period=2026-10", "/reports/steps/?period=2026-10",
    f"/reports/766/{OWN}/?period=2026-10", f"/reports/766/{OWN}/winning/?period=2026-10", "/reports/ii06a/cases/?period=2026-10&column=3",
    "/reports/ii06a/?period=2026-08",
)  # fmt: skip


def test_reports_are_readable_by_everybody(page: Any, live_server: Any, officer: Client) -> None:
    signed(fill_october)
    carry_session(officer, page.context, live_server.url)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for address in PAGES:
            page.goto(live_server.url + address)
            look(page, address, picture=f"{address.split('?')[0].strip('/').replace('/', '-')}-{width}")
    page.goto(f"{live_server.url}/reports/ii06a/?period=2026-10")
    page.locator("tfoot a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/ii06a/cases/**column=3**")
    assert page.locator("tbody tr").count() == 4
    page.goto(f"{live_server.url}/reports/steps/?period=2026-10")
    page.locator(".step-map a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/steps/cases/**")
    assert page.locator("tbody tr").count() == 2
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/reports/ii06a/?period=2026-10")
    assert page.locator("table.report").is_visible() and not page.locator(".report-ask").is_visible()
