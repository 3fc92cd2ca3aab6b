"""A real municipality's log of permit requests, replayed as dossiers of an ordinary procedure.

The log (CoSeLoG WABO, 4TU.ResearchData, anonymised by its publisher) stands beside the repository, not in it. Each case takes the path
that its own events took; every event is done by its own official at its own time, moved by whole weeks into the catalogue's days.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tinhso.blocks.cases.api import STANDARD_PATH, Case, Channel, State, assign, decide, forward, propose, step, take
from tinhso.blocks.documents.api import WITHOUT_PAPER
from tinhso.blocks.people.api import Person, actor_for, appoint, create_post, open_account, register_person
from tinhso.blocks.services.api import Attached, Request, file_request, receive
from tinhso.blocks.services.paths import choosing
from tinhso.blocks.units.api import unit_by_code
from tinhso.kernel.access.api import Actor, system_actor
from tinhso.kernel.clock.api import ZONE, Duration, due, working_time_of
from tinhso.kernel.trail.api import history, verify

LOG = Path(__file__).parents[6] / "shared" / "data" / "case-logs" / "receipt_environmental_permit.csv.gz"
WEEKS = timedelta(weeks=825)  # from October 2010 to July 2026, on the same day of the week
COMMUNE, PROCEDURE, LIMIT = "22366", "1.012796", Duration(8, "working_days")
CHANNELS = {
    "Internet": Channel.ONLINE,
    "e-mail": Channel.ONLINE,
    "Desk": Channel.COUNTER,
    "Intern": Channel.COUNTER,
    "Post": Channel.POST,
}
SYSTEM = system_actor("Phát lại nhật ký", via="import")

pytestmark = pytest.mark.skipif(
    not LOG.exists(), reason="the permit log is not beside the repository (shared/data/case-logs)"
)


@dataclass(frozen=True)
class Happened:
    """One event of the log: what was done, by whom, when."""

    activity: str
    resource: str
    at: datetime


@dataclass(frozen=True)
class Logged:
    """One case of the log, its events in the order of the log."""

    code: str
    channel: int
    start: datetime
    events: tuple[Happened, ...]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(ZONE) + WEEKS


def read_log() -> list[Logged]:
    rows: dict[str, list[dict[str, str]]] = {}
    with gzip.open(LOG, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["case:concept:name"], []).append(row)
    made = []
    for code, events in rows.items():
        happened = tuple(
            Happened(row["concept:name"], row["org:resource"], moment(row["time:timestamp"])) for row in events
        )
        start = min(moment(events[0]["case:startdate"]), happened[0].at)
        made.append(Logged(code, CHANNELS[events[0]["case:channel"]], start, happened))
    return made


class Office:
    """The officials of the log in one commune's People's Committee, its counter, and a citizen for each case."""

    def __init__(self) -> None:
        self.people = 0
        self.home = unit_by_code(COMMUNE)
        self.counter = self.official("quay", f"ttpvhcc-{COMMUNE}", ["counter_officer"])
        self.leader = self.official("lanhdao", f"ubnd-{COMMUNE}", ["leader"])
        self.resources: dict[str, Actor] = {}

    def person(self) -> Person:
        self.people += 1
        return register_person(SYSTEM, None, full_name=f"Người Mẫu Số {self.people}", unit=self.home, synthetic=True)

    def official(self, username: str, agency: str, roles: list[str]) -> Actor:
        person = self.person()
        account = open_account(SYSTEM, None, username=username, person=person, level=2)
        post = create_post(SYSTEM, None, code=username, title="Chuyên viên", agency=agency, roles=roles)
        appoint(SYSTEM, None, person=person, post=post, first_day=date(2025, 7, 1))
        return actor_for(account).through(WITHOUT_PAPER)

    def resource(self, name: str) -> Actor:
        if name not in self.resources:
            self.resources[name] = self.official(
                f"log-{len(self.resources) + 1}", f"ubnd-{COMMUNE}", ["handling_officer"]
            )
        return self.resources[name]

    def citizen(self) -> tuple[Person, Actor]:
        person = self.person()
        account = open_account(SYSTEM, None, username=f"dan-{self.people}", person=person, level=2)
        return person, actor_for(account)


def path_of(logged: Logged) -> list[dict[str, object]]:
    """The first event is the reception; each further one a step of its own, the decision after the last."""
    middle = [
        step(f"{n}", role="handling_officer", title=event.activity)
        for n, event in enumerate(logged.events[1:], start=1)
    ]
    return [
        step("receive", role="counter_officer"),
        *middle,
        step("sign", role="leader"),
        step("return", role="counter_officer"),
    ]


def replay(logged: Logged, office: Office, patch: pytest.MonkeyPatch) -> Case:
    """File and work off one case exactly as the log says; one that has only its reception stays in work."""
    path = path_of(logged) if len(logged.events) > 1 else STANDARD_PATH
    person, citizen = office.citizen()
    online = logged.channel == Channel.ONLINE
    request = Request(
        procedure=PROCEDURE,
        applicant=person,
        answers={"place": COMMUNE, "wish": f"Hồ sơ {logged.code} của nhật ký."},
        attached=tuple(Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, 5)),
        channel=logged.channel,
        confirmed=online,
        delivery="counter",
        received_by=f"ttpvhcc-{COMMUNE}",
    )
    with patch.context() as own:
        own.setattr(choosing, "STANDARD_PATH", path)
        case = file_request(
            citizen if online else office.counter, None, request=request, key=logged.code, now=logged.start
        ).case
    case = receive(office.counter, case, now=logged.events[0].at)
    for number, event in enumerate(logged.events[1:], start=1):
        worker = office.resource(event.resource)
        if case.assignee is None:
            case = take(worker, case, now=event.at)
        elif case.assignee != worker.account:
            case = assign(worker, case, account=worker.account, name=worker.name, now=event.at)
        if number < len(logged.events) - 1:
            case = forward(worker, case, now=event.at)
        else:
            propose(worker, case, outcome="grant", reason="Theo nhật ký.", now=event.at)
            case = decide(office.leader, Case.objects.get(pk=case.pk), now=event.at)
    return case


def check(logged: Logged, case: Case, office: Office) -> None:
    """The case says what the log says, in its order and at its times; the due day is the clock's own."""
    stays = list(case.stays.all())
    work = [stay for stay in stays if stay.step not in ("receive", "sign")]
    events = logged.events[1:]
    if not events:
        assert case.state == State.RECEIVED
        return
    assert [stay.title for stay in work] == [event.activity for event in events]
    assert [stay.left_at for stay in work] == [event.at for event in events]
    assert [stay.assignee for stay in work] == [office.resource(event.resource).account for event in events]
    assert (case.submitted_at, case.received_at) == (logged.start, logged.events[0].at)
    assert (case.state, case.closed_at) == (State.DONE, events[-1].at)
    expected = due(logged.events[0].at, LIMIT, working_time_of("office")).moment
    assert case.due_at == expected
    assert case.on_time is (events[-1].at <= expected)


