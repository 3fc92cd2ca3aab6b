"""The pages of a paper: order, turning, removing, putting together; and papers that need not be sent again."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from tinhso.blocks.documents.api import Paper
from tinhso.blocks.services.citizen import known
from tinhso.blocks.services.citizen.tests.test_apply import BIRTH, PAGES, code_sent, fill_in, go, photo, visitor
from tinhso.blocks.services.declared import asks as ask
from tinhso.blocks.services.declared.service import SERVICES
from tinhso.blocks.services.dossiers.models import Dossier, DossierPaper, Draft
from tinhso.blocks.services.tests.conftest import People
from tinhso.kernel.files.api import StoredFile, open_file

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db


def wide(name: str, color: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (80, 40), color).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def page(draft: Draft) -> str:
    return reverse("apply-page", args=[draft.procedure, draft.pk, "birth_paper"])


def names(draft: Draft) -> list[str]:
    draft.refresh_from_db()
    return [one["name"] for one in draft.files["birth_paper"]["pages"]]


def three(client: Client) -> Draft:
    """A birth whose paper has three pages: the one before, and two more in one go."""
    draft = fill_in(client)
    client.post(page(draft), {"birth_paper": [wide("hai.jpg", "red"), wide("ba.jpg", "blue")]})
    assert names(draft) == ["giay-chung-sinh.jpg", "hai.jpg", "ba.jpg"]
    return draft


def test_pages_are_moved_turned_and_removed(visitor: Client) -> None:
    draft = three(visitor)
    visitor.post(page(draft), {"up-birth_paper": "3"})
    assert names(draft) == ["giay-chung-sinh.jpg", "ba.jpg", "hai.jpg"]
    visitor.post(page(draft), {"down-birth_paper": "1"})
    assert names(draft) == ["ba.jpg", "giay-chung-sinh.jpg", "hai.jpg"]
    visitor.post(page(draft), {"turn-birth_paper": "1"})
    draft.refresh_from_db()
    turned = StoredFile.objects.get(pk=draft.files["birth_paper"]["pages"][0]["file"])
    assert Image.open(io.BytesIO(open_file(turned))).size == (40, 80)
    visitor.post(page(draft), {"remove-birth_paper": "2"})
    assert names(draft) == ["ba.jpg", "hai.jpg"]
    for nonsense in ("9", "0", "x"):
        visitor.post(page(draft), {"remove-birth_paper": nonsense})
    assert names(draft) == ["ba.jpg", "hai.jpg"]


def test_pages_are_put_together_in_their_order_and_sent_as_one_file(visitor: Client) -> None:
    draft = three(visitor)
    visitor.post(page(draft), {"down-birth_paper": "1", "kind-birth_paper": "1"})
    visitor.post(page(draft), {"kind-birth_paper": "1"})
    go(visitor, reverse("apply-check", args=[BIRTH, draft.pk]), delivery="electronic")
    go(visitor, reverse("apply-sign", args=[BIRTH, draft.pk]), code=code_sent())
    paper = Dossier.objects.get().papers.get()
    assert (paper.pages, paper.kind, paper.source) == (3, DossierPaper.Kind.COPY, DossierPaper.Source.UPLOADED)
    sheets = PdfReader(io.BytesIO(open_file(StoredFile.objects.get(pk=paper.file)))).pages
    assert [sheet.mediabox.width > sheet.mediabox.height for sheet in sheets] == [True, False, True]


def test_a_page_added_while_one_signs_is_not_lost(visitor: Client) -> None:
    draft = fill_in(visitor)
    go(visitor, reverse("apply-check", args=[BIRTH, draft.pk]), delivery="electronic")
    visitor.post(page(draft), {"birth_paper": wide("hai.jpg", "red")})
    answer = visitor.post(reverse("apply-sign", args=[BIRTH, draft.pk]), {"code": code_sent()})
    assert answer.status_code == 422
    assert "Giấy tờ vừa thay đổi" in answer.content.decode()
    assert not Dossier.objects.exists()


def test_too_many_pages_and_wrong_types_are_said_in_one_sentence(visitor: Client) -> None:
    draft = three(visitor)
    answer = visitor.post(page(draft), {"birth_paper": [photo(), photo()]})
    assert answer.status_code == 422
    assert "Giấy tờ này nhận nhiều nhất 4 trang." in answer.content.decode()
    assert len(names(draft)) == 4
    full = visitor.get(page(draft)).content.decode()
    assert "Đã đủ 4 trang" in full
    assert 'type="file"' not in full
    visitor.post(page(draft), {"remove-birth_paper": "4"})
    bad = SimpleUploadedFile("thu.docx", b"PK\x03\x04 not for us", content_type="application/msword")
    wrong = visitor.post(page(draft), {"birth_paper": bad}).content.decode()
    assert "thu.docx: Loại tệp này không nhận được." in wrong


def test_scripts_send_one_page_at_a_time(visitor: Client, people: People) -> None:
    draft = fill_in(visitor)
    address = reverse("apply-upload", args=[BIRTH, draft.pk, "birth_paper"])
    answer = visitor.post(address, {"birth_paper": wide("hai.jpg", "red")})
    assert answer.status_code == 200
    assert "hai.jpg" in answer.content.decode()
    assert names(draft) == ["giay-chung-sinh.jpg", "hai.jpg"]
    refused = visitor.post(address, {"birth_paper": SimpleUploadedFile("x.jpg", b"MZ")})
    assert refused.status_code == 422
    assert refused.content.decode().startswith("x.jpg: ")
    other = Client()
    other.force_login(people.accounts["la"])
    assert other.post(address, {"birth_paper": photo()}).status_code == 404
    assert visitor.post(address, {"relation": photo()}).status_code == 404


def file_birth(client: Client, draft: Draft) -> Dossier:
    go(client, reverse("apply-check", args=[BIRTH, draft.pk]), delivery="electronic")
    go(client, reverse("apply-sign", args=[BIRTH, draft.pk]), code=code_sent())
    return Dossier.objects.select_related("case").latest("case__submitted_at")


@pytest.fixture
def reusable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the paper of birth could serve twice."""
    monkeypatch.setattr(SERVICES[BIRTH].asks["birth_paper"], "reusable", True)


