"""The picture in an independent viewer (bpmn-js of bpmn.io), and the editor as administrators use it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.looking import carry_session, look
from tests.province import fresh_reference as reference
from tests.province import official, people
from tinhso.blocks.cases.api import STANDARD_PATH, PathVersion, step
from tinhso.blocks.people.api import Account
from tinhso.blocks.services.paths.bpmn import bpmn_of
from tinhso.blocks.services.paths.words import picture

__all__ = ["people", "reference"]
VIEWER = Path(__file__).parents[6] / "frontend/node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js"
OPEN = """async xml => {
    const viewer = new BpmnJS({ container: '#canvas', width: 1200, height: 800 })
    const { warnings } = await viewer.importXML(xml)
    const elements = viewer.get('elementRegistry').getAll().map(e => e.type)
    return { warnings: warnings.map(String), elements }
}"""


@pytest.mark.django_db
def test_an_independent_viewer_opens_it(page: Any, reference: None) -> None:
    first, _examine, *last = STANDARD_PATH
    steps = [
        first,
        step("examine", role="handling_officer", consult=["so-xay-dung", "so-nnmt"], question="Ý kiến?", hours=8),
        step("inspect", role="handling_officer", agency="so-xay-dung", when={"ask": "kind", "is": ["big"]}),
        *last,
    ]
    graph = picture(steps, None)
    page.set_content('<div id="canvas"></div>')
    page.add_script_tag(path=VIEWER)
    seen = page.evaluate(OPEN, bpmn_of(graph, name="Quy trình thử", key="thu-1").decode())
    assert seen["warnings"] == []
    kinds = {
        kind: seen["elements"].count(f"bpmn:{kind}") for kind in ("UserTask", "Lane", "SequenceFlow", "ParallelGateway")
    }
    assert kinds == {
        "UserTask": sum(node.kind == "task" for node in graph.nodes), "Lane": len(graph.lanes),
        "SequenceFlow": len(graph.edges), "ParallelGateway": 2,
    }, json.dumps(seen)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_drawing_a_path(page: Any, context: Any, live_server: Any, people: Any, client: Client, width: int) -> None:
    admin = official("so-khcn", "it_admin")
    client.force_login(Account.objects.get(pk=admin.account))
    carry_session(client, context, live_server.url)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + "/desk/paths/")
    look(page, "paths", picture=f"paths-{width}")
    page.goto(live_server.url + "/desk/paths/chung/")
    look(page, "path", picture=f"path-{width}")
    page.get_by_role("button", name="Soạn phiên bản mới").click()
    page.wait_for_selector("#s0-kind")
    page.get_by_role("button", name=re.compile("Thêm bước sau bước này.*Thẩm định")).click()
    page.locator("#s2-title").fill("Lập tờ trình")
    page.locator("#s2-hours").fill("16")
    page.locator("summary", has_text="Cơ quan khác").nth(1).click()
    page.locator("#s1-consult").fill("so-xay-dung")
    page.get_by_role("button", name="Lưu bản soạn").click()
    page.get_by_text("hãy ghi nội dung cần hỏi ý kiến").wait_for()
    look(page, "draft", picture=f"path-draft-{width}")
    page.locator("#s1-question").fill("Có phù hợp quy hoạch không?")
    page.get_by_label("Văn bản ban hành quy trình").fill("Quyết định minh họa")
    page.get_by_role("button", name="Ban hành", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Đồng ý").click()
    page.get_by_text("Đã ban hành.").wait_for()
    path = PathVersion.objects.get(number=1)
    assert [entry["code"] for entry in path.steps] == ["receive", "examine", "own-1", "sign", "return"]
    assert path.steps[1]["consult"] == ["so-xay-dung"]
