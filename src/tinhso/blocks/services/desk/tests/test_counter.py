"""The counter: from a person to a receipt, with the three agencies of the law kept apart."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.province import COMMUNE
from tinhso.blocks.cases.api import Case, State
from tinhso.blocks.people.api import Person
from tinhso.blocks.services.catalogue.models import ProcedureVersion
from tinhso.blocks.services.desk.counter import read_card
from tinhso.blocks.services.desk.reception import passed_on
from tinhso.blocks.services.models import DossierPaper
from tinhso.blocks.services.tests.test_journey import some_procedure
from tinhso.blocks.units.api import agency_name, communes
from tinhso.kernel.clock.api import ZONE, WorkingTime
from tinhso.kernel.files.api import StoredFile

pytestmark = pytest.mark.django_db


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), "white").save(out, "JPEG")
    return SimpleUploadedFile("giay.jpg", out.getvalue(), content_type="image/jpeg")


def answers(version: ProcedureVersion, **changes: Any) -> dict[str, Any]:
    shown = {f"paper_{n}_shown": "original" for n in range(1, len(version.documents) + 1)}
    return {
        "key": f"desk:{uuid4()}",
        "place": COMMUNE,
        "wish": "Đề nghị giải quyết.",
        "delivery": "counter",
        **shown,
        **changes,
    }


def address(person: Person, version: ProcedureVersion) -> str:
    return f"/desk/counter/file/?person={person.pk}&procedure={version.procedure.code}"


def test_the_chip_card_says_who_it_is() -> None:
    card = read_card("056195000099|225000001|Nguyễn Thị Mẫu|01051995|Nữ|Tổ 1, Phường Nha Trang, Khánh Hòa|10102022")
    assert card["personal_id"] == "056195000099"
    assert (card["full_name"], card["birth_date"], card["sex"]) == ("Nguyễn Thị Mẫu", date(1995, 5, 1), "female")
    assert read_card("Nguyễn Thị Mẫu") == {}
    assert read_card("056195000099||A B|99991995|Nữ||")["birth_date"] is None


@pytest.mark.parametrize("q", ["nguyen thi thu", "0900000000"])
def test_a_person_is_found_by_name_or_phone(as_: Any, people: Any, q: str) -> None:
    page = as_("counter").post("/desk/counter/", {"q": q}).content.decode()
    assert f"?person={people.person.pk}" in page
    assert people.person.personal_id not in page


@pytest.mark.parametrize("q", ["056195000011", "0561 9500 0011", "056195000011||Nguyễn Thị Thử|01051995|Nữ||"])
def test_a_number_or_a_card_leads_straight_to_the_person(as_: Any, people: Any, q: str) -> None:
    assert as_("counter").post("/desk/counter/", {"q": q})["Location"] == f"/desk/counter/?person={people.person.pk}"


def test_a_new_person_is_registered_once(as_: Any) -> None:
    browser = as_("counter")
    page = browser.post("/desk/counter/", {"q": "056195000099||Nguyễn Thị Mẫu|01051995|Nữ|Tổ 1|"}).content.decode()
    assert "Nguyễn Thị Mẫu" in page and "056195000099" in page
    form = {"key": f"desk:{uuid4()}", "full_name": "Nguyễn Thị Mẫu", "personal_id": "056195000099", "birth_date_0": "1", "birth_date_1": "5", "birth_date_2": "1995", "sex": "female", "unit": COMMUNE}  # fmt: skip
    answer = browser.post("/desk/counter/person/", form)
    person = Person.objects.get(personal_id="056195000099")
    assert answer["Location"] == f"/desk/counter/?person={person.pk}"
    again = browser.post("/desk/counter/person/", {**form, "key": f"desk:{uuid4()}"})
    assert again.status_code == 422 and "đã có trong hệ thống" in again.content.decode()


def test_taken_in_and_received_at_once_with_three_agencies_apart(as_: Any, people: Any) -> None:
    version = some_procedure()
    elsewhere = next(unit.code for unit in communes() if unit.code != COMMUNE)
    answer = as_("counter").post(
        address(people.person, version), answers(version, place=elsewhere, elsewhere=f"ubnd-{elsewhere}")
    )
    case = Case.objects.get()
    assert answer["Location"] == f"/desk/counter/done/{case.code}/"
    assert case.agency == f"ubnd-{elsewhere}", "who decides: the commune that is competent"
    assert case.received_by == f"ttpvhcc-{COMMUNE}", "who receives: the centre where the person stands"
    assert case.helped_at == f"ttpvhcc-{COMMUNE}"
    assert (case.state, case.channel, case.desk) == (State.RECEIVED, 1, f"ubnd-{elsewhere}")
    assert case.received_at is not None and case.due_at is not None
    assert set(DossierPaper.objects.values_list("source", "kind")) == {("paper", 0)}
    page = as_("counter").get(answer["Location"]).content.decode()
    assert case.code in page
    assert as_("counter").get(f"/desk/cases/{case.code}/print/receipt.pdf").content[:5] == b"%PDF-"
    assert as_("officer").get(f"/desk/cases/{case.code}/").status_code == 404, "the officers here are not competent"


def test_mistakes_are_said_all_at_once_and_a_scan_is_not_lost(as_: Any, people: Any) -> None:
    version, browser = some_procedure(), as_("counter")
    form = answers(version, wish="", paper_1_shown="", paper_1_file=photo())
    answer = browser.post(address(people.person, version), form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Hãy trả lời" in page
    kept = StoredFile.objects.get()
    assert f'name="paper_1_kept" value="{kept.pk}"' in page
    assert not Case.objects.exists()
    browser.post(address(people.person, version), answers(version, paper_1_shown="", paper_1_kept=str(kept.pk)))
    paper = DossierPaper.objects.get(file=kept.pk)
    assert paper.source == "digitised"


def test_a_missing_paper_is_named(as_: Any, people: Any) -> None:
    version = some_procedure()
    answer = as_("counter").post(address(people.person, version), answers(version, paper_1_shown=""))
    assert answer.status_code == 422 and "Quét, chụp giấy tờ này" in answer.content.decode()


def test_the_fee_is_taken_at_the_counter(as_: Any, people: Any) -> None:
    version = (
        ProcedureVersion.objects.filter(
            level__contains=["xa"], fee_kind="paid", fee_amount__gt=0, valid_to=None, time_value__gte=1
        )
        .exclude(documents=[])
        .order_by("procedure__code")
        .first()
    )
    if version is None:
        pytest.skip("The catalogue states no fee for a procedure of the communes.")
    as_("counter").post(address(people.person, version), answers(version, paid="on"))
    case = Case.objects.get()
    page = as_("counter").get(f"/desk/counter/done/{case.code}/").content.decode()
    assert "Đã nộp" in page


def test_the_same_form_twice_is_one_case(as_: Any, people: Any) -> None:
    version = some_procedure()
    form = answers(version)
    for _ in range(2):
        assert as_("counter").post(address(people.person, version), form).status_code == 302
    assert Case.objects.count() == 1


def test_only_the_counter_may(as_: Any, people: Any) -> None:
    version = some_procedure()
    for who in ("officer", "leader", "hoa"):
        assert as_(who).post(address(people.person, version), answers(version)).status_code == 404
    assert not Case.objects.exists()


def test_reception_for_another_agency_is_chosen_not_slipped_into(as_: Any, people: Any) -> None:
    version = some_procedure()
    other = next(unit.code for unit in communes() if unit.code != COMMUNE)
    form = answers(version, place=other)
    answer = as_("counter").post(address(people.person, version), form)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Case.objects.exists()
    assert f'name="elsewhere" value="ubnd-{other}"' in page and "nhận thay" in page
    third = next(unit.code for unit in communes() if unit.code not in (COMMUNE, other))
    moved = as_("counter").post(address(people.person, version), {**form, "place": third, "elsewhere": f"ubnd-{other}"})
    assert moved.status_code == 422, "what was chosen for one agency does not count for another"


def test_where_somebody_was_helped_is_kept_apart_from_where_it_was_received(as_: Any, people: Any) -> None:
    version = some_procedure()
    other = next(unit.code for unit in communes() if unit.code != COMMUNE)
    as_("counter").post(address(people.person, version), answers(version, helped_at=f"ttpvhcc-{other}"))
    case = Case.objects.get()
    assert (case.helped_at, case.received_by) == (f"ttpvhcc-{other}", f"ttpvhcc-{COMMUNE}")
    page = as_("counter").get(f"/desk/counter/done/{case.code}/").content.decode()
    assert agency_name(f"ttpvhcc-{other}") in page and "Vì sao hẹn ngày này" in page


def test_the_next_dossier_of_the_same_person_knows_what_was_said(as_: Any, people: Any) -> None:
    version, browser = some_procedure(), as_("counter")
    other = next(unit.code for unit in communes() if unit.code != COMMUNE)
    browser.post(
        address(people.person, version), answers(version, place=other, elsewhere=f"ubnd-{other}", delivery="post")
    )
    first = Case.objects.get()
    done = browser.get(f"/desk/counter/done/{first.code}/").content.decode()
    assert f"?person={people.person.pk}" in done
    page = browser.get(f"/desk/counter/?person={people.person.pk}&procedure={version.procedure.code}").content.decode()
    assert first.code in page, "the other dossiers of the visit are at hand"
    assert f'value="{other}" selected' in page and 'value="post" selected' in page
    stranger = browser.get(f"/desk/counter/?person={people.stranger.person}").content.decode()
    assert first.code not in stranger


@pytest.mark.parametrize(
    ("received", "by", "late"),
    [
        ("2026-11-25 14:59", "2026-11-25 17:30", False),
        ("2026-11-25 15:00", "2026-11-25 17:30", False),
        ("2026-11-25 15:01", "2026-11-26 07:30", True),
        ("2026-11-27 16:00", "2026-11-30 07:30", True),
        ("2026-11-28 09:00", "2026-11-30 07:30", False),
    ],
)
def test_after_three_the_papers_go_on_the_next_working_day(received: str, by: str, late: bool) -> None:
    found = passed_on(datetime.fromisoformat(received).replace(tzinfo=ZONE), WorkingTime())
    assert (found.by, found.late) == (datetime.fromisoformat(by).replace(tzinfo=ZONE), late)
