"""The forecast against simulated histories whose true chances are known, and against the agency's own records."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.province import People, people, reference
from tinhso.blocks.cases import outlook
from tinhso.blocks.cases.clock_reports import Outlook, Pace
from tinhso.blocks.cases.forecast import ENOUGH, brier, needed, risk
from tinhso.blocks.cases.models import State, Stay
from tinhso.kernel.access.api import visible
from tinhso.kernel.clock.api import ClockEvent, WorkingTime, forget

from .clocks import WARD, at, running, save

__all__ = ["people", "reference"]


def history(dice: random.Random, middle: float, n: int) -> list[int]:
    """Working minutes that cases of a procedure took: skewed, as waiting is."""
    return [int(dice.lognormvariate(0, 0.6) * middle) for _ in range(n)]


@pytest.mark.parametrize("seed", range(5))
def test_the_forecast_beats_the_base_rate_and_is_calibrated(seed: int) -> None:
    """Six procedures, some quick and some slow. One looks at their desks on a day: cases of every age that are still
    open, each with another rest of its time limit.
    """
    dice = random.Random(seed)
    said, came = [], []
    for middle in (120, 400, 900, 1500, 2400, 4000):
        past = sorted(history(dice, middle, 200))
        for took in history(dice, middle, 1200):
            spent, allowed = int(dice.uniform(0, 2.5 * middle)), int(middle * dice.uniform(0.1, 1.5))
            if spent >= took:
                continue
            found = risk([("matter", past)], spent=spent, allowed=allowed)
            if found is not None:
                said.append(found.chance)
                came.append(took > spent + allowed)
    base = sum(came) / len(came)
    assert len(said) > 1000 and 0.1 < base < 0.9
    assert brier(said, came) < 0.95 * brier([base] * len(came), came)
    for low in (0.0, 0.25, 0.5, 0.75):
        part = [(p, c) for p, c in zip(said, came, strict=True) if low <= p < low + 0.25]
        if len(part) >= 50:
            assert abs(sum(p for p, _c in part) - sum(c for _p, c in part)) / len(part) < 0.1


def test_it_says_among_how_many_and_of_what_kind() -> None:
    few, many = list(range(10)), [60 * n for n in range(1, 101)]
    found = risk([("matter", few), ("field", many)], spent=0, allowed=60 * 75)
    assert found is not None
    assert (found.basis, found.among, found.longer, found.usual) == ("field", 100, 25, 60 * 51)
    assert found.chance == pytest.approx(25.5 / 101)
    assert risk([("matter", few)], spent=0, allowed=100) is None
    assert risk([("agency", many)], spent=60 * (101 - ENOUGH), allowed=1) is None, "hardly any took as long as this one"
    late = risk([("agency", many)], spent=0, allowed=-5)
    assert late is not None and late.chance == 1.0


def test_waiting_for_the_applicant_is_not_counted() -> None:
    office = WorkingTime()
    start, end = at("16/11/2026 08:00"), at("18/11/2026 08:00")
    assert needed(start, end, [], office) == 2 * 8 * 60
    assert needed(start, end, [(at("16/11/2026 13:30"), at("17/11/2026 13:30"))], office) == 8 * 60
    assert needed(start, end, [(at("10/11/2026 08:00"), at("30/11/2026 08:00"))], office) == 0


@pytest.mark.django_db
def test_an_agency_learns_from_what_it_decided(people: People) -> None:
    forget()
    now = at("20/11/2026 08:00")
    stays, past = [], []
    for number in range(40):
        start = at("02/11/2026 08:00") + timedelta(minutes=number)
        case = running(
            number,
            start=start,
            matter="1.001193" if number < 30 else "2.000635",
            state=State.DONE,
            step="",
            closed_at=start + timedelta(days=2),
            on_time=True,
        )
        past.append(case)
        stays.append(
            Stay(case=case, step="examine", title="Thẩm định", agency=WARD, entered_at=start, left_at=case.closed_at)
        )
    soon = running(100, start=at("19/11/2026 08:00"), limit="1 ngày làm việc")
    easy = running(101, start=at("19/11/2026 08:00"), limit="9 ngày làm việc")
    other = running(102, start=at("19/11/2026 08:00"), limit="9 ngày làm việc", matter="9.999999", field="Khác")
    waits = running(
        103,
        start=at("18/11/2026 08:00"),
        limit="9 ngày làm việc",
        events=[ClockEvent("paused", at("19/11/2026 08:00"), cause="Chờ")],
        state=State.SUPPLEMENT,
    )
    strange = running(104, start=at("19/11/2026 08:00"), agency="ubnd-22333")
    save(*past, soon, easy, other, waits, strange, stays=stays)
    assert outlook.learn(WARD, now=now) == 40
    assert {(p.kind, p.key): len(p.minutes) for p in Pace.objects.all()} == {
        ("matter", "1.001193"): 30, ("matter", "2.000635"): 10, ("field", "Hộ tịch"): 40, ("agency", ""): 40,
    }  # fmt: skip
    assert (outlook.look_ahead(WARD, now=now), outlook.look_ahead("ubnd-22333", now=now)) == (3, 1)
    chance = {o.case.code[-3:]: (o.chance, o.basis, o.among) for o in Outlook.objects.select_related("case")}
    assert (
        chance["100"][1:] == ("matter", 30)
        and chance["101"][1:] == ("matter", 30)
        and chance["102"][1:] == ("agency", 40)
    )
    assert chance["101"][0] == pytest.approx(0.5 / 31)
    assert chance["104"] == (None, "", 0), "too few earlier cases there to say"
    week = {w.agency: w for w in outlook.this_week(now=now)}
    assert (week[WARD].due, week[WARD].unknown, week[WARD].late) == (1, 0, 0)
    assert week[WARD].expected == pytest.approx(chance["100"][0])
    assert visible(people.leader, Outlook).count() == 3
    assert not visible(people.citizen, Outlook).exists()
