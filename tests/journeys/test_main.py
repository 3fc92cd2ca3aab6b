"""The main job, once, whole, in a real browser: from a citizen's request on a phone to a target that moves."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.journeys.test_desk import see, show, signed_in
from tests.province import People, people
from tests.province import fresh_reference as reference
from tinhso.blocks.cases.api import Case, State
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.people.api import CodeMessage
from tinhso.kernel.files.api import open_file
from tinhso.kernel.outbox.api import run_readers
from tinhso.kernel.trail.api import verify

__all__ = ["people", "reference", "signed_in"]
pytestmark = pytest.mark.django_db(transaction=True)


def next_page(page: Any) -> None:
    page.get_by_role("button", name=re.compile("Tiếp tục|Continue")).click()
    page.wait_for_load_state()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "giay-chung-sinh.jpg"
    Image.effect_noise((900, 1200), 60).convert("RGB").save(file, "JPEG")
    return file


def a_citizen_files(page: Any, live_server: Any, photo: Path) -> Case:
    """Find "khai sinh" without accents, answer, photograph, check, sign by code."""
    page.goto(live_server.url + "/")
    see(page, "home", 390)
    page.get_by_role("searchbox").first.fill("dang ky khai sinh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/**")
    page.locator('main a[href="/services/1.001193/"]').first.click()
    page.wait_for_url("**/services/1.001193/")
    see(page, "service", 390)
    page.get_by_role("link", name=re.compile("Nộp hồ sơ")).first.click()
    page.get_by_label("Mẹ", exact=True).check()
    see(page, "question", 390)
    next_page(page)
    assert page.get_by_label("Cha hoặc mẹ của trẻ cư trú ở xã, phường nào?").input_value() == "22366"
    next_page(page)
    page.get_by_label("Họ, chữ đệm và tên của trẻ").fill("Nguyễn Thử An")
    for part, value in zip(("day", "month", "year"), ("31", "2", "2026"), strict=True):
        page.locator(f"[name=born_on_{part}]").fill(value)
    page.get_by_label("Nữ", exact=True).check()
    next_page(page)
    see(page, "mistake", 390)
    assert "Ngày này không có thật" in page.content()
    assert page.get_by_label("Họ, chữ đệm và tên của trẻ").input_value() == "Nguyễn Thử An"
    page.locator("[name=born_on_day]").fill("10")
    page.locator("[name=born_on_month]").fill("11")
    next_page(page)
    page.get_by_label(re.compile("Trẻ sinh ở đâu")).fill("Bệnh viện mẫu, phường Nha Trang")
    next_page(page)
    page.get_by_label("Quê quán của trẻ").fill("Phường Nha Trang, tỉnh Khánh Hòa")
    next_page(page)
    assert page.get_by_label(re.compile("Họ tên mẹ")).input_value() == "Nguyễn Thị Thử"
    page.get_by_label(re.compile("Năm sinh của mẹ")).fill("1995")
    next_page(page)
    page.locator("input[type=file]").set_input_files(str(photo))
    next_page(page)
    page.wait_for_url("**/check/")
    see(page, "check", 390)
    page.get_by_role("button", name=re.compile("gửi mã")).click()
    page.wait_for_url("**/sign/")
    see(page, "sign", 390)
    code = re.search(r"\d{6}", CodeMessage.objects.latest("at").text)
    assert code
    page.get_by_label("Mã xác nhận").fill(code[0])
    page.get_by_role("button", name=re.compile("Ký và nộp")).dblclick()
    page.wait_for_url("**/done/")
    see(page, "done", 390)
    return Case.objects.get()


def test_from_a_request_on_a_phone_to_a_target_that_moves(
    signed_in: Any, live_server: Any, people: People, photo: Path, tmp_path: Path, settings: Any
) -> None:
    settings.DEMO = True
    programme = live_server.url + "/programme/"
    phone = signed_in("hoa")
    phone.set_viewport_size({"width": 390, "height": 844})
    case = a_citizen_files(phone, live_server, photo)
    assert case.state == State.RECEIVED
    run_readers()
    phone.get_by_role("link", name=re.compile("Giấy tiếp nhận và hẹn trả")).wait_for()

    desk = show(signed_in, "officer", 1440, live_server.url + "/desk/")
    desk.get_by_role("link", name=re.compile(case.title)).first.click()
    desk.wait_for_load_state()
    desk.goto(f"{live_server.url}/desk/cases/{case.code}/")
    see(desk, "case", 1440)
    desk.get_by_role("button", name=re.compile("Nhận xử lý")).first.click()
    desk.wait_for_load_state()
    from tinhso.blocks.cases.api import propose

    case.refresh_from_db()
    propose(people.officer, case, outcome="grant")

    leader = show(signed_in, "leader", 1440, live_server.url + "/desk/signing/")
    see(leader, "signing", 1440)
    from tinhso.blocks.cases.api import decide

    case.refresh_from_db()
    decide(people.leader, case)
    run_readers()
    case.refresh_from_db()
    assert (case.state, case.on_time) == (State.RETURNED, True)

    paper = Paper.objects.get(kind="birth_certificate")
    file = tmp_path / "result.pdf"
    file.write_bytes(open_file(paper.file))
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=True).stdout
    assert said.count("Signature is Valid") == 2

    phone = show(signed_in, "hoa", 390, f"{live_server.url}/my/cases/{case.code}/")
    see(phone, "case-done", 390)
    assert "Giấy khai sinh" in phone.content()
    phone.goto(f"{live_server.url}/verify/{paper.code}/")
    see(phone, "verify", 390)

    guest = show(signed_in, "hoa", 1440, programme)
    see(guest, "programme", 1440)
    assert list(verify()) == []
