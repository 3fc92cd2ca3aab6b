"""The programme in a real browser: readable by everybody at every width, chart and map drawn, nothing blocked."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.province import people  # noqa: F401 - fixture
from tests.test_programme import loaded, officer, that_day  # noqa: F401 - fixtures
from tinhso.blocks.indicators.tests.conftest import Make, make  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = {
    "/programme/": [".chart"],
    "/programme/T-a1/": [],
    "/programme/766-3.3/": [".chart", ".map"],
    "/programme/T-rank/": [],
    "/programme/T-a1/rows/?part=missing": [],
    "/programme/wall/": [".chart"],
}


@pytest.fixture
def reference(transactional_db: None) -> None:
    """Reference data for this test: another one that commits may have emptied the tables."""
    from tinhso.blocks.services import reference as catalogue
    from tinhso.blocks.units import reference as units
    from tinhso.kernel.clock import reference as clock

    for module in (clock, units, catalogue):
        module.load()


def look(page: Any, address: str, width: int, drawn: list[str]) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.wait_for_selector("html[data-js]")
    for name in drawn:
        page.wait_for_selector(f"{name}[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{address} scrolls sideways"
    faults = Axe().run(page, options=RULES).response["violations"]
    serious = [fault for fault in faults if fault["impact"] in ("serious", "critical")]
    assert not serious, [
        (address, fault["id"], fault["nodes"][0]["target"], fault["nodes"][0]["any"][:1]) for fault in serious
    ]


def test_the_programme_is_readable_by_everybody(page: Any, live_server: Any, officer: Any, make: Make) -> None:
    for channel in (1, 2, 2):
        make(channel=channel)
    for width in (390, 1440):
        for address, drawn in PAGES.items():
            look(page, live_server.url + address, width, drawn)
    cookie = {"name": "sessionid", "value": officer.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    for width in (390, 1440):
        for address in ("/programme/", "/programme/766-2.1/?by=agency", "/programme/766-3.3/rows/?part=missing"):
            look(page, live_server.url + address, width, [])
    page.goto(live_server.url + "/programme/766-3.3/")
    page.get_by_role("link", name="2 hồ sơ").click()
    page.wait_for_url("**/rows/?part=part")
    assert page.get_by_text("2 dòng").is_visible()
    assert page.locator("tbody tr").count() == 2
