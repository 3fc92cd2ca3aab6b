"""Where codes go, what the counter may do for others, and what is forgotten in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tinhso.blocks.people.actions_account import change_sign_in_phone, enrol_totp, remove_totp
from tinhso.blocks.people.api import (
    Account,
    Appointment,
    CodeMessage,
    actor_for,
    appoint,
    end_appointment,
    open_account,
    reveal,
    verify_identity,
)
from tinhso.blocks.people.housekeeping import forget
from tinhso.blocks.people.models import OneTimeCode, SessionInfo, SignInAttempt
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.trail.api import reads_of

from .conftest import PASSWORD, SYSTEM, MakeSomeone, is_signed_in, newest_code, sign_in

pytestmark = pytest.mark.django_db
Give = Callable[..., Any]
NEW = "0933000111"


def test_codes_go_to_a_new_phone_once_it_has_answered(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    sign_in(client, hoa)
    assert client.post("/my/phone/", {"phone": "0933 000 111"})["Location"] == "/my/phone/code/"
    code = newest_code(NEW)
    assert client.post("/my/phone/code/", {"code": f"{(int(code) + 1) % 10**6:06}"}).status_code == 422
    assert Account.objects.get(pk=hoa.account.pk).phone == hoa.account.phone
    assert client.post("/my/phone/code/", {"code": code}).status_code == 302
    hoa.account.refresh_from_db()
    assert hoa.account.phone == NEW
    assert sign_in(Client(), hoa).status_code == 302


def test_a_phone_of_another_account_is_not_taken_over(client: Client, someone: MakeSomeone) -> None:
    hoa, la = someone("hoa"), someone("la")
    sign_in(client, hoa)
    client.post("/my/phone/", {"phone": la.account.phone})
    answer = client.post("/my/phone/code/", {"code": newest_code(la.account.phone)})
    assert answer.status_code == 422 and "tài khoản khác" in answer.content.decode()
    with pytest.raises(NotAllowed):
        change_sign_in_phone(actor_for(la.account), hoa.account, phone=NEW)


def test_where_codes_go_needs_a_fresh_proof_on_every_way(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    sign_in(client, hoa)
    session = client.session
    session["fresh_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()
    assert client.post("/my/phone/", {"phone": NEW})["Location"].startswith("/my/confirm/")
    change_sign_in_phone(actor_for(hoa.account), hoa.account, phone="")
    contact = {"what": "contact", "contact-phone": NEW, "contact-email": "", "contact-address_line": "12 Đường Mẫu"}
    answer = client.post("/my/profile/", contact)
    assert answer.status_code == 422 and "nhận mã đăng nhập" in answer.content.decode()
    assert client.post("/my/profile/", {**contact, "contact-phone": ""}).status_code == 422
    assert client.post("/my/profile/", {**contact, "contact-phone": hoa.person.phone}).status_code == 302


def test_looking_at_the_page_again_sends_no_second_code(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    sign_in(client, hoa)
    session = client.session
    session["fresh_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()
    before = CodeMessage.objects.count()
    for _n in range(3):
        client.get("/my/confirm/")
    assert CodeMessage.objects.count() == before + 1
    client.post("/my/confirm/", {"again": "1", "next": "/my/totp/"})
    assert CodeMessage.objects.count() == before + 2
    answer = client.post("/my/confirm/", {"code": newest_code(hoa.account.phone), "next": "/my/totp/"})
    assert answer["Location"] == "/my/totp/"


def test_strangers_cannot_use_up_the_messages_of_the_owner(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    stranger = Client()
    for _n in range(7):
        stranger.post("/recover/", {"who": hoa.account.phone})
    assert "Đã thử quá nhiều lần" in stranger.post("/recover/", {"who": hoa.account.phone}).content.decode()
    assert sign_in(client, hoa).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize("who", ["hoa", "chẳng có ai"])
def test_guessing_a_recovery_code_stops_alike_for_known_and_unknown(someone: MakeSomeone, who: str) -> None:
    someone("hoa")
    guess = {"code": "000000", "password": "một câu khác hẳn 2026"}
    for n in range(6):
        browser = Client()
        browser.post("/recover/", {"who": who})
        if n < 5:
            SignInAttempt.objects.filter(step="recover-send").delete()
            assert "Mã chưa đúng" in browser.post("/recover/code/", guess).content.decode()
    assert "Đã thử quá nhiều lần" in browser.post("/recover/code/", guess).content.decode()


def test_the_counter_helps_citizens_and_leaves_a_mark(client: Client, someone: MakeSomeone, give_post: Give) -> None:
    hoa, officer = someone("hoa"), someone("quay", name="Trần Văn Quầy")
    give_post(officer, "counter_officer")
    phone = Client()
    sign_in(phone, hoa)
    sign_in(client, officer)
    assert client.post("/people/accounts/", {"number": "0909999999"}).status_code == 422
    page = client.post("/people/accounts/", {"number": str(hoa.person.personal_id)})["Location"]
    assert page == f"/people/accounts/{hoa.account.pk}/"
    assert "Chưa xác minh" in client.get(page).content.decode()
    unseen = client.post(page, {"what": "verify", "key": "c-1"})
    assert unseen.status_code == 422 and "đối chiếu thẻ căn cước" in unseen.content.decode()
    assert client.post(page, {"what": "verify", "compared": "on", "key": "c-1"}).status_code == 302
    assert client.post(page, {"what": "phone", "compared": "on", "key": "c-2"}).status_code == 422
    given = {"what": "phone", "phone": NEW, "compared": "on", "key": "c-3"}
    assert client.post(page, given).status_code == 302
    assert client.post(page, given).status_code == 302, "sent twice, done once"
    hoa.account.refresh_from_db()
    assert (hoa.account.level, hoa.account.phone) == (2, NEW)
    assert not is_signed_in(phone), "whoever has the lost phone is signed out"
    assert {read.actor for read in reads_of(hoa.person.pk)} == {"Trần Văn Quầy"}


def test_the_counter_has_no_power_over_officials_or_itself(
    client: Client, someone: MakeSomeone, give_post: Give
) -> None:
    leader, officer, hoa = someone("sep"), someone("quay"), someone("hoa")
    give_post(leader, "leader")
    give_post(officer, "counter_officer")
    enrol_totp(actor_for(leader.account), leader.account, secret=pyotp.random_base32())
    sign_in(client, officer)
    for account in (leader.account, officer.account):
        assert client.get(f"/people/accounts/{account.pk}/").status_code == 404
        with pytest.raises(NotAllowed):
            verify_identity(actor_for(officer.account), account)
    assert client.post("/people/accounts/", {"number": str(leader.person.personal_id)}).status_code == 422
    with pytest.raises(NotAllowed):
        remove_totp(actor_for(officer.account), leader.account)
    citizen = Client()
    sign_in(citizen, hoa)
    assert citizen.get("/people/accounts/").status_code == 404
    assert citizen.get(f"/people/accounts/{leader.account.pk}/").status_code == 404


def test_an_administrator_resets_the_app_of_their_own_officials_only(someone: MakeSomeone, give_post: Give) -> None:
    admin, leader, other = someone("admin"), someone("sep"), someone("khac")
    give_post(admin, "it_admin")
    give_post(leader, "leader")
    give_post(other, "leader", agency="ubnd-22390")
    for who in (leader, other):
        enrol_totp(actor_for(who.account), who.account, secret=pyotp.random_base32())
    assert remove_totp(actor_for(admin.account), leader.account).otp_sealed == ""
    with pytest.raises(NotAllowed):
        remove_totp(actor_for(admin.account), other.account)


def test_nobody_appoints_themselves_and_what_ended_stays_ended(someone: MakeSomeone, give_post: Give) -> None:
    admin, hoa = someone("admin"), someone("hoa")
    post = give_post(admin, "it_admin")
    day = timezone.localdate()
    with pytest.raises(Refused, match="tự bổ nhiệm"):
        appoint(actor_for(admin.account), None, person=admin.person, post=post, first_day=day)
    give_post(hoa, "leader", last_day=day - timedelta(days=1))
    ended = Appointment.objects.get(person=hoa.person)
    with pytest.raises(Refused, match="thôi giữ vị trí"):
        end_appointment(actor_for(admin.account), ended, last_day=day + timedelta(days=300))
    assert not actor_for(hoa.account).roles


def test_a_user_name_given_in_capitals_signs_in(client: Client, db: None) -> None:
    open_account(SYSTEM, None, username=" BinhNV ", password=PASSWORD, phone=NEW)
    assert client.post("/sign-in/", {"who": "BinhNV", "password": PASSWORD}).status_code == 302
    with pytest.raises(Refused):
        open_account(SYSTEM, None, username="binhnv")


def test_looks_of_one_instant_are_all_shown(client: Client, someone: MakeSomeone, give_post: Give) -> None:
    hoa, officer = someone("hoa"), someone("can_bo")
    give_post(officer, "handling_officer")
    at = timezone.now()
    for n in range(40):
        when = at - timedelta(days=1) if n < 8 else at
        reveal(actor_for(officer.account), hoa.person, purpose=f"Việc thứ {n:02}.", fields=(), at=when)
    sign_in(client, hoa)
    first = client.get("/my/mirror/").content.decode()
    second = client.get("/my/mirror/?before=" + first.split("before=")[1].split('"')[0]).content.decode()
    assert [n for n in range(40) if f"Việc thứ {n:02}." not in first + second] == []


def test_traces_of_sign_ins_are_forgotten_in_time(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    sign_in(client, hoa)
    now = int(timezone.now().timestamp())
    forget(now)
    assert SignInAttempt.objects.exists() and OneTimeCode.objects.exists() and SessionInfo.objects.exists()
    assert is_signed_in(client)
    forget(now + int(timedelta(days=31).total_seconds()))
    for model in (SignInAttempt, OneTimeCode, CodeMessage, SessionInfo, Session):
        assert not model.objects.exists(), model
