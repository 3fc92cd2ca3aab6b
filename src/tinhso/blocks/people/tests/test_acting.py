"""Rights come from posts in force today, at the post one has chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.blocks.people.api import Appointment, actor_for, end_appointment, end_mandate, give_mandate, mandates_of
from tinhso.kernel.access.api import ANONYMOUS
from tinhso.kernel.actions.api import NotAllowed, Refused

from .conftest import SYSTEM, MakeSomeone, sign_in

pytestmark = pytest.mark.django_db
Give = Callable[..., Any]


def test_roles_begin_and_end_with_the_term(someone: MakeSomeone, give_post: Give) -> None:
    hoa = someone("hoa")
    give_post(hoa, "leader", first_day=date(2026, 1, 1), last_day=date(2026, 3, 31))
    roles_on = {
        day: actor_for(hoa.account, on=day).roles
        for day in map(date.fromisoformat, ("2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01"))
    }
    assert [bool(roles) for roles in roles_on.values()] == [False, True, True, False]


def test_a_post_that_ended_yesterday_gives_nothing_today_in_the_same_session(
    client: Client, someone: MakeSomeone, give_post: Give
) -> None:
    hoa = someone("hoa")
    give_post(hoa, "it_admin")
    sign_in(client, hoa)
    assert client.get("/people/posts/").status_code == 200
    end_appointment(SYSTEM, Appointment.objects.get(), last_day=timezone.localdate() - timedelta(days=1))
    assert client.get("/people/posts/").status_code == 404


def test_several_posts_one_at_a_time(client: Client, someone: MakeSomeone, give_post: Give) -> None:
    hoa = someone("hoa")
    give_post(hoa, "clerk", code="van-thu", first_day=date(2025, 1, 1))
    give_post(hoa, "it_admin", code="quan-tri", agency="ubnd-22390")
    sign_in(client, hoa)
    assert client.get("/people/posts/").status_code == 404, "the longest held post comes first: a clerk"
    assert client.post("/my/post/", {"post": "quan-tri"}).status_code == 302
    assert client.get("/people/posts/").status_code == 200
    assert client.post("/my/post/", {"post": "chu-tich"}).status_code == 404
    as_citizen = actor_for(hoa.account, post="")
    assert as_citizen.agency is None and not as_citizen.roles


def test_a_closed_account_is_nobody(someone: MakeSomeone, give_post: Give) -> None:
    hoa = someone("hoa")
    give_post(hoa, "leader")
    hoa.account.is_active = False
    assert actor_for(hoa.account) == ANONYMOUS == actor_for(None)


def test_a_page_of_an_official_costs_few_queries(client: Client, someone: MakeSomeone, give_post: Give) -> None:
    hoa = someone("hoa")
    give_post(hoa, "it_admin")
    sign_in(client, hoa)
    client.get("/people/posts/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/people/posts/")
    of_people = [
        q["sql"] for q in queries if "people_appointment" in q["sql"] and "first_day" in q["sql"] and "<=" in q["sql"]
    ]
    assert len(of_people) == 1, of_people


def test_mandates_are_given_used_and_ended(someone: MakeSomeone) -> None:
    old, young, stranger = someone("old"), someone("young"), someone("stranger")
    day = date(2026, 6, 1)
    mandate = give_mandate(
        actor_for(old.account),
        old.person,
        agent=young.person,
        first_day=day,
        last_day=date(2026, 12, 31),
        scope=["1.001193"],
    )
    assert [m.principal for m in mandates_of(actor_for(young.account), on=day)] == [old.person]
    assert mandates_of(actor_for(young.account), on=date(2027, 1, 1)) == []
    assert mandate.covers("1.001193", day) and not mandate.covers("2.000000", day)
    with pytest.raises(NotAllowed):
        end_mandate(actor_for(stranger.account), mandate, last_day=day)
    end_mandate(actor_for(young.account), mandate, last_day=day)
    assert mandates_of(actor_for(young.account), on=day + timedelta(days=1)) == []
    with pytest.raises(NotAllowed):
        give_mandate(actor_for(stranger.account), old.person, agent=stranger.person, first_day=day)
    with pytest.raises(Refused, match="quầy"):
        give_mandate(actor_for(old.account), old.person, agent=young.person, first_day=day, basis="parent")
