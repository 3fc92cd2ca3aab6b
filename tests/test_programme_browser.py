"""The programme in a real browser: readable by everybody at every width, chart and map drawn, nothing blocked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.looking import carry_session, look
from tests.province import fresh_reference as reference  # noqa: F401 - fixture
from tests.province import people  # noqa: F401 - fixture
from tests.test_programme import loaded, officer, that_day  # noqa: F401 - fixtures
from tinhso.blocks.indicators.tests.conftest import Make, make  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "/programme/": [".chart"],
    "/programme/T-a1/": [],
    "/programme/766-3.3/": [".chart", ".map"],
    "/programme/T-rank/": [],
    "/programme/T-a1/rows/?part=missing": [],
    "/programme/wall/": [".chart"],
}


def visit(page: Any, address: str, width: int, drawn: list[str]) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.wait_for_selector("html[data-js]")
    for name in drawn:
        page.wait_for_selector(f"{name}[data-ready]")
    look(page, address)


def test_the_programme_is_readable_by_everybody(page: Any, live_server: Any, officer: Any, make: Make) -> None:
    for channel in (1, 2, 2):
        make(channel=channel)
    for width in (390, 1440):
        for address, drawn in PAGES.items():
            visit(page, live_server.url + address, width, drawn)
    carry_session(officer, page.context, live_server.url)
    for width in (390, 1440):
        for address in ("/programme/", "/programme/766-2.1/?by=agency", "/programme/766-3.3/rows/?part=missing"):
            visit(page, live_server.url + address, width, [])
    page.goto(live_server.url + "/programme/766-3.3/")
    page.get_by_role("link", name="2 hồ sơ").click()
    page.wait_for_url("**/rows/?part=part")
    assert page.get_by_text("2 dòng").is_visible()
    assert page.locator("tbody tr").count() == 2
