"""A holiday is announced: every running clock follows, once, with its cause, and a report says what moved."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.province import People, official, people, reference
from tinhso.blocks.cases import clockwork, recompute
from tinhso.blocks.cases.calendar import rehearse
from tinhso.blocks.cases.clock_reports import Move, Recount
from tinhso.blocks.cases.models import Case, State
from tinhso.blocks.notices.api import Notice
from tinhso.blocks.units.api import agency_by_code, set_hours
from tinhso.kernel.access.api import ANONYMOUS, Actor, visible
from tinhso.kernel.clock.api import ClockEvent, forget, remove_holiday, set_holiday, set_schedule
from tinhso.kernel.outbox.api import run_readers
from tinhso.kernel.trail.api import history, verify

from .clocks import ADMIN, WARD, at, running, save

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db
STORM, LAW = date(2026, 11, 19), "Công điện 99/CĐ-UBND (minh họa)"
START, NOW = at("16/11/2026 09:00"), at("18/11/2026 10:00")


@pytest.fixture(autouse=True)
def calendar(reference: None, db: None) -> Any:
    run_readers(names=["clocks"])  # what the reference data announced before there was any case
    forget()
    yield
    forget()


def announce(day: date = STORM, **values: Any) -> Any:
    return set_holiday(ADMIN, None, **{"day": day, "name": "Nghỉ bão", "law": LAW, "now": NOW, **values})


def follow() -> Recount:
    """What the reader and the job do after an announcement."""
    run_readers(names=["clocks"])
    recompute.go_on(now=NOW)
    return Recount.objects.first() or pytest.fail("Nothing was opened.")


def test_a_holiday_moves_running_clocks_and_says_why(people: People) -> None:
    case = running(1, start=START, applicant=people.person.pk)
    ended = running(2, start=START, state=State.DONE, step="", closed_at=NOW, on_time=True)
    over = running(3, start=at("10/11/2026 09:00"), limit="2 ngày làm việc")
    save(case, ended, over)
    announce()
    report = follow()
    case.refresh_from_db()
    assert case.due_at == at("20/11/2026 17:30")
    line = clockwork.clock_of(case).lines[-1]
    assert line.sentence == f"Công bố ngày nghỉ 19/11/2026 (Nghỉ bão) theo {LAW}: hạn trả 17:30 19/11 → 17:30 20/11."
    assert str(line.law) == LAW
    assert [Case.objects.get(pk=same.pk).due_at for same in (ended, over)] == [ended.due_at, over.due_at]
    assert (report.total, report.seen, report.later, report.told, report.share) == (1, 1, 1, 1, 100)
    entry = history(case)[0]
    assert (entry.action, entry.purpose) == ("cases.recompute", report.cause)
    note = Notice.objects.get(person=people.person.pk, kind="case.new_date")
    assert note.facts["when"] == "17:30 20/11" and "Nghỉ bão" in note.detail
    assert not list(verify())


def test_who_is_told_and_who_is_not() -> None:
    waits = running(
        1,
        start=START,
        events=[ClockEvent("paused", at("17/11/2026 09:00"), cause="Chờ bổ sung")],
        state=State.SUPPLEMENT,
    )
    hours = running(2, start=at("18/11/2026 15:00"), limit="10 giờ")  # due 19/11 17:00, then 20/11
    nobody = running(3, start=START, applicant=None)
    save(waits, hours, nobody)
    announce()
    follow()
    told = {move.case_id: move.told for move in Move.objects.all()}
    assert told == {waits.pk: False, hours.pk: True, nobody.pk: False}


def test_killed_in_the_middle_it_goes_on_and_does_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "BATCH", 3)
    save(*(running(n, start=START) for n in range(10)))
    announce()
    run_readers(names=["clocks"])
    recompute.go_on(now=NOW, limit=2)
    report = Recount.objects.get()
    assert (report.seen, report.later, report.finished_at) == (6, 6, None)
    recompute.go_on(now=NOW)
    report.refresh_from_db()
    assert (report.seen, report.later) == (10, 10) and report.finished_at
    assert recompute.go_on(now=NOW) == 0
    assert Move.objects.count() == 10
    assert {len(case.clock) for case in Case.objects.all()} == {2}
    announce(name="Nghỉ bão số 13")  # another word, the same day: nothing moves
    assert follow().moved == 0


def test_taken_back_the_dates_return_without_a_surprise(people: People) -> None:
    case = running(1, start=START, applicant=people.person.pk)
    save(case)
    day = announce()
    follow()
    remove_holiday(ADMIN, day, reason="Bão đổi hướng", now=NOW)
    report = follow()
    case.refresh_from_db()
    assert (case.due_at, report.earlier, report.told) == (at("19/11/2026 17:30"), 1, 0)
    assert Notice.objects.filter(person=people.person.pk).count() == 1


def test_nobody_becomes_late_by_an_announcement() -> None:
    """Taken back on the very day: the date by the calendar has passed, so the end of the next working day stands."""
    case = running(1, start=START, limit="4 ngày làm việc")  # 20/11, with the storm 23/11
    save(case)
    day = announce()
    follow()
    remove_holiday(ADMIN, day, reason="Nhầm", now=at("20/11/2026 17:00"))
    run_readers(names=["clocks"])
    recompute.go_on(now=at("20/11/2026 17:00"))
    case.refresh_from_db()
    assert case.due_at == at("23/11/2026 17:30")
    assert Recount.objects.all()[0].kept == 1
    assert clockwork.clock_of(case).due_at == case.due_at


def test_what_happens_before_the_recount_is_explained_too(people: People) -> None:
    """An official acts between the announcement and the recount: the case moves with the cause, not silently."""
    from tinhso.blocks.cases.api import ask_supplement

    case = running(1, start=START)
    save(case)
    announce()
    run_readers(names=["clocks"])
    ask_supplement(
        people.officer, case, items=[{"paper": "1", "problem": "Thiếu", "wanted": "Đủ"}], reason="Thiếu", now=NOW
    )
    case.refresh_from_db()
    assert case.due_at == at("20/11/2026 17:30")
    assert [event["kind"] for event in case.clock] == ["started", "recomputed", "paused"]
    recompute.go_on(now=NOW)
    assert not Move.objects.exists()


def test_hours_of_one_agency_move_only_its_clocks() -> None:
    set_schedule(
        ADMIN, None, name="mornings", title="Chỉ buổi sáng", periods={str(d): [["07:30", "11:30"]] for d in range(5)}
    )
    here, there = running(1, start=START, limit="12 giờ"), running(2, start=START, limit="12 giờ", agency="ubnd-22333")
    save(here, there)
    set_hours(ADMIN, agency_by_code(WARD), schedule="mornings", law="Quyết định mẫu", now=NOW)
    report = follow()
    here.refresh_from_db()
    there.refresh_from_db()
    assert (report.total, report.later) == (1, 1)
    assert here.due_at == at("19/11/2026 09:00") and there.due_at == at("17/11/2026 15:00")
    assert "Chỉ buổi sáng" in report.cause and "Quyết định mẫu" in report.cause


def random_cases(dice: random.Random) -> list[Case]:
    cases = []
    for number in range(150):
        start = at("02/11/2026 07:30") + timedelta(minutes=dice.randint(0, 18 * 24 * 60))
        value, unit = dice.choice(
            [
                (0, "ngày"),
                (4, "giờ"),
                (20, "giờ"),
                (2, "ngày"),
                (9, "ngày"),
                (3, "ngày làm việc"),
                (15, "ngày làm việc"),
                (1, "tháng"),
            ]
        )
        pauses = []
        if dice.random() < 0.3:
            pauses = [ClockEvent("paused", start + timedelta(hours=5), cause="Chờ")]
            if dice.random() < 0.5:
                pauses.append(ClockEvent("resumed", start + timedelta(hours=50)))
        agency = dice.choice([WARD, "ubnd-22333", "ttpvhcc-22366"])
        cases.append(running(number, start=start, limit=f"{value} {unit}", agency=agency, events=pauses))
    return cases


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_rehearsal_says_what_happens(seed: int) -> None:
    dice = random.Random(seed)
    cases = random_cases(dice)
    save(*cases)
    day = date(2026, 11, 9) + timedelta(days=dice.randint(0, 14))
    kind = "swap_work" if day.weekday() >= 5 else "holiday"
    change = (lambda c: c.with_worked(day)) if kind == "swap_work" else (lambda c: c.with_day(day, "Nghỉ", LAW))
    before = {case.pk: case.due_at for case in Case.objects.all()}
    said = rehearse(now=NOW, day=day, calendar=change)
    assert {case.pk: case.due_at for case in Case.objects.all()} == before
    announce(day, kind=kind)
    run_readers(names=["clocks"])
    recompute.go_on(now=NOW)
    moves = [move for move in Move.objects.all() if move.due_before != move.due_after]
    assert said.by_agency == Counter(move.agency for move in moves)
    assert said.told == sum(move.told for move in moves)
    for case in Case.objects.all():
        assert case.due_at == clockwork.clock_of(case).due_at
        if case.due_at != before[case.pk]:
            assert "Công bố" in clockwork.clock_of(case).lines[-1].sentence


def test_the_report_is_seen_by_the_agency_and_by_who_keeps_the_calendar(people: People) -> None:
    save(running(1, start=START), running(2, start=START, agency="ubnd-22333"))
    announce()
    follow()
    admin = official("so-khoa-hoc-va-cong-nghe", "it_admin")
    assert visible(admin, Move).count() == 2
    assert [move.agency for move in visible(people.leader, Move)] == [WARD]
    for stranger in (people.citizen, ANONYMOUS, Actor(name="x", agency=WARD)):
        assert not visible(stranger, Move).exists() and not visible(stranger, Recount).exists()
