"""Signing in, being stopped when guessing, getting back in, and signing out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from tinhso.blocks.people.actions_account import enrol_totp
from tinhso.blocks.people.api import Account, CodeMessage, Person, actor_for, change_password, open_account
from tinhso.blocks.people.models import OneTimeCode, SessionInfo, SignInAttempt
from tinhso.kernel.actions.api import NotAllowed, Refused

from .conftest import PASSWORD, SYSTEM, MakeSomeone, is_signed_in, newest_code, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["hoa", "HOA", "0901 000 001", "+84901000001", "056195000001"])
def test_name_phone_and_personal_id_all_do(client: Client, someone: MakeSomeone, typed: str) -> None:
    hoa = someone("hoa")
    client.post("/sign-in/", {"who": typed, "password": PASSWORD})
    assert not is_signed_in(client), "a password alone is not enough"
    answer = client.post("/sign-in/code/", {"code": newest_code(hoa.account.phone)})
    assert answer.status_code == 302
    assert is_signed_in(client)


def test_one_goes_back_to_where_one_came_from_but_never_elsewhere(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    for wanted, got in (
        ("/my/mirror/", "/my/mirror/"),
        ("https://evil.example/", None),
        ("//evil.example", None),
        ("/\\evil.example", None),
    ):
        browser = Client()
        browser.post("/sign-in/", {"who": "hoa", "password": PASSWORD, "next": wanted})
        answer = browser.post("/sign-in/code/", {"code": newest_code(hoa.account.phone)})
        assert answer.status_code == 302
        assert answer["Location"] == got if got else "evil" not in answer["Location"]


def test_wrong_password_and_unknown_name_sound_the_same(client: Client, someone: MakeSomeone) -> None:
    someone("hoa")
    wrong = client.post("/sign-in/", {"who": "hoa", "password": "không phải thế này"})
    unknown = client.post("/sign-in/", {"who": "chẳng có ai", "password": "không phải thế này"})
    sentence = "Tên đăng nhập hoặc mật khẩu chưa đúng"
    assert wrong.status_code == unknown.status_code == 422
    assert sentence in wrong.content.decode() and sentence in unknown.content.decode()
    assert 'value="hoa"' in wrong.content.decode(), "what was typed stays"


@pytest.mark.parametrize("who", ["hoa", "chẳng có ai"])
def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(client: Client, someone: MakeSomeone, who: str) -> None:
    someone("hoa")
    for _n in range(5):
        assert "chưa đúng" in client.post("/sign-in/", {"who": who, "password": "sai hoàn toàn"}).content.decode()
    locked = client.post("/sign-in/", {"who": who, "password": PASSWORD}).content.decode()
    assert "Đã thử quá nhiều lần" in locked and "15 phút" in locked
    SignInAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert "Đã thử quá nhiều lần" not in client.post("/sign-in/", {"who": who, "password": PASSWORD}).content.decode()


def test_one_address_cannot_try_everybody(client: Client, someone: MakeSomeone) -> None:
    someone("hoa")
    now = timezone.now()
    SignInAttempt.objects.bulk_create(
        SignInAttempt(at=now, who=f"somebody-{n}", address="127.0.0.1", step="password", ok=False) for n in range(100)
    )
    assert "Đã thử quá nhiều lần" in client.post("/sign-in/", {"who": "hoa", "password": PASSWORD}).content.decode()
    elsewhere = client.post("/sign-in/", {"who": "hoa", "password": PASSWORD}, REMOTE_ADDR="10.1.1.1")
    assert elsewhere.status_code == 302


def test_a_code_works_once_in_its_own_session_and_not_after_five_tries(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    client.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    code = newest_code(hoa.account.phone)
    other = Client()
    other.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    assert other.post("/sign-in/code/", {"code": code}).status_code == 422, "bound to the session that asked for it"
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _n in range(4):
        assert "Mã chưa đúng" in client.post("/sign-in/code/", {"code": wrong}).content.decode()
    assert client.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    assert is_signed_in(client)


def test_after_five_wrong_codes_the_right_one_is_refused_too(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    client.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    code = newest_code(hoa.account.phone)
    for _n in range(5):
        client.post("/sign-in/code/", {"code": f"{(int(code) + 1) % 10**6:06}"})
    assert "quá nhiều lần" in client.post("/sign-in/code/", {"code": code}).content.decode()


def test_an_old_code_is_refused(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    client.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    OneTimeCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "hết hạn" in client.post("/sign-in/code/", {"code": newest_code(hoa.account.phone)}).content.decode()


def test_no_more_than_five_messages_in_a_quarter_of_an_hour(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    client.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    for _n in range(8):
        client.post("/sign-in/code/", {"again": "1"})
    assert CodeMessage.objects.filter(address=hoa.account.phone).count() == 5
    assert "Đã thử quá nhiều lần" in client.get("/sign-in/code/").content.decode()


def test_the_code_of_the_app_works_once(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    secret = pyotp.random_base32()
    enrol_totp(actor_for(hoa.account), hoa.account, secret=secret)
    client.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    assert not CodeMessage.objects.exists(), "the app makes the code, nothing is sent"
    code = pyotp.TOTP(secret).now()
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    other = Client()
    other.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    assert other.post("/sign-in/code/", {"code": code}).status_code == 422, "seen over the shoulder, used a second time"


def test_secrets_do_not_reach_the_trail(someone: MakeSomeone) -> None:
    from django.db import connection

    hoa = someone("hoa")
    secret = pyotp.random_base32()
    enrol_totp(actor_for(hoa.account), hoa.account, secret=secret)
    hoa.account.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(concat(before, after), ''), '') FROM trail_change")
        text = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(string_agg(inputs::text, ''), '') FROM trail_act")
        text += cursor.fetchone()[0]
    for hidden in (hoa.account.password, hoa.account.otp_sealed, secret, PASSWORD):
        assert hidden and hidden not in text


def test_the_session_key_changes_at_sign_in(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    client.get("/sign-up/")
    session = client.session
    session["left"] = "by an attacker"
    session.save()
    before = session.session_key or ""
    client.cookies["sessionid"] = before
    sign_in(client, hoa)
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_signed_in(thief)


def test_a_closed_account_cannot_sign_in(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    open_account(SYSTEM, None, username="dong", password=PASSWORD, phone="0909999999", is_active=False)
    assert client.post("/sign-in/", {"who": "dong", "password": PASSWORD}).status_code == 422
    assert sign_in(client, hoa).status_code == 302


def test_sign_out_here_and_elsewhere(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile")
    sign_in(phone, hoa)
    sign_in(client, hoa)
    page = client.get("/my/profile/").content.decode()
    assert "Chrome · Android" in page and "nơi này" in page
    client.post("/my/sessions/end/", {"session": "others"})
    assert not is_signed_in(phone)
    assert is_signed_in(client)
    client.post("/sign-out/")
    assert not is_signed_in(client)
    assert not SessionInfo.objects.exists()


def test_nobody_ends_the_session_of_somebody_else(client: Client, someone: MakeSomeone) -> None:
    hoa, la = someone("hoa"), someone("la")
    other = Client()
    sign_in(other, la)
    sign_in(client, hoa)
    theirs = SessionInfo.objects.get(account=la.account)
    assert client.post("/my/sessions/end/", {"session": str(theirs.pk)}).status_code == 404
    assert client.post("/my/sessions/end/", {"session": "nothing"}).status_code == 404
    assert is_signed_in(other)


def test_a_new_password_needs_a_fresh_proof_and_ends_other_sessions(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    other = Client()
    sign_in(other, hoa)
    sign_in(client, hoa)
    session = client.session
    session["fresh_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()
    new = "một câu khác hẳn 2026"
    asked = client.post("/my/password/", {"password": new})
    assert asked["Location"].startswith("/my/confirm/")
    client.get(asked["Location"])
    client.post("/my/confirm/", {"code": newest_code(hoa.account.phone), "next": "/my/password/"})
    assert client.post("/my/password/", {"password": new}).status_code == 302
    assert is_signed_in(client) and not is_signed_in(other)
    assert Account.objects.get(pk=hoa.account.pk).check_password(new)


@pytest.mark.parametrize("weak", ["ngắn", "password123", "aaaaaaaaaaaa", "1234567890", "0901000001"])
def test_weak_passwords_are_refused_with_a_sentence(someone: MakeSomeone, weak: str) -> None:
    hoa = someone("hoa")
    with pytest.raises(Refused) as no:
        change_password(actor_for(hoa.account), hoa.account, password=weak)
    assert "mật khẩu" in str(no.value).lower()
    with pytest.raises(NotAllowed):
        change_password(actor_for(someone("la").account), hoa.account, password="một câu khác hẳn 2026")


def test_a_forgotten_password(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    known = client.post("/recover/", {"who": hoa.account.phone})
    unknown = Client().post("/recover/", {"who": "0987654321"})
    assert known["Location"] == unknown["Location"], "nobody learns from this who has an account"
    new = "một câu khác hẳn 2026"
    answer = client.post("/recover/code/", {"code": newest_code(hoa.account.phone), "password": new})
    assert answer["Location"] == "/sign-in/"
    assert not is_signed_in(client), "the second step is asked for as always"
    assert client.post("/sign-in/", {"who": "hoa", "password": new}).status_code == 302
    assert Client().post("/sign-in/", {"who": "hoa", "password": PASSWORD}).status_code == 422


SIGN_UP = {
    "personal_id": "056 195 000 077", "full_name": "Phạm  Thị Mẫu", "birth_date_day": "1", "birth_date_month": "5",
    "birth_date_year": "1995", "phone": "0912 345 678", "password": PASSWORD,
}  # fmt: skip


def test_a_citizen_opens_an_account(client: Client, db: None) -> None:
    assert client.post("/sign-up/", SIGN_UP)["Location"] == "/sign-up/code/"
    assert not Account.objects.exists()
    assert PASSWORD not in str(client.session["joining"])
    assert client.post("/sign-up/code/", {"code": newest_code("0912345678")}).status_code == 302
    assert is_signed_in(client)
    person = Person.objects.get(personal_id="056195000077")
    assert (person.full_name, person.birth_date, person.sex, person.synthetic) == (
        "Phạm Thị Mẫu",
        date(1995, 5, 1),
        "female",
        True,
    )
    assert person.account.level == 1


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"birth_date_year": "1996"}, "1995"),
        ({"birth_date_year": "2995"}, "tương lai"),
        ({"personal_id": "12345"}, "12 chữ số"),
        ({"password": "ngắn"}, "ít nhất 10"),
        ({"phone": "12"}, "số điện thoại"),
        ({"full_name": ""}, "Có chỗ cần sửa"),
    ],
)
def test_bad_input_gets_a_sentence_and_is_kept(client: Client, db: None, change: dict[str, str], word: str) -> None:
    answer = client.post("/sign-up/", {**SIGN_UP, **change})
    page = answer.content.decode()
    assert answer.status_code == 422 and word in page
    assert change.get("personal_id", "056 195 000 077") in page or "056195000077" in page
    assert not CodeMessage.objects.exists()


def test_nobody_opens_an_account_for_somebody_known(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    digits = hoa.person.personal_id
    client.post("/sign-up/", {**SIGN_UP, "personal_id": digits})
    answer = client.post("/sign-up/code/", {"code": newest_code("0912345678")})
    assert "Chưa mở được tài khoản" in answer.content.decode()
    assert Account.objects.count() == 1


def test_without_a_channel_nobody_waits_in_vain(client: Client, someone: MakeSomeone, settings: Any) -> None:
    someone("hoa")
    settings.DEMO = False
    client.post("/sign-in/", {"who": "hoa", "password": PASSWORD})
    page = client.get("/sign-in/code/").content.decode()
    assert "chưa gửi được mã" in page
    assert not CodeMessage.objects.exists()


def test_a_code_in_the_outbox_would_be_kept_for_ever(client: Client, someone: MakeSomeone) -> None:
    from django.db import connection

    hoa = someone("hoa")
    sign_in(client, hoa)
    code = newest_code(hoa.account.phone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(payload::text, ''), '') FROM outbox_event")
        assert code not in cursor.fetchone()[0]
