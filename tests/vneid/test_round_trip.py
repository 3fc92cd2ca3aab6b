"""The province and the stand-in VNeID, two programs: in, through every fault, up a level in the middle of filing, and out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from tinhso.blocks.cases.api import Case
from tinhso.blocks.people import oidc
from tinhso.blocks.people.api import CodeMessage, Person, StepUp
from tinhso.blocks.services.api import Draft, ProcedureVersion, Request, file_request
from tinhso.blocks.services.dossiers import assured
from tinhso.kernel.law.api import Parameter
from tinhso.kernel.trail.api import history

from .conftest import COMMUNE, People, VNeID

pytestmark = pytest.mark.django_db
START = "/sign-in/identity/?next=/my/profile/"


def signed_in(client: Client) -> bool:
    return client.get("/my/profile/").status_code == 200


def test_somebody_known_somebody_new_and_out_again(client: Client, people: People, vneid: VNeID) -> None:
    vneid.through(client, START)
    hoa = people.accounts["hoa"]
    hoa.refresh_from_db()
    assert signed_in(client) and hoa.subject == "hoa" and hoa.issuer == vneid.url
    assert history(hoa)[0].action == "people.link_identity"
    left = client.post("/sign-out/", follow=True).content.decode()
    out = re.search(rf'href="({vneid.url}/logout[^"]+)"', left)
    assert out is not None
    back = vneid.browser.get(out[1].replace("&amp;", "&"), timeout=10, allow_redirects=False)
    assert back.headers["Location"].startswith("http://testserver/sign-out/done/")
    silent = vneid.browser.get(client.get(START)["Location"] + "&prompt=none", timeout=10, allow_redirects=False)
    assert "error=login_required" in silent.headers["Location"], "signed out there as well"

    stranger = Client()
    new = vneid.control("people", personal_id="056088900099", name="Trần Văn Mẫu Mới", birth_date="1988-09-12", sex="Nam", sub="moi")  # fmt: skip
    vneid.through(stranger, START, subject=new["sub"])
    person = Person.objects.get(personal_id="056088900099")
    assert signed_in(stranger) and person.full_name == "TRẦN VĂN MẪU MỚI" and person.birth_date == date(1988, 9, 12)
    assert [entry.actor for entry in history(person)] == ["VNeID"], "the trail says where it came from"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("expired_token", "không hợp lệ"),
        ("wrong_nonce", "không hợp lệ"),
        ("wrong_audience", "không hợp lệ"),
        ("wrong_issuer", "không hợp lệ"),
        ("alg_none", "không hợp lệ"),
        ("forged", "không hợp lệ"),
        ("mixed_up", "không hợp lệ"),
        ("wrong_subject", "mâu thuẫn"),
        ("down", "Chưa kết nối được"),
        ("slow", "Chưa kết nối được"),
    ],
)
def test_every_fault_is_found_and_the_next_try_works(
    client: Client, people: People, vneid: VNeID, monkeypatch: pytest.MonkeyPatch, fault: str, said: str
) -> None:
    if fault == "slow":
        monkeypatch.setattr(oidc, "TIMEOUT", 2)
        oidc._client.cache_clear()
    location = client.get(START)["Location"]
    back = vneid.answer(location, fault="" if fault == "slow" else fault)
    if fault == "slow":
        vneid.control("faults", name="slow", seconds=8)
    assert client.get(back)["Location"].startswith("/sign-in/?"), "nobody waits for ever"
    assert said in client.get("/sign-in/").content.decode()
    assert not signed_in(client)
    vneid.through(client, START)
    assert signed_in(client)
    oidc._client.cache_clear()


def test_a_key_rotated_in_the_middle_does_no_harm(client: Client, people: People, vneid: VNeID) -> None:
    vneid.through(client, START)
    other = Client()
    vneid.through(other, START, fault="key_rotated")
    assert signed_in(other)


def test_refusing_there_is_no_sign_in_here(client: Client, people: People, vneid: VNeID) -> None:
    vneid.through(client, START, do="refuse")
    assert not signed_in(client)


@pytest.fixture
def level_2_to_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the rule were in force since the beginning of 2026."""
    rule = Parameter("level_to_file", "mức", None, True, ((date(2025, 7, 1), 0), (date(2026, 1, 1), 2)))
    monkeypatch.setattr(assured, "ALL", rule)


