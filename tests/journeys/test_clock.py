"""The legal clock in a real browser: a holiday is rehearsed and announced, its report read, and the head's morning list."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from tests.looking import carry_session, look
from tests.province import People, official, people
from tests.province import fresh_reference as reference
from tinhso.blocks.cases.jobs import recompute_clocks
from tinhso.blocks.people.api import Account
from tinhso.blocks.services.desk.tests.conftest import make_case
from tinhso.kernel.clock.api import forget, working_time_of
from tinhso.kernel.outbox.api import run_readers

__all__ = ["make_case", "people", "reference"]
pytestmark = pytest.mark.django_db(transaction=True)


def open_as(context: Any, live_server: Any, account: Account) -> Any:
    client = Client()
    client.force_login(account)
    carry_session(client, context, live_server.url)
    return context.new_page()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_holiday_from_rehearsal_to_report(
    context: Any, live_server: Any, people: People, make_case: Any, width: int
) -> None:
    forget()
    run_readers(names=["clocks"])
    case = make_case("taken")
    admin = official("so-khoa-hoc-va-cong-nghe", "it_admin")
    page = open_as(context, live_server, Account.objects.get(pk=admin.account))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/desk/calendar/")
    look(page, "calendar", picture=f"clock-calendar-{width}")
    page.get_by_text("Công bố ngày nghỉ hoặc ngày làm bù").click()
    page.fill("#announce-day", working_time_of("").next_counted_day(timezone.localdate()).isoformat())
    page.fill("#announce-name", "Nghỉ do bão")
    page.fill("#announce-law", "Công điện mẫu")
    page.get_by_role("button", name="Xem trước ảnh hưởng").first.click()
    expect(page.get_by_text("1 hồ sơ đang chạy dời hạn")).to_be_visible()
    look(page, "rehearsal", picture=f"clock-check-{width}")
    page.get_by_role("button", name="Công bố và tính lại hạn").click()
    page.wait_for_url("**/desk/calendar/changes/")
    run_readers(names=["clocks"])
    recompute_clocks()
    page.reload()
    look(page, "reports", picture=f"clock-changes-{width}")
    page.get_by_role("link", name="Nghỉ do bão").first.click()
    expect(page.get_by_text(case.code)).to_be_visible()
    look(page, "report", picture=f"clock-change-{width}")
    page.goto(f"{live_server.url}/calendar/")
    look(page, "public calendar", picture=f"clock-public-{width}")
    forget()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_the_morning_list_of_a_head(context: Any, live_server: Any, people: People, make_case: Any, width: int) -> None:
    forget()
    late = make_case("taken", days=60)
    make_case("receive", days=9)
    page = open_as(context, live_server, people.accounts["leader"])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/desk/morning/")
    expect(page.get_by_text("Chờ tiếp nhận quá lâu").first).to_be_visible()
    look(page, "morning", picture=f"clock-morning-{width}")
    page.locator(f"a[href='/desk/cases/{late.code}/']").first.click()
    expect(page).to_have_url(f"{live_server.url}/desk/cases/{late.code}/")
