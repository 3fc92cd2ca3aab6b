"""New pages of the form in a real browser: a phone, a computer, the keyboard alone; pages of a paper travel by themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.journeys.test_desk import signed_in
from tests.looking import look
from tests.province import fresh_reference as reference
from tests.province import people
from tinhso.blocks.cases.api import Case
from tinhso.blocks.services.api import receive
from tinhso.blocks.services.citizen.tests.test_apply import code_sent
from tinhso.blocks.services.citizen.tests.test_cosigning import LA
from tinhso.blocks.services.citizen.tests.test_repeating import AN, item, send, with_members
from tinhso.blocks.services.dossiers.models import Draft
from tinhso.blocks.services.dossiers.signatures import token_of
from tinhso.blocks.services.dossiers.signed import Signature

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


def test_signing_together_and_complaining_look_right(
    signed_in: Any, live_server: Any, people: Any, joint: str, client: Client, settings: Any
) -> None:
    settings.DEMO = True
    client.force_login(people.accounts["hoa"])
    draft = with_members(client, joint)
    send(client, draft, "members", add="1")
    item(client, draft, 1, **AN)
    client.post(reverse("apply-check", args=[joint, draft.pk]), {"delivery": "electronic"})
    page = signed_in("hoa")
    address = f"{live_server.url}{reverse('apply-cosign', args=[joint, draft.pk])}"
    page.goto(address)
    see(page, "invite")
    page.get_by_label("Số định danh cá nhân của người cùng ký").fill(LA["personal_id"])
    page.get_by_label("Điện thoại của người cùng ký").fill(LA["phone"])
    page.get_by_role("button", name="Mời ký").press("Enter")
    page.get_by_label("Đường dẫn để gửi cho người cùng ký").wait_for()
    see(page, "invited")
    signature = Signature.objects.get()
    partner = signed_in("la")
    partner.goto(f"{live_server.url}{reverse('cosign', args=[token_of(signature)])}")
    see(partner, "cosign")
    partner.get_by_role("button", name="Đồng ý, gửi mã để ký").press("Enter")
    partner.get_by_label("Mã xác nhận").fill(code_sent())
    see(partner, "cosign-code")
    partner.get_by_role("button", name="Đồng ý và ký").press("Enter")
    partner.get_by_text("Anh/chị đã ký").wait_for()
    page = signed_in("hoa")
    page.goto(address)
    page.get_by_role("button", name="Mọi người đã ký").press("Enter")
    page.get_by_label("Mã xác nhận").fill(code_sent())
    page.get_by_role("button", name="Ký và nộp hồ sơ").press("Enter")
    page.wait_for_url("**/done/")
    case = Case.objects.get()
    receive(people.counter, case)
    page.goto(f"{live_server.url}{reverse('my-case', args=[case.code])}")
    see(page, "case-signed")
    page.get_by_role("link", name="Phản ánh, khiếu nại").press("Enter")
    page.get_by_label("Chuyện gì đã xảy ra").wait_for()
    see(page, "complain")
    page.get_by_label("Khiếu nại quyết định").press("Space")
    page.get_by_label("Chậm, sai hẹn").press("Space")
    page.get_by_label("Chuyện gì đã xảy ra").fill("Tôi hẹn 8 giờ mà chờ đến 11 giờ mới được gọi.")
    page.get_by_role("button", name="Gửi đến lãnh đạo").press("Enter")
    page.get_by_text("Đã gửi đến người đứng đầu cơ quan").wait_for()
    head = signed_in("leader")
    head.goto(f"{live_server.url}{reverse('desk-complaints')}")
    see(head, "complaints")
    head.get_by_role("link", name="Tôi hẹn 8 giờ").press("Enter")
    head.get_by_label("Câu trả lời gửi cho người dân").wait_for()
    see(head, "complaint")
