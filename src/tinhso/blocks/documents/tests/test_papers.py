import threading
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tinhso.blocks.documents import screens
from tinhso.blocks.documents.api import Paper, issue, next_number, number_text, replace, revoke, validate
from tinhso.kernel.access.api import ANONYMOUS, Actor
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.files.api import files_of, may_see, open_file
from tinhso.kernel.trail.api import reads_of

from .conftest import LEADER, WARD_SEAL
from .samples import NOW, SAMPLES


def issued(leader: Actor, holder: Actor, **more: Any) -> Paper:
    values = {
        "template": "birth_certificate",
        "data": SAMPLES["birth_certificate"],
        "agency": "H32.15",
        "agency_name": "Ủy ban nhân dân phường Nha Trang",
        "holder_name": holder.name,
        "holder_person": holder.person,
        "number": "0123/2026",
        "case": "H32.15-261124-0012",
        "signers": [LEADER, WARD_SEAL],
    }
    return issue(leader, now=NOW, **{**values, **more})


def ask(view: Any, actor: Actor, *args: Any, query: str = "", **post: Any) -> Any:
    path = "/" + query
    request = RequestFactory().post(path, post) if post else RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    return view(request, *args)


@pytest.mark.django_db
class TestIssuing:
    def test_the_holder_gets_a_signed_paper(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        content = open_file(paper.file)
        assert validate(content).valid
        assert paper.signers == ["Trần Quốc Dũng", "Ủy ban nhân dân phường Nha Trang"]
        assert paper.printed_code.count("-") == 2
        assert list(files_of(paper, "paper")) == [paper.file]
        assert may_see(citizen, paper.file)
        assert str(paper) == "Giấy khai sinh 0123/2026"

    def test_papers_are_in_vietnamese_whoever_works(self, leader: Actor, citizen: Actor) -> None:
        with override("en"):
            assert issued(leader, citizen).title == "Giấy khai sinh"

    def test_only_officials_issue(self, citizen: Actor) -> None:
        with pytest.raises(NotAllowed):
            issued(citizen, citizen)
        assert not Paper.objects.exists()

    def test_somebody_must_hold_it(self, leader: Actor, citizen: Actor) -> None:
        with pytest.raises(Refused, match="đứng tên"):
            issued(leader, citizen, holder_person=None)

    def test_revoked_once_and_for_all(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        with pytest.raises(Refused, match="lý do"):
            revoke(leader, paper, why=" ")
        paper = revoke(leader, paper, now=NOW, why="Cấp sai thẩm quyền")
        assert (paper.state, paper.ended_on) == ("revoked", date(2026, 11, 24))
        with pytest.raises(Refused, match="không còn giá trị"):
            revoke(leader, paper, why="Lần nữa")

    def test_another_agency_cannot_revoke(self, leader: Actor, citizen: Actor) -> None:
        other = Actor(name="Khác", account=uuid4(), agency="H32.16", roles=frozenset({"leader"}), level=3)
        with pytest.raises(NotAllowed):
            revoke(other, issued(leader, citizen), why="Không được phép")

    def test_replaced_by_a_paper_of_the_same_holder(self, leader: Actor, citizen: Actor) -> None:
        old, new = issued(leader, citizen), issued(leader, citizen)
        with pytest.raises(Refused, match="cùng người"):
            replace(leader, old, by=issued(leader, Actor(name="Ai", person=uuid4())), why="Sai tên")
        assert replace(leader, old, by=new, why="Cải chính").replaced_by == new


@pytest.mark.django_db
class TestScreens:
    def test_my_papers(self, leader: Actor, citizen: Actor) -> None:
        issued(leader, citizen)
        page = ask(screens.my_papers, citizen).content.decode()
        assert "Giấy khai sinh" in page
        assert "0123/2026" in page
        other = Actor(name="Người khác", account=uuid4(), person=uuid4())
        page = ask(screens.my_papers, other).content.decode()
        assert "Chưa có giấy tờ nào" in page

    def test_the_list_costs_the_same_however_long(self, leader: Actor, citizen: Actor) -> None:
        issued(leader, citizen)
        with CaptureQueriesContext(
            connection,
        ) as one:
            ask(screens.my_papers, citizen)
        issued(leader, citizen)
        issued(leader, citizen)
        with CaptureQueriesContext(connection) as three:
            ask(screens.my_papers, citizen)
        assert len(one) == len(three)

    def test_the_holder_reads_and_downloads(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        assert paper.printed_code in ask(screens.paper, citizen, paper.id).content.decode()
        response = ask(screens.paper_file, citizen, paper.id, query="?download=1")
        assert response.content == open_file(paper.file)
        assert "attachment" in response["Content-Disposition"]
        assert reads_of(citizen.person) == []

    def test_an_official_says_why_and_leaves_a_mark(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        page = ask(screens.paper, leader, paper.id).content.decode()
        assert "để làm gì" in page
        assert citizen.name not in page
        with pytest.raises(Http404):
            ask(screens.paper_file, leader, paper.id)
        assert (
            citizen.name in ask(screens.paper, leader, paper.id, query="?purpose=Giải quyết hồ sơ 12").content.decode()
        )
        ask(screens.paper_file, leader, paper.id, query="?purpose=Giải quyết hồ sơ 12")
        marks = reads_of(citizen.person)
        assert [mark.purpose for mark in marks] == ["Giải quyết hồ sơ 12"] * 2
        assert marks[0].actor == leader.name

    def test_strangers_find_nothing(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        other_office = Actor(name="Khác", account=uuid4(), agency="H32.16", roles=frozenset({"leader"}), level=3)
        for actor in (ANONYMOUS, other_office, Actor(name="Ai", account=uuid4(), person=uuid4())):
            for view in (screens.paper, screens.paper_file):
                with pytest.raises(Http404):
                    ask(view, actor, paper.id, query="?purpose=tò mò thôi")


@pytest.mark.django_db
class TestChecking:
    def test_anybody_learns_that_it_is_real_and_no_more(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        typed = paper.printed_code.lower().replace("-", " ")
        page = ask(screens.verify, ANONYMOUS, typed).content.decode()
        assert "Giấy tờ thật, còn giá trị" in page
        assert "Tệp còn nguyên, chữ ký hợp lệ" in page
        assert "N••••• T•• T••• N•••••" in page
        for secret in (citizen.name, "056326000123", "H32.15-261124-0012", "Ngọc Hiệp"):
            assert secret not in page

    def test_a_revoked_or_expired_paper_says_so(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        revoke(leader, paper, now=NOW, why="Cấp sai")
        page = ask(screens.verify, ANONYMOUS, paper.code).content.decode()
        assert "Giấy tờ này bị thu hồi ngày 24/11/2026" in page
        assert "Cấp sai" not in page
        old = issued(leader, citizen, valid_to=date(2020, 1, 1))
        page = ask(screens.verify, ANONYMOUS, old.code).content.decode()
        assert "có giá trị đến ngày 01/01/2020" in page
        assert "Giấy tờ thật, còn giá trị" not in page

    def test_an_unknown_code(self) -> None:
        response = ask(screens.verify, ANONYMOUS, "ABCD-EFGH-JKMN")
        assert response.status_code == 404
        assert "Không tìm thấy mã này" in response.content.decode()

    def test_a_damaged_copy_is_admitted(self, leader: Actor, citizen: Actor, tmp_path: Any) -> None:
        paper = issued(leader, citizen)
        (kept,) = tmp_path.rglob(paper.sha256)
        kept.write_bytes(kept.read_bytes()[:-5])
        assert "Bản lưu bị hỏng" in ask(screens.verify, ANONYMOUS, paper.code).content.decode()

    def test_a_file_is_checked(self, leader: Actor, citizen: Actor) -> None:
        paper = issued(leader, citizen)
        content = open_file(paper.file)

        def page(data: bytes) -> str:
            upload = SimpleUploadedFile("giay.pdf", data)
            return str(ask(screens.check, ANONYMOUS, file=upload).content.decode())

        genuine = page(content)
        assert "Tệp còn nguyên, chữ ký hợp lệ" in genuine
        assert "Trần Quốc Dũng" in genuine
        assert "16:30 24/11/2026" in genuine
        assert citizen.name not in genuine
        changed = bytearray(content)
        changed[3000] ^= 1
        assert "Không nên tin tệp này" in page(bytes(changed))
        from tinhso.blocks.documents.api import render

        assert "Tệp không có chữ ký điện tử" in page(render("result", SAMPLES["result"]))
        assert "Loại tệp này không nhận được" in page(b"hello, not a PDF")

    def test_nothing_typed_nothing_lost(self) -> None:
        page = ask(screens.check, ANONYMOUS, code="").content.decode()
        assert "Hãy nhập mã kiểm tra hoặc chọn tệp PDF." in page
        response = ask(screens.check, ANONYMOUS, code=" abcd-efgh-jkmn ")
        assert response["Location"] == "/verify/ABCDEFGHJKMN/"


@pytest.mark.django_db
class TestNumbers:
    def test_start_again_each_year_and_for_each_series(self) -> None:
        assert [next_number("H32.15", "QĐ-UBND", 2026) for _ in range(3)] == [1, 2, 3]
        assert next_number("H32.15", "QĐ-UBND", 2027) == 1
        assert next_number("H32.15", "PXL", 2026) == 1
        assert next_number("H32.16", "QĐ-UBND", 2026) == 1
        assert number_text(7, "QĐ-UBND") == "07/QĐ-UBND"
        assert number_text(123, "QĐ-UBND") == "123/QĐ-UBND"


@pytest.mark.django_db(transaction=True)
def test_numbers_leave_no_gap_when_many_take_them_and_some_give_up() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_number("H32.15", "QĐ-UBND", 2026)
    taken: list[int] = []

    def work(worker: int) -> None:
        try:
            for turn in range(6):
                try:
                    with transaction.atomic():
                        number = next_number("H32.15", "QĐ-UBND", 2026)
                        if (worker + turn) % 3 == 0:
                            raise LookupError
                    taken.append(number)
                except LookupError:
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert len(taken) == 16
