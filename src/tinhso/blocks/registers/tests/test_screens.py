"""What officials and holders see of a register, and what keepers may write."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.province import People, official, resident
from tinhso.blocks.people.api import Account
from tinhso.blocks.registers.api import REGISTERS, RecordVersion, Register
from tinhso.blocks.units.api import unit_by_code
from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.trail.api import reads_of

pytestmark = pytest.mark.django_db
AGENCY = "ubnd-22366"
NAME = "household-businesses"
START = date(2026, 1, 1)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), ZONE)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account))
    return client


@pytest.fixture
def keeper(reference: None, db: None) -> Actor:
    return official(AGENCY, "record_keeper")


@pytest.fixture
def owner(keeper: Actor) -> Any:
    return resident(birth_date=date(1990, 1, 1), unit="22366", number=901)


def enter(keeper: Actor, person: Any, number: int = 1, **values: Any) -> Register:
    facts = {
        "name": f"Hộ kinh doanh Bến Mẫu {number}", "business_code": f"05619000{number:04}", "owner": person, "address": "1 Đường Mẫu",
        "commune": unit_by_code("22366"), "trades": "Ăn uống", "capital": 120_000_000, "started_on": START, "registered_on": START,
        "phone": "0900001901", **values,
    }  # fmt: skip
    return REGISTERS[NAME].actions["enter"](keeper, None, valid_from=START, now=at(START), **facts)


@pytest.fixture
def shop(keeper: Actor, owner: Any) -> Register:
    return enter(keeper, owner[0])


def typed(**values: Any) -> dict[str, Any]:
    """The form of the shop as a browser sends it."""
    return {
        "name": "Hộ kinh doanh Bến Mẫu 1", "business_code": "056190000001", "owner": "", "address": "1 Đường Mẫu", "commune": "22366",
        "phone": "0900001901", "trades": "Ăn uống", "capital": "120.000.000", "started_on": "2026-01-01", "registered_on": "2026-01-01",
        "state": "active", "on": "2026-11-20", "cause": "", "key": "register:1", "expect": "1", **values,
    }  # fmt: skip


def test_officials_find_the_registers_their_agency_keeps_with_exact_counts(
    keeper: Actor, shop: Register, people: People
) -> None:
    page = browser(keeper).get("/registers/").content.decode()
    assert "Sổ đăng ký hộ kinh doanh" in page
    assert "1 bản ghi" in page
    assert "Sổ mã số vùng trồng" not in page
    assert browser(people.citizen).get("/registers/").status_code == 404
    assert browser(people.citizen).get(f"/registers/{NAME}/").status_code == 404
    assert Client().get("/registers/").status_code == 302


def test_a_list_is_filtered_searched_without_accents_and_counted(keeper: Actor, owner: Any) -> None:
    enter(keeper, owner[0], 1)
    enter(keeper, owner[0], 2, state="paused", registered_on=date(2026, 5, 1))
    other = official("ubnd-22402", "record_keeper")
    enter(other, owner[0], 3, commune=unit_by_code("22402"))
    client = browser(keeper)
    for query, shown in (
        ("", {1, 2}), ("?state=paused", {2}), ("?q=ben+mau+2", {2}), ("?registered_on_from=2026-04-01", {2}),
        ("?registered_on_to=2026-04-01", {1}), ("?commune=22366", {1, 2}), ("?commune=22402", set()), ("?state=nonsense", {1, 2}),
        ("?on=2025-01-01", set()), ("?on=nonsense", {1, 2}), ("?q=%00", {1, 2}),
    ):  # fmt: skip
        response = client.get(f"/registers/{NAME}/{query}")
        assert response.context["total"] == len(shown), query
        text = response.content.decode()
        assert {n for n in (1, 2, 3) if f"Bến Mẫu {n}" in text} == shown, query


def test_a_list_of_a_day_gone_by_shows_and_filters_what_was_so_then(keeper: Actor, shop: Register) -> None:
    REGISTERS[NAME].actions["change"](keeper, shop, on=date(2026, 6, 1), state="paused", now=at(date(2026, 6, 1)))
    client = browser(keeper)
    assert client.get(f"/registers/{NAME}/?on=2026-05-31&state=active").context["total"] == 1
    assert client.get(f"/registers/{NAME}/?on=2026-05-31&state=paused").context["total"] == 0
    assert "Đang hoạt động</td>" in client.get(f"/registers/{NAME}/?on=2026-05-31").content.decode()
    assert "Tạm ngừng</td>" in client.get(f"/registers/{NAME}/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(keeper: Actor, owner: Any) -> None:
    client, needed = browser(keeper), {}
    for number in range(1, 9):
        enter(keeper, owner[0], number)
        for query in ("", "?on=2026-05-31", "?q=ben+mau"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/registers/{NAME}/{query}").context["total"] == number
            needed.setdefault(query, set()).add(len(queries) if number > 1 else 0)
    assert all(len(counts - {0}) == 1 for counts in needed.values()), needed


def test_an_export_hides_what_is_personal(keeper: Actor, shop: Register) -> None:
    body = b"".join(browser(keeper).get(f"/registers/{NAME}/export.csv").streaming_content).decode("utf-8-sig")
    [line] = list(csv.DictReader(io.StringIO(body)))
    assert line["Tên hộ kinh doanh"] == "Hộ kinh doanh Bến Mẫu 1"
    assert line["Mã số hộ kinh doanh"] == "0561••••••01"
    assert line["Chủ hộ kinh doanh"] == "N. T. T."
    assert "0900001901" not in body


def test_looking_at_a_persons_record_needs_a_purpose_and_leaves_a_mark(
    keeper: Actor, owner: Any, shop: Register
) -> None:
    client, address = browser(keeper), f"/registers/{NAME}/{shop.pk}/"
    asked = client.get(address)
    assert "Tra cứu nghiệp vụ" in asked.content.decode()
    assert shop.address not in asked.content.decode()
    assert client.post(address, {"purpose": " "}).status_code == 422
    assert reads_of(owner[0].pk) == []
    assert client.post(address, {"purpose": "Đối chiếu thuế"}).status_code == 302
    text = client.get(address).content.decode()
    assert shop.address in text
    assert "056190000001" not in text
    [read] = reads_of(owner[0].pk)
    assert (read.actor, read.agency, read.purpose) == (keeper.name, AGENCY, "Đối chiếu thuế")


def test_a_covered_number_is_shown_on_asking_and_the_person_sees_that(desk: Client, owner: Any, shop: Register) -> None:
    page = f"/registers/{NAME}/{shop.pk}/"
    assert "056190000001" not in desk.get(page).content.decode()
    before = len(reads_of(owner[0].pk))
    for headers in ({}, {"HX-Request": "true"}):
        answer = desk.post(f"{page}reveal/", {"field": "business_code"}, headers=headers)
        assert "056190000001" in answer.content.decode()
    marks = reads_of(owner[0].pk)
    assert len(marks) == before + 2 and marks[0].fields == ("Mã số hộ kinh doanh",)
    assert desk.post(f"{page}reveal/", {"field": "owner"}).status_code == 404
    fresh = browser(official(AGENCY, "record_keeper", number=2))
    assert fresh.post(f"{page}reveal/", {"field": "business_code"})["Location"] == page


def test_the_day_asked_for_survives_the_question_for_a_purpose(keeper: Actor, shop: Register) -> None:
    page = f"/registers/{NAME}/{shop.pk}/?on=2026-02-01"
    assert browser(keeper).post(page, {"purpose": "Kiểm tra hồ sơ"})["Location"] == page


def test_a_holder_sees_the_own_record_and_nobody_elses(owner: Any, shop: Register, people: People) -> None:
    response = browser(owner[1]).get(f"/registers/{NAME}/{shop.pk}/")
    assert response.status_code == 200
    assert "Ghi sổ" in response.content.decode()
    assert 'class="citizen' in response.content.decode()
    assert reads_of(owner[0].pk) == []
    for stranger in (people.stranger, people.counter, official("ubnd-22402", "record_keeper")):
        assert browser(stranger).get(f"/registers/{NAME}/{shop.pk}/").status_code == 404


@pytest.fixture
def desk(keeper: Actor, shop: Register) -> Client:
    client = browser(keeper)
    client.post(f"/registers/{NAME}/{shop.pk}/", {"purpose": "Quản lý sổ bộ"})
    return client


def test_a_keeper_records_a_change_once_however_often_it_is_sent(desk: Client, shop: Register) -> None:
    address = f"/registers/{NAME}/{shop.pk}/change/"
    assert desk.get(address).status_code == 200
    for _time in range(2):
        assert desk.post(address, typed(capital="150.000.000")).status_code == 302
    shop.refresh_from_db()
    assert (shop.capital, shop.version) == (150_000_000, 2)
    page = desk.get(f"/registers/{NAME}/{shop.pk}/").content.decode()
    assert "<s>120.000.000 đồng</s> → 150.000.000 đồng" in page
    assert "120.000.000" in desk.get(f"/registers/{NAME}/{shop.pk}/?on=2026-11-19").content.decode()


@pytest.mark.parametrize(
    ("step", "values", "status", "sentence"),
    [
        ("change", {"capital": "abc"}, 422, "Nhập số tiền"),
        ("change", {"business_code": "12"}, 422, "business_code"),
        ("change", {"phone": "0900001901"}, 422, "Chưa có gì thay đổi"),
        ("change", {"capital": "5", "on": "2025-01-01"}, 422, "trước ngày bản ghi có hiệu lực"),
        ("change", {"capital": "5", "expect": "7"}, 409, "Tải lại"),
        ("change", {"owner": "056190999999", "capital": "5"}, 422, "owner"),
        ("correct", {"capital": "5"}, 422, "cause"),
        ("end", {"on": "2026-11-20"}, 422, "cause"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(
    desk: Client, shop: Register, step: str, values: Any, status: int, sentence: str
) -> None:
    response = desk.post(
        f"/registers/{NAME}/{shop.pk}/{step}/", typed(**{"phone": "0911222333", "key": "register:9", **values})
    )
    text = response.content.decode()
    assert response.status_code == status
    assert sentence in text
    assert step == "end" or "phone" in values or "0911222333" in text
    shop.refresh_from_db()
    assert shop.version == 1


def test_a_correction_is_struck_through_with_its_cause_and_an_end_is_final(desk: Client, shop: Register) -> None:
    address = f"/registers/{NAME}/{shop.pk}/"
    assert desk.post(f"{address}correct/", typed(capital="12.000.000", cause="Ghi thừa một số 0")).status_code == 302
    page = desk.get(address).content.decode()
    assert "Ghi sai, đã đính chính" in page
    assert "Ghi thừa một số 0" in page
    assert (
        desk.post(
            f"{address}end/", {"on": "2026-11-20", "cause": "Nghỉ", "key": "register:2", "expect": "2"}
        ).status_code
        == 302
    )
    assert "Hết hiệu lực sau 20/11/2026" in desk.get(address).content.decode()


def test_a_keeper_enters_an_old_record(keeper: Actor, owner: Any) -> None:
    client, address = browser(keeper), f"/registers/{NAME}/enter/"
    assert client.get(address).status_code == 200
    wrong = client.post(address, typed(owner="056390000000", valid_from="2026-02-01"))
    assert wrong.status_code == 422
    assert "Hộ kinh doanh Bến Mẫu 1" in wrong.content.decode()
    done = client.post(address, typed(owner=owner[0].personal_id, valid_from="2026-02-01"))
    assert done.status_code == 302, done.context["form"].errors
    assert RecordVersion.objects.get().valid.lower == date(2026, 2, 1)


def test_those_who_do_not_keep_a_register_cannot_write_in_it(shop: Register, people: People) -> None:
    leader = browser(people.leader)
    leader.post(f"/registers/{NAME}/{shop.pk}/", {"purpose": "Kiểm tra sổ"})
    for address in (f"/registers/{NAME}/{shop.pk}/change/", f"/registers/{NAME}/enter/"):
        assert leader.get(address).status_code == 404
        assert leader.post(address, typed()).status_code == 404
    finance = official("so-tai-chinh", "record_keeper")
    assert browser(finance).get(f"/registers/{NAME}/").status_code == 200, "oversight sees"
    assert browser(finance).get(f"/registers/{NAME}/enter/").status_code == 404, "and does not write"


def test_areas_are_drawn_for_those_who_see_them(reference: None, owner: Any) -> None:
    agency = "so-nong-nghiep-va-moi-truong"
    keeper = official(agency, "record_keeper")
    square = {
        "type": "Polygon",
        "coordinates": [[[109.09, 12.06], [109.1, 12.06], [109.1, 12.07], [109.09, 12.07], [109.09, 12.06]]],
    }
    area = REGISTERS["planting-areas"].actions["enter"](
        keeper, None, grower=owner[0], area_name="Vùng mẫu", crop="mango", commune=unit_by_code("22366"), place=square, hectares=120.5,
        households=3, given_on=START, renew_by=date(2027, 1, 1), now=at(START),
    )  # fmt: skip
    client = browser(keeper)
    drawn = json.loads(client.get("/registers/planting-areas/places.geojson").content)
    assert [feature["geometry"] for feature in drawn["features"]] == [square]
    one = json.loads(client.get(f"/registers/planting-areas/places.geojson?record={area.pk}").content)
    assert len(one["features"]) == 1
    assert (
        'data-map="/registers/planting-areas/places.geojson"'
        in client.get("/registers/planting-areas/").content.decode()
    )
    stranger = browser(official("ubnd-22402", "record_keeper"))
    assert stranger.get(f"/registers/planting-areas/places.geojson?record={area.pk}").status_code == 404
    assert client.get("/registers/planting-areas/places.geojson?record=x").status_code == 404


def test_english_readers_are_served_in_english(desk: Client, shop: Register) -> None:
    desk.cookies["lang"] = "en"
    text = desk.get(f"/registers/{NAME}/{shop.pk}/").content.decode()
    assert "Versions" in text
    assert "Các phiên bản" not in text
