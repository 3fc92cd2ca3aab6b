"""The pages: who may open what, every number leads to its dossiers, nobody's name is there, files can be read."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.province import COMMUNE, People, official
from tinhso.blocks.people.api import Account
from tinhso.blocks.services.api import Dossier, in_force
from tinhso.systems.performance import asking

from .conftest import NOW, Story, Write, stay, write_story

pytestmark = pytest.mark.django_db
OWN, OTHER = f"ubnd-{COMMUNE}", "ubnd-22333"
OCTOBER = "?period=2026-10"


@pytest.fixture(autouse=True)
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 24/11/2026, 10:00."""
    monkeypatch.setattr(asking, "now", lambda: NOW)


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account))
    return client


@pytest.fixture
def leader(people: People) -> Client:
    return signed_in(people.leader)


@pytest.fixture
def officer(people: People) -> Client:
    """Follows the programme for the province."""
    return signed_in(official("so-khoa-hoc-va-cong-nghe", "programme_officer"))


def fill_october() -> None:
    version = in_force(date(2026, 10, 1)).filter(level=["xa"]).select_related("procedure")[0]
    stories = [
        Story(received=9, closed=40, due=100, channel=2), Story(received=9, closed=140, due=100, channel=1),
        Story(received=9, due=100, channel=3), Story(received=-9, due=1200, agency=OTHER),
    ]  # fmt: skip
    for story in stories:
        story.matter = version.procedure.code
        case = write_story(story)
        Dossier.objects.create(case=case, procedure_version=version, fee=0)
        moment = case.received_at
        assert moment is not None
        stay(case, "examine", moment, case.closed_at)


@pytest.fixture
def filled(people: People, write: Write) -> None:
    write(fill_october)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    html = answer.content.decode()
    assert "Người thử" not in html, "No page here shows whose a dossier is."
    return str(html)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.S))


def numbers_with_lists(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<td class="end num"[^>]*><a href="([^"]+)"[^>]*>([\d.]+)</a>', html)
    return [(address.replace("&amp;", "&"), number) for address, number in found]


PAGES = ("/reports/ii06a/", "/reports/766/", "/reports/steps/", f"/reports/766/{OWN}/", f"/reports/766/{OWN}/winning/")


def test_strangers_and_other_officials_find_nothing(people: People, filled: None) -> None:
    for who in (people.citizen, people.counter, people.officer):
        for address in (*PAGES, "/reports/ii06a/cases/", f"/reports/766/{OWN}/2.1/", "/reports/steps/cases/"):
            assert signed_in(who).get(address).status_code == 404, address
    assert Client().get("/reports/ii06a/").status_code == 302


def test_a_leader_opens_the_own_agency_only(leader: Client, filled: None) -> None:
    assert "Phường Nha Trang".lower() in words(page(leader, f"/reports/ii06a/{OCTOBER}")).lower()
    for address in (
        f"/reports/ii06a/?place={OTHER}", "/reports/ii06a/?place=tinh", f"/reports/766/{OTHER}/", "/reports/766/tinh/",
        f"/reports/766/{OTHER}/2.1/", f"/reports/766/{OTHER}/winning/", f"/reports/steps/cases/?place={OTHER}&step=examine",
    ):  # fmt: skip
        assert leader.get(address).status_code == 404, address
    html = page(leader, f"/reports/766/{OCTOBER}")
    assert f"/reports/766/{OWN}/" in html and f'href="/reports/766/{OTHER}/' not in html


@pytest.mark.parametrize("who", ["leader", "officer"])
def test_every_number_of_the_form_is_its_list(who: str, request: pytest.FixtureRequest, filled: None) -> None:
    client = request.getfixturevalue(who)
    html = page(client, f"/reports/ii06a/{OCTOBER}")
    linked = numbers_with_lists(html)
    assert len(linked) > 12
    for address, number in linked:
        listed = page(client, address)
        assert f'<b class="num">{number}</b>' in listed
        assert listed.count('<th scope="row">') == int(number)
    total = 4 if who == "officer" else 3
    assert f'<b class="num">{total}</b>' in page(client, f"/reports/ii06a/cases/{OCTOBER}&column=3")


