"""People are told what happens to their requests, once; they see what is new and what asks something of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tinhso.blocks.notices.models import Notice
from tinhso.blocks.notices.sending import Message, send
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.outbox.api import announce, replay, run_readers

from .conftest import CODE, DAY, MakeSomeone


@pytest.mark.django_db
def test_a_message_is_written_once_and_again_after_a_replay() -> None:
    person, other = uuid4(), uuid4()
    announce("case.filed", act=None, at=timezone.now(), payload={"applicant": person, "code": CODE})
    announce("case.moved", act=None, at=timezone.now(), payload={"applicant": person})
    run_readers(names=["notices"])
    run_readers(names=["notices"])
    mine = visible(Actor(name="A", account=uuid4(), person=person), Notice)
    assert [(n.kind, n.code) for n in mine] == [("case.filed", CODE)]
    assert not visible(Actor(name="B", account=uuid4(), person=other), Notice).exists()
    replay("notices")
    assert mine.count() == 1
    mine.update(read_at=timezone.now())
    replay("notices")
    assert mine.exclude(read_at=None).count() == 1, "what was read stays read"


def test_new_until_opened(someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    browser = hoa.browser()
    hoa.told()
    hoa.told("case.filed", key="k2")
    page = browser.get("/my/notices/").content.decode()
    assert page.count(">Mới<") == 2 and "Thiếu giấy khai sinh" in page
    todo = Notice.objects.get(kind="case.supplement_asked")
    assert browser.get(f"/my/notices/{todo.pk}/")["Location"] == f"/my/cases/{CODE}/"
    assert browser.get("/my/notices/").content.decode().count(">Mới<") == 1
    unread = browser.get("/my/notices/?show=unread").content.decode()
    assert "Đã nhận hồ sơ" in unread and "Cần bổ sung" not in unread
    asked = browser.get("/my/notices/?show=todo").content.decode()
    assert "Cần bổ sung" in asked and "Đã nhận hồ sơ" not in asked
    browser.post("/my/notices/read/")
    assert "Không có thông báo nào" in browser.get("/my/notices/?show=unread").content.decode()


def test_pages_follow_each_other(someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    for number in range(25):
        hoa.told(key=f"n{number}", at=DAY - timedelta(hours=number), code=f"H32-{number:02}")
    first = hoa.browser().get("/my/notices/").content.decode()
    assert "H32-19" in first and "H32-20" not in first and 'rel="next"' in first


def test_a_notice_without_a_case_has_a_page_or_a_way(someone: MakeSomeone) -> None:
    hoa, la = someone("hoa"), someone("la")
    send("case.closed", person=hoa.person.pk, key="a", at=DAY, detail="Chi tiết")
    send("case.closed", person=hoa.person.pk, key="b", at=DAY, link="/my/papers/")
    plain, linked = Notice.objects.get(key="a"), Notice.objects.get(key="b")
    assert "Chi tiết" in hoa.browser().get(f"/my/notices/{plain.pk}/").content.decode()
    assert hoa.browser().get(f"/my/notices/{linked.pk}/")["Location"] == "/my/papers/"
    assert la.browser().get(f"/my/notices/{plain.pk}/").status_code == 404
    assert Notice.objects.get(key="a").read_at is not None


def test_a_link_stays_on_this_site_and_a_kind_is_declared() -> None:
    for link in ("https://evil.test/", "//evil.test/", "javascript:1"):
        with pytest.raises(ValueError, match="path on this site"):
            Message("case.closed", uuid4(), "k", DAY, link=link)


def test_nobody_is_told_in_words_that_were_not_declared(someone: MakeSomeone) -> None:
    with pytest.raises(KeyError):
        someone("hoa").told("case.unheard")