def filled(client: Client, version: ProcedureVersion) -> Draft:
    """A draft with all its answers, as the pages leave it."""
    client.get(f"/apply/{version.procedure.code}/")
    draft = Draft.objects.get()
    draft.answers = {**draft.answers, "place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."}
    draft.save()
    return draft


def procedure() -> ProcedureVersion:
    """One that asks for no papers."""
    rows = ProcedureVersion.objects.select_related("procedure").filter(valid_to=None).order_by("procedure__code")
    return next(row for row in rows if not row.documents and not row.fee_amount)


def test_filing_below_the_level_leads_up_and_back_with_everything_typed(
    client: Client, people: People, vneid: VNeID, level_2_to_file: None
) -> None:
    vneid.through(client, START, level=1)
    assert not signed_in(client), "a first sign-in at level 1 asks for a proof"
    vneid.through(client, START)
    client.post("/sign-out/")
    vneid.browser.cookies.clear()
    vneid.through(client, START, level=1)
    assert signed_in(client) and "Phiên này: mức 1" in client.get("/my/profile/").content.decode()
    version = procedure()
    code = version.procedure.code
    gone = client.get(f"/apply/{code}/")
    assert gone["Location"].startswith("/my/step-up/?")
    page = client.get(gone["Location"]).content.decode()
    up = re.search(r'href="(/sign-in/identity/[^"]+)"', page)
    assert up is not None and "mức 2" in page and not Draft.objects.exists()
    start = up[1].replace("&amp;", "&")
    still = vneid.through(client, start, level=1)
    assert still["Location"].startswith("/my/step-up/?"), "level 1 again is not enough"
    assert "chưa xác nhận mức 2" in client.get(still["Location"]).content.decode()
    assert vneid.through(client, start, level=2)["Location"] == f"/apply/{code}/"
    draft = filled(client, version)

    session = client.session
    session["level"] = 1  # as after a sign-in at level 1 on another day
    session.save()
    check = f"/apply/{code}/{draft.pk}/check/"
    stopped = client.post(check, {"delivery": "counter", "note": "đã gõ"})
    assert stopped["Location"].startswith("/my/step-up/?next=%2Fmy%2Fstep-up%2Fgo-on%2F")
    page = client.get(stopped["Location"]).content.decode()
    up = re.search(r'href="(/sign-in/identity/[^"]+)"', page)
    assert up is not None
    back = vneid.through(client, up[1].replace("&amp;", "&"), level=2)
    again = client.get(back["Location"]).content.decode()
    assert f'action="{check}"' in again and 'name="note" value="đã gõ"' in again
    assert client.post(check, {"delivery": "counter", "note": "đã gõ"})["Location"].endswith("/sign/")
    message = re.search(r"\d{6}", CodeMessage.objects.latest("at").text)
    assert message is not None
    done = client.post(f"/apply/{code}/{draft.pk}/sign/", {"code": message[0]})
    assert done["Location"].endswith("/done/"), done
    assert Case.objects.get().dossier.delivery == "counter"


def test_the_action_itself_refuses_whoever_is_below(people: People, level_2_to_file: None) -> None:
    wanted = Request(
        procedure=procedure().procedure.code, applicant=people.person, confirmed=True,
        answers={"place": COMMUNE, "wish": "Đề nghị giải quyết theo quy định."},
    )  # fmt: skip
    with pytest.raises(StepUp, match="mức 2"):
        file_request(replace(people.citizen, level=1), None, request=wanted)
    assert not Case.objects.exists()
    assert file_request(people.citizen, None, request=wanted).case.code


def test_a_fresh_proof_is_asked_for_by_max_age(client: Client, people: People, vneid: VNeID) -> None:
    vneid.through(client, START)
    session = client.session
    session["fresh_at"] = "2026-01-01T00:00:00+00:00"
    session.save()
    gone = client.get("/my/password/")
    confirm = client.get(gone["Location"]).content.decode()
    up = re.search(r'href="(/sign-in/identity/[^"]+)"', confirm)
    assert up is not None and "within=600" in up[1]
    assert vneid.through(client, up[1].replace("&amp;", "&"))["Location"] == "/my/password/"
    assert client.get("/my/password/").status_code == 200
