"""What people, the kiosk, the display, officers and heads see and send."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from tests.province import COMMUNE, People
from tinhso.blocks.queueing.api import Appointment, Call, Duty, HandOver, Ticket, plan_of, take
from tinhso.blocks.queueing.models import Centre, DayReport
from tinhso.blocks.queueing.screens import common
from tinhso.kernel.access.api import ANONYMOUS

from .conftest import CENTRE, at

pytestmark = pytest.mark.django_db
PHONE = "0912345678"


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the pages; ten past eight on a Wednesday to begin with."""

    def put(now: datetime) -> None:
        monkeypatch.setattr(common, "now", lambda: now)

    put(at(8, 10))
    monkeypatch.setattr(common, "too_often", lambda request: False)
    return put


@pytest.fixture
def as_(people: People) -> Callable[[str], Client]:
    def sign_in(who: str) -> Client:
        browser = Client()
        browser.force_login(people.accounts[who])
        return browser

    return sign_in


def key() -> str:
    return f"queue:{uuid4()}"


def slot(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def booked(browser: Client, **changes: str) -> Any:
    data = {"key": key(), "slot": slot(at(9, 30)), "name": "Trần Thị Mẫu", "phone": PHONE, **changes}
    return browser.post(f"/queue/book/?centre={CENTRE}&group=A", data)


class TestBooking:
    def test_a_stranger_books_sees_moves_and_cancels(self, centre: Any) -> None:
        browser = Client()
        assert "Trung tâm muốn đến" in browser.get("/queue/book/").content.decode()
        assert "Hộ tịch, chứng thực, cư trú" in browser.get(f"/queue/book/?centre={CENTRE}").content.decode()
        page = browser.get(f"/queue/book/?centre={CENTRE}&group=A").content.decode()
        assert f'value="{slot(at(9, 30))}"' in page and f'value="{slot(at(8, 10))}"' not in page
        answer = booked(browser)
        own = Appointment.objects.get()
        assert answer["Location"] == f"/queue/appointments/{own.code}/"
        page = browser.get(answer["Location"]).content.decode()
        assert own.code in page and "data:image/svg+xml" in page
        moved = browser.post(f"/queue/appointments/{own.code}/move/", {"key": key(), "slot": slot(at(10, 10))})
        assert moved.status_code == 302
        own.refresh_from_db()
        assert own.starts_at == at(10, 10)
        browser.post(f"/queue/appointments/{own.code}/cancel/", {"key": key()})
        own.refresh_from_db()
        assert own.state == "cancelled"

    def test_a_procedure_leads_to_its_group(self, centre: Any) -> None:
        page = Client().get(f"/queue/book/?centre={CENTRE}&procedure=1.001193").content.decode()
        assert "khai sinh" in page.lower() and 'name="slot"' in page

    def test_elsewhere_one_needs_phone_and_code(self, centre: Any) -> None:
        booked(Client())
        own, other = Appointment.objects.get(), Client()
        assert other.get(f"/queue/appointments/{own.code}/")["Location"] == f"/queue/appointments/?code={own.code}"
        assert other.post(f"/queue/appointments/{own.code}/cancel/", {"key": key()}).status_code == 404
        wrong = other.post("/queue/appointments/", {"code": own.code, "phone": "0900000077"})
        assert wrong.status_code == 422 and "Trần Thị Mẫu" not in wrong.content.decode()
        right = other.post("/queue/appointments/", {"code": own.code.lower(), "phone": "0912 345 678"})
        assert right["Location"] == f"/queue/appointments/{own.code}/"
        assert "Trần Thị Mẫu" in other.get(right["Location"]).content.decode()

    def test_what_is_wrong_comes_back_with_everything_typed(self, centre: Any) -> None:
        answer = booked(Client(), phone="12", slot=slot(at(9, 50)))
        page = answer.content.decode()
        assert (
            answer.status_code == 422
            and "Trần Thị Mẫu" in page
            and f'value="{slot(at(9, 50))}" required checked' in page
        )
        assert "Hãy chọn một giờ" in booked(Client(), slot="x").content.decode()
        for number in range(2):
            booked(Client(), phone=f"091111111{number}")
        assert "đặt hết" in booked(Client(), phone="0922222222").content.decode()

    def test_twice_the_same_form_is_one_appointment(self, centre: Any) -> None:
        browser, same = Client(), key()
        assert booked(browser, key=same)["Location"] == booked(browser, key=same)["Location"]
        assert Appointment.objects.count() == 1

    def test_signed_in_it_is_filled_in_and_listed(self, as_: Any, people: People) -> None:
        browser = as_("hoa")
        page = browser.get(f"/queue/book/?centre={CENTRE}&group=A").content.decode()
        assert people.person.full_name in page and people.person.phone in page
        booked(browser)
        own = Appointment.objects.get()
        assert own.person == people.citizen.person
        assert own.code in as_("hoa").get("/queue/appointments/").content.decode()
        assert own.code not in as_("la").get("/queue/appointments/").content.decode()
        assert as_("la").get(f"/queue/appointments/{own.code}/").status_code == 302

    def test_english(self, centre: Any) -> None:
        browser = Client()
        browser.cookies["lang"] = "en"
        page = browser.get(f"/queue/book/?centre={CENTRE}").content.decode()
        assert "Civil status, certification, residence" in page and "việc" not in re.sub(r"<[^>]+>", "", page).lower()


class TestKiosk:
    def test_a_number_in_two_touches(self, centre: Any, kiosk: str) -> None:
        machine = Client()
        page = machine.get(f"/queue/{CENTRE}/kiosk/{kiosk}/").content.decode()
        assert "?group=A" in page
        assert "Người cao tuổi" in machine.get(f"/queue/{CENTRE}/kiosk/{kiosk}/?group=A").content.decode()
        answer = machine.post(f"/queue/{CENTRE}/kiosk/{kiosk}/", {"key": key(), "group": "A", "priority": "elderly"})
        page = machine.get(answer["Location"]).content.decode()
        own = Ticket.objects.get()
        assert (own.label, own.priority) == ("A001", "elderly") and "A001" in page
        assert "Chưa đủ số liệu" in page, "no promise without data"
        assert "A001" in Client().get(f"/queue/ticket/{own.pk}/").content.decode()

    def test_without_its_key_there_is_no_kiosk(self, centre: Any, kiosk: str) -> None:
        for wrong in ("0" * 20, kiosk[:-1] + ("0" if kiosk[-1] != "0" else "1")):
            assert Client().get(f"/queue/{CENTRE}/kiosk/{wrong}/").status_code == 404
        assert Client().get(f"/queue/ttpvhcc-22402/kiosk/{kiosk}/").status_code == 404
        assert Client().get(f"/queue/ubnd-{COMMUNE}/kiosk/{kiosk}/").status_code == 404

    def test_an_appointment_is_scanned_or_typed(self, centre: Any, kiosk: str, moment: Any) -> None:
        booked(Client())
        own = Appointment.objects.get()
        moment(at(9, 20))
        machine = Client()
        scanned = f"https://vidu.vn/queue/appointments/{own.code}/"
        answer = machine.post(f"/queue/{CENTRE}/kiosk/{kiosk}/", {"key": key(), "code": scanned})
        assert "A001" in machine.get(answer["Location"]).content.decode()
        unknown = machine.post(f"/queue/{CENTRE}/kiosk/{kiosk}/", {"key": key(), "code": "H2222222"})
        assert unknown.status_code == 422 and "Không có lịch hẹn" in unknown.content.decode()

    def test_closed_in_the_evening_and_on_holidays(self, centre: Any, kiosk: str, moment: Any) -> None:
        for when in (at(19), at(9, day=24), at(9, day=29)):
            moment(when)
            page = Client().get(f"/queue/{CENTRE}/kiosk/{kiosk}/").content.decode()
            assert "ngoài giờ" in page and "?group=A" not in page


def test_the_display_shows_numbers_and_nobody(as_: Any, centre: Any, kiosk: str, people: People) -> None:
    browser = as_("counter")
    take(ANONYMOUS, centre, group="A", kiosk=kiosk, now=at(8))
    browser.post("/desk/queue/do/open/", {"key": key(), "counter": "1"})
    browser.post("/desk/queue/do/next/", {"key": key(), "id": str(Duty.objects.get().pk)})
    for address in (f"/queue/{CENTRE}/display/", f"/queue/{CENTRE}/board/"):
        page = Client().get(address).content.decode()
        assert ">A001<" in page and 'data-say="Mời số A 0 0 1 đến quầy 1"' in page
        assert people.accounts["counter"].person.full_name not in page
    assert Client().get("/queue/nowhere/display/").status_code == 404


class TestOfficer:
    def test_the_bar_leads_through_a_whole_service(self, as_: Any, centre: Any, moment: Any, people: People) -> None:
        browser = as_("counter")
        booked(as_("hoa"))
        moment(at(9, 25))
        page = browser.get("/desk/counter/").content.decode()
        assert "/desk/queue/do/open/" in page
        back = browser.post("/desk/queue/do/open/", {"key": key(), "counter": "1", "next": "/desk/counter/?wish=khai"})
        assert back["Location"] == "/desk/counter/?wish=khai"
        own = Appointment.objects.get()
        browser.post("/desk/queue/do/arrive/", {"key": key(), "id": str(own.pk)})
        duty = Duty.objects.get()
        browser.post("/desk/queue/do/next/", {"key": key(), "id": str(duty.pk)})
        page = browser.get("/desk/counter/").content.decode()
        assert f"/desk/counter/?person={people.citizen.person}" in page, "straight to intake, the person filled in"
        call = str(Call.objects.get().pk)
        for what in ("again", "start", "finish"):
            browser.post(f"/desk/queue/do/{what}/", {"key": key(), "id": call})
        assert Ticket.objects.get().state == "done"
        browser.post("/desk/queue/do/close/", {"key": key(), "id": str(duty.pk)})
        assert Duty.objects.get().closed_at is not None

    def test_nobody_waits_is_said_and_leads_nowhere_foreign(self, as_: Any, centre: Any) -> None:
        browser = as_("counter")
        browser.post("/desk/queue/do/open/", {"key": key(), "counter": "1"})
        data = {"key": key(), "id": str(Duty.objects.get().pk), "next": "https://evil.example/"}
        answer = browser.post("/desk/queue/do/next/", data)
        assert answer["Location"] == "/desk/queue/"
        assert "Không còn ai chờ" in browser.get("/desk/queue/").content.decode()

    def test_others_find_nothing(self, as_: Any, centre: Any) -> None:
        as_("counter").post("/desk/queue/do/open/", {"key": key(), "counter": "1"})
        duty = str(Duty.objects.get().pk)
        for who in ("officer", "leader", "hoa"):
            assert as_(who).post("/desk/queue/do/next/", {"key": key(), "id": duty}).status_code == 404
        for who in ("officer", "hoa"):
            for address in ("/desk/queue/", "/desk/queue/report/", "/desk/queue/report.xlsx", "/desk/queue/settings/"):
                assert as_(who).get(address).status_code == 404, (who, address)
        assert as_("counter").get("/desk/queue/settings/").status_code == 404
        assert as_("counter").get("/desk/queue/?centre=ttpvhcc-22402").status_code == 404
        assert as_("counter").post("/desk/queue/do/nonsense/", {}).status_code == 404
        assert as_("counter").post("/desk/queue/do/next/", {"id": "nonsense"}).status_code == 404
        assert Client().get("/desk/queue/")["Location"].startswith("/sign-in/")


class TestHead:
    def test_groups_counters_and_kiosk(self, as_: Any, centre: Any, kiosk: str) -> None:
        browser = as_("leader")
        assert "Hộ tịch, chứng thực, cư trú" in browser.get("/desk/queue/settings/").content.decode()
        group = {"what": "group", "key": key(), "code": "E", "title": "Người có công", "minutes": "15", "seats": "1", "fields_served": ["Người có công"]}  # fmt: skip
        assert browser.post("/desk/queue/settings/", group).status_code == 302
        plan = plan_of(CENTRE)
        assert plan.group_of_field("Người có công").code == "E" and plan.group_of_field("Trẻ em").code == "C"
        counters = {"what": "counters", "key": key(), "c1": ["A", "E"], "c2": ["B", "C", "D", "T"]}
        browser.post("/desk/queue/settings/", counters)
        assert [counter.number for counter in plan_of(CENTRE).counters] == [1, 2]
        unserved = browser.post("/desk/queue/settings/", {"what": "counters", "key": key(), "c1": ["A"]})
        assert unserved.status_code == 422 and "ít nhất một quầy phục vụ" in unserved.content.decode()
        assert Client().get(f"/queue/{CENTRE}/kiosk/{kiosk}/").status_code == 200
        browser.post("/desk/queue/settings/", {"what": "kiosk", "key": key()})
        assert Client().get(f"/queue/{CENTRE}/kiosk/{kiosk}/").status_code == 404
        assert Centre.objects.count() == 1, "one row for the centre that was changed, none for the other 65"

    def test_a_closed_day(self, as_: Any, centre: Any) -> None:
        browser = as_("leader")
        booked(Client())
        browser.post(
            "/desk/queue/settings/", {"what": "close", "key": key(), "day": "2026-11-25", "reason": "Mất điện"}
        )
        assert Appointment.objects.get().state == "closed"
        page = Client().get(f"/queue/book/?centre={CENTRE}&group=A").content.decode()
        assert "day=2026-11-25" not in page and "day=2026-11-26" in page
        browser.post("/desk/queue/settings/", {"what": "reopen", "key": key(), "day": "2026-11-25"})
        assert "day=2026-11-25" in Client().get(f"/queue/book/?centre={CENTRE}&group=A").content.decode()

    def test_the_report_is_read_taken_along_and_signed(self, as_: Any, centre: Any, kiosk: str, moment: Any) -> None:
        take(ANONYMOUS, centre, group="A", kiosk=kiosk, now=at(8))
        browser = as_("leader")
        early = browser.post("/desk/queue/report/sign/?day=2026-11-25", {"key": key(), "remark": "Giữ câu này"})
        assert early.status_code == 422 and "Giữ câu này" in early.content.decode()
        moment(at(17, 45))
        assert (
            browser.post("/desk/queue/report/sign/?day=2026-11-25", {"key": key(), "remark": "Yên"}).status_code == 302
        )
        assert DayReport.objects.get().figures["unserved"] == 1
        assert "đã xác nhận lúc" in as_("counter").get("/desk/queue/report/?day=2026-11-25").content.decode()
        sheet = as_("counter").get("/desk/queue/report.xlsx?day=2026-11-25").content
        assert sheet[:2] == b"PK"
        assert as_("counter").post("/desk/queue/report/sign/?day=2026-11-24", {"key": key()}).status_code == 404


def drawn(strokes: bool = True) -> str:
    picture = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    if strokes:
        ImageDraw.Draw(picture).line([(100, 200), (300, 60), (500, 220), (800, 80)], fill=(18, 34, 43, 255), width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


class TestHandingOver:
    @pytest.fixture
    def ready(self, people: People) -> Any:
        from tinhso.blocks.cases.api import decide, propose, take
        from tinhso.blocks.services.api import Attached, Request, file_request, receive
        from tinhso.blocks.services.tests.test_journey import some_procedure

        version = some_procedure()
        papers = tuple(
            Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
        )
        wanted = Request(
            procedure=version.procedure.code, applicant=people.person, confirmed=True, attached=papers, delivery="counter",
            answers={"place": COMMUNE, "wish": "Đề nghị giải quyết."},
        )  # fmt: skip
        case = receive(people.counter, file_request(people.citizen, None, request=wanted).case)
        propose(
            people.officer, take(people.officer, case), outcome="grant", content={"title": "Văn bản", "text": "Đồng ý."}
        )
        case.refresh_from_db()
        return decide(people.leader, case)

    def send(self, browser: Client, case: Any, **values: str) -> Any:
        data = {"key": key(), "how": "counter", "recipient": "Trần Văn Nhận", "relation": "family", **values}
        return browser.post(f"/desk/queue/hand-over/{case.code}/", data)

    def test_against_a_drawn_signature_that_is_kept_with_the_case(self, as_: Any, ready: Any) -> None:
        browser = as_("counter")
        assert ready.applicant_name in browser.get(f"/desk/queue/hand-over/{ready.code}/").content.decode()
        assert self.send(browser, ready, signature=drawn()).status_code == 302
        made = HandOver.objects.get()
        ready.refresh_from_db()
        assert (ready.state, made.recipient, made.relation, made.confirmed) == (10, "Trần Văn Nhận", "family", False)
        page = browser.get(f"/desk/queue/hand-over/{ready.code}/").content.decode()
        picture = re.search(r'class="signature-shown" src="([^"]+)"', page)
        assert picture and browser.get(picture[1]).status_code == 200
        assert as_("la").get(picture[1]).status_code == 404

    def test_by_keyboard_the_name_is_typed_again(self, as_: Any, ready: Any) -> None:
        browser = as_("counter")
        for values in (
            {},
            {"typed": "Trần Văn Khác"},
            {"signature": drawn(strokes=False)},
            {"signature": "data:image/png;base64,AAAA"},
        ):
            answer = self.send(browser, ready, **values)
            assert answer.status_code == 422 and "Trần Văn Nhận" in answer.content.decode()
        assert not HandOver.objects.exists()
        assert self.send(browser, ready, typed="tran van nhan").status_code == 302
        assert HandOver.objects.get().confirmed

    def test_by_post_with_its_number(self, as_: Any, ready: Any) -> None:
        browser = as_("counter")
        assert self.send(browser, ready, how="post", tracking="12").status_code == 422
        self.send(browser, ready, how="post", tracking="el 123 456 789 vn", relation="")
        assert (HandOver.objects.get().how, HandOver.objects.get().tracking) == ("post", "EL123456789VN")

    def test_only_the_counter_that_received_it_and_only_once(self, as_: Any, ready: Any) -> None:
        for who in ("officer", "leader", "hoa", "la"):
            assert as_(who).get(f"/desk/queue/hand-over/{ready.code}/").status_code == 404
            assert self.send(as_(who), ready, signature=drawn()).status_code == 404
        browser = as_("counter")
        self.send(browser, ready, signature=drawn())
        assert self.send(browser, ready, signature=drawn()).status_code == 302
        assert HandOver.objects.count() == 1
