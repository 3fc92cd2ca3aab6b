"""The living resolution: a target moves when a dossier moves, every number opens its rows, nobody's data is shown."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client

from tests.province import COMMUNE, People, people, reference  # noqa: F401 - fixtures
from tinhso.blocks.indicators.tests.conftest import Make, at, make  # noqa: F401 - fixture
from tinhso.blocks.people.api import Account, appoint, create_post
from tinhso.blocks.services.api import ProcedureVersion
from tinhso.declare import figures, system_actor
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.systems.programme import rows, screens
from tinhso.systems.programme.resolution import GOALS

pytestmark = pytest.mark.django_db
NOW = at("24/11/2026 10:42")


@pytest.fixture(autouse=True)
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 24/11/2026, 10:42."""
    for module in (screens, rows):
        monkeypatch.setattr(module, "now", lambda: NOW)
    from tinhso.systems.programme import cuts, standing

    for module in (screens, rows, cuts, standing):
        monkeypatch.setattr(module, "today", lambda: date(2026, 11, 24))


@pytest.fixture
def loaded(people: People) -> People:
    """People, and what the programme starts with."""
    from tinhso.blocks.indicators import reference as published
    from tinhso.systems.programme import reference as targets

    published.load()
    targets.load()
    return people


@pytest.fixture
def officer(loaded: People) -> Client:
    """Somebody who follows the programme for the province."""
    actor, person = system_actor("Thử nghiệm", via="import"), loaded.accounts["officer2"].person
    post = create_post(
        actor,
        None,
        code="theo-doi",
        title="Chuyên viên",
        agency="so-khoa-hoc-va-cong-nghe",
        roles=["programme_officer"],
    )
    from tinhso.blocks.people.api import Appointment, end_appointment

    for old in Appointment.objects.filter(person=person):
        end_appointment(actor, old, last_day=date(2026, 1, 31))
    appoint(actor, None, person=person, post=post, first_day=date(2026, 2, 1))
    return signed_in(loaded.accounts["officer2"])


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.S))


def figure(html: str, pattern: str) -> tuple[int, ...]:
    found = re.search(pattern, words(html))
    assert found, pattern
    return tuple(int(number.replace(".", "")) for number in found.groups())


def test_everybody_reads_every_target_and_what_is_not_measured_is_no_zero(loaded: People) -> None:
    html = page(Client(), "/programme/")
    text = words(html)
    for goal in GOALS.values():
        assert str(goal.title) in text
        assert page(Client(), f"/programme/{goal.code}/")
    assert "Hạng 16 trên 34" in text and "Số liệu nhập, kỳ 2024" in text
    assert "Chưa đo được. Sẽ tính từ phần kiểm tra (P3)." in text
    assert "0%" not in re.findall(r"Hoạt động kiểm tra.*?50%", text)[0].replace("50%", "").replace("70%", "")
    assert "64,06%" in text and "35,8%" in text


def test_the_target_moves_when_one_more_dossier_is_closed(loaded: People, make: Make) -> None:
    address, pattern = "/programme/766-2.1/", r"Đạt ([\d.]+) hồ sơ .*? Tổng ([\d.]+) hồ sơ"
    make(closed="17/11/2026 10:00")
    assert figure(page(Client(), address), pattern) == (1, 1)
    make(filed="02/11/2026 09:00", closed="23/11/2026 10:00")
    html = page(Client(), address)
    assert figure(html, pattern) == (1, 2)
    assert "50%" in words(html) and "tính lúc 10:42 từ 2 hồ sơ" in words(html)


def test_one_more_person_who_files_online_moves_t_c4(loaded: People, make: Make) -> None:
    address, pattern = "/programme/T-c4/", r"Đạt ([\d.]+) người .*? So với ([\d.]+) người"
    assert figure(page(Client(), address), pattern) == (0, 2243554)
    make(until="filed", channel=1)
    assert figure(page(Client(), address), pattern) == (0, 2243554)
    make(until="filed")
    make(until="filed")
    assert figure(page(Client(), address), pattern) == (1, 2243554)


