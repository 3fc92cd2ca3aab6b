"""The counter in a real browser: a phone, the kiosk, the display, the officer's bar; with keyboard, and without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.looking import carry_session, look
from tests.province import COMMUNE, People, official, people
from tests.province import fresh_reference as reference
from tinhso.blocks.queueing.api import (
    Appointment,
    HandOver,
    Ticket,
    book,
    call_next,
    centre_of,
    check_in,
    open_counter,
    plan_of,
    start,
    take,
)
from tinhso.blocks.queueing.centres import kiosk_key
from tinhso.blocks.queueing.screens import common
from tinhso.kernel.access.api import ANONYMOUS

from .conftest import CENTRE, at

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def put(now: datetime) -> None:
        monkeypatch.setattr(common, "now", lambda: now)

    put(at(8, 10))
    return put


@pytest.fixture
def wide(new_context: Any) -> Any:
    return new_context(viewport={"width": 1920, "height": 1080}).new_page()


def a_busy_hall(people: People) -> str:
    """Numbers, appointments and two officers at work; returns the kiosk's key."""
    centre, key = centre_of(CENTRE), kiosk_key(CENTRE, plan_of(CENTRE).edition)
    for minute, group in enumerate("AAABBCCDAT"):
        priority = "elderly" if minute == 2 else ""
        take(ANONYMOUS, centre, group=group, priority=priority, kiosk=key, now=at(7, 40 + minute))
    own = book(
        people.citizen, centre, group="A", starts_at=at(8, 50), name="Nguyễn Thị Thử", phone="0900000000", now=at(7)
    )
    book(ANONYMOUS, centre, group="B", starts_at=at(9, 30), name="Trần Văn Mẫu", phone="0911111111", now=at(7))
    check_in(ANONYMOUS, own, kiosk=key, now=at(8))
    for number, who in (
        (2, official(CENTRE, "counter_officer", number=2)),
        (3, official(CENTRE, "counter_officer", number=3)),
    ):
        duty = open_counter(who, centre, counter=number, now=at(7, 50))
        start(who, call_next(who, duty, now=at(8)), now=at(8, 1))
    return key


