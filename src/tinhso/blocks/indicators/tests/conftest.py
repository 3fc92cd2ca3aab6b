"""Dossiers made through the real actions, by the people of the services block's tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random

import pytest

from tests.province import COMMUNE, People, people, reference  # noqa: F401 - fixtures
from tinhso.blocks.cases.api import Case, decide, propose, take, withdraw
from tinhso.blocks.services.api import Attached, ProcedureVersion, Request, file_request, receive
from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import ZONE

Make = Callable[..., Case]


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


NOW = at("24/11/2026 10:00")


def a_procedure() -> ProcedureVersion:
    """A free procedure of the communes with a time limit, for which nobody declared a service."""
    from tinhso.blocks.services.api import SERVICES

    rows = ProcedureVersion.objects.filter(level=["xa"], time_unit="working_day", time_value__gte=3, fee_kind="free")
    return rows.exclude(procedure__code__in=SERVICES).exclude(documents=[]).order_by("procedure__code")[0]


@pytest.fixture
def make(people: People) -> Make:
    """make(until="filed|received|closed|withdrawn", channel=2, filed="16/11/2026 09:00", closed="17/11/2026 10:00")"""

    def make_one(
        *,
        until: str = "closed",
        channel: int = 2,
        device: str = "phone",
        filed: str = "16/11/2026 09:00",
        closed: str = "17/11/2026 10:00",
        not_asked: int = 0,
    ) -> Case:
        version = a_procedure()
        papers = tuple(Attached(f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1))
        request = Request(
            procedure=version.procedure.code,
            applicant=people.person,
            answers={"place": COMMUNE, "wish": "Đề nghị giải quyết."},
            attached=papers,
            confirmed=True,
            channel=channel,
            device=device,
            not_asked=not_asked,
        )
        who = people.citizen if channel == 2 else people.counter
        case = file_request(who, None, request=request, now=at(filed)).case
        if until == "filed":
            return case
        case = receive(people.counter, case, now=at(filed))
        if until == "withdrawn":
            return withdraw(people.citizen, case, now=at(closed))
        if until == "received":
            return case
        case = take(people.officer, case, now=at(closed))
        propose(people.officer, case, outcome="grant", now=at(closed))
        case.refresh_from_db()
        return decide(people.leader, case, now=at(closed))

    return make_one


@pytest.fixture
def overseer(people: People) -> Actor:
    """A programme officer of an agency of the province."""
    return replace(people.leader, agency="ubnd-tinh", roles=frozenset({"programme_officer"}), person=None)


@pytest.fixture
def chance() -> Random:
    """A seeded source of chance; the seed is printed when the test fails."""
    seed = 20261124
    print(f"seed {seed}")
    return Random(seed)