def test_whole_online_says_which_procedures_lack_what(loaded: People) -> None:
    html = page(Client(), "/programme/T-a1/")
    part, whole = figure(html, r"Đạt ([\d.]+) thủ tục .*? Tổng ([\d.]+) thủ tục")
    assert 0 < part < whole == ProcedureVersion.objects.filter(valid_to=None).count()
    listed = page(Client(), "/programme/T-a1/rows/?part=missing")
    assert figure(listed, r"Còn thiếu ([\d.]+)") == (whole - part,)
    without_time = page(Client(), "/programme/T-a1/rows/?part=missing&lack=2")
    assert "Chưa biết thời hạn nên không hẹn được ngày trả" in words(without_time)
    (count,) = figure(without_time, r"([\d.]+) dòng")
    declared = {"1.001193", "1.001612", "1.014776"}
    unknown = ProcedureVersion.objects.filter(valid_to=None, time_value=None).exclude(procedure__code__in=declared)
    assert 0 < count <= unknown.count() + len(declared)


def test_rows_are_the_number_shown_and_can_be_filtered_and_taken_home(officer: Client, make: Make) -> None:
    for channel in (2, 2, 1):
        make(until="received", channel=channel, device="phone" if channel == 2 else "counter")
    part, whole = figure(page(officer, "/programme/766-3.3/"), r"Đạt ([\d.]+) hồ sơ .*? Tổng ([\d.]+) hồ sơ")
    assert (part, whole) == (2, 3)
    for name, count in (("part", 2), ("missing", 1), ("whole", 3)):
        html = page(officer, f"/programme/766-3.3/rows/?part={name}")
        assert figure(html, r"([\d.]+) dòng") == (count,)
        assert html.count('<th scope="row">') == count
    assert figure(page(officer, "/programme/766-3.3/rows/?part=whole&channel=1"), r"([\d.]+) dòng") == (1,)
    assert figure(page(officer, "/programme/766-3.3/rows/?part=whole&month=2026-10"), r"([\d.]+) dòng") == (0,)
    assert figure(page(officer, f"/programme/766-3.3/rows/?part=whole&unit={COMMUNE}"), r"([\d.]+) dòng") == (3,)
    answer = officer.get("/programme/766-3.3/rows/?part=whole&format=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff") and len(list(csv.reader(StringIO(text)))) == 4
    assert officer.get("/programme/766-3.3/rows/?part=everything").status_code == 404


def test_no_page_of_the_programme_shows_whose_a_dossier_is(officer: Client, make: Make, loaded: People) -> None:
    make()
    personal = [loaded.person.full_name, loaded.person.personal_id, loaded.person.phone, loaded.person.address_line]
    pages = [
        "/programme/",
        "/programme/wall/",
        "/programme/766-3.3/",
        "/programme/T-c4/",
        "/programme/T-c4/map.geojson",
    ]
    for client, addresses in (
        (Client(), pages),
        (officer, [*pages, "/programme/766-3.3/rows/", "/programme/766-3.3/rows/?format=csv", "/programme/T-c4/rows/"]),
    ):
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            text = body.decode()
            assert not any(secret and secret in text for secret in personal), address


def test_strangers_do_not_open_rows_of_dossiers_or_people(loaded: People, make: Make) -> None:
    make()
    for client in (Client(), signed_in(loaded.accounts["hoa"]), signed_in(loaded.accounts["officer"])):
        assert client.get("/programme/766-3.3/rows/").status_code == 404
        assert client.get("/programme/T-c4/rows/").status_code == 404
        assert client.get("/programme/T-a1/rows/").status_code == 200
    assert "/programme/766-3.3/rows/" not in page(Client(), "/programme/766-3.3/")
    for address in (
        "/programme/nothing/",
        "/programme/nothing/rows/",
        "/programme/T-b1/rows/",
        "/programme/T-b1/map.geojson",
    ):
        assert Client().get(address).status_code == 404


def test_a_leader_of_a_commune_sees_the_rows_of_the_commune(loaded: People, make: Make) -> None:
    case = make()
    html = page(signed_in(loaded.accounts["leader"]), "/programme/766-3.3/rows/")
    assert case.code in html


