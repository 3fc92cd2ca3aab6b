"""The map of steps: working hours agree with the legal clock, medians with a slow count."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import quantiles

import pytest

from tinhso.blocks.cases.api import Case
from tinhso.blocks.units.api import schedule_of
from tinhso.kernel.clock.api import ZONE, working_time_of
from tinhso.systems.performance import periods
from tinhso.systems.performance.steps.hours import ruler_of
from tinhso.systems.performance.steps.passed import passed, standing

from .conftest import NOW, Story, Write, at, chance, stay, write_story

pytestmark = pytest.mark.django_db
CHOSEN = periods.chosen("2026-10", today=NOW.date())


def test_a_ruler_measures_as_the_legal_clock_does(reference: None) -> None:
    dice = chance()
    for schedule in ("office", "counter"):
        working = working_time_of(schedule)
        scale = ruler_of(schedule, at("01/08/2026 00:00").date(), at("31/12/2026 00:00").date())
        for _n in range(300):
            start = datetime(2026, 8, 1, tzinfo=ZONE) + timedelta(minutes=dice.randint(0, 200_000))
            end = start + timedelta(minutes=dice.randint(0, 20_000))
            assert scale.between(start, end) == working.between(start, end).total_seconds()


def test_times_of_steps_agree_with_a_slow_count(reference: None, write: Write) -> None:
    dice = chance()

    def make() -> None:
        for number in range(120):
            asked = [(150, 250)] if number % 5 == 0 else []
            case = write_story(Story(received=dice.randint(0, 100), asked=asked, matter=f"1.00000{number % 3}"))
            moment = case.received_at
            assert moment is not None
            for step, agency in (("receive", case.received_by), ("examine", case.agency), ("sign", case.agency)):
                left = moment + timedelta(minutes=dice.randint(1, 15_000))
                last = dice.random() < 0.15
                stay(case, step, moment, None if last else left, agency=agency)
                moment = left
                if last:
                    break

    write(make)
    found = passed(Case.objects.all(), CHOSEN, NOW)
    begins, ends = CHOSEN.begins, CHOSEN.days.ends
    for way in (found.whole, *found.ways):
        for step in way.steps:
            hours, waiting, oldest = [], 0, []
            for case in Case.objects.filter(matter=way.matter) if way.matter else Case.objects.all():
                for one in case.stays.filter(step=step.step, entered_at__lt=ends):
                    if one.left_at is None or one.left_at >= ends:
                        waiting += 1
                        oldest.append(one.entered_at)
                    elif one.left_at >= begins:
                        hours.append(_hours(one, case))
            assert (step.passed, step.waiting, step.oldest) == (len(hours), waiting, min(oldest, default=None))
            assert standing(Case.objects.filter(matter__startswith=way.matter), ends, step.step).count() == waiting
            assert step.total == pytest.approx(sum(hours))
            if len(hours) > 1:
                cuts = quantiles(hours, n=10, method="inclusive")
                assert (step.median, step.most) == (pytest.approx(cuts[4]), pytest.approx(cuts[8]))
        assert [step.step for step in way.steps] == ["receive", "examine", "sign"]
        assert sum(step.share for step in way.steps) == pytest.approx(100)
    assert sum(step.waited for step in found.whole.steps) > 0


def _hours(one: object, case: Case) -> float:
    """Working hours of a stay without the time the applicant was waited for, by the legal clock."""
    working = working_time_of(schedule_of(one.agency))  # type: ignore[attr-defined]
    entered, left = one.entered_at, one.left_at  # type: ignore[attr-defined]
    spent = working.between(entered, left)
    for request in case.supplement_requests.all():
        start, end = max(request.asked_at, entered), min(request.answered_at or left, left)
        if start < end:
            spent -= working.between(start, end)
    return spent.total_seconds() / 3600
