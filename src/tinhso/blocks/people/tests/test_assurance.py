"""Proving more in the middle of something: led up, back to where one was, and nothing typed is lost or shown to others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tinhso.blocks.people.api import Needs, StepUp, actor_for, assured, require_assurance
from tinhso.kernel.access.api import system_actor

from .conftest import MakeSomeone, Someone, newest_code, sign_in
from .provider import Provider
from .saying import of, provider, through

__all__ = ["provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TEN = timedelta(minutes=10)


@assured(Needs(level=2))
def high(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(request.POST.getlist("word")) or "cao")


@assured(Needs(within=TEN))
def fresh(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("mới")


@assured(Needs())
def act(request: HttpRequest) -> HttpResponse:
    require_assurance(request.actor, level=2, now=datetime.now(UTC))  # type: ignore[attr-defined]
    return HttpResponse("xong")


urlpatterns = [path("", include("tinhso.site.urls")), path("high/", high), path("fresh/", fresh), path("act/", act)]


@pytest.fixture
def hoa(someone: MakeSomeone) -> Someone:
    return someone("hoa")


def go_on(client: Client) -> str:
    return client.get("/my/step-up/go-on/").content.decode()


def test_a_page_above_the_session_leads_up_and_back(client: Client, hoa: Someone, provider: Provider) -> None:
    sign_in(client, hoa)
    gone = client.get("/high/?a=1&b=2")
    assert gone["Location"] == "/my/step-up/?next=%2Fhigh%2F%3Fa%3D1%26b%3D2&level=2"
    shown = client.get(gone["Location"]).content.decode()
    assert "mức 2" in shown and "mức 1" in shown
    provider.claims = of(hoa, acr="LoA2")
    back = through(client, provider, "next=/high/%3Fa%3D1%26b%3D2&level=2")
    assert provider.asked["acr_values"] == "LoA2"
    assert back["Location"] == "/high/?a=1&b=2" and client.get(back["Location"]).content.decode() == "cao"


def test_what_was_typed_waits_and_is_sent_by_its_owner(client: Client, hoa: Someone, provider: Provider) -> None:
    sign_in(client, hoa)
    gone = client.post("/high/", {"word": ["một", '"><script>']})
    assert gone["Location"] == "/my/step-up/?next=%2Fmy%2Fstep-up%2Fgo-on%2F&level=2"
    assert "một" not in str(dict(client.session)), "sealed, not in clear"
    provider.claims = of(hoa)
    back = through(client, provider, "next=/my/step-up/go-on/&level=2")
    page = client.get(back["Location"]).content.decode()
    assert 'action="/high/"' in page and page.count('name="word"') == 2 and "<script>" not in page.split("<main")[1]
    assert client.post("/high/", {"word": ["một", "hai"]}).content.decode() == "một hai"
    assert client.get("/my/step-up/go-on/")["Location"] == "/my/profile/", "kept no longer than needed"


def test_another_person_on_the_same_device_does_not_get_it(client: Client, someone: MakeSomeone, hoa: Someone) -> None:
    sign_in(client, hoa)
    client.post("/high/", {"word": "của Hòa"})
    kept = client.session["kept_form"]
    client.post("/sign-out/")
    sign_in(client, someone("binh"))
    session = client.session
    session["kept_form"] = kept
    session.save()
    assert client.get("/my/step-up/go-on/")["Location"] == "/my/profile/"


def test_a_form_with_files_goes_back_to_its_page(client: Client, hoa: Someone) -> None:
    sign_in(client, hoa)
    gone = client.post("/high/", {"word": "một", "file": SimpleUploadedFile("a.txt", b"a")})
    assert gone["Location"] == "/my/step-up/?next=%2Fhigh%2F&level=2"
    assert "kept_form" not in client.session


def test_htmx_moves_the_whole_page(client: Client, hoa: Someone) -> None:
    sign_in(client, hoa)
    answer = client.post("/high/", {"word": "một"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204 and answer["HX-Redirect"].startswith("/my/step-up/?")


def test_an_action_that_asks_for_more_leads_up_too(client: Client, hoa: Someone, provider: Provider) -> None:
    sign_in(client, hoa)
    assert client.post("/act/", {"word": "một"})["Location"].startswith("/my/step-up/?")
    provider.claims = of(hoa)
    through(client, provider, "level=2")
    assert client.post("/act/").content.decode() == "xong"


def test_level_1_again_is_not_enough(client: Client, hoa: Someone, provider: Provider) -> None:
    sign_in(client, hoa)
    provider.claims = of(hoa, acr="LoA1")
    back = through(client, provider, "next=/high/&level=2")
    assert back["Location"] == "/my/step-up/?next=%2Fhigh%2F&level=2"
    assert "chưa xác nhận mức 2" in client.get(back["Location"]).content.decode()
    hoa.account.refresh_from_db()
    assert client.get("/high/").status_code == 302 and hoa.account.subject == ""


def age(client: Client, **ago: float) -> None:
    session = client.session
    session["fresh_at"] = (datetime.now(UTC) - timedelta(**ago)).isoformat()
    session.save()


def test_freshness_is_asked_of_the_provider_and_checked(client: Client, hoa: Someone, provider: Provider) -> None:
    sign_in(client, hoa)
    assert client.get("/fresh/").status_code == 200
    age(client, minutes=11)
    gone = client.get("/fresh/")
    assert gone["Location"].endswith("within=600")
    provider.claims = of(hoa)
    provider.token_changes = {"auth_time": int((datetime.now(UTC) - timedelta(hours=2)).timestamp())}
    assert through(client, provider, "next=/fresh/&within=600")["Location"].startswith("/my/step-up/?")
    assert provider.asked["max_age"] == "600"
    provider.token_changes = {"auth_time": None}
    assert through(client, provider, "next=/fresh/&within=600")["Location"].startswith("/my/step-up/?")
    assert client.get("/fresh/").status_code == 302, "a provider that does not say when has not answered"
    provider.token_changes = {}
    assert through(client, provider, "next=/fresh/&within=0")["Location"] == "/fresh/"
    assert provider.asked["prompt"] == "login"
    assert client.get("/fresh/").status_code == 200


def test_freshness_comes_with_a_code_as_well(client: Client, hoa: Someone) -> None:
    sign_in(client, hoa)
    age(client, minutes=11)
    shown = client.get(client.get("/fresh/")["Location"]).content.decode()
    assert "/my/confirm/?next=/fresh/" in shown
    client.get("/my/confirm/?next=/fresh/")
    client.post("/my/confirm/", {"code": newest_code(hoa.account.phone), "next": "/fresh/"})
    assert client.get("/fresh/").status_code == 200


def test_an_old_sign_in_there_is_no_fresh_proof_here(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    provider.token_changes = {"auth_time": int((datetime.now(UTC) - timedelta(hours=2)).timestamp())}
    through(client, provider)
    assert client.get("/fresh/").status_code == 302
    assert client.get("/my/password/")["Location"].startswith("/my/confirm/")


def test_the_session_keeps_its_own_level(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    low = Client()
    provider.claims = of(hoa, acr="LoA1")
    through(low, provider)
    assert client.get("/high/").status_code == 200 and low.get("/high/").status_code == 302
    assert "Phiên này: mức 1" in low.get("/my/profile/").content.decode()
    provider.claims = of(hoa, acr="LoA1")
    through(client, provider, "next=/my/profile/")
    through(low, provider, "next=/my/profile/")
    assert client.get("/high/").status_code == 200, "coming back at level 1 takes nothing away"
    assert low.get("/high/").status_code == 302, "and gives nothing"


def test_needs_of_an_actor(someone: MakeSomeone) -> None:
    actor = replace(actor_for(someone("hoa").account), proved_at=NOW)
    require_assurance(actor, level=1, within=TEN, now=NOW + TEN)
    for level, now in ((2, NOW), (1, NOW + TEN + timedelta(seconds=1))):
        with pytest.raises(StepUp):
            require_assurance(actor, level=level, within=TEN, now=now)
    with pytest.raises(StepUp):
        require_assurance(replace(actor, proved_at=None), within=TEN, now=NOW)
    require_assurance(system_actor(), level=2, within=TEN, now=NOW)


def test_the_step_up_page_leads_nowhere_else(client: Client, hoa: Someone) -> None:
    sign_in(client, hoa)
    page = client.get("/my/step-up/?next=https://evil.example/&level=2").content.decode()
    assert "evil.example" not in page.split("<main")[1]
    assert client.get("/my/step-up/?next=//evil.example/")["Location"] == "/my/profile/"
