"""What scripts add, in a real browser. The page is the style guide: it has every component."""

from __future__ import annotations

from typing import Any

import pytest

from tests.looking import look

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/ui/", "/ui/citizen/", "/ui/desk/", "/ui/wall/", "/accessibility/", "/offline/")


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_readable_by_everybody(page: Any, live_server: Any, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + path)
    look(page, path)


def test_mistakes_come_first(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/")
    page.get_by_role("button", name="Tiếp tục").click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert page.title().startswith("Lỗi: ")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    summary.get_by_role("link").nth(1).click()
    assert page.evaluate("document.activeElement.id") == "id_born_0"


def test_a_form_pressed_twice_is_sent_once(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route(
        "**/ui/", lambda route: route.abort() if route.request.method == "POST" and len(sent) > 1 else route.continue_()
    )
    page.evaluate("() => { const b = document.querySelector('form.form button[value=next]'); b.click(); b.click(); }")
    page.get_by_role("alert").wait_for()
    assert len(sent) == 1


def test_a_question_is_asked_before_sending(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/")
    page.wait_for_selector("html[data-js]")
    page.get_by_role("button", name="Gửi và hỏi lại").click()
    dialog = page.get_by_role("dialog", name="Xác nhận")
    dialog.get_by_text("Gửi thật chứ?").wait_for()
    dialog.get_by_role("button", name="Thôi").click()
    dialog.wait_for(state="hidden")
    assert page.get_by_role("alert").count() == 0
    page.get_by_role("button", name="Gửi và hỏi lại").click()
    dialog.get_by_role("button", name="Đồng ý").click()
    page.get_by_role("alert").wait_for()


def test_changing_the_language_loses_nothing(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/")
    page.wait_for_selector("html[data-js]")
    page.get_by_label("Họ, chữ đệm và tên").fill("Lê Nguyễn An Nhiên")
    page.get_by_label("Năm").fill("2026")
    page.get_by_label("Nữ").check()
    page.locator("a[hreflang=en]").first.click()
    page.wait_for_selector('html[lang="en"][data-js]')
    assert page.get_by_label("Họ, chữ đệm và tên").input_value() == "Lê Nguyễn An Nhiên"
    assert page.get_by_label("Year").input_value() == "2026"
    assert page.get_by_label("Nữ").is_checked()


@pytest.mark.browser_context_args(service_workers="block")  # a worker's own requests cannot be changed by the test
def test_what_was_typed_saves_itself_and_survives_a_lost_connection(page: Any, live_server: Any) -> None:
    saved: list[str] = []

    def answer(route: Any) -> None:
        saved.append(route.request.post_data)
        route.fulfill(status=204)

    page.route("**/ui/?save", answer)
    page.route("**/ui/", mark_as_draft)
    page.goto(live_server.url + "/ui/")
    page.wait_for_selector("html[data-js]")
    page.get_by_label("Họ, chữ đệm và tên").fill("Nguyễn Thị Hoa")
    page.get_by_text("Đã lưu lúc").wait_for()
    assert "Nguyễn Thị Hoa" in saved[0]
    note = page.get_by_label("Ghi chú")
    page.unroute("**/ui/?save")
    page.context.set_offline(True)
    page.get_by_text("Mất kết nối mạng").wait_for()
    note.fill("viết lúc mất mạng")
    page.get_by_text("Nội dung đã giữ trên máy này").wait_for()
    page.route("**/ui/?save", answer)
    page.context.set_offline(False)
    page.get_by_text("Đã lưu lúc").wait_for()
    assert "viết lúc mất mạng" in saved[-1]
    page.unroute("**/ui/?save")
    page.route("**/ui/?save", lambda route: route.abort())
    note.fill("viết lúc máy chủ hỏng")
    page.get_by_text("Chưa lưu được").wait_for()
    page.reload()
    page.get_by_text("Đã khôi phục nội dung").wait_for()
    assert note.input_value() == "viết lúc máy chủ hỏng"
    page.unroute("**/ui/?save")
    page.route("**/ui/?save", answer)
    page.get_by_text("Đã lưu lúc").wait_for()
    assert "viết lúc máy chủ hỏng" in saved[-1]


def mark_as_draft(route: Any) -> None:
    """The style guide's form, told to save itself."""
    if route.request.method != "GET":
        route.continue_()
        return
    original = route.fetch()
    route.fulfill(
        response=original,
        body=original.text().replace('<form class="form"', '<form data-autosave="/ui/?save" class="form"'),
    )


def test_lists_answer_to_keys_until_switched_off(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/desk/")
    page.wait_for_selector("html[data-js]")
    chosen = page.locator('[data-row][aria-selected="true"] .num')
    assert chosen.inner_text() == "261121-00418"
    page.keyboard.press("j")
    assert chosen.inner_text() == "261121-00422"
    page.keyboard.press("x")
    assert page.locator('[data-row][aria-selected="true"] input').is_checked()
    page.keyboard.press("?")
    page.get_by_role("button", name="Tắt phím tắt").click()
    page.keyboard.press("k")
    assert chosen.inner_text() == "261121-00422"


def test_a_photo_is_made_smaller_and_shown(page: Any, live_server: Any, tmp_path: Any) -> None:
    from PIL import Image

    photo = tmp_path / "giay-chung-sinh.jpg"
    Image.effect_noise((3200, 2400), 80).convert("RGB").save(photo, quality=95)
    page.goto(live_server.url + "/ui/")
    page.wait_for_selector("html[data-js]")
    page.get_by_label("Giấy chứng sinh").set_input_files(photo)
    page.locator("[data-preview] img").wait_for()
    size, width = page.evaluate(
        """async () => { const file = document.querySelector('input[type=file]').files[0];
        return [file.size, (await createImageBitmap(file)).width]; }"""
    )
    assert width == 2000
    assert size < photo.stat().st_size


def test_the_menu_opens_on_a_phone(page: Any, live_server: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live_server.url + "/ui/desk/")
    page.wait_for_selector("html[data-js]")
    side = page.get_by_role("navigation", name="Danh mục công việc")
    assert not side.is_visible()
    page.get_by_role("button", name="Mở danh mục").click()
    assert side.is_visible()
    page.keyboard.press("Escape")
    assert not side.is_visible()


def test_a_chart_is_drawn_within_our_policy(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/")
    page.wait_for_selector("[data-chart][data-ready] canvas")
    page.locator("[data-chart]").hover()


def test_without_a_network_a_page_of_ours_appears(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/accessibility/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto(live_server.url + "/data-protection/")
    page.get_by_role("heading", name="Máy đang không có mạng").wait_for()
