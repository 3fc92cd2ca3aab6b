"""Paths as administrators draw them, and as cases take them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from tests.province import COMMUNE, People, official
from tinhso.blocks.cases.api import (
    STANDARD_PATH,
    Case,
    PathVersion,
    answer_consultation,
    change_path_draft,
    decide,
    discard_path_draft,
    draft_path,
    forward,
    problems,
    propose,
    publish_path,
    send_back,
    step,
    take,
)
from tinhso.blocks.people.api import Account
from tinhso.blocks.services.api import receive
from tinhso.blocks.services.paths.bpmn import MODEL, bpmn_of
from tinhso.blocks.services.paths.choosing import path_for
from tinhso.blocks.services.paths.words import picture
from tinhso.blocks.services.tests.test_journey import some_procedure
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.actions.api import Conflict, NotAllowed, Refused
from tinhso.kernel.clock.api import today
from tinhso.kernel.trail.api import history

pytestmark = pytest.mark.django_db
OTHER, THIRD = "so-xay-dung", "so-nnmt"
MakeCase = Callable[..., Case]


def steps_with(*inside: dict[str, Any]) -> list[dict[str, Any]]:
    first, _examine, *last = STANDARD_PATH
    return [first, *inside, *last]


@pytest.fixture
def admin(people: People) -> Actor:
    return official("so-khcn", "it_admin")


def publish(admin: Actor, steps: list[dict[str, Any]], **values: Any) -> PathVersion:
    day = values.pop("valid_from", today())
    path = draft_path(admin, None, steps=steps, **values)
    path = change_path_draft(admin, path, steps=steps, law="Quyết định minh họa 1/QĐ-UBND")
    return publish_path(admin, path, valid_from=day, agencies={OTHER, THIRD}, questions=set(), needed=set())


def test_a_case_takes_the_path_of_its_day_and_keeps_it(people: People, admin: Actor, make_case: MakeCase) -> None:
    code = some_procedure().procedure.code
    running = make_case("receive")
    first = publish(
        admin,
        steps_with(step("examine", role="handling_officer"), step("verify", role="handling_officer")),
        matter=code,
    )
    second = make_case("receive")
    tomorrow = today() + timedelta(days=1)
    publish(admin, steps_with(step("inspect", role="handling_officer")), matter=code, valid_from=tomorrow)
    later = make_case("receive", days=-1)
    running.refresh_from_db()
    assert [entry["code"] for entry in running.path] == ["receive", "examine", "sign", "return"]
    assert [entry["code"] for entry in second.path] == ["receive", "examine", "verify", "sign", "return"]
    assert [entry["code"] for entry in later.path] == ["receive", "inspect", "sign", "return"]
    assert (running.path_version, second.path_version) == (None, first.pk)
    first.refresh_from_db()
    assert first.valid_to == tomorrow
    assert {one.action for one in history(first)} >= {"cases.publish_path", "cases.draft_path"}


def test_the_agencys_own_path_comes_before_the_common_one(admin: Actor, people: People) -> None:
    code = some_procedure().procedure.code
    publish(admin, steps_with(step("verify", role="handling_officer")))
    publish(admin, steps_with(step("inspect", role="handling_officer")), agency=OTHER)
    publish(admin, steps_with(step("examine", role="clerk")), matter=code)
    taken_by = {
        (matter, agency): path_for(matter, agency, day=today(), answers={}, service=None)[0][1]
        for matter, agency in ((code, THIRD), (code, OTHER), ("1.000001", THIRD), ("1.000001", OTHER))
    }
    assert taken_by[code, THIRD]["role"] == taken_by[code, OTHER]["role"] == "clerk"
    assert taken_by["1.000001", THIRD]["code"] == "verify"
    assert taken_by["1.000001", OTHER]["code"] == "inspect"


def test_a_condition_looks_at_the_answers(admin: Actor, people: People) -> None:
    code = some_procedure().procedure.code
    path = draft_path(admin, None, matter=code, steps=steps_with(
        step("examine", role="handling_officer"),
        step("inspect", role="handling_officer", when={"ask": "kind", "is": ["big", "huge"]}),
    ))  # fmt: skip
    path = change_path_draft(admin, path, steps=path.steps, law="Minh họa")
    publish_path(admin, path, valid_from=today(), agencies=set(), questions={"kind"})
    for answer, wanted in (("big", True), (["small", "huge"], True), ("small", False), (None, False)):
        steps, _version = path_for(code, OTHER, day=today(), answers={"kind": answer}, service=None)
        assert ("inspect" in [entry["code"] for entry in steps]) is wanted


def test_agencies_are_asked_at_the_same_time_and_silence_is_no_consent(
    people: People, admin: Actor, make_case: MakeCase
) -> None:
    code = some_procedure().procedure.code
    asking = step(
        "examine", role="handling_officer", hours=8, consult=[OTHER, THIRD], question="Có ảnh hưởng quy hoạch không?"
    )
    publish(admin, steps_with(asking, step("own-1", title="Lập tờ trình", role="handling_officer")), matter=code)
    case = receive(people.counter, make_case("receive"))
    questions = list(case.consultations.order_by("agency"))
    assert [one.agency for one in questions] == sorted([OTHER, THIRD])
    assert all(one.due_at is not None and one.due_at > timezone.now() for one in questions)
    stay = case.stays.get(step="examine")
    assert stay.due_at is not None
    case = take(people.officer, case)
    with pytest.raises(Refused, match="Im lặng"):
        forward(people.officer, case)
    with pytest.raises(Refused, match="bước khác"):
        propose(people.officer, case, outcome="grant")
    for one in questions:
        answer_consultation(official(one.agency, "handling_officer"), one, answer="agreed")
    case = forward(people.officer, case)
    propose(people.officer, case, outcome="grant", reason="Đủ")
    case = send_back(people.leader, Case.objects.get(pk=case.pk), remark="Xem lại")
    assert case.step == "own-1"
    assert case.consultations.count() == 2
    propose(people.officer, Case.objects.get(pk=case.pk), outcome="grant", reason="Đủ")
    assert decide(people.leader, Case.objects.get(pk=case.pk)).closed_at is not None


def test_a_step_may_be_done_by_another_agency(people: People, admin: Actor, make_case: MakeCase) -> None:
    code = some_procedure().procedure.code
    publish(
        admin,
        steps_with(step("inspect", role="handling_officer", agency=OTHER), step("examine", role="handling_officer")),
        matter=code,
    )
    case = receive(people.counter, make_case("receive"))
    inspector, stranger = official(OTHER, "handling_officer"), official(THIRD, "handling_officer")
    assert case.desk == OTHER
    assert visible(inspector, Case).filter(pk=case.pk).exists()
    assert not visible(stranger, Case).filter(pk=case.pk).exists()
    with pytest.raises(NotAllowed):
        take(people.officer, case)
    case = forward(inspector, take(inspector, case), note="Đã xem tận nơi")
    assert (case.step, case.desk) == ("examine", f"ubnd-{COMMUNE}")


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([], "Bước đầu tiên"),
        (steps_with(), "ít nhất một bước"),
        (STANDARD_PATH[:-1], "Bước cuối cùng"),
        (steps_with(step("own-1", role="handling_officer")), "đặt tên"),
        (steps_with(step("examine", role="citizen")), "vai trò"),
        (steps_with(step("examine", role="handling_officer", hours=0)), "giờ làm việc"),
        (steps_with(step("examine", role="handling_officer", agency="so-khong-co")), "so-khong-co"),
        (steps_with(step("examine", role="handling_officer", consult=[OTHER])), "nội dung cần hỏi"),
        (steps_with(step("examine", role="handling_officer", when={"ask": "khong-co", "is": ["x"]})), "khong-co"),
        (steps_with(step("examine", role="handling_officer"), step("examine", role="clerk")), "trùng mã"),
        ([{**STANDARD_PATH[0], "role": "leader"}, *STANDARD_PATH[1:]], "một cửa"),
        ([*STANDARD_PATH[:2], {**STANDARD_PATH[2], "role": "clerk"}, STANDARD_PATH[3]], "lãnh đạo"),
    ],
)  # fmt: skip
def test_what_is_not_sound_is_not_published_and_says_why(admin: Actor, steps: list[dict[str, Any]], says: str) -> None:
    path = change_path_draft(admin, draft_path(admin, None), steps=steps, law="Minh họa")
    found = problems(steps, agencies={OTHER}, questions=set(), needed=set())
    assert any(says in text for text in found), found
    with pytest.raises(Refused, match=says):
        publish_path(admin, path, valid_from=today(), agencies={OTHER}, questions=set())
    assert PathVersion.objects.get(pk=path.pk).is_draft


def test_a_path_in_force_is_never_edited_nor_backdated(admin: Actor) -> None:
    path = publish(admin, STANDARD_PATH)
    with pytest.raises(Refused, match="không sửa"):
        change_path_draft(admin, path, steps=[])
    with pytest.raises(Refused, match="không sửa"):
        discard_path_draft(admin, path)
    with pytest.raises(Refused, match="lùi ngày"):
        publish(admin, STANDARD_PATH, valid_from=today() - timedelta(days=1))
    with pytest.raises(Refused, match="muộn hơn"):
        publish(admin, STANDARD_PATH)
    draft = change_path_draft(admin, draft_path(admin, None), steps=STANDARD_PATH)
    with pytest.raises(Refused, match="văn bản"):
        publish_path(admin, draft, valid_from=today() + timedelta(days=2), agencies=set(), questions=set())


def test_only_administrators_write_paths(people: People, admin: Actor) -> None:
    for who in (people.citizen, people.officer, people.leader):
        with pytest.raises(NotAllowed):
            draft_path(who, None)
    draft_path(admin, None)
    assert not visible(people.officer, PathVersion).exists()
    assert not visible(people.citizen, PathVersion).exists()


def test_the_picture_and_bpmn_agree(admin: Actor, people: People) -> None:
    steps = steps_with(
        step("examine", role="handling_officer", consult=[OTHER, THIRD], question="Ý kiến?"),
        step("inspect", role="handling_officer", when={"ask": "kind", "is": ["big"]}),
    )
    graph = picture(steps, None)
    root = ET.fromstring(bpmn_of(graph, name="Thử", key="x-1"))
    of = {
        tag: root.findall(f".//{{{MODEL}}}{tag}") for tag in ("userTask", "parallelGateway", "exclusiveGateway", "lane")
    }
    assert {tag: len(found) for tag, found in of.items()} == {
        "userTask": 7, "parallelGateway": 2, "exclusiveGateway": 1, "lane": 5,
    }  # fmt: skip
    flows = root.findall(f".//{{{MODEL}}}sequenceFlow")
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert all(flow.get("sourceRef") in ids and flow.get("targetRef") in ids for flow in flows)
    places = [(node.lane, node.column) for node in graph.nodes]
    assert len(set(places)) == len(places)
    follows = {node.key: [edge.target.key for edge in graph.edges if edge.source is node] for node in graph.nodes}
    reached, waiting = set(), [graph.nodes[0].key]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += follows[key]
    assert len(reached) == len(graph.nodes)


def rows_of(path: PathVersion) -> dict[str, Any]:
    """The form of a draft as a browser sends it."""
    data: dict[str, Any] = {"rows": len(path.steps), "expect": path.version, "law": "Minh họa", "note": ""}
    for number, entry in enumerate(path.steps):
        data |= {
            f"s{number}-kind": entry["code"],
            f"s{number}-role": entry["role"],
            f"s{number}-hours": entry["hours"] or "",
        }
    return data


def test_an_administrator_draws_and_publishes_in_the_browser(people: People, admin: Actor) -> None:
    code = some_procedure().procedure.code
    browser = Client()
    browser.force_login(Account.objects.get(pk=admin.account))
    assert browser.get("/desk/paths/").status_code == 200
    assert browser.get(f"/desk/paths/{code}/").status_code == 200
    address = f"/desk/paths/{code}/draft/"
    assert browser.post(address, {})["Location"] == address
    path = PathVersion.objects.get(matter=code)
    data = rows_of(path) | {"do": "add:1", "s1-hours": "tám"}
    assert browser.post(address, data)["Location"].startswith(address)
    path.refresh_from_db()
    assert [entry["code"] for entry in path.steps] == ["receive", "examine", "own-1", "sign", "return"]
    page = browser.get(address).content.decode()
    assert "số giờ làm việc" in page
    assert "đặt tên bước" in page
    data = rows_of(path) | {
        "s1-hours": "16", "s2-kind": "own", "s2-title": "Lập tờ trình", "do": "publish", "valid_from": f"{today():%d/%m/%Y}",
    }  # fmt: skip
    assert browser.post(address, data | {"law": ""}).status_code == 422
    path.refresh_from_db()
    answer = browser.post(address, data | {"expect": path.version})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    path.refresh_from_db()
    assert (path.number, path.steps[2]["title"], path.steps[1]["hours"]) == (1, "Lập tờ trình", 16)
    exported = browser.get(f"/desk/paths/{code}/path.bpmn?version=1")
    assert "Lập tờ trình" in exported.content.decode()
    assert browser.get(f"/desk/paths/{code}/path.bpmn?version=9").status_code == 404


def test_two_who_write_at_once_lose_nothing(people: People, admin: Actor) -> None:
    browser = Client()
    browser.force_login(Account.objects.get(pk=admin.account))
    browser.post("/desk/paths/chung/draft/", {})
    path = PathVersion.objects.get()
    change_path_draft(admin, path, steps=path.steps, note="người kia")
    answer = browser.post("/desk/paths/chung/draft/", rows_of(path) | {"expect": 1, "note": "của tôi", "do": "save"})
    assert answer.status_code == 409
    assert "của tôi" in answer.content.decode()
    path.refresh_from_db()
    assert path.note == "người kia"
    with pytest.raises(Conflict):
        change_path_draft(admin, path, steps=[], expect=1)


def test_others_find_nothing(people: People, as_: Callable[[str], Client]) -> None:
    for who in ("hoa", "officer", "leader"):
        for address in (
            "/desk/paths/",
            "/desk/paths/chung/",
            "/desk/paths/chung/draft/",
            "/desk/paths/chung/path.bpmn",
        ):
            assert as_(who).get(address).status_code == 404
