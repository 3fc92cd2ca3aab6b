"""Drafts: several at once, on several devices, in another language; nothing that was typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.blocks.services.citizen.mine import age_of
from tinhso.blocks.services.citizen.tests.test_apply import BIRTH, PAGES, photo, visitor
from tinhso.blocks.services.dossiers.models import Draft
from tinhso.blocks.services.tests.conftest import COMMUNE, People

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14) Mobile"


@pytest.fixture
def phone(people: People) -> Client:
    """The same person on a second device."""
    browser = Client(headers={"User-Agent": PHONE})
    browser.force_login(people.accounts["hoa"])
    return browser


@pytest.fixture
def draft(visitor: Client) -> Draft:
    visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    return Draft.objects.get()


def at(draft: Draft, page: str = "birthplace", name: str = "apply-page") -> str:
    return reverse(name, args=[BIRTH, draft.pk, page])


def seen(client: Client, draft: Draft) -> str:
    """The mark of the page as this device has loaded it."""
    return re.search(r'name="seen" value="(\w+)"', client.get(at(draft)).content.decode())[1]  # type: ignore[index]


def test_two_devices_the_newest_is_kept_and_the_other_offered(visitor: Client, phone: Client, draft: Draft) -> None:
    old_computer, old_phone = seen(visitor, draft), seen(phone, draft)
    phone.post(at(draft, name="apply-autosave"), {"birthplace": "Bệnh viện trên điện thoại", "seen": old_phone})
    visitor.post(at(draft), {"birthplace": "Trạm y tế trên máy tính", "seen": old_computer})
    draft.refresh_from_db()
    assert draft.answers["birthplace"] == "Trạm y tế trên máy tính"
    page = visitor.get(at(draft)).content.decode()
    assert "Trên điện thoại, anh/chị đã ghi khác" in page
    assert "Bệnh viện trên điện thoại" in page
    visitor.post(at(draft), {"use-other": "0"})
    draft.refresh_from_db()
    assert draft.answers["birthplace"] == "Bệnh viện trên điện thoại"
    assert "Trạm y tế trên máy tính" in visitor.get(at(draft)).content.decode()  # now this one is offered
    visitor.post(at(draft), {"drop-other": "0"})
    assert "đã ghi khác" not in visitor.get(at(draft)).content.decode()


def test_one_device_never_quarrels_with_itself(visitor: Client, draft: Draft) -> None:
    mark = seen(visitor, draft)
    for text in ("B", "Bệ", "Bệnh viện"):
        visitor.post(at(draft, name="apply-autosave"), {"birthplace": text, "seen": mark})
    visitor.post(at(draft), {"birthplace": "Bệnh viện mẫu", "seen": mark})
    draft.refresh_from_db()
    assert (draft.answers["birthplace"], draft.set_aside) == ("Bệnh viện mẫu", [])


def test_two_devices_on_two_pages_keep_both(visitor: Client, phone: Client, draft: Draft) -> None:
    mark = seen(visitor, draft)
    phone.post(at(draft, "hometown"), {"hometown": "Phường Nha Trang"})
    visitor.post(at(draft), {"birthplace": "Bệnh viện mẫu", "seen": mark})
    draft.refresh_from_db()
    assert (draft.answers["hometown"], draft.answers["birthplace"]) == ("Phường Nha Trang", "Bệnh viện mẫu")
    assert draft.set_aside == []


def test_a_device_that_has_seen_the_other_ones_answer_may_change_it(
    visitor: Client, phone: Client, draft: Draft
) -> None:
    phone.post(at(draft), {"birthplace": "Bệnh viện trên điện thoại"})
    visitor.post(at(draft), {"birthplace": "Trạm y tế", "seen": seen(visitor, draft)})
    draft.refresh_from_db()
    assert (draft.answers["birthplace"], draft.set_aside) == ("Trạm y tế", [])


def test_the_list_says_how_old_how_far_and_where(visitor: Client, phone: Client, draft: Draft) -> None:
    phone.post(at(draft, "relation"), {"relation": "mother"})
    phone.post(at(draft, "place"), {"place": COMMUNE})
    page = visitor.get(reverse("my")).content.decode()
    assert "Lưu vừa xong" in page
    assert "trên điện thoại" in page
    assert "Bước 2 trên 8" in page
    assert visitor.get(reverse("draft", args=[draft.pk]))["Location"] == at(draft, "place")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "vừa xong"), (59, "59 phút trước"), (60, "1 giờ trước"), (1439, "23 giờ trước"), (2880, "2 ngày trước")],
)
def test_ages_in_words(minutes: int, words: str) -> None:
    now = timezone.now()
    assert age_of(now - timedelta(minutes=minutes), now) == words


def test_another_request_of_the_same_kind_beside_the_first(visitor: Client, draft: Draft) -> None:
    visitor.post(reverse("apply", args=[BIRTH]), {"new": "1"})
    assert Draft.objects.count() == 2
    visitor.get(reverse("apply", args=[BIRTH]))
    assert Draft.objects.count() == 2  # plain opening goes on with the latest


def test_another_language_keeps_everything(visitor: Client, draft: Draft) -> None:
    for name, data in PAGES.items():
        visitor.post(at(draft, name), data)
    visitor.post(at(draft, "birth_paper"), {"birth_paper": photo()})
    before = Draft.objects.get()
    english = visitor.get(f"{at(draft, 'child_name')}?lang=en", follow=True).content.decode()
    assert 'lang="en"' in english
    assert 'value="Nguyễn Thử An"' in english
    after = Draft.objects.get()
    assert (after.answers, after.files) == (before.answers, before.files)


def test_strangers_do_not_see_what_was_set_aside(people: People, draft: Draft) -> None:
    other: Any = Client()
    other.force_login(people.accounts["la"])
    assert other.post(at(draft), {"use-other": "0"}).status_code == 404
