"""A month that is known to the minute, played again as it was and otherwise; and the screens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from tests.province import COMMUNE, official, people, reference
from tinhso.blocks.cases.api import STANDARD_PATH, Case, State, Stay, Supplement
from tinhso.blocks.people.api import Account
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.clock.api import ZONE, working_time_of
from tinhso.kernel.trail.api import sign
from tinhso.systems.rehearsal.compare import compared
from tinhso.systems.rehearsal.jobs import play_rehearsal
from tinhso.systems.rehearsal.models import Rehearsal
from tinhso.systems.rehearsal.past import HANDLING, LEADER, Past, read
from tinhso.systems.rehearsal.scenario import Scenario

__all__ = ["people", "reference"]
pytestmark = pytest.mark.django_db
AGENCY = f"ubnd-{COMMUNE}"
OFFICER, CHAIR = uuid4(), uuid4()
MONDAY = datetime(2026, 10, 5, 7, 30, tzinfo=ZONE)
EVERY, WORK, SIGNING, LIMIT = 40, 45, 10, 240  # working minutes


def moment(minutes: float) -> datetime:
    """So many working minutes after that Monday."""
    return working_time_of("standard").add(MONDAY, timedelta(minutes=minutes))


def a_month(number: int = 60, *, supplement: int | None = None) -> None:
    """One officer and one chair: an application every 40 minutes, 45 minutes of work, 10 of signing, due after 480."""
    free = signed = 0.0
    with transaction.atomic():
        sign(action="tests.write", actor=system_actor("Thử", via="import"), purpose="Thử", at=MONDAY)
        for place in range(number):
            came = place * EVERY
            asked = 600 if place == supplement else 0
            begun = max(came, free)
            free = begun + WORK + asked
            signed = max(free, signed) + SIGNING
            case = Case(
                code=f"H32-261005-{place:06}", matter="1.001193", title="Thử", agency=AGENCY, received_by=f"ttpvhcc-{COMMUNE}",
                applicant=uuid4(), applicant_name="Người thử", channel=2, state=State.RETURNED, path=STANDARD_PATH,
                submitted_at=moment(came), received_at=moment(came), due_at=moment(came + LIMIT + asked), closed_at=moment(signed),
            )  # fmt: skip
            case.save(force_insert=True)
            stay(case, "examine", came, free, OFFICER)
            stay(case, "sign", free, signed, CHAIR)
            if asked:
                Supplement.objects.create(
                    case=case, asked_at=moment(begun + 5), asked_by="A", reason="thiếu", answered_at=moment(begun + 605)
                )


def stay(case: Case, step: str, came: float, left: float, who: UUID) -> None:
    Stay.objects.create(
        case=case, step=step, title=step, agency=AGENCY, assignee=who, assignee_name="X", entered_at=moment(came),
        left_at=moment(left),
    )  # fmt: skip


def past() -> Past:
    return read(Case.objects.all())


def test_what_happened_is_read_back_and_played_to_the_minute(people: object) -> None:
    a_month()
    found = past()
    assert found.officials == {(AGENCY, HANDLING): 1, (AGENCY, LEADER): 1}
    assert {round(task.work) for request in found.requests for task in request.tasks} == {WORK, SIGNING}
    result = compared(found, Scenario(days=1))
    assert result["calibration"]["error_hours"] == pytest.approx(0, abs=0.02)
    assert result["calibration"]["on_time_points"] == pytest.approx(0)
    assert result["now"]["mean"] == pytest.approx(result["real"]["mean"], abs=0.02)
    late = [n for n in range(60) if n * (WORK - EVERY) + WORK + SIGNING > LIMIT]
    assert result["real"]["on_time"] == pytest.approx(100 - 100 * len(late) / 60)


def test_time_of_the_applicant_is_nobodys_work(people: object) -> None:
    a_month(30, supplement=4)
    found = past()
    asked = next(request for request in found.requests if request.tasks[0].delay > 500)
    assert round(asked.tasks[0].work) == WORK
    assert round(asked.tasks[0].delay) == 600


def test_another_officer_another_limit_another_path(people: object) -> None:
    a_month()
    found = past()

    def then(**values: Any) -> dict[str, Any]:
        return dict(compared(found, Scenario(**values))["then"])

    as_it_was = then(days=0)
    helped = then(officials={HANDLING: 1})
    assert helped["on_time"] == 100.0
    assert helped["steps"]["examine"]["waits"] < as_it_was["steps"]["examine"]["waits"] / 10
    assert helped["officials"] == as_it_was["officials"] + 1
    assert then(limit=50)["on_time"] < as_it_was["on_time"] < then(days=2)["on_time"]
    assert "sign" not in then(without=("sign",))["steps"]
    assert then(work={"examine": 50})["work_hours"] < as_it_was["work_hours"]
    assert then(applications=150)["requests"] == pytest.approx(90, abs=15)
    assert then(officials={LEADER: -5})["officials"] == as_it_was["officials"]


@pytest.fixture
def leader(people: object) -> Client:
    return browser_of("leader")


def browser_of(role: str, agency: str = AGENCY) -> Client:
    browser = Client()
    browser.force_login(Account.objects.get(pk=official(agency, role, number=7).account))
    return browser


def asked(**values: Any) -> dict[str, Any]:
    return {
        "name": "Thêm một người", "agency": AGENCY, "matter": "", "first": "01/10/2026", "last": "31/10/2026", "handling": "1",
        "order": "arrival", **values,
    }  # fmt: skip


def test_a_leader_asks_waits_and_sees(leader: Client) -> None:
    a_month()
    assert leader.get("/reports/rehearsals/").status_code == 200
    assert leader.get("/reports/rehearsals/new/").status_code == 200
    answer = leader.post("/reports/rehearsals/new/", asked())
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    run = Rehearsal.objects.get()
    waiting = leader.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="load delay:1s"' in waiting
    play_rehearsal.func(rehearsal=str(run.pk))
    play_rehearsal.func(rehearsal=str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.scenario["officials"]) == ("done", {"handling": 1})
    page = leader.get(answer["Location"]).content.decode()
    assert "100%" in page
    assert "Sai số hiệu chuẩn" in page
    assert leader.post(f"{answer['Location']}drop/")["Location"] == "/reports/rehearsals/"
    assert not Rehearsal.objects.exists()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"handling": ""}, "ít nhất một điều"),
        ({"last": "01/09/2026"}, "sau ngày đầu"),
        ({"first": "01/01/2024"}, "nhiều nhất một năm"),
        ({"first": "hôm qua"}, "first"),
        ({"days": "1000"}, "days"),
        ({"agency": "so-xay-dung"}, "agency"),
        ({"name": ""}, "name"),
    ],
)
def test_wrong_input_is_said_and_kept(leader: Client, values: dict[str, str], says: str) -> None:
    answer = leader.post("/reports/rehearsals/new/", asked(matter="1.001193", **values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert 'value="1.001193"' in page
    assert not Rehearsal.objects.exists()


def test_too_few_applications_are_said(leader: Client) -> None:
    a_month(5)
    leader.post("/reports/rehearsals/new/", asked())
    run = Rehearsal.objects.get()
    play_rehearsal.func(rehearsal=str(run.pk))
    assert "chỉ có 5 hồ sơ" in leader.get(f"/reports/rehearsals/{run.pk}/").content.decode()


def test_others_find_nothing(leader: Client) -> None:
    leader.post("/reports/rehearsals/new/", asked())
    run = Rehearsal.objects.get()
    for browser in (browser_of("handling_officer"), browser_of("leader", "ubnd-22333")):
        assert browser.get(f"/reports/rehearsals/{run.pk}/").status_code == 404
        assert browser.post(f"/reports/rehearsals/{run.pk}/drop/").status_code == 404
    assert browser_of("handling_officer").get("/reports/rehearsals/").status_code == 404
    assert Rehearsal.objects.count() == 1


def test_who_follows_the_programme_rehearses_with_the_whole_province(people: object) -> None:
    a_month()
    browser = browser_of("programme_officer", "so-khoa-hoc-va-cong-nghe")
    answer = browser.post("/reports/rehearsals/new/", asked(agency=""))
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert Rehearsal.objects.get().agency == ""
    assert Rehearsal.objects.get().first == date(2026, 10, 1)