def test_what_serves_one_request_only_is_not_offered(visitor: Client) -> None:
    file_birth(visitor, fill_in(visitor))
    visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    assert "reuse-birth_paper" not in visitor.get(page(draft), follow=True).content.decode()


@pytest.mark.usefixtures("reusable")
def test_a_paper_of_an_earlier_request_is_offered_and_counts_as_not_asked(visitor: Client, people: People) -> None:
    earlier = file_birth(visitor, fill_in(visitor))
    visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    shown = visitor.get(reverse("apply-page", args=[BIRTH, draft.pk, "birth_paper"]), follow=True).content.decode()
    key = f"file-{earlier.papers.get().file}"
    assert key in shown
    assert earlier.case.code in shown  # its origin
    assert visitor.post(page(draft), {"reuse-birth_paper": "file-00000000-0000-0000-0000-000000000000"}).status_code
    draft.refresh_from_db()
    assert not draft.files
    visitor.post(page(draft), {"reuse-birth_paper": key})
    draft.refresh_from_db()
    assert draft.files["birth_paper"]["earlier"] is True
    for name, data in PAGES.items():
        visitor.post(reverse("apply-page", args=[BIRTH, draft.pk, name]), {**data, "child_name": "Nguyễn Thử Bình"})
    visitor.post(page(draft), {})
    check = visitor.get(reverse("apply-check", args=[BIRTH, draft.pk])).content.decode()
    assert f"trong hồ sơ {earlier.case.code}" in check
    assert "không phải khai, không phải nộp lại" in check
    again = file_birth(visitor, draft)
    paper = again.papers.get()
    assert (paper.file, paper.source) == (earlier.papers.get().file, DossierPaper.Source.HELD)
    assert again.not_asked == earlier.not_asked + 1


@pytest.mark.usefixtures("reusable")
def test_strangers_papers_are_never_offered(visitor: Client, people: People) -> None:
    file_birth(visitor, fill_in(visitor))
    other = Client()
    other.force_login(people.accounts["la"])
    other.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    shown = other.get(page(draft), follow=True).content.decode()
    assert "reuse-birth_paper" not in shown
    file = Dossier.objects.get().papers.get().file
    other.post(page(draft), {"reuse-birth_paper": f"file-{file}"})
    draft.refresh_from_db()
    assert draft.files == {}


def test_an_issued_paper_is_offered_where_its_title_is_asked_for(
    visitor: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The paper is in force, of this person, and its title stands in the name of the paper that is asked for."""
    held = Paper(
        title="Giấy khai sinh", number="01/2026", holder_person=people.person.pk, agency_name="UBND mẫu",
        issued_on=date(2026, 1, 2), created_at=timezone.now(), pk=UUID(int=7),
    )  # fmt: skip
    monkeypatch.setattr(known, "_in_force", lambda person, today: [held])
    question: Any = ask.File("Bản sao Giấy khai sinh của con")
    [offer] = known.offers(question, people.person, today=date(2026, 11, 24))
    assert (offer.paper, "UBND mẫu" in offer.origin) == (held.pk, True)
    other: Any = ask.File("Giấy khám sức khỏe")
    assert known.offers(other, people.person, today=date(2026, 11, 24)) == []