def test_files_say_what_the_page_says(officer: Client, filled: None) -> None:
    csv = b"".join(officer.get(f"/reports/ii06a/{OCTOBER}&format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert ",Tổng số,4,1,2,1,2,1,0,1,2,1,1" in csv
    book = zipfile.ZipFile(io.BytesIO(officer.get(f"/reports/ii06a/{OCTOBER}&format=xlsx").content))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    last = sheet.findall(".//x:row", space)[-1]
    assert [int(cell.text or "") for cell in last.findall(".//x:v", space)] == [4, 1, 2, 1, 2, 1, 0, 1, 2, 1, 1]
    assert {span.get("ref") for span in sheet.findall(".//x:mergeCell", space)} >= {"C7:F7", "G7:J7", "K7:M7"}
    pdf = officer.get(f"/reports/ii06a/{OCTOBER}&format=pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")


def test_any_period(officer: Client, filled: None) -> None:
    for period, title in (
        ("2026-Q4", "Quý 4/2026"), ("2026-H2", "6 tháng cuối năm 2026"), ("2026", "Năm 2026"),
        ("free&from=2026-10-01&to=2026-10-02", "Từ 01/10/2026 đến 02/10/2026"), ("nonsense", "Tháng 11/2026"),
    ):  # fmt: skip
        assert title in words(page(officer, f"/reports/ii06a/?period={period}"))
    assert "Kỳ này chưa có hồ sơ nào" in words(page(officer, "/reports/ii06a/?period=2026-08"))


def test_a_unit_explains_its_points(leader: Client, filled: None) -> None:
    html = page(leader, f"/reports/766/{OWN}/{OCTOBER}")
    text = words(html)
    assert "1 / 3 = 33,33%; 33,33% / 100% × 20 = 6,67 điểm" in text
    assert "Mất 13,33 điểm: 2 mục chưa đạt" in text and "Điểm này không lấy lại được trong kỳ." in text
    assert "Chưa nối Cổng Dịch vụ công quốc gia" in text and "là minh họa: chia đều" in text
    for part, number in (("missing", 2), ("part", 1), ("whole", 3)):
        assert page(leader, f"/reports/766/{OWN}/2.1/{OCTOBER}&part={part}").count('<th scope="row">') == number
    for code in ("1.3", "3.3", "5.1"):
        page(leader, f"/reports/766/{OWN}/{code}/{OCTOBER}")
    won = words(page(leader, f"/reports/766/{OWN}/winning/{OCTOBER}"))
    assert "Phát hành kết quả điện tử." in won
    assert "Bổ sung bộ phận còn thiếu" in words(page(leader, f"/reports/766/{OWN}/winning/{OCTOBER}&tab=procedures"))
    page(leader, f"/reports/766/{OWN}/winning/{OCTOBER}&tab=stake")


def test_the_map_of_steps_leads_to_who_stands_there(officer: Client, leader: Client, filled: None) -> None:
    html = page(officer, f"/reports/steps/{OCTOBER}")
    (address, number), *_rest = numbers_with_lists(html)
    assert number == "2" and page(officer, address).count('<th scope="row">') == 2
    (address, number), *_rest = numbers_with_lists(page(leader, f"/reports/steps/{OCTOBER}"))
    assert number == "1" and page(leader, address).count('<th scope="row">') == 1
    assert "chưa có hồ sơ nào đi qua" in words(page(officer, "/reports/steps/?period=2025-08"))


def test_pages_speak_english(officer: Client, filled: None) -> None:
    for address in (*PAGES, f"/reports/766/{OWN}/2.1/", "/reports/steps/cases/?step=examine"):
        officer.get(f"{address}?lang=en")
        text = words(page(officer, address))
        assert "Cách tính" not in text and "hồ sơ" not in text.replace(address, "")
