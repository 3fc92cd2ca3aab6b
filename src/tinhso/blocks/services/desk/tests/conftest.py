"""The province of the services tests, and cases at every step of the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.province import COMMUNE, People, people, reference
from tinhso.blocks.cases.api import Case, propose, take
from tinhso.blocks.services.api import Attached, Request, file_request, receive
from tinhso.blocks.services.tests.test_journey import some_procedure

__all__ = ["people", "reference"]
MakeCase = Callable[..., Case]


@pytest.fixture
def make_case(people: People) -> MakeCase:
    """A case that stands at "receive", "examine", "taken" or "sign"; filed some days ago."""

    def make(until: str = "examine", *, days: float = 0, **values: Any) -> Case:
        version = some_procedure()
        at = timezone.now() - timedelta(days=days)
        papers = tuple(
            Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
        )
        wanted = Request(
            procedure=version.procedure.code, applicant=people.person, confirmed=True, attached=papers,
            answers={"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."}, **values,
        )  # fmt: skip
        case = file_request(people.citizen, None, request=wanted, now=at).case
        if until == "receive":
            return case
        case = receive(people.counter, case, now=at)
        if until == "examine":
            return case
        case = take(people.officer, case, now=at)
        if until == "taken":
            return case
        propose(people.officer, case, outcome="grant", reason="Đủ điều kiện", now=at)
        return Case.objects.get(pk=case.pk)

    return make


@pytest.fixture
def as_(people: People, client: Client) -> Callable[[str], Client]:
    """A browser in which one of the people is signed in."""

    def sign_in(who: str) -> Client:
        browser = Client()
        browser.force_login(people.accounts[who])
        return browser

    return sign_in
