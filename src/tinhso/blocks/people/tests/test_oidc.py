"""Signing in through an identity provider that signs real tokens, and cheats in the ways that matter."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from tinhso.blocks.people.api import Account, Person
from tinhso.blocks.people.claims import identity_from

from .conftest import MakeSomeone, Someone, is_signed_in
from .provider import Provider
from .saying import national, of, provider, sentence, through

__all__ = ["provider"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(someone: MakeSomeone) -> Someone:
    return someone("hoa")


def test_a_verified_person_finds_the_account_and_stays_linked(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    assert through(client, provider)["Location"] == "/my/mirror/"
    assert is_signed_in(client)
    hoa.account.refresh_from_db()
    assert (hoa.account.issuer, hoa.account.subject, hoa.account.level) == (provider.issuer, "T-1", 2)
    assert hoa.account.linked_at is not None
    again = Client()
    provider.claims = {"sub": "T-1", "acr": "LoA2"}
    through(again, provider)
    assert is_signed_in(again), "the link is enough, if nothing said is against it"


def test_claims_may_come_from_the_userinfo_endpoint(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = {"sub": "T-1"}
    provider.userinfo = of(hoa)
    through(client, provider)
    assert is_signed_in(client)


def test_userinfo_of_somebody_else_is_refused(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = {"sub": "T-1"}
    provider.userinfo = of(hoa, sub="T-2")
    assert "mâu thuẫn" in sentence(client, through(client, provider))


def test_somebody_new_gets_an_account(client: Client, provider: Provider) -> None:
    provider.claims = national("056195000088", NgaySinh="01/05/1995", GioiTinh="Nữ", SoDienThoai="+84 912 345 678")
    through(client, provider)
    assert is_signed_in(client)
    person = Person.objects.get(personal_id="056195000088")
    assert (person.full_name, person.birth_date, person.phone) == ("Lê Thị Mẫu", date(1995, 5, 1), "0912345678")
    assert person.account.level == 2 and not person.account.has_usable_password()


def test_organisations_sign_in_by_their_people(client: Client, provider: Provider) -> None:
    provider.claims = national("056195000088", LoaiTaiKhoan="2")
    assert "người đại diện" in sentence(client, through(client, provider))
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "cheat",
    [
        {"nonce": "of another session"},
        {"aud": "another-client"},
        {"aud": ["another-client", "tinhso-test"], "azp": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
        {"at_hash": "of-another-token"},
    ],
)
def test_a_token_for_others_is_refused(client: Client, hoa: Someone, provider: Provider, cheat: dict[str, Any]) -> None:
    provider.claims = of(hoa)
    provider.token_changes = cheat
    assert "không hợp lệ" in sentence(client, through(client, provider))
    provider.token_changes = {}
    through(client, provider)
    assert is_signed_in(client), "the honest token of the same person is taken"


@pytest.mark.parametrize("how", ["strange key", "no signature", "no signature, and the provider calls that fine"])
def test_a_forged_signature_is_refused(client: Client, hoa: Someone, provider: Provider, how: str) -> None:
    provider.claims = of(hoa)
    if how == "strange key":
        provider.signing_key = RSAKey.generate_key(2048, {"kid": "k1"}, auto_kid=False)
    else:
        provider.alg = "none"
        provider.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256"]} if "fine" in how else {}
    assert "không hợp lệ" in sentence(client, through(client, provider))
    provider.signing_key, provider.alg = provider.key, "RS256"
    through(client, provider)
    assert is_signed_in(client)


def test_a_rotated_key_is_fetched_again(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    provider.rotate("k2")
    other = Client()
    through(other, provider)
    assert is_signed_in(other)


def test_an_answer_without_our_state_is_refused(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    back = provider.authorize(client.get("/sign-in/identity/")["Location"])
    victim = Client()
    assert "hủy hoặc hết hạn" in sentence(victim, victim.get(back)), "an attacker's answer in somebody else's browser"


def test_an_answer_is_taken_once(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    back = provider.authorize(client.get("/sign-in/identity/")["Location"])
    client.get(back)
    assert is_signed_in(client)
    client.post("/sign-out/")
    assert "hủy hoặc hết hạn" in sentence(client, client.get(back))


@pytest.mark.parametrize("iss", ["https://evil.example", ""])
def test_an_answer_in_another_issuers_name_is_refused(
    client: Client, hoa: Someone, provider: Provider, iss: str
) -> None:
    provider.claims = of(hoa)
    provider.answer = {"iss": iss}
    assert "không hợp lệ" in sentence(client, through(client, provider))
    hoa.account.refresh_from_db()
    assert hoa.account.subject == ""


def test_a_provider_that_calls_itself_otherwise_is_not_used(client: Client, provider: Provider) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    assert "Chưa kết nối được" in sentence(client, client.get("/sign-in/identity/"))


def test_a_provider_that_is_down_is_said_plainly(client: Client, settings: Any) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", "x"
    assert "Chưa kết nối được" in sentence(client, client.get("/sign-in/identity/"))


def test_without_a_provider_there_is_no_such_page(client: Client, settings: Any) -> None:
    settings.OIDC_ISSUER = ""
    for page in ("", "back/", "ended"):
        assert client.post(f"/sign-in/identity/{page}").status_code in (404, 405)
        assert client.get(f"/sign-in/identity/{page}").status_code in (404, 405)
    assert "identity" not in client.get("/sign-in/").content.decode()


def test_a_way_back_leads_to_our_own_pages_only(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    gone = client.get("/sign-in/identity/?next=https://evil.example/")
    assert client.get(provider.authorize(gone["Location"]))["Location"].startswith("/")


def test_leaving_offers_to_leave_there_too(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    gone = client.post("/sign-out/", follow=True)
    text = gone.content.decode()
    assert f"{provider.issuer}/logout?id_token_hint=" in text
    assert "post_logout_redirect_uri=" in text and not is_signed_in(client)
    assert "/logout?" not in client.get("/sign-out/done/").content.decode(), "offered once"


def ended(provider: Provider, **changes: Any) -> int:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/identity/ended", {"logout_token": provider.logout_token(**changes)})  # fmt: skip
    return int(answer.status_code)


def test_the_provider_may_end_a_session(client: Client, someone: MakeSomeone, provider: Provider) -> None:
    hoa = someone("hoa")
    provider.claims = of(hoa, sid="S-1")
    through(client, provider)
    phone = Client()
    provider.claims = of(hoa, sid="S-2")
    through(phone, provider)
    assert ended(provider, sid="S-2") == 200
    assert is_signed_in(client) and not is_signed_in(phone), "that session, and no other"
    assert ended(provider, sub=None, sid="S-1") == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "cheat",
    [
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"events": {}},
        {"events": None},
        {"nonce": "n"},
        {"sub": None},
        {"exp": 1_700_000_000},
        {"iat": None},
    ],
)
def test_a_false_word_ends_nothing(client: Client, hoa: Someone, provider: Provider, cheat: dict[str, Any]) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    assert ended(provider, **cheat) == 400
    provider.alg = "none"
    assert ended(provider) == 400
    assert is_signed_in(client)
    provider.alg = "RS256"
    assert ended(provider) == 200 and not is_signed_in(client)


def test_an_old_word_does_not_end_a_later_session(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    assert ended(provider, iat=int(time.time()) - 600) == 200
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("said", "level"), [("LoA2", 2), ("2", 2), (["LoA1", "loa2"], 2), ("", 0), ("LoA", 0), (2, 2), ("x12", 0)]
)
def test_levels_as_providers_write_them(said: Any, level: int) -> None:
    assert identity_from({"loAs": said}, issuer="i").level == level


def test_of_two_levels_the_lower_one_counts() -> None:
    assert identity_from({"loAs": "LoA2", "acr": "LoA1"}, issuer="i").level == 1
    assert identity_from({"loAs": "LoA2", "acr": "urn:other"}, issuer="i").level == 0


def test_other_names_and_levels_by_configuration() -> None:
    claims = {"sub": "x", "cccd": "056195000088", "SoDinhDanh": "056195000099", "dob": "1995-05-01", "acr": "urn:vneid:2", "auth_time": 1_790_000_000}  # fmt: skip
    found = identity_from(
        claims, issuer="i", names=["personal_id=cccd", "birth_date=dob"], levels=["urn:vneid:1", "urn:vneid:2"]
    )
    assert (found.personal_id, found.birth_date, found.level) == ("056195000088", date(1995, 5, 1), 2)
    assert found.at == datetime.fromtimestamp(1_790_000_000, tz=UTC)


def test_odd_claims_are_left_empty() -> None:
    odd = identity_from(
        {"SoDinhDanh": "12", "SoDienThoai": "abc", "NgaySinh": "31/02/2000", "GioiTinh": "?", "auth_time": "soon"},
        issuer="i",
    )
    assert (odd.personal_id, odd.phone, odd.birth_date, odd.sex, odd.at) == ("", "", None, "", None)
