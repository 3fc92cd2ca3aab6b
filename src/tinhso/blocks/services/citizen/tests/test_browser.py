"""New pages of the form in a real browser: a phone, a computer, the keyboard alone; pages of a paper travel by themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.journeys.test_desk import signed_in
from tests.looking import look
from tests.province import fresh_reference as reference
from tests.province import people
from tinhso.blocks.services.dossiers.models import Draft

__all__ = ["people", "reference", "signed_in"]
pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (360, 390, 1440)
BIRTH = "1.001193"


def see(page: Any, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        look(page, name, picture=f"form-{name}-{width}")


def test_may_i_with_the_keyboard_alone(page: Any, live_server: Any, reference: None) -> None:
    page.goto(f"{live_server.url}/apply/{BIRTH}/may-file/")
    see(page, "may-file")
    page.get_by_label("Mẹ", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # "Chưa"
    page.keyboard.press("Enter")
    page.get_by_role("group", name=re.compile("người nước ngoài")).wait_for()
    page.get_by_label("Có", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Việc của anh/chị đi theo thủ tục khác").wait_for()
    see(page, "another-way")


def test_a_group_with_the_keyboard_alone(signed_in: Any, live_server: Any, people: Any, joint: str) -> None:
    page = signed_in("hoa")
    page.goto(f"{live_server.url}/apply/{joint}/")
    page.get_by_role("button", name="Tiếp tục").press("Enter")
    page.get_by_label("Có", exact=True).press("Space")
    page.get_by_role("button", name="Tiếp tục").press("Enter")
    page.get_by_role("button", name="Thêm: Thành viên").wait_for()
    see(page, "group-empty")
    page.get_by_role("button", name="Thêm: Thành viên").press("Enter")
    page.get_by_label("Họ tên").fill("Nguyễn Thử An")
    page.get_by_label("Không", exact=True).press("Space")
    page.get_by_text(re.compile("Đã lưu")).first.wait_for()
    see(page, "group-item")
    page.get_by_role("button", name="Lưu và về danh sách").press("Enter")
    page.get_by_role("link", name="Sửa Thành viên 1").wait_for()
    see(page, "group")
    page.get_by_role("button", name="Tiếp tục").press("Enter")
    page.wait_for_url("**/p/note/")


def test_pages_travel_by_themselves_and_say_how_far(
    signed_in: Any, live_server: Any, people: Any, joint: str, tmp_path: Path
) -> None:
    files = []
    for number in (1, 2):
        file = tmp_path / f"trang-{number}.jpg"
        Image.effect_noise((700, 900), 60).convert("RGB").save(file, "JPEG")
        files.append(str(file))
    page = signed_in("hoa")
    page.goto(f"{live_server.url}/apply/{joint}/")
    draft = Draft.objects.get()
    draft.answers |= {"together": False}
    draft.save()
    page.goto(f"{live_server.url}/apply/{joint}/{draft.pk}/p/proof/")
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Xoay trang 2").wait_for()
    page.locator("progress").wait_for(state="detached")
    see(page, "paper")
    page.get_by_role("button", name="Đưa trang 2 lên trước").press("Enter")
    page.wait_for_load_state()
    draft.refresh_from_db()
    assert [one["name"] for one in draft.files["proof"]["pages"]] == ["trang-2.jpg", "trang-1.jpg"]
    bad = tmp_path / "thu.txt"
    bad.write_text("không phải ảnh")
    page.locator("input[type=file]").set_input_files(str(bad))
    page.get_by_text(re.compile("thu.txt: Loại tệp này không nhận được")).wait_for()
    see(page, "paper-refused")
    page.get_by_role("button", name="Tiếp tục").press("Enter")
    page.wait_for_url("**/check/")


def test_without_scripts_pages_go_with_the_form(
    browser: Any, live_server: Any, people: Any, joint: str, tmp_path: Path, signed_in: Any
) -> None:
    state = signed_in("hoa").context.storage_state()
    file = tmp_path / "trang.jpg"
    Image.new("RGB", (70, 90), "white").save(file, "JPEG")
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(f"{live_server.url}/apply/{joint}/")
    draft = Draft.objects.get()
    page.goto(f"{live_server.url}/apply/{joint}/{draft.pk}/p/proof/")
    page.locator("input[type=file]").set_input_files([str(file), str(file)])
    page.get_by_role("button", name="Tiếp tục").click()
    draft.refresh_from_db()
    assert len(draft.files["proof"]["pages"]) == 2
    context.close()
