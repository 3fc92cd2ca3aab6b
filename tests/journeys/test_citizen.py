"""A citizen's screens in a real browser: a phone in Vietnamese, a computer in English, a finger on the map, no script at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_desk import procedures, signed_in
from tests.journeys.test_main import next_page, photo
from tests.looking import carry_session, look
from tests.province import COMMUNE, People, people
from tests.province import fresh_reference as reference
from tinhso.blocks.cases.api import Case, State, ask_supplement, take
from tinhso.blocks.people.api import CodeMessage
from tinhso.blocks.services.api import Attached, Draft, Request, file_request, receive
from tinhso.kernel.outbox.api import run_readers

__all__ = ["people", "photo", "reference", "signed_in"]
pytestmark = pytest.mark.django_db(transaction=True)
AREA = "1.014776"


def see(page: Any, name: str) -> None:
    look(page, name, picture=f"citizen-{name}-{page.viewport_size['width']}")


def phone(signed_in: Any, width: int = 390) -> Any:
    page = signed_in("hoa")
    page.set_viewport_size({"width": width, "height": 844})
    return page


def test_any_procedure_on_a_phone(signed_in: Any, live_server: Any, people: People, photo: Path, settings: Any) -> None:
    settings.DEMO = True  # codes go to the page of demo messages
    version = procedures()[0]
    page = phone(signed_in)
    page.goto(f"{live_server.url}/apply/{version.procedure.code}/")
    page.get_by_role("searchbox").or_(page.get_by_label("Tìm theo tên mới hoặc tên cũ")).first.fill("phuoc long")
    page.locator(".found .choice").first.wait_for()
    see(page, "place")
    page.locator(".found .choice", has_text="Nam Nha Trang").click()
    next_page(page)
    page.get_by_label("Anh/chị đề nghị giải quyết việc gì?").fill("Đề nghị giải quyết theo quy định.")
    page.get_by_text(re.compile("Đã lưu")).first.wait_for()
    see(page, "wish")
    next_page(page)
    for number, _paper in enumerate(version.documents, start=1):
        if number == 1:
            next_page(page)
            see(page, "file-missing")
            page.locator("input[type=file]").set_input_files(str(photo))
            page.get_by_role("button", name="Xoay trang 1").wait_for()
            see(page, "file")
        else:
            page.locator("input[type=file]").set_input_files(str(photo))
        with page.expect_navigation():  # at once, or when the photo has arrived
            next_page(page)
    page.wait_for_url("**/check/")
    see(page, "check")
    page.get_by_role("link", name="Sửa Anh/chị đề nghị giải quyết việc gì?").click()
    page.get_by_label("Anh/chị đề nghị giải quyết việc gì?").fill("Đề nghị giải quyết sớm.")
    next_page(page)
    page.wait_for_url("**/check/")
    page.get_by_role("button", name=re.compile("gửi mã")).click()
    page.wait_for_url("**/sign/")
    code = re.search(r"\d{6}", CodeMessage.objects.latest("at").text)
    assert code
    page.get_by_label("Mã xác nhận").fill(f"{code[0][:3]} {code[0][3:]}")
    page.get_by_role("button", name=re.compile("Ký và nộp")).dblclick()
    page.wait_for_url("**/done/")
    case = Case.objects.select_related("dossier").get()
    assert case.dossier.answers["wish"] == "Đề nghị giải quyết sớm."
    assert case.agency != f"ubnd-{COMMUNE}"
    page.go_back()
    page.wait_for_load_state()
    page.reload()
    assert page.url.endswith(f"/my/cases/{case.code}/")


@pytest.fixture
def supplement_case(people: People) -> Case:
    version = procedures()[0]
    papers = tuple(
        Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
    )
    wanted = Request(
        procedure=version.procedure.code, applicant=people.person, confirmed=True, attached=papers,
        answers={"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."},
    )  # fmt: skip
    case = take(people.officer, receive(people.counter, file_request(people.citizen, None, request=wanted).case))
    items = [{"paper": version.documents[0]["name"], "problem": "Ảnh mờ trang hai", "wanted": "Chụp lại đủ sáng"}]
    ask_supplement(people.officer, case, items=items, reason="Chưa đọc được.")
    return Case.objects.get()


@pytest.mark.parametrize(("width", "language"), [(390, "vi"), (1440, "en")])
def test_following_a_request(
    signed_in: Any, live_server: Any, people: People, supplement_case: Case, photo: Path, width: int, language: str
) -> None:
    run_readers()
    page, url = phone(signed_in, width), live_server.url
    for name, address in (
        ("home", "/"), ("my", "/my/"), ("notices", "/my/notices/"), ("track", "/track/"), ("case", f"/my/cases/{supplement_case.code}/"),
    ):  # fmt: skip
        page.goto(f"{url}{address}?lang={language}")
        assert page.evaluate("document.documentElement.lang") == language
        see(page, f"{name}-{language}")
    page.locator("input[type=file]").first.set_input_files(str(photo))
    with page.expect_navigation():
        page.locator("#supplement form button[type=submit]").click()
    supplement_case.refresh_from_db()
    assert supplement_case.state == State.IN_WORK
    see(page, f"case-after-{language}")


def test_an_area_is_drawn_with_fingers_or_buttons(signed_in: Any, live_server: Any, people: People) -> None:
    page = phone(signed_in)
    page.goto(f"{live_server.url}/apply/{AREA}/")
    draft = Draft.objects.get()
    page.goto(f"{live_server.url}/apply/{AREA}/{draft.pk}/p/outline/")
    page.locator("[data-draw][data-ready]").wait_for()
    box = page.locator(".outline .map canvas").bounding_box()
    for across, down in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7)):
        page.locator(".outline .map canvas").click(position={"x": box["width"] * across, "y": box["height"] * down})
    page.get_by_text(re.compile(r"3 góc · .* ha")).wait_for()
    page.get_by_role("button", name="Thêm góc ở giữa bản đồ").click()
    page.get_by_role("button", name="Bỏ góc cuối").click()
    see(page, "outline")
    next_page(page)
    page.wait_for_url("**/p/diary/")
    draft.refresh_from_db()
    assert draft.answers["outline"]["type"] == "Polygon"
    assert len(draft.answers["outline"]["coordinates"][0]) == 4


def test_a_page_works_without_script(browser: Any, live_server: Any, people: People) -> None:
    from django.test import Client

    client = Client()
    client.force_login(people.accounts["hoa"])
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    carry_session(client, context, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/apply/{procedures()[0].procedure.code}/")
    page.get_by_label("Tìm theo tên mới hoặc tên cũ").fill("Phước Long")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_text("Nam Nha Trang").first.click()
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Anh/chị đề nghị giải quyết việc gì?").wait_for()
    context.close()