@pytest.mark.parametrize("width", [390, 1440])
def test_people_find_their_way_by_keyboard(page: Any, live_server: Any, people: People, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/queue/book/")
    look(page, "centre", picture=f"queue-centre-{width}")
    page.locator("#centre").focus()
    page.select_option("#centre", CENTRE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**centre=**")
    look(page, "group", picture=f"queue-group-{width}")
    page.get_by_role("link", name="Hộ tịch").press("Enter")
    look(page, "hours", picture=f"queue-hours-{width}")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.get_by_label("Họ tên người đến").fill("Trần Thị Mẫu")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue/appointments/H*/")
    look(page, "appointment", picture=f"queue-appointment-{width}")
    page.get_by_role("link", name="Đổi giờ").click()
    look(page, "moving", picture=f"queue-moving-{width}")
    page.goto(f"{live_server.url}/queue/appointments/")
    look(page, "find")
    assert Appointment.objects.count() == 1


def test_booking_and_kiosk_work_without_script(new_context: Any, live_server: Any, people: People) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{live_server.url}/queue/book/?centre={CENTRE}&group=A")
    page.get_by_role("radio").nth(2).check()
    page.get_by_label("Họ tên người đến").fill("Trần Thị Mẫu")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_role("button", name="Đặt lịch").click()
    assert Appointment.objects.get().code in page.content()
    page.goto(f"{live_server.url}/queue/{CENTRE}/kiosk/{kiosk_key(CENTRE, 1)}/")
    page.get_by_role("link", name="Nhận kết quả").click()
    page.get_by_role("button", name="Lấy số").click()
    assert page.get_by_role("heading", name="T001").is_visible()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_kiosk(page: Any, live_server: Any, people: People, width: int, height: int) -> None:
    key = a_busy_hall(people)
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(f"{live_server.url}/queue/{CENTRE}/kiosk/{key}/")
    look(page, "kiosk", picture=f"queue-kiosk-{width}")
    page.get_by_role("link", name="Đất đai").click()
    look(page, "kiosk priority", picture=f"queue-kiosk-priority-{width}")
    page.get_by_role("button", name="Người khuyết tật").click()
    look(page, "kiosk ticket", picture=f"queue-kiosk-ticket-{width}")
    assert page.evaluate("window.printed") is True
    assert Ticket.objects.get(group="B", number=3).priority == "disabled"
    page.goto(f"{live_server.url}/queue/ticket/{Ticket.objects.get(group='A', number=4).pk}/")
    look(page, "my number", picture=f"queue-ticket-{width}")
    page.goto(f"{live_server.url}/queue/{CENTRE}/kiosk/{key}/?lang=en")
    look(page, "kiosk in English", picture=f"queue-kiosk-en-{width}")
    assert page.get_by_role("link", name="Land, housing, construction").is_visible()


def test_the_display_follows_and_says_when_it_cannot(wide: Any, live_server: Any, people: People) -> None:
    key = a_busy_hall(people)
    assert key
    wide.add_init_script("window.said = []; window.speechSynthesis.speak = (words) => window.said.push(words.text);")
    wide.goto(f"{live_server.url}/queue/{CENTRE}/display/")
    look(wide, "display", picture="queue-display", whole=False)
    assert wide.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), "fits one screen"
    officer = people.counter
    duty = open_counter(officer, centre_of(CENTRE), counter=1, now=at(8, 5))
    wide.get_by_role("button", name="Đọc số").click()
    call = call_next(officer, duty, now=at(8, 10))
    wide.wait_for_selector(f"tr.first td:text-is('{call.ticket.label}')", timeout=15_000)
    assert wide.evaluate("window.said") == [f"Mời số {' '.join(call.ticket.label)} đến quầy 1"]
    wide.route("**/board/", lambda route: route.abort())
    wide.wait_for_selector("text=Mất kết nối", timeout=30_000)
    wide.unroute("**/board/")
    wide.wait_for_selector("[data-poll-lost]", state="hidden", timeout=30_000)


@pytest.fixture
def signed_in(context: Any, live_server: Any, people: People) -> Callable[[str], Any]:
    def open_as(who: str) -> Any:
        client = Client()
        client.force_login(people.accounts[who])
        carry_session(client, context, live_server.url)
        return context.new_page()

    return open_as


@pytest.mark.parametrize("width", [390, 1440])
def test_officer_and_head_at_their_screens(signed_in: Any, live_server: Any, people: People, width: int) -> None:
    a_busy_hall(people)
    page = signed_in("counter")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/desk/counter/")
    page.get_by_role("button", name="Mở quầy").click()
    page.get_by_role("button", name="Gọi số tiếp").click()
    page.wait_for_selector(".queue-number")
    look(page, "bar", picture=f"queue-bar-{width}")
    page.goto(f"{live_server.url}/desk/queue/")
    look(page, "hall", picture=f"queue-hall-{width}")
    page.goto(f"{live_server.url}/desk/queue/report/")
    look(page, "report", picture=f"queue-report-{width}")
    head = signed_in("leader")
    head.set_viewport_size({"width": width, "height": 900})
    head.goto(f"{live_server.url}/desk/queue/settings/?group=A")
    look(head, "settings", picture=f"queue-settings-{width}")


def test_a_result_is_signed_for_with_the_finger(signed_in: Any, live_server: Any, people: People) -> None:
    case = a_result(people)
    page = signed_in("counter")
    page.goto(f"{live_server.url}/desk/queue/hand-over/{case.code}/")
    look(page, "hand over", picture="queue-hand-over")
    page.get_by_label("Quan hệ với người nộp hồ sơ").select_option("family")
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 120)
    page.mouse.down()
    for step in range(1, 30):
        page.mouse.move(box["x"] + 60 + step * 14, box["y"] + 120 + (40 if step % 4 < 2 else -40))
    page.mouse.up()
    page.get_by_role("button", name="Trả kết quả").click()
    shown = page.locator(".signature-shown")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    look(page, "handed over", picture="queue-handed-over")
    assert HandOver.objects.get().signature is not None


def a_result(people: People) -> Any:
    """A case that is decided and waits to be handed out."""
    from tinhso.blocks.cases.api import decide, propose
    from tinhso.blocks.cases.api import take as take_case
    from tinhso.blocks.services.api import Attached, Request, file_request, receive
    from tinhso.blocks.services.tests.test_journey import some_procedure

    version = some_procedure()
    papers = tuple(
        Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
    )
    wanted = Request(
        procedure=version.procedure.code, applicant=people.person, confirmed=True, attached=papers, delivery="counter",
        answers={"place": COMMUNE, "wish": "Đề nghị giải quyết."},
    )  # fmt: skip
    case = receive(people.counter, file_request(people.citizen, None, request=wanted).case)
    propose(
        people.officer,
        take_case(people.officer, case),
        outcome="grant",
        content={"title": "Văn bản", "text": "Đồng ý."},
    )
    case.refresh_from_db()
    return decide(people.leader, case)
