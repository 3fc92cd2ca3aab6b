"""The work-list: views, filters, several at once, exports, and that it costs the same for one case or many."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.blocks.cases.api import Case, SavedView, ask_supplement
from tinhso.blocks.services.desk.asking import address, chips_of, filters_of

pytestmark = pytest.mark.django_db


def codes_in(browser: Any, path: str) -> set[str]:
    page = browser.get(path).content.decode()
    return {case.code for case in Case.objects.all() if f'value="{case.code}"' in page}


def test_each_role_sees_what_waits_for_it(as_: Any, make_case: Any) -> None:
    new, received, taken, proposed = (make_case(until).code for until in ("receive", "examine", "taken", "sign"))
    assert codes_in(as_("counter"), "/desk/") == {new}
    assert codes_in(as_("officer"), "/desk/") == {received, taken}
    assert codes_in(as_("officer2"), "/desk/") == {received}, "what a colleague took is not mine to do"
    assert codes_in(as_("leader"), "/desk/") == {proposed}
    assert codes_in(as_("officer"), "/desk/?view=all") == {new, received, taken, proposed}


def test_late_today_and_waiting_are_views_of_their_own(as_: Any, make_case: Any, people: Any) -> None:
    late, waiting = make_case("taken", days=60), make_case("taken")
    ask_supplement(people.officer, waiting, items=[{"paper": "Đơn", "problem": "Thiếu chữ ký"}], reason="Chưa đủ")
    assert codes_in(as_("officer"), "/desk/?view=late") == {late.code}
    assert codes_in(as_("officer"), "/desk/?view=waiting") == {waiting.code}
    assert codes_in(as_("officer"), "/desk/") == {late.code}, "what waits for the applicant is not mine to do"
    assert "Tạm dừng" in as_("officer").get("/desk/?view=waiting").content.decode()


def test_filters_live_in_the_address_and_come_off_one_by_one(as_: Any, make_case: Any, rf: Any, people: Any) -> None:
    make_case("taken"), make_case("examine")
    browser = as_("officer")
    assert len(codes_in(browser, "/desk/?assignee=me")) == 1
    assert len(codes_in(browser, "/desk/?assignee=none")) == 1
    assert len(codes_in(browser, "/desk/?q=nguyen+thi+thu")) == 2, "without accents"
    assert len(codes_in(browser, f"/desk/?q={people.person.personal_id}")) == 2, "by personal id"
    assert not codes_in(browser, "/desk/?q=khong+co+ai")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert not codes_in(browser, f"/desk/?from={tomorrow}")
    assert not codes_in(browser, "/desk/?channel=1")
    assert len(codes_in(browser, "/desk/?view=nonsense&state=abc&from=32-13-2026&assignee=%27&after=xx")) == 2
    query = rf.get("/desk/?step=examine&channel=2&after=abc").GET
    assert [chip.text for chip in chips_of(query, people.officer)] == ["Bước: Thẩm định", "Cách nộp: Trực tuyến"]
    assert chips_of(query, people.officer)[0].without == "?channel=2"
    assert address(query, step=None) == "?channel=2"
    assert filters_of(query).step == ("examine",)


def test_views_are_saved_for_oneself(as_: Any) -> None:
    as_("officer").post("/desk/views/", {"name": "Khai sinh", "query": "?view=all&q=khai+sinh&evil=1"})
    kept = SavedView.objects.get()
    assert kept.query == "?view=all&q=khai+sinh"
    assert "Khai sinh" in as_("officer").get("/desk/").content.decode()
    assert "Khai sinh" not in as_("officer2").get("/desk/").content.decode()
    as_("officer2").post(f"/desk/views/{kept.pk}/drop/")
    assert SavedView.objects.exists(), "nobody drops another's view"
    as_("officer").post(f"/desk/views/{kept.pk}/drop/")
    assert not SavedView.objects.exists()


def test_several_at_once_say_which_failed_and_why(as_: Any, make_case: Any, people: Any) -> None:
    free, taken, elsewhere = make_case("examine"), make_case("taken"), make_case("receive")
    form = {"do": "take", "key": f"desk:{uuid4()}", "case": [free.code, taken.code, elsewhere.code]}
    page = as_("officer2").post("/desk/batch/", form).content.decode()
    assert people.officer.name in page and "Không phải việc của anh/chị" in page
    free.refresh_from_db()
    assert free.assignee == people.second_officer.account
    form = {"do": "assign", "key": f"desk:{uuid4()}", "case": [free.code], "account": str(people.officer.account)}
    assert as_("leader").post("/desk/batch/", form).status_code == 200
    free.refresh_from_db()
    assert free.assignee_name == people.officer.name
    assert as_("leader").post("/desk/batch/", {"do": "sign", "case": [free.code]}).status_code == 404


def test_several_are_signed_each_for_itself(as_: Any, make_case: Any) -> None:
    one, two, not_ready = make_case("sign"), make_case("sign"), make_case("taken")
    form = {"key": f"desk:{uuid4()}", "case": [one.code, two.code, not_ready.code]}
    page = as_("leader").post("/desk/signing/", form).content.decode()
    assert "Không làm được" in page and "Đã làm xong" in page
    assert Case.objects.filter(closed_at__isnull=False).count() == 2


def test_the_export_is_the_filtered_list_with_masked_ids(as_: Any, make_case: Any, people: Any) -> None:
    case = make_case("taken")
    make_case("examine")
    content = b"".join(as_("officer").get("/desk/export.csv?assignee=me").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert [row[0] for row in rows[1:]] == [case.code]
    assert people.person.personal_id not in content
    assert f"{people.person.personal_id[:4]}••••••{people.person.personal_id[-2:]}" in content
    sheet = (
        zipfile.ZipFile(io.BytesIO(as_("officer").get("/desk/export.xlsx").content))
        .read("xl/worksheets/sheet1.xml")
        .decode()
    )
    assert sheet.count("<row ") == 3 and case.code in sheet


def test_new_cases_are_told_and_do_not_move_the_list(as_: Any, make_case: Any) -> None:
    since = timezone.now().isoformat()
    browser = as_("officer")
    assert "mới – hiện" not in browser.get("/desk/news/", {"since": since}).content.decode()
    make_case("examine")
    assert "1 hồ sơ mới – hiện" in browser.get("/desk/news/", {"since": since}).content.decode()
    assert browser.get("/desk/news/?since=nonsense").status_code == 200


@pytest.mark.parametrize("path", ["/desk/?view=all", "/desk/", "/desk/signing/"])
def test_more_rows_cost_no_more_queries(as_: Any, make_case: Any, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whether the calendar has changed is asked every few seconds: not between the two counts of a slow machine.
    monkeypatch.setattr("tinhso.kernel.clock.loading.CHECK_EVERY", 3600)

    def queries() -> int:
        browser = as_("leader")
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        return len(captured)

    make_case("sign")
    as_("leader").get(path)
    few = queries()
    for _ in range(6):
        make_case("sign")
    assert queries() <= few
    assert few < 40
