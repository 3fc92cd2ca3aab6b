"""Signing in through an identity provider that signs real tokens, and cheats in the ways that matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from tinhso.blocks.people.api import Account, Person
from tinhso.blocks.people.claims import identity_from

from .conftest import MakeSomeone, is_signed_in
from .provider import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as made:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = made.issuer, CLIENT, SECRET
        yield made


def through(client: Client, provider: Provider) -> Any:
    """To the provider and back; returns our last page."""
    gone = client.get("/sign-in/identity/?next=/my/mirror/")
    assert gone.status_code == 302
    return client.get(provider.authorize(gone["Location"]), follow=False)


def sentence(client: Client, answer: Any) -> str:
    assert answer["Location"] == "/sign-in/"
    assert not is_signed_in(client)
    return str(client.get("/sign-in/").content.decode())


def national(personal_id: str | None, **more: Any) -> dict[str, Any]:
    return {
        "sub": "T-1",
        "LoaiTaiKhoan": "1",
        "HoVaTen": "Lê Thị Mẫu",
        "SoDinhDanh": personal_id,
        "loAs": "LoA2",
        **more,
    }


def test_a_verified_personal_id_finds_the_account_and_stays_linked(
    client: Client, someone: MakeSomeone, provider: Provider
) -> None:
    hoa = someone("hoa")
    provider.claims = national(hoa.person.personal_id)
    assert through(client, provider)["Location"] == "/my/mirror/"
    assert is_signed_in(client)
    hoa.account.refresh_from_db()
    assert (hoa.account.issuer, hoa.account.subject, hoa.account.level) == (provider.issuer, "T-1", 2)
    again = Client()
    provider.claims = {"sub": "T-1"}
    through(again, provider)
    assert is_signed_in(again), "the link is enough, whatever else is said"


def test_claims_may_come_from_the_userinfo_endpoint(client: Client, someone: MakeSomeone, provider: Provider) -> None:
    hoa = someone("hoa")
    provider.claims = {"sub": "T-1"}
    provider.userinfo = national(hoa.person.personal_id)
    through(client, provider)
    assert is_signed_in(client)


def test_userinfo_of_somebody_else_is_refused(client: Client, someone: MakeSomeone, provider: Provider) -> None:
    hoa = someone("hoa")
    provider.claims = {"sub": "T-1"}
    provider.userinfo = national(hoa.person.personal_id, sub="T-2")
    assert "mâu thuẫn" in sentence(client, through(client, provider))


def test_somebody_new_gets_an_account(client: Client, provider: Provider) -> None:
    provider.claims = national("056195000088", NgaySinh="01/05/1995", GioiTinh="Nữ", SoDienThoai="+84 912 345 678")
    through(client, provider)
    assert is_signed_in(client)
    person = Person.objects.get(personal_id="056195000088")
    assert (person.full_name, person.birth_date, person.phone) == ("Lê Thị Mẫu", date(1995, 5, 1), "0912345678")
    assert person.account.level == 2 and not person.account.has_usable_password()


def test_a_low_level_links_nothing_even_with_the_right_phone(
    client: Client, someone: MakeSomeone, provider: Provider
) -> None:
    hoa = someone("hoa")
    provider.claims = national(hoa.person.personal_id, loAs="LoA1", SoDienThoai=hoa.person.phone)
    assert "chưa đủ mức xác thực" in sentence(client, through(client, provider))
    hoa.account.refresh_from_db()
    assert hoa.account.subject == ""


def test_organisations_sign_in_by_their_people(client: Client, provider: Provider) -> None:
    provider.claims = national("056195000088", LoaiTaiKhoan="2")
    assert "người đại diện" in sentence(client, through(client, provider))
    assert not Account.objects.exists()


def test_a_second_identity_does_not_take_over_an_account(
    client: Client, someone: MakeSomeone, provider: Provider
) -> None:
    hoa = someone("hoa")
    provider.claims = national(hoa.person.personal_id)
    through(client, provider)
    other = Client()
    provider.claims = national(hoa.person.personal_id, sub="T-2")
    assert "định danh khác" in sentence(other, through(other, provider))


@pytest.mark.parametrize(
    "cheat",
    [
        {"nonce": "of another session"},
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
    ],
)
def test_a_token_for_others_is_refused(
    client: Client, someone: MakeSomeone, provider: Provider, cheat: dict[str, Any]
) -> None:
    hoa = someone("hoa")
    provider.claims = national(hoa.person.personal_id)
    provider.token_changes = cheat
    assert "không hợp lệ" in sentence(client, through(client, provider))
    provider.token_changes = {}
    through(client, provider)
    assert is_signed_in(client), "the honest token of the same person is taken"


def test_a_forged_signature_is_refused(client: Client, someone: MakeSomeone, provider: Provider) -> None:
    hoa = someone("hoa")
    provider.claims = national(hoa.person.personal_id)
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "k1"}, auto_kid=False)
    assert "không hợp lệ" in sentence(client, through(client, provider))
    provider.signing_key = provider.key
    through(client, provider)
    assert is_signed_in(client)


def test_an_answer_without_our_state_is_refused(client: Client, someone: MakeSomeone, provider: Provider) -> None:
    hoa = someone("hoa")
    provider.claims = national(hoa.person.personal_id)
    back = provider.authorize(client.get("/sign-in/identity/")["Location"])
    victim = Client()
    assert "hủy hoặc hết hạn" in sentence(victim, victim.get(back)), "an attacker's answer in somebody else's browser"


def test_a_provider_that_is_down_is_said_plainly(client: Client, settings: Any) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", "x"
    assert "Chưa kết nối được" in sentence(client, client.get("/sign-in/identity/"))


def test_without_a_provider_there_is_no_such_page(client: Client, settings: Any) -> None:
    settings.OIDC_ISSUER = ""
    assert client.get("/sign-in/identity/").status_code == client.get("/sign-in/identity/back/").status_code == 404
    assert "identity" not in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    ("said", "level"), [("LoA2", 2), ("2", 2), (["LoA1", "loa2"], 2), ("", 0), ("LoA", 0), (2, 2), ("x12", 0)]
)
def test_levels_as_providers_write_them(said: Any, level: int) -> None:
    assert identity_from({"loAs": said}, issuer="i").level == level


def test_odd_claims_are_left_empty() -> None:
    odd = identity_from(
        {"SoDinhDanh": "12", "SoDienThoai": "abc", "NgaySinh": "31/02/2000", "GioiTinh": "?"}, issuer="i"
    )
    assert (odd.personal_id, odd.phone, odd.birth_date, odd.sex) == ("", "", None, "")
