"""The notation of forms: conditions, repeating groups, what may be filed, what a schema tells to machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema
import pytest

from tinhso.blocks.services.declared import asks as ask
from tinhso.blocks.services.declared.generic import summary
from tinhso.blocks.services.declared.schema import papers_of, schema_of
from tinhso.blocks.services.declared.service import SERVICES, NotSound, Result, Service
from tinhso.blocks.services.dossiers.filing import check_papers, clean_answers
from tinhso.kernel.law.api import Law, rule

TODAY = date(2026, 11, 24)
LAW = Law("60/2014/QH13", "điều 16", title="Luật Hộ tịch")
QUESTIONS = ask.named(
    {
        "married": ask.YesNo("Đã kết hôn?"),
        "abroad": ask.YesNo("Kết hôn ở nước ngoài?", when=ask.answered("married", True)),
        "country": ask.Text("Ở nước nào?", when=ask.answered("abroad", True)),
        "children": ask.Group(
            "Con",
            item="Con",
            least=1,
            most=2,
            when=ask.answered("married", True),
            full_name=ask.Name("Họ tên"),
            studies=ask.YesNo("Đang đi học?"),
            school=ask.Text("Trường", when=ask.answered("studies", True)),
        ),
        "proof": ask.File("Giấy chứng nhận kết hôn", when=ask.answered("married", True)),
    }
)
CHILD = {"full_name": "Nguyễn Thử An", "studies": True, "school": "Trường mẫu"}
FULL = {"married": True, "abroad": True, "country": "Lào", "children": [CHILD]}


def clean(answers: dict[str, Any]) -> dict[str, Any]:
    return clean_answers(QUESTIONS, answers, today=TODAY)


def test_hidden_answers_never_reach_a_dossier() -> None:
    assert clean({**FULL, "married": False}) == {"married": False}
    assert clean({**FULL, "abroad": False}) == {"married": True, "abroad": False, "children": [CHILD]}


def test_what_is_hidden_hides_what_hangs_on_it() -> None:
    """The draft still holds an old answer to the question in between; it counts for nothing."""
    assert list(ask.asked(QUESTIONS, {**FULL, "married": False})) == ["married"]
    assert "country" in ask.asked(QUESTIONS, FULL)


def test_hidden_answers_inside_an_item_are_left_out() -> None:
    item = {**CHILD, "studies": False}
    assert clean({**FULL, "children": [item]})["children"] == [{"full_name": "Nguyễn Thử An", "studies": False}]


@pytest.mark.parametrize(
    ("children", "sentence"),
    [
        ([], "Cần từ 1 đến 2 mục: Con."),
        ([CHILD] * 3, "Cần từ 1 đến 2 mục: Con."),
        ([CHILD, {**CHILD, "full_name": "An"}], "Con 2: Hãy ghi đủ họ và tên."),
        ([{**CHILD, "school": ""}], "Con 1: Hãy trả lời: Trường."),
        ("text", "Hãy gửi một danh sách."),
        ([1], "Hãy gửi một danh sách."),
    ],
)
def test_a_group_says_which_item_is_wrong(children: Any, sentence: str) -> None:
    with pytest.raises(ask.Invalid) as wrong:
        clean({**FULL, "children": children})
    assert str(wrong.value) == sentence
    assert wrong.value.field == "children"


def test_a_paper_is_asked_for_with_its_condition_only() -> None:
    check_papers(QUESTIONS, {"married": False}, ())
    with pytest.raises(ask.Invalid, match="Giấy chứng nhận kết hôn"):
        check_papers(QUESTIONS, clean(FULL), ())


def test_answers_are_read_item_by_item() -> None:
    rows = dict(summary(clean(FULL), QUESTIONS))
    assert rows["Con 1 – Họ tên"] == "Nguyễn Thử An"
    assert rows["Con 1 – Đang đi học?"] == "Có"
    assert rows["Ở nước nào?"] == "Lào"
    assert dict(summary({**FULL, "married": False}, QUESTIONS)) == {"Đã kết hôn?": "Không"}


def test_the_schema_takes_what_the_questions_take_and_refuses_what_they_refuse() -> None:
    schema = schema_of(QUESTIONS)
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(clean(FULL))
    assert valid({"married": False})
    for wrong in (
        {},
        {"married": "yes"},
        {"married": True},
        {**FULL, "children": []},
        {**FULL, "children": [CHILD] * 3},
        {**FULL, "children": [{"full_name": "Nguyễn Thử An"}]},
        {**FULL, "children": [{"full_name": "Nguyễn Thử An", "studies": True}]},
        {key: value for key, value in FULL.items() if key != "country"},
    ):
        assert not valid(wrong), wrong
        with pytest.raises(ask.Invalid):
            clean(wrong if wrong.get("married") != "yes" else {})
    assert papers_of(QUESTIONS) == [
        {"question": "proof", "title": "Giấy chứng nhận kết hôn", "required": False, "pages": 20}
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: ask.Group("Con", item="Con"),
        lambda: ask.Group("Con", item="Con", photo=ask.Photo("Ảnh")),
        lambda: ask.Group("Con", item="Con", inner=ask.Group("A", item="B", x=ask.Text("C"))),
        lambda: ask.Group("Con", item="Con", least=3, most=2, name=ask.Text("A")),
        lambda: ask.Group("Con", item="Con", label_of="x"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(TypeError):
        make()


@pytest.fixture
def declare() -> Iterator[Any]:
    """Declare a service for one test."""
    before = dict(SERVICES)

    def make(**more: Any) -> type[Service]:
        def granted(self: Any, *given: Any) -> Result:
            raise AssertionError

        return type("Declared", (Service,), {"code": "9.999999", "law": LAW, "granted": granted, **more})

    yield make
    SERVICES.clear()
    SERVICES.update(before)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            {"a": ask.Text("A", when=ask.answered("b")), "b": ask.Text("B")},
            "a hangs on b, which is not asked before it",
        ),
        (
            {"a": ask.Choice("A", choices=[("x", "X")]), "b": ask.Text("B", when=ask.answered("a", "y"))},
            "b waits for an answer that a cannot have",
        ),
        (
            {"a": ask.YesNo("A"), "b": ask.Text("B", when=ask.answered("a", "yes"))},
            "b waits for an answer that a cannot have",
        ),
        (
            {"g": ask.Group("G", item="I", x=ask.Text("X", when=ask.answered("y")), y=ask.Text("Y"))},
            "x hangs on y",
        ),
        ({"cosigners": (ask.Cosigner("wife", "Vợ"),)}, "no law says that wife must sign"),
        (
            {"cosigners": (ask.Cosigner("wife", "Vợ", law=LAW), ask.Cosigner("wife", "Chồng", law=LAW))},
            "two of those who sign too have the same name",
        ),
    ],
)
def test_a_declaration_that_does_not_add_up_stops_at_start(declare: Any, more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotSound, match=sentence):
        declare(**more)


@rule(LAW, says="Phải đủ tuổi.")
def old_enough(born_on: str, today: date) -> bool:
    return today.year - date.fromisoformat(born_on).year >= 18


@rule(LAW, says="Người nước ngoài làm thủ tục khác.")
def at_home(foreign: bool) -> bool:
    return not foreign


RULES = ask.eligible(
    foreign=ask.YesNo("Người nước ngoài?"),
    born_on=ask.Day("Ngày sinh", when=ask.answered("foreign", False)),
    rules=[ask.instead(at_home, "2.000528"), old_enough],
)


@pytest.mark.parametrize(
    ("answers", "ok", "to", "code"),
    [
        ({"foreign": False, "born_on": "1990-01-01"}, True, "", ""),
        ({"foreign": False, "born_on": "2020-01-01"}, False, "", "old-enough"),
        ({"foreign": True, "born_on": "2020-01-01"}, False, "2.000528", "at-home"),
    ],
)
def test_the_first_rule_that_does_not_hold_decides(answers: dict[str, Any], ok: bool, to: str, code: str) -> None:
    verdict = RULES.judge(answers, today=TODAY)
    assert (verdict.ok, verdict.to, verdict.code) == (ok, to, code)
    assert ok or (verdict.law == LAW and verdict.sentence)


def test_only_what_the_answers_leave_open_is_asked() -> None:
    assert RULES.open({}) == ["foreign"]
    assert RULES.open({"foreign": False}) == ["born_on"]
    assert RULES.open({"foreign": True}) == []


def test_a_rule_about_what_nobody_is_asked_is_refused() -> None:
    with pytest.raises(TypeError, match="foreign"):
        ask.eligible(born_on=ask.Day("Ngày sinh"), rules=[at_home])
