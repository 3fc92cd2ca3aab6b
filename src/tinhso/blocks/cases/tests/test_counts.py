"""The counts are exact: equal to counting again, whatever happened, before and after the differences are added up."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db.models import Count, Q
from django.utils import timezone

from tinhso.blocks.cases.api import VIEWS, Case, Filters, State, cases_in, count_in, counts, fold_tally
from tinhso.blocks.cases.tally import Tally, by_state, on_time_in
from tinhso.kernel.access.api import Actor

from .conftest import ACCOUNT, AGENCIES

pytestmark = pytest.mark.django_db
WHO = [
    ("ubnd-22366", {"handling_officer"}),
    ("ubnd-22366", {"leader"}),
    ("ttpvhcc-22366", {"counter_officer"}),
    ("ubnd-22366", {"handling_officer", "leader", "counter_officer"}),
    ("so-xay-dung", {"handling_officer"}),
]


def actor(agency: str, roles: set[str]) -> Actor:
    return Actor(name="Người thử", account=ACCOUNT, agency=agency, roles=frozenset(roles))


def recount(place: Q) -> dict[int, int]:
    rows = Case.objects.filter(place).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


@pytest.mark.parametrize(("agency", "roles"), WHO)
def test_every_count_equals_the_list(many: list[Case], agency: str, roles: set[str]) -> None:
    who, now = actor(agency, roles), timezone.now()
    known = counts(who, now=now)
    for view in VIEWS:
        assert known[view] == cases_in(view, who, now=now).count(), view
    if agency != "so-xay-dung":
        assert sum(known.of.values()) > 0


def test_the_tally_follows_every_change(many: list[Case], write: Any) -> None:
    dice = random.Random(7)

    def change() -> None:
        for case in dice.sample(many, 120):
            case.state, case.agency = dice.choice(list(State)), dice.choice(AGENCIES)
            case.closed_at, case.on_time = dice.choice([None, timezone.now()]), dice.choice([True, False, None])
            case.save()
        for case in dice.sample(many, 30):
            Case.objects.filter(pk=case.pk).delete()
        Case.objects.filter(channel=2).update(state=State.WITHDRAWN)

    write(change)
    for agency in AGENCIES:
        place = Q(agency=agency)
        assert by_state(place) == recount(place)
    before = {agency: by_state(Q(agency=agency)) for agency in AGENCIES}
    rows = Tally.objects.count()
    assert fold_tally() < rows
    assert before == {agency: by_state(Q(agency=agency)) for agency in AGENCIES}
    assert fold_tally() == Tally.objects.count()


def test_on_time_of_the_month_equals_counting_again(many: list[Case]) -> None:
    now = timezone.now()
    local = timezone.localtime(now)
    start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    place = Q(agency=AGENCIES[0])
    closed = Case.objects.filter(place, closed_at__gte=start, on_time__isnull=False)
    found = on_time_in(place, now)
    assert (found.closed, found.in_time) == (closed.count(), closed.filter(on_time=True).count())
    assert found.share is None or 0 <= found.share <= 100


def test_filters_count_what_they_list(many: list[Case]) -> None:
    who, now = actor("ubnd-22366", {"handling_officer"}), timezone.now()
    known = counts(who, now=now)
    for filters in (
        Filters(state=(4, 5)),
        Filters(channel=(2,)),
        Filters(words=("khai", "sinh")),
        Filters(assignee="me"),
        Filters(assignee="none"),
    ):
        assert count_in("all", who, now=now, filters=filters, known=known) == len(
            cases_in("all", who, now=now, filters=filters)
        )
        assert count_in("done", who, now=now, filters=filters, known=known) == len(
            cases_in("done", who, now=now, filters=filters)
        )
    assert count_in("all", who, now=now, filters=Filters(), known=known) == known["all"]


def test_another_agency_sees_nothing(many: list[Case]) -> None:
    who, now = actor("so-xay-dung", {"leader"}), timezone.now()
    assert not any(cases_in(view, who, now=now).exists() for view in VIEWS)


def test_lists_come_in_their_order(many: list[Case]) -> None:
    who, now = actor("ubnd-22366", {"handling_officer"}), timezone.now()
    dues = [case.due_at for case in cases_in("todo", who, now=now)]
    known = [due for due in dues if due]
    assert known == sorted(known) and dues[len(known) :] == [None] * (len(dues) - len(known))
    closed = [case.closed_at for case in cases_in("done", who, now=now)]
    assert closed == sorted(closed, reverse=True)
