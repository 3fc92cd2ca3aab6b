"""The calendar on the screen: everybody reads it; who keeps it sees what would move before it moves."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.province import official
from tinhso.blocks.cases.api import Case, Recount
from tinhso.blocks.cases.jobs import recompute_clocks
from tinhso.blocks.people.api import Account
from tinhso.kernel.clock.api import Holiday, Schedule, forget, working_time_of
from tinhso.kernel.outbox.api import run_readers

pytestmark = pytest.mark.django_db
LAW = "Công điện 99/CĐ-UBND (minh họa)"


@pytest.fixture
def keeper(people: Any) -> Any:
    run_readers(names=["clocks"])  # what the reference data announced
    forget()
    browser = Client()
    actor = official("so-khoa-hoc-va-cong-nghe", "it_admin")
    browser.force_login(Account.objects.get(pk=actor.account))
    yield browser
    forget()


def free_day() -> date:
    """A working day soon, within the limit of a case received now."""
    hours, day = working_time_of(""), timezone.localdate()
    return hours.next_counted_day(day)


def running(make_case: Any) -> Case:
    case = make_case("taken")
    case.refresh_from_db()
    assert case.due_at is not None
    return case


def send(browser: Client, what: str, /, **values: Any) -> Any:
    return browser.post(f"/desk/calendar/check/{what}/", {"law": LAW, "key": f"desk:{uuid4()}", **values})


def follow() -> Recount:
    run_readers(names=["clocks"])
    recompute_clocks()
    return Recount.objects.first() or pytest.fail("No report.")


def test_a_holiday_is_rehearsed_announced_followed_and_taken_back(keeper: Client, make_case: Any, as_: Any) -> None:
    case = running(make_case)
    before, day = case.due_at, free_day()
    values = {"day": day.isoformat(), "kind": "holiday", "name": "Nghỉ bão"}
    page = send(keeper, "announce", **values).content.decode()
    assert "1 hồ sơ đang chạy dời hạn" in page and "1 người nộp sẽ được báo" in page
    assert not Holiday.objects.filter(day=day).exists(), "only a rehearsal"
    answer = send(keeper, "announce", **values, sure="1")
    assert answer["Location"] == "/desk/calendar/changes/"
    report = follow()
    case.refresh_from_db()
    assert before is not None and case.due_at > before and report.later == 1
    listed = keeper.get(f"/desk/calendar/changes/{report.pk}/").content.decode()
    assert case.code in listed and "đã báo" in listed
    assert "Nghỉ bão" in keeper.get("/desk/calendar/changes/").content.decode()
    assert case.code in b"".join(keeper.get(f"/desk/calendar/changes/{report.pk}/moves.csv")).decode()
    assert keeper.get(f"/desk/calendar/changes/{report.pk}/moves.xlsx").content[:2] == b"PK"
    told = as_("officer").get(f"/desk/cases/{case.code}/").content.decode()
    assert "Nghỉ bão" in told and LAW in told
    back = {"day": day.isoformat(), "reason": "Bão đổi hướng"}
    assert "dời sớm hơn" in send(keeper, "withdraw", **back).content.decode()
    assert send(keeper, "withdraw", **back, sure="1").status_code == 302
    assert not Holiday.objects.filter(day=day).exists()
    assert (follow().earlier, Case.objects.get(pk=case.pk).due_at) == (1, before)


def test_sent_twice_it_is_announced_once(keeper: Client) -> None:
    values = {
        "day": free_day().isoformat(),
        "kind": "holiday",
        "name": "Nghỉ bão",
        "law": LAW,
        "sure": "1",
        "key": f"desk:{uuid4()}",
    }
    for _n in range(2):
        assert keeper.post("/desk/calendar/check/announce/", values).status_code == 302
    assert Holiday.objects.filter(name="Nghỉ bão").count() == 1


def test_mistakes_come_back_with_everything_typed(keeper: Client) -> None:
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    answer = send(keeper, "announce", day=monday.isoformat(), kind="swap_work", name="Làm bù mẫu", sure="1")
    page = answer.content.decode()
    assert answer.status_code == 422 and "cuối tuần" in page and "Làm bù mẫu" in page
    assert send(keeper, "week", name="office", title="Giờ", day0="11:30-07:30").status_code == 422
    assert send(keeper, "withdraw", day=monday.isoformat(), reason="x").status_code == 422
    assert send(keeper, "nothing").status_code == 404
    assert not Holiday.objects.filter(day=monday).exists()


def test_hours_change_for_a_week_and_for_an_agency(keeper: Client, make_case: Any) -> None:
    case = running(make_case)
    week = {f"day{n}": "08:00-12:00 13:00-17:00" for n in range(5)}
    page = send(keeper, "week", name="early", title="Giờ sớm", **week)
    assert page.status_code == 200 and "Không hồ sơ nào dời hạn" in page.content.decode()
    assert send(keeper, "week", name="early", title="Giờ sớm", **week, sure="1").status_code == 302
    assert Schedule.objects.get(name="early").periods["0"] == [["08:00", "12:00"], ["13:00", "17:00"]]
    page = send(keeper, "hours", agency=case.agency, schedule="early").content.decode()
    assert "1 hồ sơ dời giờ trong cùng ngày" in page
    send(keeper, "hours", agency=case.agency, schedule="early", sure="1")
    assert (follow().later, follow().earlier, follow().told) == (0, 1, 0)
    case.refresh_from_db()
    assert case.due_at is not None and timezone.localtime(case.due_at).hour == 17
    page = keeper.get("/desk/calendar/").content.decode()
    assert "Giờ sớm" in page and "08:00–12:00 13:00–17:00" in page


def test_who_may_see_and_who_may_change(keeper: Client, as_: Any) -> None:
    page = Client().get("/calendar/?year=2026").content.decode()
    assert "24/11/2026" in page and "Ngày Văn hóa Việt Nam" in page and "Thu hồi" not in page
    assert "Công bố và tính lại" not in page
    assert as_("leader").get("/desk/calendar/?year=2026").status_code == 200
    assert not re.search("Xem trước ảnh hưởng", as_("leader").get("/desk/calendar/").content.decode())
    for who in ("leader", "officer", "hoa"):
        assert send(as_(who), "announce", day="2026-12-01", kind="holiday", name="x", sure="1").status_code == 404
    for address in ("/desk/calendar/", "/desk/calendar/changes/", f"/desk/calendar/changes/{uuid4()}/"):
        assert as_("hoa").get(address).status_code == 404
