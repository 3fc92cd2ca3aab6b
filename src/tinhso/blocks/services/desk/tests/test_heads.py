"""The morning page: a head sees what needs an eye, an official and a citizen find nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.province import official
from tinhso.blocks.cases.api import Case, Outlook
from tinhso.blocks.people.api import Account

pytestmark = pytest.mark.django_db


def outlook(case: Case, chance: float | None) -> None:
    Outlook.objects.create(
        case=case, agency=case.agency, due_at=case.due_at, chance=chance, among=40 if chance else 0,
        basis="matter" if chance else "", usual=480 if chance else None, made_at=timezone.now(),
    )  # fmt: skip


def test_a_head_sees_what_is_late_at_risk_and_forgotten(as_: Any, make_case: Any) -> None:
    late, risky, forgotten = make_case("taken", days=60), make_case("taken"), make_case("receive", days=9)
    outlook(risky, 0.75)
    page = as_("leader").get("/desk/morning/").content.decode()
    for case in (late, risky, forgotten):
        assert f"/desk/cases/{case.code}/" in page
    assert "khả năng quá hạn 75%, theo 40 hồ sơ trước cùng thủ tục; thường còn cần 1 ngày" in page
    assert "chưa đối chiếu với điều khoản hiện hành" in page
    assert "Cần xin lỗi người nộp" in page and "nộp lúc" in page
    english = as_("leader").get("/desk/morning/?lang=en", follow=True).content.decode()
    assert "75% likely to be late, by 40 earlier cases of the same procedure" in english


def test_nothing_to_see_says_so(as_: Any) -> None:
    assert "Sáng nay không có hồ sơ nào" in as_("leader").get("/desk/morning/").content.decode()


def test_the_week_of_the_own_agency_and_of_all_for_the_province(as_: Any, make_case: Any) -> None:
    case = make_case("taken", days=60)
    outlook(make_case("taken"), None)
    page = as_("leader").get("/desk/morning/").content.decode()
    assert "Các cơ quan, đến hết tuần" not in page
    actor = official("van-phong-ubnd-tinh", "leader")
    browser = Client()
    browser.force_login(Account.objects.get(pk=actor.account))
    page = browser.get("/desk/morning/").content.decode()
    assert "Các cơ quan, đến hết tuần" in page and "Ủy ban nhân dân phường Nha Trang" in page
    assert case.code not in page, "how many, not whose"


@pytest.mark.parametrize("who", ["officer", "counter", "hoa"])
def test_it_is_for_heads_only(as_: Any, who: str) -> None:
    assert as_(who).get("/desk/morning/").status_code == 404


def test_the_applicant_never_sees_a_forecast(as_: Any, make_case: Any) -> None:
    case = make_case("taken")
    outlook(case, 0.9)
    page = as_("hoa").get(f"/my/cases/{case.code}/").content.decode()
    assert "khả năng" not in page and "90%" not in page


def test_its_cost_does_not_grow_with_the_list(as_: Any, make_case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whether the calendar has changed is asked every few seconds: not between the counts of a slow machine.
    monkeypatch.setattr("tinhso.kernel.clock.loading.CHECK_EVERY", 3600)
    counts = []
    for _n in range(3):
        make_case("taken", days=60)
        browser = as_("leader")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/desk/morning/").status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]
