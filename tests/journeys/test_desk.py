"""Officials at work in a real browser: a case goes over the counter to the signature, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.looking import carry_session, look
from tests.province import COMMUNE, People, people
from tests.province import fresh_reference as reference
from tinhso.blocks.cases.api import Case, State, answer_supplement, ask_supplement, propose, take
from tinhso.blocks.services.api import Attached, Request, file_request, receive
from tinhso.blocks.services.catalogue.models import ProcedureVersion

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1440, 390]


@pytest.fixture
def signed_in(context: Any, live_server: Any, people: People) -> Callable[[str], Any]:
    """A page of the browser in which somebody is signed in."""

    def open_as(who: str) -> Any:
        client = Client()
        client.force_login(people.accounts[who])
        carry_session(client, context, live_server.url)
        return context.new_page()

    return open_as


def procedures() -> list[ProcedureVersion]:
    """Some procedures of the communes with papers and a time limit, that nobody declared."""
    from tinhso.blocks.services.api import SERVICES

    rows = ProcedureVersion.objects.filter(
        level__contains=["xa"],
        time_unit="working_day",
        time_value__gte=3,
        time_value__lte=15,
        fee_kind="free",
        valid_to=None,
    )
    return list(rows.exclude(procedure__code__in=SERVICES).exclude(documents=[]).order_by("procedure__code")[:10])


def a_full_desk(people: People) -> list[Case]:
    """Cases at all steps, early and late."""
    made = []
    now = timezone.now()
    for number, version in enumerate(procedures()):
        at = now - timedelta(days=(60, 3, 2, 1, 6, 0, 2, 1, 4, 0)[number])
        papers = tuple(
            Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
        )
        wanted = Request(
            procedure=version.procedure.code, applicant=people.person, confirmed=True, attached=papers,
            answers={"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."},
        )  # fmt: skip
        case = file_request(people.citizen, None, request=wanted, now=at).case
        made.append(case)
        if number in (5, 9):
            continue
        case = receive(people.counter, case, now=at)
        if number % 2 == 0:
            case = take(people.officer, case, now=at)
        if number == 2:
            propose(people.officer, case, outcome="grant", reason="Đủ điều kiện theo hồ sơ.", now=at)
        if number in (4, 6):
            items = [{"paper": "Đơn", "problem": "Thiếu chữ ký", "wanted": "Ảnh rõ trang cuối"}]
            ask_supplement(people.officer, case, items=items, reason="Chưa đủ thành phần.", now=at + timedelta(hours=1))
        if number == 6:
            answer_supplement(people.citizen, Case.objects.get(pk=case.pk), now=at + timedelta(hours=20))
    return made


def see(page: Any, name: str, width: int) -> None:
    look(page, name, picture=f"desk-{name}-{width}", whole=width < 600)


def show(signed_in: Any, who: str, width: int, address: str) -> Any:
    page = signed_in(who)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_can_be_used_by_everybody(signed_in: Any, live_server: Any, people: People, width: int) -> None:
    cases = a_full_desk(people)
    url = live_server.url
    for who, name, address in (
        ("officer", "queue", "/desk/"),
        ("officer", "queue-en", "/desk/?lang=en"),
        ("officer", "all", "/desk/?view=all&lang=vi"),
        ("officer", "case", f"/desk/cases/{cases[8].code}/"),
        ("officer", "late-case", f"/desk/cases/{cases[0].code}/"),
        ("leader", "signing", "/desk/signing/"),
        ("leader", "to-sign", f"/desk/cases/{cases[2].code}/"),
        ("counter", "reception", "/desk/"),
        ("counter", "counter", "/desk/counter/"),
        ("counter", "counter-wish", f"/desk/counter/?person={people.person.pk}&wish=khai+sinh"),
        ("counter", "counter-form", f"/desk/counter/?person={people.person.pk}&procedure={cases[1].matter}"),
        ("counter", "ledger", "/desk/ledger/"),
        ("officer", "case-en", f"/desk/cases/{cases[8].code}/?lang=en"),
    ):
        page = show(signed_in, who, width, url + address)
        see(page, name, width)
        page.close()


def test_a_case_is_worked_by_keyboard_from_the_list(signed_in: Any, live_server: Any, people: People) -> None:
    cases = a_full_desk(people)
    page = show(signed_in, "officer", 1440, live_server.url + "/desk/")
    page.wait_for_selector("html[data-js]")
    rows = page.locator("[data-row]")
    second = rows.nth(1).locator(".num").first.inner_text()
    page.keyboard.press("j")
    page.locator("#pane .ref .num", has_text=second).wait_for()
    page.keyboard.press("x")
    assert rows.nth(1).locator("input").is_checked()
    page.keyboard.press("k")
    rows.nth(1).locator(".sub").click()
    page.locator("#pane .ref .num", has_text=second).wait_for()
    page.goto(f"{live_server.url}/desk/cases/{cases[8].code}/")
    page.wait_for_selector("html[data-js]")
    page.keyboard.press("t")
    page.get_by_label("Nội dung kết quả").fill("Đồng ý theo đề nghị.")
    page.locator("#do-propose form").get_by_role("button", name="Trình ký số").click()
    page.get_by_text("Đã trình lãnh đạo ký.").wait_for()
    boss = show(signed_in, "leader", 1440, f"{live_server.url}/desk/signing/")
    boss.get_by_label(f"Chọn hồ sơ {cases[8].code}").check()
    boss.get_by_role("button", name="Ký các hồ sơ đã chọn").click()
    boss.get_by_role("dialog").get_by_role("button", name="Đồng ý").click()
    boss.get_by_text("Đã làm xong").wait_for()
    assert Case.objects.get(pk=cases[8].pk).state == State.DONE


@pytest.mark.parametrize("width", WIDTHS)
def test_a_walk_in_leaves_with_a_receipt(signed_in: Any, live_server: Any, people: People, width: int) -> None:
    version = procedures()[0]
    page = show(signed_in, "counter", width, live_server.url + "/desk/counter/")
    page.wait_for_selector("html[data-js]")
    page.keyboard.type(people.person.personal_id)
    page.keyboard.press("Enter")
    page.get_by_label("Tìm thủ tục").fill(version.procedure.code)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=version.procedure.code).first.click()
    page.get_by_label("Anh/chị đề nghị giải quyết việc gì?").fill("Đề nghị giải quyết.")
    for choice in page.locator("select[name$=_shown]").all():
        choice.select_option("original")
    page.get_by_role("button", name="Nộp và tiếp nhận").click()
    page.get_by_role("heading", name="Đã tiếp nhận").wait_for()
    case = Case.objects.get()
    assert (case.state, case.channel, case.received_by) == (State.RECEIVED, 1, f"ttpvhcc-{COMMUNE}")
    page.get_by_text(case.code).first.wait_for()
    see(page, "counter-done", width)