def test_imported_values_show_source_date_and_what_is_uncertain(loaded: People) -> None:
    html = page(Client(), "/programme/T-rank/")
    text = words(html)
    assert 'href="https://news.baokhanhhoa.vn/' in html
    assert "16/34" in text and "41/63" in text and "nhập ngày" in text
    assert "theo Phó CT UBND tỉnh" in text
    assert "Đã đạt" in text and "trong nhóm 25" in text and "trong nhóm 20" in text


def test_the_district_series_says_that_it_has_ended(loaded: People) -> None:
    assert "Cấp huyện kết thúc ngày 30/6/2025" in words(page(Client(), "/programme/T-a2/"))


def test_a_later_plan_supersedes_a_target_and_the_old_one_stays(loaded: People) -> None:
    actor = system_actor("Thử nghiệm")
    values = {"indicator": "T-c4", "year": 2030, "comparison": "ge", "law": "Kế hoạch thử 1/KH", "clause": "2"}
    with pytest.raises(Refused, match="ban hành sau"):
        figures.set_target(actor, None, value=Decimal(60), issued_on=date(2020, 1, 1), **values)
    with pytest.raises(NotAllowed):
        figures.set_target(loaded.leader, None, value=Decimal(60), issued_on=date(2026, 1, 1), **values)
    figures.set_target(actor, None, value=Decimal(85), issued_on=date(2026, 1, 1), **values)
    text = words(page(Client(), "/programme/T-c4/"))
    assert "ít nhất 85" in text
    assert "trên 80%" in text and "đã thay bằng Kế hoạch thử 1/KH" in text
    from tinhso.systems.programme import reference as targets

    targets.load()
    assert {target.value for target in figures.targets_of("T-c4")} == {Decimal(50), Decimal(85)}


def test_loading_twice_changes_nothing(loaded: People) -> None:
    from tinhso.blocks.indicators import reference as published
    from tinhso.blocks.indicators.api import Observation, Target
    from tinhso.systems.programme import reference as targets

    before = (Observation.objects.count(), Target.objects.count())
    published.load()
    targets.load()
    assert (Observation.objects.count(), Target.objects.count()) == before
    assert before[0] > 50 and before[1] == 22


def test_every_clause_and_number_of_the_resolution_is_there(loaded: People) -> None:
    wanted = {
        "T-rank": (25, 20), "T-a1": (100, 100), "T-a3": (50, 70), "T-b1": (10, 30), "T-b2": (100, 80), "T-b3": (50, 50),
        "T-c4": (50, 80), "T-d1": (1, 1), "T-a2-tinh": (90,), "T-a2-huyen": (80,), "T-a2-xa": (60,), "T-c1-ho": (80,),
        "T-c1-xa": (100,), "T-c3": (50,),
    }  # fmt: skip
    assert {code: tuple(int(one.value) for one in found) for code, found in figures.all_targets().items()} == wanted
    for goal in GOALS.values():
        assert goal.clauses and all(code in figures.INDICATORS for code in goal.figures)


def test_english_is_complete_on_every_page(loaded: People, make: Make) -> None:
    make()
    client = Client(headers={"accept-language": "en"})
    client.cookies["lang"] = "en"
    text = words(page(client, "/programme/"))
    assert "Resolution 16 on digital transformation" in text
    assert "Not measured yet" in text and "Ranked 16 of 34" in text
    assert re.search(r"computed at 10:42 from 1 application\b", text)
    assert "computed at 10:42 from 1,768 procedures" in text
    text = words(page(client, "/programme/T-a1/"))
    assert "917 procedures" in text and "It takes 851 procedures more to reach the target of" in text


@pytest.mark.parametrize(
    ("value", "state"), [("85", "achieved"), ("60", "on_track"), ("40", "at_risk"), (None, "not_measured")]
)
def test_the_state_follows_the_straight_line(loaded: People, value: str | None, state: str) -> None:
    known = figures.targets_of("T-c4")
    judged = figures.judge(None if value is None else Decimal(value), known, date(2026, 11, 24))
    assert judged.state == state
    assert judged.goal is not None and judged.goal.year == 2030
    if state == "at_risk":
        gone = Decimal((date(2026, 11, 24) - date(2025, 12, 31)).days) / Decimal(
            (date(2030, 12, 31) - date(2025, 12, 31)).days
        )
        assert judged.wanted == 50 + 30 * gone
