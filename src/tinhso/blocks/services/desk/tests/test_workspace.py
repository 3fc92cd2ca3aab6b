"""Work on one case through the screens: steps, refusals that keep what was typed, conflicts, letters."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tinhso.blocks.cases.api import Apology, Case, Proposal, State, answer_supplement
from tinhso.blocks.documents.api import Paper
from tinhso.blocks.services.desk.forms import new_date
from tinhso.blocks.services.models import Dossier, DossierPaper
from tinhso.kernel.files.api import open_file
from tinhso.kernel.outbox.api import run_readers
from tinhso.kernel.trail.api import reads_of

pytestmark = pytest.mark.django_db


def send(browser: Any, case: Case, step: str, *, expect: int | None = None, **values: Any) -> Any:
    """Press a button of the workspace, as the form would."""
    case.refresh_from_db()
    seen = case.version if expect is None else expect
    return browser.post(f"/desk/cases/{case.code}/do/{step}/", {"key": f"desk:{uuid4()}", "expect": seen, **values})


def test_from_reception_to_the_signed_result_through_the_screens(as_: Any, make_case: Any) -> None:
    case = make_case("receive")
    assert send(as_("counter"), case, "receive").status_code == 302
    assert send(as_("officer"), case, "take").status_code == 302
    answer = send(
        as_("officer"),
        case,
        "propose",
        outcome="grant",
        reason="Đủ điều kiện",
        title="Quyết định mẫu",
        text="Đồng ý giải quyết.",
    )
    assert answer.status_code == 302
    assert Proposal.objects.get(case=case).content == {"title": "Quyết định mẫu", "text": "Đồng ý giải quyết."}
    draft = as_("leader").get(f"/desk/cases/{case.code}/draft.pdf")
    assert (draft["Content-Type"], draft.content[:5]) == ("application/pdf", b"%PDF-")
    assert not Paper.objects.filter(case=case.code, kind="result").exists(), "a draft leaves nothing behind"
    assert send(as_("leader"), case, "sign").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.on_time) == (State.DONE, True)
    paper = Paper.objects.get(case=case.code, kind="result")
    assert paper.title == "Quyết định mẫu"
    page = as_("officer").get(f"/desk/cases/{case.code}/").content.decode()
    assert "Ký duyệt" in page and "Quyết định mẫu" in page


def test_only_the_legal_next_steps_are_offered(as_: Any, make_case: Any) -> None:
    case = make_case("taken")

    def offered(who: str) -> set[str]:
        return set(re.findall(r'id="do-([a-z-]+)"', as_(who).get(f"/desk/cases/{case.code}/").content.decode()))

    assert offered("officer") == {"propose", "supplement", "consult", "assign", "release"}
    assert offered("officer2") == {"assign"}
    assert offered("counter") == set()
    assert offered("leader") == {"assign"}


def test_a_second_pair_of_eyes_sees_who_is_there_and_that_it_changed(as_: Any, make_case: Any, people: Any) -> None:
    case = make_case("examine")
    as_("officer").get(f"/desk/cases/{case.code}/")
    assert people.officer.name in as_("officer2").get(f"/desk/cases/{case.code}/").content.decode()
    old = Case.objects.get(pk=case.pk).version
    send(as_("officer"), case, "take")
    answer = as_("officer2").get(f"/desk/cases/{case.code}/presence/?version={old}").content.decode()
    assert "vừa cập nhật" in answer


def test_a_stale_form_is_a_conflict_in_words(as_: Any, make_case: Any) -> None:
    case = make_case("examine")
    old = Case.objects.get(pk=case.pk).version
    send(as_("officer"), case, "take")
    answer = send(as_("officer"), case, "propose", expect=old, outcome="grant")
    assert answer.status_code == 409
    assert "Hãy tải lại" in answer.content.decode()
    assert not Proposal.objects.filter(case=case).exists()


def test_a_refusal_keeps_what_was_typed(as_: Any, make_case: Any) -> None:
    case = make_case("taken")
    answer = send(
        as_("officer"), case, "propose", outcome="refuse", reason="", title="Tên đã gõ", text="Nội dung đã gõ"
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy ghi rõ lý do." in page and "Tên đã gõ" in page and "Nội dung đã gõ" in page


def test_a_step_that_is_not_yours_is_not_found(as_: Any, make_case: Any) -> None:
    case = make_case("taken")
    assert send(as_("officer2"), case, "propose", outcome="grant").status_code == 404
    assert send(as_("counter"), case, "sign").status_code == 404
    assert send(as_("hoa"), case, "take").status_code == 404
    assert send(as_("officer"), case, "no-such-step").status_code == 404


def test_pressing_twice_does_it_once(as_: Any, make_case: Any) -> None:
    case = make_case("taken")
    form = {"key": f"desk:{uuid4()}", "expect": Case.objects.get(pk=case.pk).version, "outcome": "grant"}
    browser = as_("officer")
    first, second = (browser.post(f"/desk/cases/{case.code}/do/propose/", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Proposal.objects.filter(case=case).count() == 1


def supplement(case: Case, code: str = "unreadable") -> dict[str, str]:
    paper = Dossier.objects.get(case=case).papers.first()
    assert paper is not None
    return {f"p{paper.pk.hex[-12:]}_code": code}


def test_a_supplement_is_built_from_coded_reasons_and_asked_once(as_: Any, make_case: Any, people: Any) -> None:
    case = make_case("taken")
    assert send(as_("officer"), case, "supplement").status_code == 422
    assert send(as_("officer"), case, "supplement", **supplement(case)).status_code == 302
    item = case.supplement_requests.get().items[0]
    assert item["code"] == "unreadable" and "bốn góc" in item["wanted"] and item["paper"]
    assert as_("officer").get(f"/desk/cases/{case.code}/print/supplement.pdf").content[:5] == b"%PDF-"
    assert case.code in as_("officer").get("/desk/?view=waiting").content.decode()
    answer_supplement(people.citizen, Case.objects.get(pk=case.pk))
    answer = send(as_("officer"), case, "supplement", **supplement(case))
    assert answer.status_code == 422
    assert "một lần" in answer.content.decode()


def test_papers_are_marked_and_a_faulty_one_needs_a_remark(as_: Any, make_case: Any) -> None:
    case = make_case("taken")
    paper = Dossier.objects.get(case=case).papers.first()
    assert paper is not None
    url = f"/desk/cases/{case.code}/check/{paper.pk}/"
    assert as_("officer").post(url, {"result": "faulty"}).status_code == 422
    assert as_("officer2").post(url, {"result": "good"}).status_code == 404
    assert as_("officer").post(url, {"result": "faulty", "remark": "Ảnh mờ"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.check_result, paper.remark) == (DossierPaper.Check.FAULTY, "Ảnh mờ")
    assert "Ảnh mờ" in as_("officer").get(f"/desk/cases/{case.code}/").content.decode()


def test_the_personal_id_is_masked_and_a_look_at_it_is_remembered(as_: Any, make_case: Any, people: Any) -> None:
    case = make_case("taken")
    number = people.person.personal_id
    assert number not in as_("officer").get(f"/desk/cases/{case.code}/").content.decode()
    assert not reads_of(people.person.pk)
    assert number in as_("officer").post(f"/desk/cases/{case.code}/identity/").content.decode()
    read = reads_of(people.person.pk)[0]
    assert (read.actor, read.fields) == (people.officer.name, ("personal_id",))
    assert case.code in read.purpose


def test_another_agency_is_asked_and_answers(as_: Any, make_case: Any, people: Any) -> None:
    from datetime import date

    from tinhso.blocks.people.api import appoint, create_post
    from tinhso.kernel.access.api import system_actor

    system = system_actor("Thử nghiệm", via="import")
    post = create_post(
        system, None, code="chuyen-vien-so", title="Chuyên viên", agency="so-xay-dung", roles=["handling_officer"]
    )
    appoint(system, None, person=people.accounts["la"].person, post=post, first_day=date(2025, 7, 1))
    case = make_case("taken")
    other = as_("la")
    assert other.get(f"/desk/cases/{case.code}/").status_code == 404
    assert send(as_("officer"), case, "consult", agency="so-xay-dung", question="Có ý kiến gì?").status_code == 302
    assert case.code in other.get("/desk/?view=asked").content.decode()
    assert other.get(f"/desk/cases/{case.code}/").status_code == 200
    question = case.consultations.get()
    url = f"/desk/cases/{case.code}/questions/{question.pk}"
    assert other.post(f"{url}/answer/", {"answer": "not_agreed"}).status_code == 422
    assert as_("officer2").post(f"{url}/recall/").status_code in (404, 422)
    assert other.post(f"{url}/answer/", {"answer": "agreed"}).status_code == 302
    assert case.code not in other.get("/desk/?view=asked").content.decode()


def late_case(make_case: Any) -> Case:
    case: Case = make_case("taken", days=60)
    assert case.due_at is not None and case.due_at < timezone.now()
    return case


def test_a_late_case_gets_a_signed_letter_of_apology(as_: Any, make_case: Any, people: Any, tmp_path: Path) -> None:
    case = late_case(make_case)
    assert case.code in as_("leader").get("/desk/?view=sorry").content.decode()
    day = new_date(case, timezone.now()).date().isoformat()
    assert send(as_("officer"), case, "apologise", reason="Chờ đối chiếu hồ sơ gốc", new_due_at=day).status_code == 302
    letter = Apology.objects.get(case=case)
    url = f"/desk/cases/{case.code}/apology/{letter.pk}"
    assert as_("officer").get(f"{url}.pdf").content[:5] == b"%PDF-"
    assert as_("officer").post(f"{url}/sign/").status_code == 404
    assert letter.case.code in as_("leader").get("/desk/signing/").content.decode()
    assert as_("leader").post(f"{url}/sign/", {"key": f"desk:{uuid4()}"}).status_code == 302
    letter.refresh_from_db()
    paper = Paper.objects.get(pk=letter.paper)
    assert (paper.kind, paper.holder_person, letter.signed_by) == ("apology", people.person.pk, people.leader.name)
    file = tmp_path / "apology.pdf"
    file.write_bytes(open_file(paper.file))
    program = shutil.which("pdfsig")
    if program:
        said = subprocess.run([program, "-nocert", str(file)], capture_output=True, text=True).stdout
        assert said.count("Signature is Valid") == 2, said
    case.refresh_from_db()
    assert case.due_at is not None and case.due_at < timezone.now(), "an apology does not make a late case punctual"
    assert case.code not in as_("leader").get("/desk/?view=sorry").content.decode()
    assert "Hẹn lại" in as_("officer").get(f"/desk/cases/{case.code}/").content.decode()


def test_the_printed_forms(as_: Any, make_case: Any) -> None:
    case = make_case("taken")
    browser = as_("counter")
    for name in ("receipt", "control-slip"):
        assert browser.get(f"/desk/cases/{case.code}/print/{name}.pdf").content[:5] == b"%PDF-"
    assert browser.get(f"/desk/cases/{case.code}/print/refusal.pdf").status_code == 404
    refused = make_case("receive")
    assert send(browser, refused, "refuse", reason="Không thuộc thẩm quyền của tỉnh.").status_code == 302
    assert browser.get(f"/desk/cases/{refused.code}/print/refusal.pdf").content[:5] == b"%PDF-"
    today = timezone.localdate()
    assert browser.get(f"/desk/ledger/?from={today}&to={today}").content[:5] == b"%PDF-"
    assert browser.get(f"/desk/ledger/?from={today - timedelta(days=400)}&to={today}").status_code == 422


def test_officials_may_see_the_page_of_the_applicant(as_: Any, make_case: Any) -> None:
    case = make_case("taken")
    assert "Xem như công dân" in as_("officer").get(f"/desk/cases/{case.code}/").content.decode()
    page = as_("officer").get(f"/desk/cases/{case.code}/as-citizen/").content.decode()
    assert "đang xem như người nộp" in page and "Rút hồ sơ" not in page
    assert as_("hoa").get(f"/desk/cases/{case.code}/as-citizen/").status_code == 404


def test_the_due_date_explains_itself(as_: Any, make_case: Any) -> None:
    page = as_("officer").get(f"/desk/cases/{make_case('taken').code}/").content.decode()
    assert "Vì sao hẹn ngày này" in page and "thời hạn" in page


def test_an_electronic_result_is_delivered_and_others_handed_over(as_: Any, make_case: Any) -> None:
    case = make_case("sign", delivery="counter")
    send(as_("leader"), case, "sign")
    run_readers()
    assert case.code in as_("counter").get("/desk/?view=returning").content.decode()
    assert send(as_("counter"), case, "hand-over").status_code == 302
    case.refresh_from_db()
    assert case.state == State.RETURNED
