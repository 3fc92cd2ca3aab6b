"""Signing in with the stand-in VNeID on a phone, in a real browser: every page on the way, up a level, and out from there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.looking import RULES, look
from tests.province import fresh_reference as reference
from tests.province import people
from tinhso.blocks.people.actions_account import change_password
from tinhso.blocks.people.api import CodeMessage, Person
from tinhso.blocks.people.models import SessionInfo
from tinhso.blocks.services.dossiers import assured
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.law.api import Parameter

from .conftest import People, VNeID
from .test_round_trip import procedure

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "biển xanh nắng vàng 26"


def look_there(page: Any, name: str) -> None:
    """The stand-in's own pages are held to the same rules; they have no script of ours."""
    if folder := os.environ.get("TINHSO_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")], found


def agree(page: Any, who: str, level: int) -> None:
    page.get_by_role("radio", name=re.compile(who)).check()
    page.get_by_role("radio", name=re.compile(f"Mức {level}")).check()
    page.get_by_role("button", name=re.compile("Đồng ý")).click()


def test_a_citizen_on_a_phone(
    page: Any, live_server: Any, people: People, start_vneid: Callable[..., VNeID], monkeypatch: pytest.MonkeyPatch
) -> None:
    vneid = start_vneid(live_server.url)
    hoa = people.accounts["hoa"]
    change_password(system_actor("Thử nghiệm", via="import"), hoa, password=PASSWORD)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/sign-in/?next=/my/profile/")
    look(page, "sign-in", picture="vneid-1-sign-in")
    page.get_by_role("link", name="Đăng nhập bằng VNeID (mẫu)").click()
    page.wait_for_url(f"{vneid.url}/authorize**")
    look_there(page, "vneid-2-consent")

    agree(page, "Nguyễn Thị Thử", level=1)
    page.get_by_role("heading", name="Tài khoản này của ông/bà?").wait_for()
    look(page, "prove", picture="vneid-3-prove")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/sign-in/code/")
    code = re.search(r"\d{6}", CodeMessage.objects.latest("at").text)
    assert code is not None
    page.get_by_label("Mã xác nhận").fill(code[0])
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/my/profile/")
    page.get_by_text("Đã liên kết VNeID (mẫu)").wait_for()
    look(page, "profile", picture="vneid-4-profile")

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/identity/?next=/my/profile/")
    agree(page, "Nguyễn Thị Thử", level=1)
    page.wait_for_url("**/my/profile/")
    page.get_by_text("Phiên này: mức 1").wait_for()
    rule = Parameter("level_to_file", "mức", None, True, ((date(2026, 1, 1), 2),))
    monkeypatch.setattr(assured, "ALL", rule)
    code_of = procedure().procedure.code
    page.goto(f"{live_server.url}/apply/{code_of}/")
    page.get_by_role("heading", name="Xác nhận danh tính").wait_for()
    look(page, "step-up", picture="vneid-5-step-up")
    page.get_by_role("link", name="Xác nhận bằng VNeID (mẫu)").click()
    look_there(page, "vneid-6-level-2")
    agree(page, "Nguyễn Thị Thử", level=2)
    page.wait_for_url(f"**/apply/{code_of}/*/p/**")
    assert SessionInfo.objects.filter(account=hoa, method="oidc").count() == 1

    page.goto(vneid.url)
    look_there(page, "vneid-7-leave")
    page.get_by_role("button", name=re.compile("Đăng xuất")).click()
    page.get_by_role("heading", name=re.compile("Đã đăng xuất")).wait_for()
    for _turn in range(100):  # the province is told over the network, behind the person's back
        if not SessionInfo.objects.filter(account=hoa, method="oidc").exists():
            break
        page.wait_for_timeout(100)
    page.goto(f"{live_server.url}/my/profile/")
    assert "/sign-in/" in page.url, "leaving there is leaving here"
    assert Person.objects.filter(personal_id="056195000011").count() == 1
