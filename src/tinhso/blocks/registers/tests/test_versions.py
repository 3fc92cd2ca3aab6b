"""What a record says of itself over time: valid when, believed when. Examples, and rules that hold for any history."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.province import official, resident
from tinhso.blocks.registers.api import REGISTERS, RecordVersion, Register, about_of, as_of, records_on, versions
from tinhso.kernel.access.api import Actor, is_system, system_actor
from tinhso.kernel.actions.api import Act, NotAllowed, Refused, action
from tinhso.kernel.clock.api import ZONE

pytestmark = pytest.mark.django_db
AGENCY = "ubnd-22366"
START = date(2026, 1, 1)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


@pytest.fixture
def keeper(reference: None, db: None) -> Actor:
    return official(AGENCY, "record_keeper")


@pytest.fixture
def shop(keeper: Actor) -> Register:
    return new_shop(keeper)


def new_shop(keeper: Actor, **values: Any) -> Register:
    from tinhso.blocks.units.api import unit_by_code

    owner, _actor = resident(birth_date=date(1990, 1, 1), unit="22366", number=900)
    about = REGISTERS["household-businesses"]
    facts = {
        "name": "Hộ kinh doanh Mẫu", "business_code": "056190000001", "owner": owner, "address": "1 Đường Mẫu",
        "commune": unit_by_code("22366"), "trades": "Ăn uống", "capital": 10, "started_on": START, "registered_on": START, **values,
    }  # fmt: skip
    return about.actions["enter"](keeper, None, valid_from=START, now=at(START), **facts)


def do(which: str, actor: Actor, record: Register, /, **inputs: Any) -> Register:
    return about_of(type(record)).actions[which](actor, record, **inputs)


def test_a_change_keeps_what_was_valid_before(keeper: Actor, shop: Register) -> None:
    do("change", keeper, shop, on=date(2026, 3, 1), capital=20, now=at(date(2026, 3, 5)))
    shop.refresh_from_db()
    assert shop.capital == 20
    assert as_of(shop, on=date(2026, 2, 28))["capital"] == 10
    assert as_of(shop, on=date(2026, 3, 1))["capital"] == 20
    assert as_of(shop, on=date(2025, 12, 31)) is None
    assert [found.record for found in records_on(type(shop), on=date(2026, 3, 1), capital=20)] == [shop.pk]


def test_what_was_known_then_is_still_known_to_have_been_known(keeper: Actor, shop: Register) -> None:
    do("change", keeper, shop, on=date(2026, 3, 1), capital=20, now=at(date(2026, 3, 5)))
    assert as_of(shop, on=date(2026, 3, 2), known_at=at(date(2026, 3, 4)))["capital"] == 10
    assert as_of(shop, on=date(2026, 3, 2), known_at=at(date(2026, 3, 6)))["capital"] == 20


def test_a_change_of_an_earlier_day_holds_until_the_next_known_one(keeper: Actor, shop: Register) -> None:
    do("change", keeper, shop, on=date(2026, 6, 1), capital=60, now=at(date(2026, 6, 1)))
    do("change", keeper, shop, on=date(2026, 4, 1), capital=40, address="2 Đường Mẫu", now=at(date(2026, 7, 1)))
    shop.refresh_from_db()
    assert (shop.capital, shop.address) == (60, "2 Đường Mẫu")
    facts = {day: as_of(shop, on=day) for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 1))}
    assert [(f["capital"], f["address"]) for f in facts.values()] == [
        (10, "1 Đường Mẫu"), (40, "2 Đường Mẫu"), (60, "2 Đường Mẫu"),
    ]  # fmt: skip


def test_a_correction_replaces_one_version_and_keeps_it_with_its_cause(keeper: Actor, shop: Register) -> None:
    do("change", keeper, shop, on=date(2026, 3, 1), capital=20, now=at(date(2026, 3, 1)))
    do("correct", keeper, shop, on=date(2026, 2, 1), capital=15, cause="Ghi nhầm số vốn", now=at(date(2026, 5, 1)))
    shop.refresh_from_db()
    assert shop.capital == 20
    assert as_of(shop, on=date(2026, 2, 1))["capital"] == 15
    assert as_of(shop, on=date(2026, 2, 1), known_at=at(date(2026, 4, 1)))["capital"] == 10
    corrected = RecordVersion.objects.get(record=shop.pk, corrects__isnull=False)
    assert (corrected.cause, corrected.corrects.data["capital"]) == ("Ghi nhầm số vốn", 10)
    with pytest.raises(Refused, match="lý do đính chính"):
        do("correct", keeper, shop, cause=" ", capital=1)


def test_an_ended_record_is_valid_through_its_last_day_and_changes_no_more(keeper: Actor, shop: Register) -> None:
    do("end", keeper, shop, on=date(2026, 5, 31), cause="Nghỉ kinh doanh", now=at(date(2026, 5, 31)))
    assert as_of(shop, on=date(2026, 5, 31)) is not None
    assert as_of(shop, on=date(2026, 6, 1)) is None
    for day in (date(2026, 6, 1), date(2026, 6, 2)):
        with pytest.raises(Refused) as refused:
            do("change", keeper, shop, on=day, capital=5, now=at(date(2026, 6, 2)))
        assert refused.value.code == "ended"
    with pytest.raises(Refused, match="hết hiệu lực"):
        do("end", keeper, shop, on=date(2026, 6, 2), now=at(date(2026, 6, 2)))


def test_ending_before_a_known_change_takes_that_change_back(keeper: Actor, shop: Register) -> None:
    do("change", keeper, shop, on=date(2026, 4, 1), capital=40, now=at(date(2026, 4, 1)))
    do("end", keeper, shop, on=date(2026, 3, 1), now=at(date(2026, 4, 2)))
    shop.refresh_from_db()
    assert (shop.capital, shop.valid_to) == (10, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("name", "inputs", "code"),
    [
        ("change", {"on": date(2026, 12, 1), "capital": 1}, "future"),
        ("change", {"on": date(2025, 12, 1), "capital": 1}, "before-start"),
        ("end", {"on": date(2025, 12, 1)}, "before-start"),
        ("end", {"on": date(2026, 12, 1)}, "future"),
        ("correct", {"on": date(2025, 12, 1), "cause": "x", "capital": 1}, "no-version"),
        ("change", {"business_code": "abc"}, "invalid"),
        ("change", {"state": "unknown"}, "invalid"),
        ("change", {"name": ""}, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    keeper: Actor, shop: Register, name: str, inputs: Any, code: str
) -> None:
    before = list(RecordVersion.objects.values_list("number", "valid", "superseded_at"))
    with pytest.raises(Refused) as refused:
        do(name, keeper, shop, now=at(date(2026, 11, 24)), **inputs)
    assert refused.value.code == code
    assert list(RecordVersion.objects.values_list("number", "valid", "superseded_at")) == before


def test_keepers_of_another_commune_may_not_write(shop: Register) -> None:
    other = official("ubnd-22402", "record_keeper")
    for name, inputs in (("change", {"capital": 1}), ("correct", {"cause": "x"}), ("end", {})):
        with pytest.raises(NotAllowed):
            do(name, other, shop, **inputs)


def test_the_database_itself_refuses_to_believe_two_things_of_one_day(shop: Register) -> None:
    one = RecordVersion.objects.get(record=shop.pk)

    @action("test.believe_twice", "Thử", allow=is_system, purpose="Thử")
    def twice(act: Act, _subject: None) -> None:
        act.create(
            RecordVersion, register=one.register, record=one.record, number=2, valid=DateRange(date(2026, 5, 1), None),
            recorded_at=act.now, act=act.id, data={},
        )  # fmt: skip

    with pytest.raises(IntegrityError, match="record_version_believed"), transaction.atomic():
        twice(system_actor(), None)


DAYS = st.integers(0, 300).map(lambda n: START + timedelta(days=n))
STEP = st.one_of(
    st.tuples(st.just("change"), DAYS, st.fixed_dictionaries({"capital": st.integers(1, 5)})),
    st.tuples(st.just("change"), DAYS, st.fixed_dictionaries({"address": st.sampled_from("ABC")})),
    st.tuples(
        st.just("correct"), DAYS, st.fixed_dictionaries({"capital": st.integers(6, 9), "cause": st.just("Ghi nhầm")})
    ),
    st.tuples(st.just("end"), DAYS, st.just({})),
)


@pytest.mark.usefixtures("reference")
class AnyHistory(TestCase):
    """For any run of changes, corrections and endings."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEP, min_size=1, max_size=6))
    def test_belief_has_no_overlap_and_no_hole_and_the_past_stays_known(self, steps: list[Any]) -> None:
        keeper = official(AGENCY, "record_keeper")
        shop = new_shop(keeper)
        moment = at(date(2026, 11, 24))
        known: dict[tuple[datetime, date], Any] = {}
        for name, day, inputs in steps:
            moment += timedelta(minutes=1)
            with suppress(Refused):  # such as a change of a day after its end
                do(name, keeper, shop, on=day, now=moment, **inputs)
            self._is_sound(shop)
            for (then, on), facts in known.items():
                assert as_of(shop, on=on, known_at=then) == facts
            known |= {(moment, on): as_of(shop, on=on) for on in (START, day, START + timedelta(days=299))}

    def _is_sound(self, shop: Register) -> None:
        shop.refresh_from_db()
        found = list(versions(shop, known_at=timezone.now() + timedelta(days=365)))
        assert found[0].valid.lower == shop.valid_from
        assert found[-1].valid.upper == (shop.valid_to + timedelta(days=1) if shop.valid_to else None)
        for one, following in pairwise(found):
            assert one.valid.upper == following.valid.lower
        assert (found[-1].data["capital"], found[-1].data["address"]) == (shop.capital, shop.address)
