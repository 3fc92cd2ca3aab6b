"""Repeating groups and conditional questions on the phone, at the counter, on the desk and by API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.blocks.services.citizen.tests.test_apply import visitor
from tinhso.blocks.services.desk.answers import answers_of
from tinhso.blocks.services.dossiers.models import Dossier, Draft
from tinhso.blocks.services.tests.conftest import COMMUNE, People

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db
AN = {"full_name": "Nguyễn Thử An", "studies": "no"}


def begin(client: Client, code: str) -> Draft:
    client.get(reverse("apply", args=[code]), follow=True)
    return Draft.objects.latest("created_at")


def send(client: Client, draft: Draft, page: str, **data: Any) -> Any:
    return client.post(reverse("apply-page", args=[draft.procedure, draft.pk, page]), data)


def item(client: Client, draft: Draft, number: int, **data: Any) -> Any:
    return client.post(reverse("apply-item", args=[draft.procedure, draft.pk, "members", number]), data)


def with_members(client: Client, code: str) -> Draft:
    draft = begin(client, code)
    send(client, draft, "place", place=COMMUNE)
    answer = send(client, draft, "together", together="yes")
    assert answer["Location"].endswith("/p/members/")
    return draft


def test_items_are_added_changed_and_removed_without_scripts(visitor: Client, joint: str) -> None:
    draft = with_members(visitor, joint)
    assert "Cần từ 1 đến 2 mục" in send(visitor, draft, "members").content.decode()
    first = send(visitor, draft, "members", add="1")
    assert first["Location"].endswith("/p/members/1/")
    wrong = item(visitor, draft, 1, full_name="An", studies="no")
    assert wrong.status_code == 422
    assert "Hãy ghi đủ họ và tên" in wrong.content.decode()
    listed = visitor.get(reverse("apply-page", args=[joint, draft.pk, "members"])).content.decode()
    assert "Chưa xong" in listed
    stays = send(visitor, draft, "members")
    assert stays.status_code == 422
    assert "Thành viên 1: Hãy ghi đủ họ và tên" in stays.content.decode()
    assert item(visitor, draft, 1, **AN)["Location"].endswith("/p/members/")
    send(visitor, draft, "members", add="1")
    item(visitor, draft, 2, full_name="Trần Văn Lạ", studies="no")
    send(visitor, draft, "members", add="1")  # no more than two
    draft.refresh_from_db()
    assert [one["full_name"] for one in draft.answers["members"]] == ["Nguyễn Thử An", "Trần Văn Lạ"]
    send(visitor, draft, "members", **{"remove-item": "1"})
    draft.refresh_from_db()
    assert [one["full_name"] for one in draft.answers["members"]] == ["Trần Văn Lạ"]
    assert send(visitor, draft, "members")["Location"].endswith("/p/note/")


def test_an_answer_opens_another_question_of_the_item(visitor: Client, joint: str) -> None:
    draft = with_members(visitor, joint)
    send(visitor, draft, "members", add="1")
    again = item(visitor, draft, 1, full_name="Nguyễn Thử An", studies="yes")
    assert again["Location"].endswith("/p/members/1/")
    page = visitor.get(again["Location"]).content.decode()
    assert 'name="school"' in page
    assert 'value="Nguyễn Thử An"' in page
    assert item(visitor, draft, 1, full_name="Nguyễn Thử An", studies="yes", school="Trường mẫu").status_code == 302
    item(visitor, draft, 1, **AN)
    send(visitor, draft, "members")
    draft.refresh_from_db()
    assert draft.answers["members"] == [{"full_name": "Nguyễn Thử An", "studies": False}]


def test_what_is_typed_of_an_item_is_kept_by_itself(visitor: Client, joint: str) -> None:
    draft = with_members(visitor, joint)
    send(visitor, draft, "members", add="1")
    saved = visitor.post(
        reverse("apply-item-save", args=[joint, draft.pk, "members", 1]), {"full_name": "Ng", "studies": ""}
    )
    assert saved.status_code == 204
    assert 'value="Ng"' in visitor.get(reverse("apply-item", args=[joint, draft.pk, "members", 1])).content.decode()
    missing = visitor.post(reverse("apply-item-save", args=[joint, draft.pk, "members", 2]), {"full_name": "Ng"})
    assert missing.status_code == 404


def test_hidden_questions_have_no_page_and_their_answers_go_nowhere(visitor: Client, joint: str) -> None:
    draft = with_members(visitor, joint)
    send(visitor, draft, "members", add="1")
    item(visitor, draft, 1, **AN)
    assert send(visitor, draft, "together", together="no")["Location"].endswith("/p/note/")
    check = visitor.get(reverse("apply-check", args=[joint, draft.pk])).content.decode()
    assert "Nguyễn Thử An" not in check
    assert visitor.get(reverse("apply-page", args=[joint, draft.pk, "members"])).status_code == 302


def test_the_check_page_shows_each_item_and_leads_back_to_the_list(visitor: Client, joint: str) -> None:
    draft = with_members(visitor, joint)
    send(visitor, draft, "members", add="1")
    item(visitor, draft, 1, **AN)
    check = visitor.get(reverse("apply-check", args=[joint, draft.pk])).content.decode()
    assert "1. Nguyễn Thử An · Đang đi học: Không" in check
    back = send(visitor, draft, "members", check="1")
    assert back["Location"] == reverse("apply-check", args=[joint, draft.pk])


def test_going_back_from_the_check_page_asks_what_the_answer_opened(visitor: Client, joint: str) -> None:
    draft = begin(visitor, joint)
    send(visitor, draft, "place", place=COMMUNE)
    send(visitor, draft, "together", together="no")
    send(visitor, draft, "note", note="")
    send(visitor, draft, "proof")
    opened = send(visitor, draft, "together", together="yes", check="1")
    assert opened["Location"].endswith("/p/members/?check=1")


def test_the_counter_takes_items_in_a_table(client: Client, people: People, joint: str) -> None:
    client.force_login(people.accounts["counter"])
    address = f"{reverse('desk-counter-file')}?person={people.person.pk}&procedure={joint}"
    shown = client.get(f"{reverse('desk-counter')}?person={people.person.pk}&procedure={joint}").content.decode()
    assert 'name="members-0-full_name"' in shown
    data = {
        "key": "",
        "place": COMMUNE,
        "together": "yes",
        "members-0-full_name": "Nguyễn Thử An",
        "members-0-studies": "yes",
        "members-0-school": "Trường mẫu",
        "members-1-full_name": "",
        "delivery": "counter",
        "helped_at": people.counter.agency,
    }
    more = client.post(address, {**data, "more-members": "1"})
    assert more.status_code == 422
    assert 'value="Trường mẫu"' in more.content.decode()
    wrong = client.post(address, {**data, "members-0-full_name": "An"})
    assert "Thành viên 1: Hãy ghi đủ họ và tên" in wrong.content.decode()
    assert client.post(address, data).status_code == 302
    dossier = Dossier.objects.get()
    assert dossier.answers["members"] == [{"full_name": "Nguyễn Thử An", "studies": True, "school": "Trường mẫu"}]
    rows = {row.question: row.answer for row in answers_of(dossier)}
    assert rows["Thành viên 1 – Trường"] == "Trường mẫu"
    hidden = client.post(address, {**data, "together": "no"})
    assert hidden.status_code == 302
    assert "members" not in Dossier.objects.exclude(pk=dossier.pk).get().answers


def test_machines_read_the_form(client: Client, joint: str) -> None:
    told = client.get(f"/api/v1/procedures/{joint}/form").json()
    assert told["declared"] is True
    members = told["answers"]["properties"]["members"]
    assert (members["type"], members["maxItems"]) == ("array", 2)
    assert told["answers"]["allOf"] == [
        {
            "if": {"properties": {"together": {"enum": [True]}}, "required": ["together"]},
            "then": {"required": ["members"]},
        }
    ]
    assert told["papers"] == [{"question": "proof", "title": "Giấy chứng minh", "required": False, "pages": 3}]
    assert told["cosigners"][0]["illustrative"] is True
    assert client.get("/api/v1/procedures/9.999999/form").status_code == 404
