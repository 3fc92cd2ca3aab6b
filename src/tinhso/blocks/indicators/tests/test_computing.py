"""The figures are what an independent count in plain SQL says they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection

from tests.province import COMMUNE, People
from tinhso.blocks.cases.api import Case
from tinhso.blocks.indicators.api import (
    COMPANIONS,
    INDICATORS,
    ON_TIME,
    ONLINE,
    REUSE,
    Indicator,
    Is,
    Period,
    Rows,
    Share,
    compute,
    compute_by,
    drill,
    indicator,
    months_of,
    needed,
    year_to,
)
from tinhso.blocks.indicators.indicator import NotSound
from tinhso.kernel.access.api import ANONYMOUS, Actor, system_actor
from tinhso.kernel.law.api import Law
from tinhso.kernel.outbox.api import run_readers

from .conftest import Make, at

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
NOW = at("24/11/2026 10:00")
YEAR = year_to(DAY)


RECOUNT = {
    "766-2.1": """
        select count(*) filter (where on_time and supplements <= 1), count(*) from cases_case
        where kind = 'dossier' and received_at is not null and due_at is not null and state <> 7
          and (closed_at is not null or (due_at < %(now)s and paused_since is null))
          and coalesce(closed_at, due_at) >= %(first)s and coalesce(closed_at, due_at) < %(after)s""",
    "766-3.3": """
        select count(*) filter (where channel = 2), count(*) from cases_case
        where kind = 'dossier' and received_at >= %(first)s and received_at < %(after)s""",
    "766-3.6": """
        select count(*) filter (where d.paid), count(*) from cases_case c join services_dossier d on d.case_id = c.id
        where c.received_at >= %(first)s and c.received_at < %(after)s and d.fee > 0""",
    "766-4.1": """
        select count(*) filter (where exists (select from cases_proposal p where p.case_id = c.id and p.paper is not null)),
               count(*) from cases_case c
        where state in (9, 10) and closed_at >= %(first)s and closed_at < %(after)s""",
    "766-4.3": """
        select count(*) filter (where d.not_asked >= 1 or exists (
                 select from services_dossierpaper p where p.dossier_id = d.case_id and p.source = 'held')), count(*)
        from cases_case c join services_dossier d on d.case_id = c.id
        where c.received_at >= %(first)s and c.received_at < %(after)s""",
    "766-3.2": """
        select count(*) filter (where exists (select from cases_case c where c.matter = p.code and c.channel = 2
                 and c.submitted_at >= %(first)s and c.submitted_at < %(after)s)), count(*)
        from services_procedure_version v join services_procedure p on p.id = v.procedure_id
        where v.valid_from <= %(day)s and (v.valid_to is null or v.valid_to > %(day)s)
          and ('online' = any (v.channels) or p.code = any (%(declared)s))""",
}


def recount(code: str) -> tuple[Any, ...]:
    from tinhso.blocks.services.api import SERVICES

    values: Any = {
        "first": at("01/01/2026 00:00"), "after": at("25/11/2026 00:00"), "now": NOW, "day": DAY,
        "declared": [code for code, service in SERVICES.items() if service.whole_online],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT[code], values)
        return tuple(cursor.fetchone())


def some_dossiers(make: Make, chance: Random) -> list[Case]:
    """Online and at the counter, in time and late, finished, running, withdrawn, not yet received."""
    made = []
    for _n in range(14):
        day = chance.randint(2, 6)
        made.append(
            make(
                until=chance.choice(["filed", "received", "closed", "closed", "withdrawn"]),
                channel=chance.choice([1, 2, 2]),
                device=chance.choice(["phone", "computer"]),
                filed=f"{day:02}/11/2026 09:00",
                closed=f"{day + chance.randint(1, 16):02}/11/2026 10:00",
                not_asked=chance.choice([0, 0, 5]),
            )
        )
    run_readers()
    return made


def test_every_companion_agrees_with_a_recount_in_plain_sql(make: Make, chance: Random) -> None:
    some_dossiers(make, chance)
    for entry in COMPANIONS:
        value = compute(entry, YEAR, at=NOW)
        assert (value.numerator, value.denominator) == recount(entry.code), entry.code
    assert compute(ON_TIME, YEAR, at=NOW).denominator
    online = compute(ONLINE, YEAR, at=NOW)
    assert online.numerator > 0 and online.missing


def test_parts_of_a_whole_add_up(make: Make, chance: Random) -> None:
    some_dossiers(make, chance)
    whole = compute(ONLINE, YEAR, at=NOW)
    for by in ("unit", "agency", "device", "channel", "field", "month"):
        parts = compute_by(ONLINE, YEAR, by, at=NOW)
        assert sum(value.numerator for value in parts.values()) == whole.numerator, by
        assert sum(value.denominator or 0 for value in parts.values()) == whole.denominator, by
    assert set(compute_by(ONLINE, YEAR, "month", at=NOW)) == {date(2026, 11, 1)}
    assert months_of(ONLINE, DAY, at=NOW)[date(2026, 11, 1)].numerator == whole.numerator
    assert compute(ONLINE, YEAR, cut={"unit": COMMUNE}, at=NOW).denominator == whole.denominator
    assert compute(ONLINE, YEAR, cut={"unit": "22333"}, at=NOW).value is None


def test_rows_behind_a_figure_are_as_many_as_it_says(make: Make, chance: Random, overseer: Actor) -> None:
    some_dossiers(make, chance)
    for entry in COMPANIONS:
        value = compute(entry, YEAR, at=NOW)
        counts = {
            part: drill(entry, part, YEAR, actor=overseer, at=NOW).count() for part in ("part", "missing", "whole")
        }
        assert counts == {"part": value.numerator, "missing": value.missing, "whole": value.denominator}, entry.code


def test_only_those_who_watch_may_open_rows(make: Make, people: People, overseer: Actor) -> None:
    make(until="received")
    for stranger in (ANONYMOUS, people.citizen, people.stranger, people.officer, people.counter):
        assert drill(ONLINE, "whole", YEAR, actor=stranger, at=NOW).count() == 0
    assert drill(ONLINE, "whole", YEAR, actor=people.leader, at=NOW).count() == 1
    assert drill(ONLINE, "whole", YEAR, actor=overseer, at=NOW).count() == 1
    elsewhere = Actor(name="x", account=people.leader.account, agency="ubnd-22333", roles=frozenset({"leader"}))
    assert drill(ONLINE, "whole", YEAR, actor=elsewhere, at=NOW).count() == 0


def test_one_more_dossier_moves_the_figure_at_once(make: Make) -> None:
    make()
    before = compute(ON_TIME, YEAR, at=NOW)
    make(filed="02/11/2026 09:00", closed="20/11/2026 09:00")
    after = compute(ON_TIME, YEAR, at=NOW)
    assert (before.numerator, before.denominator) == (1, 1)
    assert (after.numerator, after.denominator) == (1, 2)
    assert after.value == Decimal(50)
    assert after.position >= before.position


def test_nothing_to_divide_by_is_no_zero(people: People) -> None:
    value = compute(ONLINE, YEAR, at=NOW)
    assert (value.numerator, value.denominator, value.value) == (0, 0, None)


def test_what_is_missing_to_a_target_is_counted_in_rows(make: Make) -> None:
    for channel in (1, 1, 1, 2):
        make(until="received", channel=channel)
    value = compute(ONLINE, YEAR, at=NOW)
    assert needed(value, Decimal(50)) == 1
    assert needed(value, Decimal(50), "gt") == 2
    assert needed(value, Decimal(25)) == 0


def test_a_period_counts_its_own_days_only(make: Make) -> None:
    make(until="received", filed="31/10/2026 23:30")
    make(until="received", filed="01/11/2026 00:30")
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert compute(ONLINE, november, at=NOW).denominator == 1
    assert compute(REUSE, YEAR, at=NOW).denominator == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"formula": Share(Rows("dossier"), (Is("channel"),))}, "no source"),
        ({"formula": Share(Rows("dossiers"), (Is("colour"),))}, "colour"),
        ({"kind": "imported"}, "formula"),
        ({"kind": "waiting", "formula": None}, "waits for"),
        ({"unit": "bananas"}, "bananas"),
    ],
)
def test_a_declaration_that_does_not_add_up_says_so(change: dict[str, Any], says: str) -> None:
    sound = {"code": "x", "title": "x", "unit": "percent", "law": Law("1/2026"), "formula": ONLINE.formula}
    with pytest.raises(NotSound, match=says):
        indicator(Indicator(**{**sound, **change}))
    assert "x" not in INDICATORS


def test_the_platform_itself_sees_every_row(make: Make) -> None:
    make(until="received")
    assert drill(ONLINE, "whole", YEAR, actor=system_actor(), at=NOW).count() == 1
