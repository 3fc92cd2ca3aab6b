"""Each screen by role; strangers and other agencies find nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tinhso.blocks.cases.api import Case

pytestmark = pytest.mark.django_db
SCREENS = [
    "/desk/",
    "/desk/?view=all",
    "/desk/?view=late",
    "/desk/?view=sorry",
    "/desk/?view=done",
    "/desk/?q=khai+sinh",
    "/desk/ledger/",
]


@pytest.mark.parametrize("who", ["counter", "officer", "leader"])
@pytest.mark.parametrize("path", SCREENS)
def test_officials_have_their_lists(as_: Any, make_case: Any, who: str, path: str) -> None:
    for until in ("receive", "examine", "taken", "sign"):
        make_case(until)
    assert as_(who).get(path).status_code == 200


@pytest.mark.parametrize("path", [*SCREENS, "/desk/signing/", "/desk/counter/", "/desk/export.csv", "/desk/news/"])
def test_citizens_find_no_desk(as_: Any, path: str) -> None:
    assert as_("hoa").get(path).status_code == 404


def test_only_leaders_sign_and_only_the_counter_takes_in(as_: Any) -> None:
    assert as_("officer").get("/desk/signing/").status_code == 404
    assert as_("officer").get("/desk/counter/").status_code == 404
    assert as_("leader").get("/desk/signing/").status_code == 200
    assert as_("counter").get("/desk/counter/").status_code == 200


@pytest.mark.parametrize("until", ["receive", "examine", "taken", "sign"])
@pytest.mark.parametrize("who", ["counter", "officer", "leader"])
def test_the_workspace_and_its_parts(as_: Any, make_case: Any, who: str, until: str) -> None:
    case: Case = make_case(until)
    browser = as_(who)
    for path in ("", "pane/", "presence/", "print/control-slip.pdf"):
        assert browser.get(f"/desk/cases/{case.code}/{path}").status_code == 200, path
