"""What every page must hold in a real browser, and how somebody gets signed in there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def look(page: Any, name: str, *, picture: str = "", whole: bool = True) -> None:
    """Nobody is shut out, nothing scrolls sideways; keeps a `picture` where TINHSO_SHOTS names a folder."""
    page.wait_for_selector("html[data-js]")
    if picture and (folder := os.environ.get("TINHSO_SHOTS")):
        page.screenshot(path=Path(folder) / f"{picture}.png", full_page=whole)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
    found = Axe().run(page, options=RULES).response["violations"]
    faults = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    assert not faults, (name, [(f["id"], f["nodes"][0]["target"], f["nodes"][0]["html"][:200]) for f in faults])


def carry_session(client: Client, context: Any, url: str) -> None:
    """The browser goes on as whoever the client is signed in as."""
    name = settings.SESSION_COOKIE_NAME
    context.clear_cookies(name=name)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
