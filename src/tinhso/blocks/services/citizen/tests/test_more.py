"""The citizen's side beyond the usual: any procedure, for somebody else, papers already held, places, areas, ways back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.blocks.cases.api import State, ask_supplement, take
from tinhso.blocks.people.api import end_mandate, give_mandate
from tinhso.blocks.services.catalogue.models import ProcedureVersion
from tinhso.blocks.services.citizen.forms import polygon_of
from tinhso.blocks.services.citizen.pages import FormPage
from tinhso.blocks.services.citizen.tests.test_apply import BIRTH, code_sent, file_it, fill_in, go, photo, visitor
from tinhso.blocks.services.declared import asks as ask
from tinhso.blocks.services.declared.service import SERVICES
from tinhso.blocks.services.dossiers.models import Dossier, Draft
from tinhso.blocks.services.tests.conftest import COMMUNE, People

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db


def procedure() -> ProcedureVersion:
    """A procedure of the communes that nobody declared, free, with papers."""
    rows = ProcedureVersion.objects.filter(level__contains=["xa"], fee_kind="free", valid_to=None).exclude(documents=[])
    return rows.exclude(procedure__code__in=SERVICES).order_by("procedure__code").first()  # type: ignore[return-value]


def answer(client: Client, draft: Draft, page: str, **data: Any) -> Any:
    return client.post(reverse("apply-page", args=[draft.procedure, draft.pk, page]), data)


def test_any_procedure_of_the_catalogue_is_filed_with_its_papers(visitor: Client, people: People) -> None:
    version = procedure()
    code = version.procedure.code
    visitor.get(reverse("apply", args=[code]), follow=True)
    draft = Draft.objects.get()
    assert answer(visitor, draft, "place", place=COMMUNE).status_code == 302
    assert answer(visitor, draft, "wish", wish="Đề nghị giải quyết.").status_code == 302
    for number, _paper in enumerate(version.documents, start=1):
        assert answer(visitor, draft, f"paper_{number}", **{f"paper_{number}": photo()}).status_code == 302
    go(visitor, reverse("apply-check", args=[code, draft.pk]), delivery="counter")
    go(visitor, reverse("apply-sign", args=[code, draft.pk]), code=code_sent())
    dossier = Dossier.objects.select_related("case").get()
    assert dossier.case.agency == f"ubnd-{COMMUNE}"
    assert dossier.delivery == "counter"
    assert dossier.papers.count() == len(version.documents)
    page = visitor.get(reverse("my-case", args=[dossier.case.code])).content.decode()
    assert "thumbnail" in page or "<img" in page


def test_a_file_is_taken_back_and_the_page_asks_again(visitor: Client) -> None:
    draft = fill_in(visitor)
    page = reverse("apply-page", args=[BIRTH, draft.pk, "birth_paper"])
    assert visitor.post(page, {"remove-birth_paper": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.files == {}
    assert visitor.post(page, {}).status_code == 422


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("mother_name", {"mother_born": "abc"}),
        ("child_name", {"born_on_day": "31", "born_on_month": "2", "born_on_year": "2026"}),
    ],
)
def test_the_check_page_stands_what_was_only_typed(visitor: Client, page: str, data: dict[str, str]) -> None:
    draft = fill_in(visitor)
    visitor.post(reverse("apply-autosave", args=[BIRTH, draft.pk, page]), data)
    shown = visitor.get(reverse("apply-check", args=[BIRTH, draft.pk]))
    assert shown.status_code == 200
    refused = visitor.post(reverse("apply-check", args=[BIRTH, draft.pk]), {"delivery": "electronic"})
    assert refused.status_code == 422
    assert reverse("apply-page", args=[BIRTH, draft.pk, page]) in refused.content.decode()


def test_an_old_name_leads_to_the_commune_of_today(visitor: Client) -> None:
    visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    address = reverse("apply-page", args=[BIRTH, draft.pk, "place"])
    plain = visitor.post(address, {"find": "place", "find-place": "phuoc long", "place": ""})
    assert plain.status_code == 200
    assert "Nam Nha Trang" in plain.content.decode()
    assert "error-summary" not in plain.content.decode()
    live = visitor.get(reverse("apply-places"), {"find-place": "phước long"}).content.decode()
    assert 'name="found-place"' in live
    found = live.split('value="')[1].split('"')[0]
    assert visitor.post(address, {"found-place": found, "place": COMMUNE}).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["place"] == found


def test_for_a_parent_with_a_mandate_and_never_without(visitor: Client, people: People) -> None:
    other = people.accounts["la"].person
    assert other is not None
    mandate = give_mandate(
        people.stranger, other, agent=people.person, basis="authorised", scope=[BIRTH], first_day=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    asked = visitor.get(reverse("apply", args=[BIRTH]))
    assert other.full_name in asked.content.decode()
    assert visitor.post(reverse("apply", args=[BIRTH]), {"who": str(uuid4())}).status_code == 422
    assert visitor.post(reverse("apply", args=[BIRTH]), {"who": str(mandate.pk)}).status_code == 302
    draft = Draft.objects.get()
    assert draft.person == other.pk
    page = reverse("apply-page", args=[BIRTH, draft.pk, "relation"])
    assert other.full_name in visitor.get(page).content.decode()
    end_mandate(people.stranger, mandate, last_day=timezone.localdate() - timedelta(days=1))
    assert visitor.get(page).status_code == 404


def test_a_paper_already_held_need_not_be_sent(
    visitor: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Held:
        pk, state = uuid4(), "valid"

        def __str__(self) -> str:
            return "Giấy chứng sinh 12/2026"

    question = SERVICES[BIRTH].asks["birth_paper"]
    monkeypatch.setattr(question, "held", lambda known: Held() if known.applicant.pk == people.person.pk else None)
    draft = fill_in(visitor)
    page = reverse("apply-page", args=[BIRTH, draft.pk, "birth_paper"])
    visitor.post(page, {"remove-birth_paper": "1"})
    assert "Giấy chứng sinh 12/2026" in visitor.get(page).content.decode()
    assert visitor.post(page, {}).status_code == 302
    go(visitor, reverse("apply-check", args=[BIRTH, draft.pk]), delivery="electronic")
    go(visitor, reverse("apply-sign", args=[BIRTH, draft.pk]), code=code_sent())
    paper = Dossier.objects.get().papers.get()
    assert (paper.source, paper.paper, paper.file) == ("held", Held.pk, None)


def test_who_the_applicant_is_is_shown_and_not_asked(
    visitor: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = SERVICES[BIRTH]
    question = ask.Name("Họ tên người đi khai", prefill="applicant.full_name")
    question.name = "declarant"
    monkeypatch.setattr(type(service), "asks", {"declarant": question, **service.asks})
    first = visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    assert first.redirect_chain[-1][0].endswith("/p/relation/")
    draft = Draft.objects.get()
    text = visitor.get(reverse("apply-check", args=[BIRTH, draft.pk])).content.decode()
    assert "Đã có, không phải khai" in text
    assert people.person.full_name in text
    assert "Cơ sở dữ liệu công dân của tỉnh" in text


def test_a_request_is_taken_back_once(visitor: Client) -> None:
    case = file_it(visitor)
    for _click in range(2):
        visitor.post(reverse("my-withdraw", args=[case.code]), {"reason": "Khai nhầm nơi"})
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    assert "Rút hồ sơ này" not in visitor.get(reverse("my-case", args=[case.code])).content.decode()


def test_rating_waits_for_the_result(visitor: Client) -> None:
    case = file_it(visitor)
    assert visitor.post(reverse("my-rate", args=[case.code]), {"stars": "5"}).status_code == 422


def test_a_supplement_is_all_or_nothing_and_words_reach_the_officer(visitor: Client, people: People) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = take(people.officer, file_it(visitor))
    name = Dossier.objects.get().papers.get().name
    ask_supplement(
        people.officer,
        case,
        items=[{"paper": name, "problem": "Ảnh mờ"}, {"paper": "Tờ khai", "problem": "Thiếu"}],
        reason="Chưa đủ",
    )
    address = reverse("my-supplement", args=[case.code])
    bad = SimpleUploadedFile("x.jpg", b"MZ", content_type="image/jpeg")
    refused = visitor.post(address, {"item-0": photo("blue"), "item-1": bad, "text": "Gửi lại ảnh rõ"})
    assert refused.status_code == 422
    assert "Gửi lại ảnh rõ" in refused.content.decode()
    case.refresh_from_db()
    assert case.state == State.SUPPLEMENT
    assert Dossier.objects.get().papers.count() == 1
    for _click in range(2):
        go(visitor, address, **{"item-0": photo("blue"), "text": "Gửi lại ảnh rõ"})
    case.refresh_from_db()
    assert case.state == State.IN_WORK
    assert Dossier.objects.get().papers.filter(remark="Gửi lại ảnh rõ").count() == 1


def test_the_list_goes_by_groups(visitor: Client) -> None:
    case = file_it(visitor)
    assert case.code in visitor.get(reverse("my"), {"show": "working"}).content.decode()
    assert case.code not in visitor.get(reverse("my"), {"show": "over"}).content.decode()


def test_in_english_an_application_is_called_so_everywhere(visitor: Client) -> None:
    """The same Vietnamese words mean something else in other apps, and all catalogues are one."""
    code = file_it(visitor).code
    visitor.cookies["lang"] = "en"
    mine, one, own = (
        visitor.get(path).content.decode() for path in ("/my/", reverse("my-case", args=[code]), reverse("my-profile"))
    )
    assert "<h1>My applications</h1>" in mine and "My applications</a>" in one
    assert "<h1>My profile</h1>" in own
    for page in (mine, one, own):
        assert "Applications" in page and ">Me<" in page
        assert not re.search(r"\b(dossiers?|my cases|my requests)\b", page, re.IGNORECASE)


def test_nobody_goes_on_with_the_draft_of_another(visitor: Client, people: People) -> None:
    draft = fill_in(visitor)
    other = Client()
    other.force_login(people.accounts["la"])
    for name in ("apply-check", "apply-sign"):
        assert other.get(reverse(name, args=[BIRTH, draft.pk])).status_code == 404
    assert other.get(reverse("draft", args=[draft.pk])).status_code == 404
    assert other.post(reverse("apply-autosave", args=[BIRTH, draft.pk, "place"]), {"place": COMMUNE}).status_code == 404
    other.post(reverse("apply-drop", args=[BIRTH, draft.pk]))
    assert Draft.objects.filter(pk=draft.pk).exists()
    file_it(visitor)
    assert other.get(reverse("apply-check", args=[BIRTH, draft.pk])).status_code == 404


def test_signed_out_people_are_asked_to_sign_in_first(people: People) -> None:
    answer = Client().get(reverse("apply", args=[BIRTH]))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('sign-in')}?next={reverse('apply', args=[BIRTH])}"


@pytest.mark.parametrize(
    "text", ["12.24, 109.19\n12.25, 109.19\n12.25, 109.20", "109.19 12.24\n109.19 12.25\n109.20 12.25"]
)
def test_corners_one_a_line_make_an_area(text: str) -> None:
    assert polygon_of(text) == {
        "type": "Polygon",
        "coordinates": [[[109.19, 12.24], [109.19, 12.25], [109.2, 12.25], [109.19, 12.24]]],
    }


@pytest.mark.parametrize("text", ['{"type": "Polygon"}', "12.24, 109.19", "thửa 12 tờ 34\nthửa 13 tờ 2\nthửa 1 tờ 1"])
def test_what_is_no_list_of_corners_stays_as_it_is(text: str) -> None:
    assert polygon_of(text) == text


@pytest.mark.parametrize(
    ("title", "heading", "whole"),
    [
        ("Tờ khai theo mẫu;", "Tờ khai theo mẫu", False),
        (
            "Giấy báo tử. "
            + "Trường hợp không có thì nộp giấy tờ khác thay thế theo quy định của pháp luật về hộ tịch. " * 2,
            "Giấy báo tử",
            True,
        ),
    ],
)
def test_a_paragraph_for_a_title_is_shortened_and_told_below(title: str, heading: str, whole: bool) -> None:
    page = FormPage("paper_1", title, {})
    assert page.heading == heading
    assert page.rest == (title if whole else "")
