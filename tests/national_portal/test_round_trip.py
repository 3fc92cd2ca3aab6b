"""From the citizen at the portal to the desk here and back, against the real stand-in process."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tinhso.blocks.cases.api import Case, Channel, State, ask_supplement, decide, propose, take
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.people.api import Person, find_person
from tinhso.blocks.services.api import receive, refuse_reception
from tinhso.connectors.national_portal.api import synced, synced_by_agency, synced_by_month
from tinhso.connectors.national_portal.fetching import fetch
from tinhso.connectors.national_portal.models import Message, PortalDossier
from tinhso.kernel.clock.api import today
from tinhso.kernel.files.api import files_of

from .conftest import COMMUNE, People, Portal, exchange, here, paper, some_procedure, work_through

pytestmark = pytest.mark.django_db


def case_of(number: str) -> Case:
    found = PortalDossier.objects.get(number=number).case
    assert found is not None
    return Case.objects.get(pk=found.pk)


def test_a_citizen_files_at_the_portal_and_finds_the_signed_result_there(
    portal: Portal, people: People, settings: Any
) -> None:
    version = some_procedure()
    number = portal.files(version)
    exchange()
    case = case_of(number)
    assert (case.source, case.channel, case.applicant) == ("national_portal", Channel.ONLINE, people.person.pk)
    assert (case.agency, case.received_by, case.state) == (f"ubnd-{COMMUNE}", f"ttpvhcc-{COMMUNE}", State.SUBMITTED)
    assert files_of(case, "paper").count() == len(version.documents)
    assert portal.knows(number)["dossier"]["SoBienNhan"] == case.code
    work_through(people, case)
    exchange()
    known = portal.knows(number)
    case.refresh_from_db()
    assert case.state in (State.DONE, State.RETURNED)
    assert known["states"] == ["1", "2", "4", "9"] + (["10"] if case.state == State.RETURNED else [])
    result = Paper.objects.get(pk=case.proposals.get().paper)
    told = known["dossier"]["DanhSachGiayToKetQua"][0]
    assert told["DuongDanTepTinKetQua"] == f"{settings.PUBLIC_URL}/verify/{result.code}/"
    assert told["MaGiayToKetQua"] == result.number
    who = [(step["NguoiXuLy"], step.get("ChucDanh"), step["NoiDungXuLy"]) for step in known["progress"]]
    assert (people.leader.name, "Chủ tịch", "Ký duyệt kết quả") in who
    assert {step["TrangThai"] for step in known["progress"]} >= {"2", "4", "9"}
    assert not Message.objects.exclude(state="accepted").exists()


def test_what_the_portal_got_is_written_as_the_protocol_says(portal: Portal, people: People) -> None:
    case = receive(people.counter, here(people))
    exchange()
    told = portal.knows(case.code)["dossier"]
    assert case.received_at is not None
    local = case.received_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert told["NgayTiepNhan"] == f"{local:%Y%m%d%H%M%S}"
    assert (told["KenhThucHien"], told["LoaiDoiTuong"], told["TrangThaiHoSo"]) == ("2", "1", "2")
    assert told["ChuHoSo"] == people.person.full_name and told["SoGiayToChuHoSo"] == people.person.personal_id
    assert "SoDienThoai" not in told and "Email" not in told, "Only what the protocol needs leaves the province."
    kept = Message.objects.filter(number=case.code, service="DongBoHoSoMC").values_list("body", flat=True)
    assert not any("ChuHoSo" in body or "SoGiayToChuHoSo" in body for body in kept)


def test_filed_twice_is_one_case(portal: Portal, people: People) -> None:
    number = portal.files(some_procedure())
    fetch()
    for _turn in range(2):
        exchange()
    assert PortalDossier.objects.filter(number=number).count() == 1
    assert Case.objects.count() == 1
    assert Message.objects.filter(way="in").count() == 1


def test_somebody_new_is_registered_and_somebody_else_is_not_taken_for_them(portal: Portal, people: People) -> None:
    version = some_procedure()
    portal.files(version, SoGiayToChuHoSo="056190000099", ChuHoSo="Lê Thị Mới")
    other = portal.files(version, ChuHoSo="Phạm Thị Khác")
    exchange()
    new = find_person("056190000099")
    assert new is not None and new.full_name == "Lê Thị Mới"
    assert PortalDossier.objects.get(number=other).case is None
    assert portal.knows(other)["dossier"]["TrangThaiHoSo"] == "3"
    assert "không khớp" in portal.knows(other)["dossier"]["GhiChu"]
    assert Person.objects.get(pk=people.person.pk).full_name == people.person.full_name


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"MaTTHC": "9.999999"}, "không có thủ tục"),
        ({"SoGiayToChuHoSo": "12"}, "không có số định danh"),
        ({"NoiNopHoSo": ""}, "xã, phường nào"),
        ({"papers": []}, "Thiếu giấy tờ"),
        ({"papers": [paper("Đơn", b"MZ chay ma doc")]}, "Loại tệp này không nhận được"),
    ],
)
def test_what_cannot_be_taken_goes_back_with_its_reason(
    portal: Portal, people: People, values: dict[str, Any], reason: str
) -> None:
    number = portal.files(some_procedure(), **values)
    exchange()
    assert not Case.objects.exists()
    known = PortalDossier.objects.get(number=number)
    assert reason in known.refusal
    assert Message.objects.get(way="in", number=number).state == "refused"
    back = Message.objects.get(way="out", number=number)
    if values.get("MaTTHC"):  # the portal itself does not know that procedure
        assert back.state == "refused" and "9.999999" in back.reason
    else:
        assert portal.knows(number)["states"] == ["1", "3"]
        assert reason in portal.knows(number)["dossier"]["GhiChu"]


def test_a_supplement_given_at_the_portal_reaches_the_officer_with_both_dates(portal: Portal, people: People) -> None:
    version = some_procedure()
    number = portal.files(version)
    exchange()
    case = receive(people.counter, case_of(number))
    items = [{"paper": version.documents[0]["name"], "problem": "Ảnh mờ", "wanted": "Ảnh rõ"}]
    case = take(people.officer, case)
    ask_supplement(people.officer, case, items=items, reason="Chưa đọc được")
    exchange()
    asked = portal.knows(number)["dossier"]["DanhSachHoSoBoSung"][-1]
    assert "Ảnh mờ" in asked["NoiDungBoSung"] and asked["NgayHenTraTruoc"]
    portal.post(f"/citizen/dossiers/{number}/supplement", {"papers": [paper(version.documents[0]["name"])]})
    exchange()
    case.refresh_from_db()
    assert case.state == State.IN_WORK
    assert case.dossier.papers.exclude(replaced_by=None).count() == 1
    told = portal.knows(number)
    assert told["states"] == ["1", "2", "4", "5", "4"]
    assert told["dossier"]["DanhSachHoSoBoSung"][-1]["NgayHenTraMoi"]
    exchange()
    assert case.dossier.papers.exclude(replaced_by=None).count() == 1


def test_a_citizen_withdraws_at_the_portal(portal: Portal, people: People) -> None:
    number = portal.files(some_procedure())
    exchange()
    portal.post(f"/citizen/dossiers/{number}/withdraw", {"reason": "Nộp nhầm"})
    exchange()
    assert case_of(number).state == State.WITHDRAWN
    assert portal.knows(number)["dossier"]["TrangThaiHoSo"] == "7"


def test_withdrawn_too_late_the_portal_is_told_how_it_stands(portal: Portal, people: People) -> None:
    number = portal.files(some_procedure())
    exchange()
    portal.post(f"/citizen/dossiers/{number}/withdraw", {"reason": "Đổi ý"})
    case = work_through(people, case_of(number))
    exchange()
    case.refresh_from_db()
    assert case.closed_at is not None and case.state != State.WITHDRAWN
    assert Message.objects.get(way="in", number=number, portal_state=7).state == "refused"
    exchange()
    assert portal.knows(number)["dossier"]["TrangThaiHoSo"] == str(case_of(number).state)


def test_a_refusal_at_the_counter_is_told_with_its_reason(portal: Portal, people: People) -> None:
    number = portal.files(some_procedure())
    exchange()
    refuse_reception(people.counter, case_of(number), reason="Sai thẩm quyền giải quyết")
    exchange()
    told = portal.knows(number)["dossier"]
    assert (told["TrangThaiHoSo"], told["GhiChu"]) == ("3", "Sai thẩm quyền giải quyết")
    assert told["NgayTuChoi"]


def test_synchronised_dossiers_are_counted_for_indicator_1_4(portal: Portal, people: People) -> None:
    received, only_filed = here(people), here(people)
    assert synced(today(), today()) == 0
    receive(people.counter, received)
    exchange()
    assert synced(today(), today()) == 1, only_filed.code
    assert synced_by_month(today(), today()) == {today().replace(day=1): 1}
    assert synced_by_agency(today(), today()) == {f"ubnd-{COMMUNE}": 1}


def test_a_stopped_dossier_stays_stopped_at_the_portal(portal: Portal, people: People) -> None:
    number = portal.files(some_procedure())
    exchange()
    case = take(people.officer, receive(people.counter, case_of(number)))
    propose(people.officer, case, outcome="stop", reason="Người nộp không bổ sung trong thời hạn.")
    case.refresh_from_db()
    decide(people.leader, case)
    exchange()
    known = portal.knows(number)
    assert known["states"] == ["1", "2", "4", "8"]
    assert known["dossier"]["GhiChu"] == "Người nộp không bổ sung trong thời hạn."
    assert not Message.objects.exclude(state="accepted").exists()