def replay_all(chosen: list[Logged], patch: pytest.MonkeyPatch) -> dict[str, Case]:
    office = Office()
    made = {}
    for logged in sorted(chosen, key=lambda one: one.start):
        made[logged.code] = replay(logged, office, patch)
        made[logged.code].refresh_from_db()
        check(logged, made[logged.code], office)
    counted = Counter(Case.objects.values_list("channel", flat=True))
    assert counted == Counter(int(logged.channel) for logged in chosen)
    return made


@pytest.fixture
def quick(database: None) -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_sample_of_the_log_lives_again(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    log = read_log()
    assert (len(log), sum(len(one.events) for one in log)) == (1434, 8577)
    longest = sorted(log, key=lambda one: -len(one.events))[:8]
    chosen = {one.code: one for one in [*Random(1434).sample(log, 142), *longest]}
    rare = [one for one in log if one.channel != Channel.ONLINE][:12]
    chosen.update({one.code: one for one in rare})
    made = replay_all(list(chosen.values()), monkeypatch)
    case = made[longest[0].code]
    moments = [entry.at for entry in reversed(history(case, limit=500))]
    assert moments == sorted(moments)
    assert {entry.outcome for entry in history(case, limit=500)} == {"done"}
    assert list(verify()) == []


@pytest.mark.slow
def test_the_whole_log_lives_again(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    log = read_log()
    made = replay_all(log, monkeypatch)
    assert len(made) == 1434
    assert list(verify()) == []


def test_an_event_out_of_turn_is_refused(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from tinhso.kernel.actions.api import NotAllowed, Refused

    log = next(one for one in read_log() if len(one.events) == 6 and one.channel == Channel.ONLINE)
    office = Office()
    case = replay(replace(log, events=log.events[:1]), office, monkeypatch)
    with pytest.raises(NotAllowed):
        decide(office.leader, case, now=log.events[1].at)
    worker = office.resource("Resource01")
    with pytest.raises(Refused):
        forward(worker, case, now=log.events[1].at)
