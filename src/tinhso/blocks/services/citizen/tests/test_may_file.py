"""May I do this? Before the form, without an account; the answers go with the person into the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.blocks.services.citizen.tests.test_apply import visitor
from tinhso.blocks.services.declared.service import SERVICES
from tinhso.blocks.services.dossiers.models import Draft
from tinhso.blocks.services.tests.conftest import People

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db
BIRTH, SHOP, UNDECLARED = "1.001193", "1.001612", "2.000635"


def ask(client: Client, code: str, **data: Any) -> Any:
    asked = [name.removesuffix("_day") for name in data if not name.endswith(("_month", "_year"))]
    return client.post(reverse("may-file", args=[code]), {**data, "asked": asked})


def test_only_where_it_is_declared(client: Client, reference: None) -> None:
    for code in SERVICES:
        declared = SERVICES[code].may_file is not None
        address = reverse("may-file", args=[code])
        assert (address in client.get(reverse("service", args=[code])).content.decode()) is declared
        assert client.get(address).status_code == (200 if declared else 404)
    assert client.get(reverse("may-file", args=[UNDECLARED])).status_code == 404


def test_a_stranger_learns_that_another_procedure_is_the_way(client: Client, reference: None) -> None:
    first = ask(client, BIRTH, relation="mother", registered="never")
    assert 'name="foreign_parent"' in first.content.decode()  # the answer opened another question
    answer = ask(client, BIRTH, relation="mother", registered="never", foreign_parent="yes").content.decode()
    assert "Việc của anh/chị đi theo thủ tục khác" in answer
    assert "60/2014/QH13" in answer
    assert reverse("service", args=["2.000528"]) in answer
    assert not Draft.objects.exists()


def test_who_may_not_is_told_why_with_the_clause(client: Client, reference: None) -> None:
    young = {"born_on_day": "1", "born_on_month": "1", "born_on_year": str(timezone.localdate().year - 10)}
    answer = ask(client, SHOP, small_trade="no", has_business="none", **young).content.decode()
    assert "chưa nộp được" in answer
    assert "đủ 18 tuổi" in answer
    assert "91/2015/QH13" in answer
    assert 'value="no"' in answer  # what was answered stays, to be corrected


def test_a_missing_answer_is_asked_for(client: Client, reference: None) -> None:
    answer = client.post(reverse("may-file", args=[SHOP]), {"asked": ["small_trade"]})
    assert answer.status_code == 422
    assert "Hãy trả lời" in answer.content.decode()


def test_the_answers_go_into_the_form(visitor: Client, people: People) -> None:
    answer = ask(visitor, BIRTH, relation="father", registered="never", foreign_parent="no", acknowledges="no")
    assert "Anh/chị nộp được hồ sơ này" in answer.content.decode()
    visitor.get(reverse("apply", args=[BIRTH]), follow=True)
    draft = Draft.objects.get()
    assert draft.answers["relation"] == "father"
    assert draft.answers["father_name"] == people.person.full_name  # prefilled because of that answer
    assert not {"registered", "foreign_parent", "acknowledges"} & set(draft.answers)


def test_what_the_province_knows_is_not_asked(visitor: Client) -> None:
    page = ask(visitor, SHOP, small_trade="no", has_business="none").content.decode()
    assert "Anh/chị nộp được hồ sơ này" in page or 'value="1995"' in page
