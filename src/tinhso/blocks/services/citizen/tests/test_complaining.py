"""Complaints go to the head of the agency and nobody else; the answer comes back to the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.blocks.cases.api import Case
from tinhso.blocks.services.citizen.tests.test_apply import file_it, photo, visitor
from tinhso.blocks.services.dossiers.complaint import Complaint
from tinhso.blocks.services.dossiers.complaints import answer_complaint, complain
from tinhso.blocks.services.tests.conftest import COMMUNE, People
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import NotAllowed
from tinhso.kernel.files.api import files_of
from tinhso.kernel.trail.api import history

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db
TEXT = "Tôi hẹn 8 giờ mà chờ đến 11 giờ mới được gọi."


@pytest.fixture
def case(visitor: Client) -> Case:
    return file_it(visitor)


@pytest.fixture
def leader(people: People) -> Client:
    browser = Client()
    browser.force_login(people.accounts["leader"])
    return browser


def tell(client: Client, case: Case, **data: Any) -> Any:
    given = {"kind": "complaint", "about": "late", "text": TEXT, **data}
    return client.post(reverse("my-complain", args=[case.code]), given, follow=True)


def test_the_head_reads_it_and_the_answer_comes_back(visitor: Client, leader: Client, case: Case) -> None:
    page = visitor.get(reverse("my-complain", args=[case.code])).content.decode()
    assert "người đọc thấy tên anh/chị" in page
    assert "Trả lời trong 15 ngày" in page
    tell(visitor, case, files=[photo()])
    complaint = Complaint.objects.get()
    assert complaint.agency == f"ubnd-{COMMUNE}"
    assert complaint.due_on == timezone.localdate() + timedelta(days=30)
    assert files_of(complaint).count() == 1
    assert history(complaint)
    assert TEXT in visitor.get(reverse("my-case", args=[case.code])).content.decode()
    assert TEXT[:40] in leader.get(reverse("desk-complaints")).content.decode()
    one = reverse("desk-complaint", args=[complaint.pk])
    assert leader.get(one).status_code == 200
    assert "Giải quyết phản ánh, khiếu nại" in visitor.get(reverse("my-mirror")).content.decode()
    assert leader.post(one, {"answer": "Không"}).status_code == 422
    assert leader.post(one, {"answer": "Chúng tôi xin lỗi và đã thêm một quầy."}).status_code == 302
    assert "đã thêm một quầy" in visitor.get(reverse("my-case", args=[case.code])).content.decode()
    assert leader.post(one, {"answer": "Trả lời lần thứ hai."}).status_code == 422
    assert "đã thêm một quầy" in leader.get(one).content.decode()
    assert TEXT[:40] in leader.get(f"{reverse('desk-complaints')}?show=answered").content.decode()


def test_feedback_about_the_counter_goes_to_the_centre_that_received(
    visitor: Client, leader: Client, case: Case
) -> None:
    tell(visitor, case, kind="feedback", about="attitude")
    assert Complaint.objects.get().agency == case.received_by != case.agency
    assert TEXT[:40] not in leader.get(reverse("desk-complaints")).content.decode()


def test_whoever_handles_the_case_and_strangers_see_nothing(visitor: Client, people: People, case: Case) -> None:
    tell(visitor, case, files=[photo()])
    complaint = Complaint.objects.get()
    file = files_of(complaint).get()
    for username in ("officer", "counter", "la"):
        other = Client()
        other.force_login(people.accounts[username])
        assert other.get(reverse("desk-complaints")).status_code == 404, username
        assert other.get(reverse("desk-complaint", args=[complaint.pk])).status_code == 404, username
        assert other.get(reverse("my-complain", args=[case.code])).status_code == 404, username
        assert other.get(f"/files/{file.pk}/").status_code == 404, username
    for actor in (people.officer, people.counter, people.stranger):
        assert not visible(actor, Complaint).exists()
        with pytest.raises(NotAllowed):
            answer_complaint(actor, complaint, answer="Không được phép trả lời.")
    with pytest.raises(NotAllowed):
        complain(people.stranger, case, kind="complaint", about="late", text=TEXT)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": ""}, "Hãy chọn phản ánh hay khiếu nại"),
        ({"about": "x"}, "Hãy chọn anh/chị phản ánh về việc gì"),
        ({"text": "Chậm"}, "Hãy kể rõ sự việc"),
    ],
)
def test_mistakes_keep_text_and_files(visitor: Client, case: Case, wrong: dict[str, str], sentence: str) -> None:
    answer = tell(visitor, case, files=[photo()], **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Đã nhận tệp giay-chung-sinh.jpg" in page
    assert not Complaint.objects.exists()


def test_a_second_click_sends_nothing_twice(visitor: Client, case: Case) -> None:
    for _click in range(2):
        tell(visitor, case, key="complain:0196b2a0-0000-7000-8000-000000000001")
    assert Complaint.objects.count() == 1
