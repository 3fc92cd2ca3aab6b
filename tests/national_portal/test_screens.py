"""What operators see and do; what a stranger finds; questions; commands."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.province import official
from tinhso.blocks.people.api import Account
from tinhso.blocks.services.api import receive
from tinhso.connectors.national_portal import comparing
from tinhso.connectors.national_portal.commands import portal as command
from tinhso.connectors.national_portal.fetching import fetch_questions
from tinhso.connectors.national_portal.models import Message, PortalDossier, Question
from tinhso.connectors.national_portal.sending import deliver
from tinhso.kernel.access.api import Actor
from tinhso.kernel.outbox.api import run_readers
from tinhso.kernel.trail.api import history

from .conftest import COMMUNE, People, Portal, exchange, here, some_procedure

pytestmark = pytest.mark.django_db
LIST = "/desk/national-portal/"


def signed_in(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(Account.objects.get(pk=actor.account))
    return browser


def admin() -> Client:
    return signed_in(official("so-khoa-hoc-va-cong-nghe", "it_admin"))


def test_an_administrator_sees_what_waits_and_what_was_refused_with_the_reason(portal: Portal, people: People) -> None:
    case = receive(people.counter, here(people))
    portal.files(some_procedure(), SoGiayToChuHoSo="12")
    exchange()
    page = admin().get(LIST).content.decode()
    assert case.code in page and "không có số định danh cá nhân" in page
    assert case.code not in admin().get(LIST, {"state": "refused"}).content.decode()
    assert case.code in admin().get(LIST, {"q": case.code}).content.decode()
    one = admin().get(f"{LIST}{case.code}/").content.decode()
    assert str(Message.objects.filter(number=case.code)[0].key) in one and "Được tiếp nhận" in one
    assert people.person.full_name not in one and str(people.person.personal_id) not in one


def test_a_waiting_message_covers_the_person(portal: Portal, people: People) -> None:
    case = here(people)
    run_readers()
    assert Message.objects.get(service="DongBoHoSoMC").body["ChuHoSo"] == people.person.full_name
    page = admin().get(f"{LIST}{case.code}/").content.decode()
    assert "ChuHoSo" in page and people.person.full_name not in page


def test_a_head_of_a_centre_sees_their_own_and_a_stranger_nothing(portal: Portal, people: People) -> None:
    case = here(people)
    exchange()
    key = Message.objects.filter(number=case.code)[0].key
    head = signed_in(official(f"ttpvhcc-{COMMUNE}", "leader", "counter_officer"))
    other = signed_in(official("ttpvhcc-22402", "leader", "counter_officer"))
    assert case.code in head.get(LIST).content.decode()
    assert head.get(f"{LIST}{case.code}/").status_code == 200
    assert case.code not in other.get(LIST).content.decode()
    assert other.get(f"{LIST}{case.code}/").status_code == 404
    assert other.post(f"{LIST}messages/{key}/resend/").status_code == 404
    for stranger in (people.citizen, people.counter, people.officer, people.leader):
        for address in (LIST, f"{LIST}{case.code}/", f"{LIST}questions/"):
            assert signed_in(stranger).get(address).status_code == 404
        assert signed_in(stranger).post(f"{LIST}messages/{key}/resend/").status_code == 404
    assert Client().get(LIST)["Location"].startswith("/sign-in/")


def test_resending_by_hand_is_remembered_and_a_second_click_does_nothing(portal: Portal, people: People) -> None:
    number = portal.files(some_procedure(), ChuHoSo="Tên Khác Hẳn")
    exchange()
    message = Message.objects.get(way="in")
    desk, form = admin(), {"key": "portal:1"}
    person = people.person
    assert person.full_name == "Nguyễn Thị Thử"
    portal.stop()
    import json
    import sqlite3

    with sqlite3.connect(portal.file) as base:  # the citizen's name is mended at the portal
        (body,) = base.execute("SELECT body FROM dossier WHERE number = ?", [number]).fetchone()
        mended = {**json.loads(body), "ChuHoSo": person.full_name}
        base.execute("UPDATE dossier SET body = ? WHERE number = ?", [json.dumps(mended), number])
    base.close()
    portal.start()
    for _turn in range(2):
        assert desk.post(f"{LIST}messages/{message.key}/resend/", form).status_code == 302
    exchange()
    message.refresh_from_db()
    assert message.state == "accepted"
    known = PortalDossier.objects.get(number=number)
    assert known.case is not None and known.refusal == ""
    assert [entry.action for entry in history(known)].count("portal.take") == 1
    answer = desk.post(f"{LIST}messages/{message.key}/resend/", {"key": "portal:2"})
    assert answer.status_code == 422 and "Cổng đã nhận tin này rồi" in answer.content.decode()


def test_skipping_without_a_reason_is_refused_on_the_page(portal: Portal, people: People) -> None:
    case = here(people)
    run_readers()
    key = Message.objects.get(number=case.code).key
    assert admin().post(f"{LIST}messages/{key}/skip/", {"reason": ""}).status_code == 422
    assert admin().post(f"{LIST}messages/{key}/skip/", {"reason": "Gửi tay"}).status_code == 302
    assert Message.objects.get(key=key).reason == "Gửi tay"


def test_asleep_the_screen_says_what_is_missing(people: People, settings: Any) -> None:
    settings.PORTAL_URL = settings.PORTAL_USER = ""
    page = admin().get(LIST).content.decode()
    assert "Kết nối đang ngủ" in page and "TINHSO_PORTAL_URL" in page and "TINHSO_PORTAL_USER" in page


def test_the_list_costs_the_same_however_long_it_is(portal: Portal, people: People) -> None:
    desk, counts = admin(), []
    for _turn in range(3):
        here(people)
        exchange()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_a_question_asked_at_the_portal_is_answered_there(portal: Portal, people: People) -> None:
    asked = portal.post("/citizen/questions", {"TieuDe": "Giờ làm việc", "NoiDung": "Thứ Bảy có làm không?"})[
        "MaHoiDap"
    ]
    assert (fetch_questions(), fetch_questions()) == (1, 0)
    question = Question.objects.get(number=asked)
    desk = admin()
    assert "Giờ làm việc" in desk.get(f"{LIST}questions/").content.decode()
    address = f"{LIST}questions/{question.pk}/"
    assert "Thứ Bảy" in desk.get(address).content.decode()
    assert desk.post(address, {"text": " "}).status_code == 422
    assert desk.post(address, {"text": "Sáng thứ Bảy có làm."}).status_code == 302
    assert desk.post(address, {"text": "Lần nữa"}).status_code == 422
    deliver()
    from tinhso.connectors.national_portal.calling import ask

    assert ask("LayNoiDungTraLoiTheoCauHoi", [{"MaHoiDap": asked}])[0]["NoiDungTraLoi"] == "Sáng thứ Bảy có làm."
    assert fetch_questions() == 0


def test_the_catalogues_are_compared(portal: Portal, people: People) -> None:
    assert comparing.compare()
    assert "Cổng có đủ thủ tục của tỉnh" in admin().get(LIST).content.decode()


def test_dossiers_from_before_the_connection_are_told_by_one_command(
    portal: Portal, people: People, settings: Any
) -> None:
    settings.PORTAL_URL = ""
    case = receive(people.counter, here(people))
    run_readers()
    assert CliRunner().invoke(command, ["tell", "--from", "2020-01-01"]).exit_code == 1
    settings.PORTAL_URL = portal.url
    for times in ("1 dossiers queued", "0 dossiers queued"):
        assert times in CliRunner().invoke(command, ["tell", "--from", "2020-01-01"]).output
    assert "1 sent" in CliRunner().invoke(command, ["exchange"]).output
    assert portal.knows(case.code)["states"] == ["2"]


@pytest.mark.parametrize(
    "service", ["LayDanhMucCoQuan", "LayDanhMucLinhVuc", "LayDanhSachTTHC", "LayThuTuc", "TraCuuTechID"]
)
def test_the_stand_in_serves_the_catalogues(portal: Portal, people: People, service: str) -> None:
    from tinhso.connectors.national_portal.calling import ask

    code = some_procedure().procedure.code
    found = ask(service, [{"maTTHC": code, "SoDinhDanh": "056195000011"}])
    assert found and all(isinstance(value, str) for one in found for value in one.values())
