"""The demo province as its visitors find it: people, queues with life, nothing refused, a whole trail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from tinhso.blocks.cases.api import Case, Channel, Consultation, State, Stay, cases_in, counts
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.payments.api import Charge, Difference, ReconciledDay, Refund
from tinhso.blocks.people.api import Account, Person, actor_for, check_personal_id
from tinhso.blocks.registers.api import REGISTERS
from tinhso.kernel.access.api import ROLES, Actor
from tinhso.kernel.clock.api import ZONE, working_time_of
from tinhso.kernel.trail.api import history, verify

from .. import accounts, load, plans, population

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZONE)  # a Friday afternoon


@pytest.fixture(scope="module")
def province(database: None, own_home: Path) -> Iterator[list[tuple[int, int]]]:
    """The first month, without papers but those of the last day, and what the progress bar was told."""
    told: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(population, "CITIZENS", 90)
        patch.setattr(plans, "FOCUS_DAYS", 0.1)
        patch.setattr(plans, "OTHER_DAYS", 0)
        assert load.ensure(months=1, now=NOW, a_month=110, progress=lambda done, total: told.append((done, total)))
        yield told


def actor(username: str) -> Actor:
    return actor_for(Account.objects.get(username=username))


def test_everybody_is_invented_and_known_by_valid_numbers(province: object) -> None:
    people = Person.objects.exclude(personal_id=None)
    assert people.count() > 250
    assert not Person.objects.filter(synthetic=False).exists()
    assert not Person.objects.exclude(full_name__contains=" Mẫu ").exists()
    for person in people[:80]:
        assert check_personal_id(person.personal_id or "", birth_date=person.birth_date, sex=person.sex) == ""
        assert (person.personal_id or "")[:3] in ("056", "058")
        assert person.phone == "" or person.phone.startswith("0900000")
    assert Person.objects.values("unit").distinct().count() == 65


def test_one_account_for_each_kind_of_user(province: object) -> None:
    roles: set[str] = set()
    for demo in accounts.ACCOUNTS:
        account = Account.objects.get(username=demo.username)
        who = actor_for(account)
        assert (who.agency or "") == demo.agency
        assert who.roles == set(demo.roles)
        roles |= who.roles
        assert check_password(accounts.password(), account.password)
    assert roles >= set(ROLES) - {"clerk"}


def test_the_terminal_is_told_who_may_sign_in(own_home: Path) -> None:
    rows = accounts.for_terminal()
    assert {row[1] for row in rows} >= {
        "hoa",
        "nam",
        "nong",
        "motcua",
        "tuphap",
        "chutich",
        "hotich",
        "chuyendoiso",
        "quantri",
        "kiemtra",
    }
    assert all(isinstance(part, str) and part for row in rows for part in row)
    secret = own_home / "keys" / "demo-password"
    assert {row[2] for row in rows} == {secret.read_text().strip()}
    assert secret.stat().st_mode & 0o077 == 0
    assert accounts.for_terminal() == rows


@pytest.mark.parametrize(
    ("username", "views"),
    [
        ("motcua", ("todo", "reception", "returning", "waiting", "done", "all")),
        ("tuphap", ("todo", "late", "today", "fresh", "supplemented", "waiting", "sorry", "done")),
        ("kinhte", ("todo", "late", "today", "fresh", "supplemented", "waiting", "sorry", "done")),
        ("chutich", ("todo", "signing", "sorry", "done")),
        ("nongnghiep", ("todo", "fresh", "waiting", "asked", "done")),
        ("giamdoc", ("todo", "signing", "asked")),
        ("trungtam", ("todo", "reception", "returning")),
    ],
)
def test_every_queue_has_life(province: object, username: str, views: tuple[str, ...]) -> None:
    who = actor(username)
    known = counts(who, now=NOW)
    assert [view for view in views if not known[view]] == []
    for view in views:
        assert cases_in(view, who, now=NOW).count() == known[view]


def test_citizens_have_something_going_on(province: object) -> None:
    states = {
        name: set(Case.objects.filter(applicant=actor(name).person).values_list("state", flat=True))
        for name in plans.ASIDE
    }
    assert {State.IN_WORK, State.SUPPLEMENT, State.RETURNED} <= states["hoa"]
    assert {State.PAYMENT, State.RETURNED} <= states["nam"]
    assert State.IN_WORK in states["nong"]


def test_all_ways_lead_in_and_out(province: object) -> None:
    assert set(Case.objects.values_list("channel", flat=True)) == set(Channel.values)
    online = Case.objects.filter(channel=Channel.ONLINE)
    assert online.filter(device="phone").count() > online.count() / 2
    assert set(Case.objects.values_list("state", flat=True)) >= {
        State.SUBMITTED, State.RECEIVED, State.IN_WORK, State.SUPPLEMENT, State.PAYMENT, State.DONE, State.RETURNED,
    }  # fmt: skip
    assert Consultation.objects.filter(answered_at=None).exists()
    assert Charge.objects.filter(status=Charge.Status.PAID).exists()
    for name in ("births", "household-businesses", "planting-areas", "driving-licences"):
        assert REGISTERS[name].model._base_manager.exists(), name


def test_nothing_happens_later_than_now_and_officials_work_in_working_hours(province: object) -> None:
    assert not Case.objects.filter(submitted_at__gt=NOW).exists()
    assert not Stay.objects.filter(left_at__gt=NOW).exists()
    office = working_time_of("office")
    decided = Case.objects.filter(closed_at__isnull=False, state__in=(State.DONE, State.RETURNED)).values_list(
        "closed_at", flat=True
    )
    assert decided
    for moment in decided:
        assert moment is not None
        assert office.is_working_day(moment.astimezone(ZONE).date())


def test_older_results_keep_no_paper_and_say_so_in_the_trail(province: object) -> None:
    old = Case.objects.filter(state=State.RETURNED, closed_at__lt=NOW.replace(day=18)).order_by("closed_at")
    assert old.exists()
    assert not Paper.objects.filter(case__in=old.values("code")).exists()
    doors = {entry.via for entry in history(old[0]) if entry.action == "cases.decide"}
    assert doors == {"demo-past"}


def test_the_trail_is_whole(province: object) -> None:
    assert list(verify()) == []


def test_it_is_made_once_and_the_bar_comes_to_its_end(province: list[tuple[int, int]]) -> None:
    before = Case.objects.count()
    assert load.ensure(months=12, now=NOW) is False
    assert Case.objects.count() == before
    assert province[-1][0] == province[-1][1]
    assert all(0 <= done <= total for done, total in province)


@pytest.mark.parametrize("demo", accounts.ACCOUNTS, ids=lambda demo: demo.username)
def test_everybody_lands_on_a_page_that_is_theirs(province: object, client: Client, settings: Any, demo: Any) -> None:
    settings.DEMO = True
    account = Account.objects.get(username=demo.username)
    answer = client.post("/demo/sign-in/", {"account": str(account.pk)})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200, answer["Location"]
    if demo.agency:
        assert answer["Location"] != "/"
        brand = re.search(r'<a class="brand" href="([^"]+)"', page.content.decode())
        assert brand and brand[1] == answer["Location"]


def test_money_adds_up_but_for_what_was_left_on_purpose(province: object) -> None:
    """Every reconciled day: three totals that the rows and the differences explain to the đồng."""
    assert {item.kind for item in Difference.objects.all()} == {"not_on_statement", "unknown", "doubled", "amount"}
    assert Refund.objects.filter(state="asked").count() == 2
    cashier = Client()
    cashier.force_login(Account.objects.get(username="thungan"))
    days = list(ReconciledDay.objects.all())
    assert len(days) == 28
    for done in days:
        assert cashier.get(f"/desk/reconciliation/{done.account}/{done.day}/").context["adds_up"]
        if not Difference.objects.filter(day=done.day).exists():
            assert done.charges == done.payments == done.statement
    assert any(done.charges for done in days)
