"""The morning list of a head, and the ladder that a late case goes up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.province import People, official, people, reference
from tinhso.blocks.cases import escalation
from tinhso.blocks.cases.clock_reports import Escalation, Outlook
from tinhso.blocks.cases.heads import PROVINCE_OFFICE
from tinhso.blocks.cases.models import Apology, Case, Consultation, State
from tinhso.blocks.cases.morning import Part, good_morning, morning, working_hours_ago
from tinhso.blocks.notices.api import Notice
from tinhso.kernel.access.api import visible
from tinhso.kernel.clock.api import ClockEvent, WorkingTime, forget
from tinhso.kernel.trail.api import history

from .clocks import CENTRE, WARD, at, running, save

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db
NOW = at("20/11/2026 08:00")


@pytest.fixture(autouse=True)
def calendar(reference: None, db: None) -> None:
    forget()


def parts(who: Any, now: Any = NOW) -> dict[str, Part]:
    return {part.code: part for part in morning(who.agency, now=now, cases=visible(who, Case))}


def test_everything_a_head_must_see_and_nothing_else(people: People, write: Any) -> None:
    worker = {"assignee": people.officer.account, "assignee_name": people.officer.name}
    late = running(1, start=at("12/11/2026 09:00"), **worker)
    today = running(2, start=at("17/11/2026 09:00"), **worker)
    risky = running(3, start=at("18/11/2026 09:00"))
    calm = running(4, start=at("19/11/2026 09:00"))
    waits = running(
        5,
        start=at("10/11/2026 09:00"),
        state=State.SUPPLEMENT,
        events=[ClockEvent("paused", at("11/11/2026 09:00"), cause="Chờ")],
    )
    asks = running(6, start=at("19/11/2026 09:00"))
    fresh = running(
        7,
        start=at("19/11/2026 16:00"),
        clock=[],
        due_at=None,
        received_at=None,
        state=State.SUBMITTED,
        step="receive",
        role="counter_officer",
        desk=CENTRE,
    )
    forgotten = running(
        8,
        start=at("18/11/2026 16:00"),
        clock=[],
        due_at=None,
        received_at=None,
        state=State.SUBMITTED,
        step="receive",
        role="counter_officer",
        desk=CENTRE,
    )
    sorry = running(9, start=at("12/11/2026 10:00"))
    elsewhere = running(10, start=at("12/11/2026 09:00"), agency="ubnd-22333")
    save(late, today, risky, calm, waits, asks, fresh, forgotten, sorry, elsewhere)
    for case, chance in ((risky, 0.7), (calm, 0.1)):
        Outlook.objects.create(
            case=case, agency=WARD, due_at=case.due_at, chance=chance, among=50, basis="matter", usual=600, made_at=NOW
        )

    def letters() -> None:
        Consultation.objects.create(
            case=asks,
            agency="so-tu-phap",
            question="?",
            asked_by="x",
            asked_at=asks.submitted_at,
            due_at=at("19/11/2026 17:00"),
        )
        Apology.objects.create(
            case=sorry, drafted_at=NOW, due_before=sorry.due_at, due_after=NOW, reason="x", signed_at=NOW
        )

    write(letters)
    found = {code: [case.pk for case in part.rows] for code, part in parts(people.leader).items()}
    assert found == {
        "late": [late.pk, sorry.pk], "today": [today.pk], "risk": [risky.pk], "asked": [asks.pk],
        "reception": [forgotten.pk], "sorry": [late.pk],
    }  # fmt: skip
    lines = parts(people.leader)["late"]
    assert [(g["assignee_name"], g["step"], g["n"]) for g in lines.groups] == [
        ("", "examine", 1),
        (people.officer.name, "examine", 1),
    ]
    assert parts(people.leader)["asked"].rows[0].asked_agency == "so-tu-phap"
    assert not parts(official("so-y-te", "leader"))


def test_leaders_are_told_once_a_day_at_the_start_of_work_and_only_if_there_is_something(people: People) -> None:
    assert good_morning(now=NOW) == []
    save(running(1, start=at("12/11/2026 09:00")), running(2, start=at("17/11/2026 09:00")))
    assert good_morning(now=at("20/11/2026 07:20")) == []
    assert good_morning(now=NOW) == [WARD]
    assert good_morning(now=NOW + timedelta(minutes=10)) == []
    note = Notice.objects.get(kind="desk.morning")
    assert (note.person, note.facts["number"], note.link) == (people.leader.person, 2, "/desk/morning/")
    assert good_morning(now=at("22/11/2026 08:00")) == [], "a Sunday"
    assert good_morning(now=at("23/11/2026 08:00")) == [WARD]


def test_a_clock_goes_up_the_ladder_each_step_once(people: People) -> None:
    office = official(PROVINCE_OFFICE, "leader")
    case = running(
        1,
        start=at("12/11/2026 09:00"),
        limit="3 ngày làm việc",
        assignee=people.officer.account,
        assignee_name=people.officer.name,
    )
    nobodys = running(2, start=at("12/11/2026 09:00"), limit="3 ngày làm việc")
    waits = running(
        3,
        start=at("10/11/2026 09:00"),
        state=State.SUPPLEMENT,
        events=[ClockEvent("paused", at("11/11/2026 09:00"), cause="Chờ")],
    )
    save(case, nobodys, waits)  # due 17/11 17:30
    told: list[tuple[str, int]] = []
    for moment in (
        "16/11/2026 17:00",
        "17/11/2026 09:30",
        "17/11/2026 09:40",
        "17/11/2026 17:31",
        "20/11/2026 17:00",
        "20/11/2026 17:40",
        "24/11/2026 09:00",
    ):
        told.append((moment[:5], escalation.climb(now=at(moment))))
    assert told == [("16/11", 0), ("17/11", 2), ("17/11", 0), ("17/11", 2), ("20/11", 0), ("20/11", 2), ("24/11", 0)]
    steps = [(e.level, e.told) for e in Escalation.objects.filter(case=case)]
    assert steps == [("soon", [people.officer.name]), ("head", [people.leader.name]), ("province", [office.name])]
    assert Escalation.objects.get(case=nobodys, level="soon").told == [people.leader.name], (
        "nobody has it: the head is told"
    )
    assert [entry.action for entry in history(case)][:3] == ["cases.tell_province", "cases.tell_head", "cases.remind"]
    kinds = set(Notice.objects.filter(code=case.code).values_list("kind", "person"))
    assert kinds == {
        ("desk.due_soon", people.officer.person),
        ("desk.late", people.leader.person),
        ("desk.long_late", office.person),
    }
    assert visible(people.leader, Escalation).count() == 6 and not visible(people.citizen, Escalation).exists()


@pytest.mark.parametrize(
    ("moment", "hours", "before"),
    [
        ("20/11/2026 16:00", 8, "19/11/2026 16:00"),
        ("23/11/2026 08:00", 1, "20/11/2026 17:00"),
        ("22/11/2026 12:00", 4, "20/11/2026 13:30"),
        ("20/11/2026 12:00", 3, "20/11/2026 08:30"),
    ],
)
def test_working_hours_are_counted_back(moment: str, hours: int, before: str) -> None:
    amount, office = timedelta(hours=hours), WorkingTime()
    assert working_hours_ago(at(moment), amount, office) == at(before)
    assert office.between(at(before), at(moment)) == amount
