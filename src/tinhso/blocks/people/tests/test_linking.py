"""Whose account an identity opens: every way in which somebody could take another's, and the honest ways beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tinhso.blocks.people.actions import open_account, register_person
from tinhso.blocks.people.actions_account import link_identity
from tinhso.blocks.people.api import Account, Person
from tinhso.blocks.people.linking import same_name
from tinhso.kernel.trail.api import history

from .conftest import PASSWORD, SYSTEM, MakeSomeone, Someone, is_signed_in, newest_code, sign_in
from .provider import Provider
from .saying import national, of, provider, sentence, through

__all__ = ["provider"]

pytestmark = pytest.mark.django_db
UNSURE: list[dict[str, Any]] = [
    {"loAs": "LoA1"},
    {"loAs": None},
    {"acr": "LoA1"},
    {"HoVaTen": "Trần Văn Khác"},
    {"NgaySinh": "02/05/1995"},
    {"NgaySinh": None},
]


@pytest.fixture
def hoa(someone: MakeSomeone) -> Someone:
    return someone("hoa")


def linked(who: Someone) -> str:
    who.account.refresh_from_db()
    return who.account.subject


def prove(client: Client, who: Someone, answer: Any, *, password: str = PASSWORD) -> Any:
    """Password and code on the pages that ask whether the account is theirs."""
    assert answer["Location"].startswith("/sign-in/identity/prove/"), answer["Location"]
    shown = client.get(answer["Location"])
    assert "Tài khoản này của ông/bà?" in shown.content.decode()
    asked = client.post(answer["Location"], {"password": password})
    if asked.status_code != 302:
        return asked
    return client.post("/sign-in/code/", {"code": newest_code(who.account.phone)})


@pytest.mark.parametrize("unsure", UNSURE)
def test_less_than_sure_links_nothing_before_the_owner_proved_themselves(
    client: Client, hoa: Someone, provider: Provider, unsure: dict[str, Any]
) -> None:
    provider.claims = of(hoa, SoDienThoai=hoa.person.phone, **unsure)
    answer = through(client, provider)
    assert not is_signed_in(client) and linked(hoa) == ""
    assert "Mật khẩu chưa đúng" in prove(client, hoa, answer, password="đoán bừa xem sao 1").content.decode()
    assert not is_signed_in(client) and linked(hoa) == ""
    done = prove(client, hoa, answer)
    assert is_signed_in(client) and done["Location"] == "/my/mirror/"
    assert linked(hoa) == "T-1"
    assert hoa.account.level == 1, "what was not verified does not become so"


def test_knowing_the_password_is_not_enough_without_the_code(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa, loAs="LoA1")
    answer = through(client, provider)
    client.post(answer["Location"], {"password": PASSWORD})
    client.post("/sign-in/code/", {"code": "000000"})
    assert not is_signed_in(client) and linked(hoa) == ""


def test_guessing_the_password_there_is_slowed_down(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa, loAs="LoA1")
    where = through(client, provider)["Location"]
    for _turn in range(5):
        client.post(where, {"password": "sai"})
    assert "quá nhiều lần" in client.post(where, {"password": PASSWORD}).content.decode()
    assert linked(hoa) == ""


def test_what_waits_is_not_linked_to_somebody_else(
    client: Client, someone: MakeSomeone, hoa: Someone, provider: Provider
) -> None:
    binh = someone("binh")
    provider.claims = of(hoa, loAs="LoA1")
    through(client, provider)
    sign_in(client, binh)
    assert is_signed_in(client) and linked(binh) == linked(hoa) == ""
    client.post("/sign-out/")
    sign_in(client, hoa)
    assert linked(hoa) == "", "it was forgotten with the first sign-in"


def test_it_is_not_mine_ends_it(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa, loAs="LoA1")
    where = through(client, provider)["Location"]
    assert client.post(where, {"no": "1"})["Location"] == "/sign-in/"
    assert client.get(where)["Location"] == "/sign-in/"
    sign_in(client, hoa)
    assert linked(hoa) == ""


def test_a_second_subject_does_not_take_over_an_account(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    other = Client()
    provider.claims = of(hoa, sub="T-2")
    assert "định danh khác" in sentence(other, through(other, provider))
    assert linked(hoa) == "T-1"


def test_a_recycled_subject_does_not_open_the_former_owners_account(
    client: Client, hoa: Someone, provider: Provider
) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    stranger = Client()
    provider.claims = national("056195000088", NgaySinh="01/05/1995")
    assert "của người khác" in sentence(stranger, through(stranger, provider))
    assert not Person.objects.filter(personal_id="056195000088").exists()


def test_the_same_subject_of_another_issuer_is_somebody_else(client: Client, hoa: Someone, provider: Provider) -> None:
    link_identity(SYSTEM, hoa.account, issuer="https://other.example", identity="T-1", verified=True)
    provider.claims = {"sub": "T-1", "acr": "LoA2"}
    assert "chưa đủ mức" in sentence(client, through(client, provider))
    provider.claims = of(hoa)
    assert "định danh khác" in sentence(client, through(client, provider))


def test_a_known_person_without_account_must_agree_too(client: Client, provider: Provider) -> None:
    person = register_person(SYSTEM, None, full_name="Lê Thị Hòa", personal_id="056195000077", birth_date=date(1995, 5, 1), sex="female")  # fmt: skip
    claims = national("056195000077", HoVaTen="LÊ THỊ HOA", NgaySinh="01/05/1995")
    provider.claims = claims
    assert "khác với dữ liệu" in sentence(client, through(client, provider))
    provider.claims = {**claims, "HoVaTen": "LÊ THỊ HOÀ"}
    through(client, provider)
    assert is_signed_in(client)
    assert Account.objects.get(person=person).subject == "T-1"


@pytest.mark.parametrize(
    "wrong",
    [{"SoDinhDanh": "999995000088"}, {"SoDinhDanh": "12"}, {"NgaySinh": "01/05/1990"}, {"GioiTinh": "Nam"}, {"loAs": "LoA1"}],
)  # fmt: skip
def test_nobody_is_registered_from_what_cannot_be_true(
    client: Client, provider: Provider, wrong: dict[str, Any]
) -> None:
    provider.claims = national("056195000088", **{"NgaySinh": "01/05/1995", **wrong})
    assert sentence(client, through(client, provider))
    assert not Person.objects.exists() and not Account.objects.exists()


def test_officials_come_another_way_unless_allowed(
    client: Client, hoa: Someone, give_post: Callable[..., Any], provider: Provider, settings: Any
) -> None:
    give_post(hoa, "counter_officer")
    provider.claims = of(hoa)
    assert "cán bộ" in sentence(client, through(client, provider))
    assert linked(hoa) == ""
    settings.OIDC_OFFICIALS = True
    through(client, provider)
    assert is_signed_in(client)


def test_a_closed_account_and_a_dead_person_stay_out(client: Client, provider: Provider) -> None:
    values: dict[str, Any] = {"full_name": "Lê Thị Mẫu", "birth_date": date(1995, 5, 1), "sex": "female"}
    closed = register_person(SYSTEM, None, personal_id="056195000077", **values)
    open_account(SYSTEM, None, username="closed", person=closed, is_active=False)
    dead = register_person(SYSTEM, None, personal_id="056195000078", died_on=date(2025, 1, 1), **values)
    open_account(SYSTEM, None, username="dead", person=dead)
    for number in ("056195000077", "056195000078"):
        provider.claims = national(number, NgaySinh="01/05/1995")
        assert "bị khóa" in sentence(client, through(client, provider))


def test_every_link_is_in_the_trail(client: Client, hoa: Someone, provider: Provider) -> None:
    provider.claims = of(hoa)
    through(client, provider)
    newest = history(hoa.account)[0]
    assert newest.action == "people.link_identity"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lê Thị Hòa", "LÊ THỊ HOÀ", True),
        ("Lê Thị  Hòa", "Lê Thi\u0323 Hòa", True),
        ("Lê Thị Hòa", "Lê Thị Hoa", False),
        ("Lê Thị Hòa", "Lê Thị Hỏa", False),
        ("Đỗ An", "Do An", False),
        ("", "", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_linking_from_the_profile_and_unlinking(client: Client, hoa: Someone, provider: Provider) -> None:
    sign_in(client, hoa)
    provider.claims = of(hoa, HoVaTen="Tên Đã Đổi", loAs="LoA1")
    back = client.get(provider.authorize(client.get("/my/identity/")["Location"]))
    assert back["Location"] == "/my/profile/" and linked(hoa) == "T-1" and hoa.account.level == 1
    page = client.get("/my/profile/").content.decode()
    assert "VNeID (mẫu)" in page and "Gỡ liên kết" in page
    client.post("/my/identity/unlink/")
    assert linked(hoa) == "" and is_signed_in(client)
    other = Client()
    provider.claims = of(hoa, sub="T-9")
    through(other, provider)
    assert is_signed_in(other) and linked(hoa) == "T-9", "another identity may be linked now"


def test_linking_needs_a_proof_of_just_now(client: Client, hoa: Someone, provider: Provider) -> None:
    sign_in(client, hoa)
    session = client.session
    session["fresh_at"] = "2026-01-01T00:00:00+00:00"
    session.save()
    assert client.get("/my/identity/")["Location"].startswith("/my/confirm/")
    provider.claims = of(hoa, loAs="LoA1")
    answer = through(client, provider, "next=/my/profile/")
    assert answer["Location"] == "/my/profile/" and linked(hoa) == ""
    assert "sau khi xác nhận bằng mã" in client.get("/my/profile/").content.decode()


def test_another_persons_identity_is_not_linked_to_me(
    client: Client, someone: MakeSomeone, hoa: Someone, provider: Provider
) -> None:
    binh = someone("binh")
    sign_in(client, hoa)
    for claims in (of(binh), national("056195000088", NgaySinh="01/05/1995"), {"sub": "T-1", "loAs": "LoA2"}):
        provider.claims = claims
        client.get(provider.authorize(client.get("/my/identity/")["Location"]))
        assert linked(hoa) == linked(binh) == ""
        assert client.session["_auth_user_id"] == str(hoa.account.pk), "and I am still myself"


def test_an_account_without_a_personal_id_is_not_linked_by_a_proof(client: Client, provider: Provider) -> None:
    person = register_person(SYSTEM, None, full_name="Lê Thị Mẫu", birth_date=date(1995, 5, 1), phone="0901000099")
    account = open_account(
        SYSTEM, None, username="khong-so", person=person, password=PASSWORD, phone="0901000099", level=1
    )
    sign_in(client, Someone(person, account))
    provider.claims = national("056195000088", NgaySinh="01/05/1995")
    client.get(provider.authorize(client.get("/my/identity/")["Location"]))
    account.refresh_from_db()
    assert account.subject == "" and "của người khác" in client.get("/my/profile/").content.decode()


def test_an_identity_that_is_anothers_already_stays_theirs(
    client: Client, someone: MakeSomeone, hoa: Someone, provider: Provider
) -> None:
    binh = someone("binh")
    provider.claims = of(binh)
    through(Client(), provider)
    sign_in(client, hoa)
    client.get(provider.authorize(client.get("/my/identity/")["Location"]))
    assert linked(hoa) == "" and linked(binh) == "T-1"
    assert "gắn với một tài khoản khác" in client.get("/my/profile/").content.decode()


def test_the_one_who_set_out_must_be_the_one_who_comes_back(
    client: Client, someone: MakeSomeone, hoa: Someone, provider: Provider
) -> None:
    binh = someone("binh")
    sign_in(client, hoa)
    provider.claims = of(hoa)
    back = provider.authorize(client.get("/my/identity/")["Location"])
    kept = dict(client.session)
    client.post("/sign-out/")
    sign_in(client, binh)
    session = client.session
    session.update({key: value for key, value in kept.items() if key.startswith("_state") or key == "identity_wishes"})
    session.save()
    assert client.get(back)["Location"] == "/my/profile/"
    assert "Phiên đăng nhập đã đổi" in client.get("/my/profile/").content.decode()
    assert linked(hoa) == linked(binh) == ""


def test_the_only_way_in_is_not_cut_off(client: Client, provider: Provider) -> None:
    provider.claims = national("056195000088", NgaySinh="01/05/1995")
    through(client, provider)
    client.post("/my/identity/unlink/")
    account = Account.objects.get()
    assert account.subject == "T-1"
    assert "đặt mật khẩu" in client.get("/my/profile/").content.decode()


def test_the_counter_can_unlink(client: Client, someone: MakeSomeone, hoa: Someone, give_post: Callable[..., Any], provider: Provider) -> None:  # fmt: skip
    provider.claims = of(hoa)
    through(client, provider)
    officer = someone("motcua")
    give_post(officer, "counter_officer")
    desk = Client()
    sign_in(desk, officer)
    desk.post(f"/people/accounts/{hoa.account.pk}/", {"what": "unlink", "compared": "on", "key": "k"})
    assert linked(hoa) == "" and not is_signed_in(client)
