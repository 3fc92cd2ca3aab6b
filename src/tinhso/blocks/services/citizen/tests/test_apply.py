"""A citizen files a birth and follows it: page by page, with mistakes, a photo, a code, twice the same click."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tinhso.blocks.cases.api import Case, State, ask_supplement, take
from tinhso.blocks.people.api import CodeMessage
from tinhso.blocks.services.dossiers.models import Dossier, Draft
from tinhso.blocks.services.tests.conftest import COMMUNE, People
from tinhso.kernel.outbox.api import run_readers

pytestmark = pytest.mark.django_db
BIRTH = "1.001193"


def photo(color: str = "white") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 80), color).save(out, "JPEG")
    return SimpleUploadedFile("giay-chung-sinh.jpg", out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def visitor(people: People, client: Client, settings: Any) -> Client:
    settings.DEMO = True
    client.force_login(people.accounts["hoa"])
    return client


def go(client: Client, address: str, **data: Any) -> Any:
    """Send a page and follow where it leads."""
    return client.post(address, data, follow=True)


PAGES: dict[str, dict[str, Any]] = {
    "relation": {"relation": "mother"},
    "place": {"place": COMMUNE},
    "child_name": {
        "child_name": "Nguyễn Thử An", "born_on_day": "10", "born_on_month": "11", "born_on_year": "2026", "sex": "female", "ethnicity": "Kinh",
    },
    "birthplace": {"birthplace": "Bệnh viện mẫu, phường Nha Trang"},
    "hometown": {"hometown": "Phường Nha Trang"},
    "mother_name": {"mother_name": "Nguyễn Thị Thử", "mother_born": "1995", "father_name": "", "father_born": ""},
}  # fmt: skip


def fill_in(client: Client) -> Draft:
    client.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    for page, data in PAGES.items():
        answer = client.post(reverse("apply-page", args=[BIRTH, draft.pk, page]), data)
        assert answer.status_code == 302, (page, answer.content.decode()[-3000:])
    answer = client.post(reverse("apply-page", args=[BIRTH, draft.pk, "birth_paper"]), {"birth_paper": photo()})
    assert answer.headers["Location"] == reverse("apply-check", args=[BIRTH, draft.pk])
    return Draft.objects.get()


def code_sent() -> str:
    return re.search(r"\d{6}", CodeMessage.objects.latest("at").text)[0]  # type: ignore[index]


def file_it(client: Client) -> Case:
    draft = fill_in(client)
    go(client, reverse("apply-check", args=[BIRTH, draft.pk]), delivery="electronic")
    answer = go(client, reverse("apply-sign", args=[BIRTH, draft.pk]), code=code_sent())
    assert answer.redirect_chain[-1][0].endswith("/done/"), answer.content.decode()[-2500:]
    return Case.objects.get()


def test_a_birth_is_filed_on_the_phone(visitor: Client, people: People) -> None:
    case = file_it(visitor)
    dossier = Dossier.objects.get()
    assert case.state == State.RECEIVED
    assert dossier.origins["place"]["value"] == COMMUNE
    assert dossier.not_asked >= 2
    assert dossier.signed_by_code_at is not None
    assert dossier.papers.get().file is not None
    assert not Draft.objects.exists()
    done = visitor.get(reverse("my-case-done", args=[case.code])).content.decode()
    assert case.code in done
    assert "Đang lập giấy tiếp nhận" in done
    run_readers()
    assert "Giấy tiếp nhận và hẹn trả" in visitor.get(reverse("my-case-done", args=[case.code])).content.decode()


def test_the_back_button_and_a_second_click_file_nothing_twice(visitor: Client) -> None:
    draft = fill_in(visitor)
    go(visitor, reverse("apply-check", args=[BIRTH, draft.pk]), delivery="electronic")
    sign = reverse("apply-sign", args=[BIRTH, draft.pk])
    code = code_sent()
    go(visitor, sign, code=code)
    again = go(visitor, sign, code=code)
    back = visitor.get(reverse("apply-page", args=[BIRTH, draft.pk, "place"]), follow=True)
    case = Case.objects.get()
    for answer in (again, back):
        assert answer.redirect_chain[-1][0] == reverse("my-case", args=[case.code])


@pytest.mark.parametrize(
    ("page", "data", "sentence"),
    [
        ("relation", {}, "Hãy trả lời"),
        ("child_name", {**PAGES["child_name"], "child_name": "An"}, "Hãy ghi đủ họ và tên"),
        ("child_name", {**PAGES["child_name"], "born_on_day": "31", "born_on_month": "2"}, "Ngày này không có thật"),
        ("mother_name", {**PAGES["mother_name"], "mother_born": "abc"}, "Hãy ghi một số nguyên"),
    ],
)
def test_a_mistake_gets_one_sentence_and_nothing_typed_is_lost(
    visitor: Client, page: str, data: dict[str, Any], sentence: str
) -> None:
    visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    answer = visitor.post(reverse("apply-page", args=[BIRTH, draft.pk, page]), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    for value in data.values():
        if value and not value.islower() and len(value) > 1:
            assert f'value="{value}"' in text


def test_a_file_that_is_no_picture_is_refused_and_the_one_before_stays(visitor: Client) -> None:
    draft = fill_in(visitor)
    page = reverse("apply-page", args=[BIRTH, draft.pk, "birth_paper"])
    bad = SimpleUploadedFile("virus.jpg", b"MZ not a picture", content_type="image/jpeg")
    assert visitor.post(page, {"birth_paper": bad}).status_code == 422
    draft.refresh_from_db()
    assert draft.files["birth_paper"]["name"].endswith(".jpg")


def test_what_is_typed_is_kept_by_itself(visitor: Client) -> None:
    visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    answer = visitor.post(reverse("apply-autosave", args=[BIRTH, draft.pk, "birthplace"]), {"birthplace": "Trạm y tế"})
    assert answer.status_code == 204
    assert "Trạm y tế" in visitor.get(reverse("apply-page", args=[BIRTH, draft.pk, "birthplace"])).content.decode()


def test_a_rule_that_does_not_hold_is_said_before_the_code_with_its_law(visitor: Client) -> None:
    draft = fill_in(visitor)
    visitor.post(reverse("apply-page", args=[BIRTH, draft.pk, "place"]), {"place": "22402"})
    answer = visitor.post(reverse("apply-check", args=[BIRTH, draft.pk]), {"delivery": "electronic"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "nơi cha hoặc mẹ cư trú" in text
    assert "60/2014/QH13" in text
    assert not CodeMessage.objects.exists()


def test_a_wrong_code_files_nothing(visitor: Client) -> None:
    draft = fill_in(visitor)
    go(visitor, reverse("apply-check", args=[BIRTH, draft.pk]), delivery="electronic")
    wrong = "000000" if code_sent() != "000000" else "111111"
    answer = visitor.post(reverse("apply-sign", args=[BIRTH, draft.pk]), {"code": wrong})
    assert answer.status_code == 422
    assert "Mã chưa đúng" in answer.content.decode()
    assert not Case.objects.exists()


def test_strangers_find_nothing(visitor: Client, people: People) -> None:
    draft = fill_in(visitor)
    case = file_it(visitor)
    other = Client()
    other.force_login(people.accounts["la"])
    for address in (
        reverse("my-case", args=[case.code]),
        reverse("my-case-done", args=[case.code]),
        reverse("apply-check", args=[BIRTH, draft.pk]),
        f"/files/{Dossier.objects.get().papers.get().file}/",
    ):
        assert other.get(address, follow=True).status_code in (404, 200), address
        if "apply" not in address:
            assert other.get(address).status_code == 404, address


def test_tracking_needs_code_and_phone(visitor: Client, people: People) -> None:
    case = file_it(visitor)
    guest = Client()
    good = guest.post(reverse("track"), {"code": case.code.lower(), "phone": people.person.phone[-4:]})
    assert "Được tiếp nhận" in good.content.decode()
    assert people.person.full_name not in good.content.decode()
    for data in (
        {"code": case.code, "phone": "1234"},
        {"code": "H32-000000-000000", "phone": people.person.phone[-4:]},
        {"code": case.code, "phone": ""},
    ):
        assert guest.post(reverse("track"), data).status_code == 422


def test_a_supplement_is_answered_with_the_faulty_paper_only(visitor: Client, people: People) -> None:
    case = take(people.officer, file_it(visitor))
    paper = Dossier.objects.get().papers.get()
    ask_supplement(
        people.officer,
        case,
        items=[{"paper": paper.name, "problem": "Ảnh mờ", "wanted": "Chụp lại"}],
        reason="Không đọc được",
    )
    page = visitor.get(reverse("my-case", args=[case.code])).content.decode()
    assert "Ảnh mờ" in page
    nothing = visitor.post(reverse("my-supplement", args=[case.code]), {})
    assert nothing.status_code == 422
    answer = go(visitor, reverse("my-supplement", args=[case.code]), **{"item-0": photo("blue")})
    assert "Đã nộp bổ sung" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.IN_WORK
    paper.refresh_from_db()
    assert paper.replaced_by is not None


def test_home_and_list_show_what_needs_me(visitor: Client, client: Client) -> None:
    fill_in(visitor)
    assert "Làm tiếp" in visitor.get(reverse("home")).content.decode()
    case = file_it(visitor)
    assert case.code in visitor.get(reverse("home")).content.decode()
    assert case.code in visitor.get(reverse("my")).content.decode()
    assert Client().get(reverse("home")).status_code == 200
