"""One's own pages, the demo's page, and the posts of an agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from tinhso.blocks.people.api import (
    Account,
    Appointment,
    Person,
    Post,
    actor_for,
    give_consent,
    open_account,
    register_person,
    reveal,
    withdraw_consent,
)

from .conftest import PASSWORD, SYSTEM, MakeSomeone, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
Give = Callable[..., Any]
OWN_PAGES = (
    "/my/profile/",
    "/my/mirror/",
    "/my/password/",
    "/my/totp/",
    "/my/confirm/",
    "/people/posts/",
    "/people/posts/new/",
)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_strangers_are_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_own_pages_open_in_both_languages(client: Client, someone: MakeSomeone, language: str) -> None:
    hoa = someone("hoa")
    sign_in(client, hoa)
    client.cookies["lang"] = language
    for path in OWN_PAGES[:4]:
        assert client.get(path).status_code == 200, path
    assert ("Data about me" if language == "en" else "Dữ liệu về tôi") in client.get("/my/mirror/").content.decode()


def test_contact_is_changed_by_its_owner_and_mistakes_lose_nothing(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    sign_in(client, hoa)
    bad = client.post(
        "/my/profile/",
        {
            "what": "contact",
            "contact-phone": "0912345678",
            "contact-email": "không phải thư",
            "contact-address_line": "12 Đường Mẫu",
        },
    )
    assert (
        bad.status_code == 422 and "không phải thư" in bad.content.decode() and "12 Đường Mẫu" in bad.content.decode()
    )
    good = client.post(
        "/my/profile/",
        {
            "what": "contact",
            "contact-phone": "0912345678",
            "contact-email": "hoa@vidu.vn",
            "contact-address_line": "12 Đường Mẫu",
        },
    )
    assert good.status_code == 302
    hoa.person.refresh_from_db()
    assert (hoa.person.phone, hoa.person.email) == ("0912345678", "hoa@vidu.vn")


def test_the_chosen_language_is_spoken_at_once(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    sign_in(client, hoa)
    client.post(
        "/my/profile/", {"what": "preferences", "preferences-language": "en", "preferences-form_of_address": "chi"}
    )
    assert "My profile" in client.get("/my/profile/").content.decode()
    other = Client()
    sign_in(other, hoa)
    assert other.cookies["lang"].value == "en"


def test_the_mirror_shows_who_looked_and_why_and_nobody_elses(
    client: Client, someone: MakeSomeone, give_post: Give
) -> None:
    hoa, la, officer = someone("hoa"), someone("la"), someone("can_bo", name="Trần Văn Cán")
    give_post(officer, "handling_officer")
    reveal(actor_for(officer.account), hoa.person, purpose="Hồ sơ H48.56.22-260101-0001", fields=("personal_id",))
    sign_in(client, hoa)
    page = client.get("/my/mirror/").content.decode()
    assert "Trần Văn Cán" in page and "H48.56.22-260101-0001" in page and "Số định danh cá nhân" in page
    assert str(hoa.person.personal_id) not in page, "masked even here, where somebody may look over the shoulder"
    other = Client()
    sign_in(other, la)
    assert "Trần Văn Cán" not in other.get("/my/mirror/").content.decode()


def test_the_mirror_pages_through_many_looks(client: Client, someone: MakeSomeone, give_post: Give) -> None:
    hoa, officer = someone("hoa"), someone("can_bo")
    give_post(officer, "handling_officer")
    start = timezone.now()
    for n in reversed(range(35)):
        reveal(
            actor_for(officer.account),
            hoa.person,
            purpose=f"Việc thứ {n:02}.",
            fields=(),
            at=start - timedelta(minutes=n),
        )
    sign_in(client, hoa)
    seen: list[str] = []
    address = "/my/mirror/"
    for _page in range(2):
        page = client.get(address).content.decode()
        seen += [f"{n:02}" for n in range(35) if f"Việc thứ {n:02}." in page]
        if "before=" in page:
            address = "/my/mirror/?before=" + page.split("before=")[1].split('"')[0]
    assert sorted(seen) == [f"{n:02}" for n in range(35)]
    assert client.get("/my/mirror/?before=nonsense").status_code == 200


def test_consent_shows_in_the_mirror(client: Client, someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    mine = actor_for(hoa.account)
    consent = give_consent(mine, hoa.person, for_purpose="Nhắc lịch tiêm chủng", text_version="2026-11")
    assert give_consent(mine, hoa.person, for_purpose="Nhắc lịch tiêm chủng", text_version="2026-11") == consent
    sign_in(client, hoa)
    assert "đang đồng ý" in client.get("/my/mirror/").content.decode()
    withdraw_consent(mine, consent)
    assert "đã rút" in client.get("/my/mirror/").content.decode()


def test_the_demo_page_lets_in_synthetic_people_only(
    client: Client, someone: MakeSomeone, give_post: Give, settings: Any
) -> None:
    hoa, leader = someone("hoa"), someone("sep")
    give_post(leader, "leader", code="chu-tich")
    real = register_person(SYSTEM, None, full_name="Người Thật", personal_id="056195000999", sex="female")
    account = open_account(SYSTEM, None, username="that", person=real, password=PASSWORD)
    page = client.get("/demo/").content.decode()
    assert "Lê Thị Mẫu Hoa" in page and "Lãnh đạo ký duyệt" in page and "Người Thật" not in page
    assert client.post("/demo/sign-in/", {"account": str(account.pk)}).status_code == 404
    assert client.post("/demo/sign-in/", {"account": "x"}).status_code == 404
    assert client.post("/demo/sign-in/", {"account": str(leader.account.pk), "post": "chu-tich"}).status_code == 302
    assert is_signed_in(client)
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/", {"account": str(hoa.account.pk)}).status_code == 404


def test_an_administrator_appoints_in_their_own_agency_only(
    client: Client, someone: MakeSomeone, give_post: Give
) -> None:
    admin, hoa, elsewhere = someone("admin"), someone("hoa"), someone("khac")
    give_post(admin, "it_admin")
    theirs = give_post(elsewhere, "clerk", agency="ubnd-22390")
    sign_in(client, admin)
    form = {"code": "van-thu-moi", "title": "Văn thư", "title_en": "Clerk", "roles": ["clerk"], "key": "k-1"}
    assert client.post("/people/posts/new/", form).status_code == 302
    assert client.post("/people/posts/new/", {**form, "code": "Mã có dấu"}).status_code == 422
    post = Post.objects.get(code="van-thu-moi")
    assert "Đang trống" in client.get("/people/posts/").content.decode()
    day = timezone.localdate()
    given = {
        "personal_id": hoa.person.personal_id,
        "post": post.pk,
        "kind": "permanent",
        "first_day": day.isoformat(),
        "key": "k-2",
    }
    assert client.post("/people/posts/appoint/", given).status_code == 302
    assert client.post("/people/posts/appoint/", given).status_code == 302, "sent twice, done once"
    assert Appointment.objects.filter(post=post).count() == 1
    assert "clerk" in actor_for(hoa.account).roles
    wrong = client.post("/people/posts/appoint/", {**given, "key": "k-3", "post": theirs.pk})
    assert wrong.status_code == 422
    late = client.post(
        "/people/posts/appoint/", {**given, "key": "k-4", "last_day": (day - timedelta(days=1)).isoformat()}
    )
    assert late.status_code == 422 and "Ngày cuối phải sau ngày đầu" in late.content.decode()
    held = Appointment.objects.get(post=post)
    assert client.post(f"/people/appointments/{held.pk}/end/", {"last_day": day.isoformat()}).status_code == 302
    assert not actor_for(hoa.account, on=day + timedelta(days=1)).roles
    other = Appointment.objects.get(post=theirs)
    assert client.get(f"/people/appointments/{other.pk}/end/").status_code == 404


def test_others_do_not_see_the_posts(client: Client, someone: MakeSomeone, give_post: Give) -> None:
    clerk = someone("van_thu")
    give_post(clerk, "clerk")
    sign_in(client, clerk)
    for path in ("/people/posts/", "/people/posts/new/", "/people/posts/appoint/"):
        assert client.get(path).status_code == 404


def test_people_are_found_without_accents_by_those_who_need_it(someone: MakeSomeone, give_post: Give) -> None:
    from tinhso.blocks.people.api import search_people

    hoa, officer, auditor = someone("hoa", name="Đặng Thị Mỹ Hòa"), someone("can_bo"), someone("kiem_tra")
    give_post(officer, "handling_officer")
    give_post(auditor, "auditor")
    assert list(search_people(actor_for(officer.account), "dang my hoa")) == [hoa.person]
    assert list(search_people(actor_for(officer.account), str(hoa.person.personal_id))) == [hoa.person]
    assert not search_people(actor_for(auditor.account), "dang my hoa").exists()


def test_an_unsigned_change_is_refused_by_the_database(someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tinhso.act', '', true)")
    with pytest.raises(DatabaseError, match="Unsigned change"), transaction.atomic():
        Person.objects.filter(pk=hoa.person.pk).update(full_name="Kẻ Khác")
    assert Account.objects.filter(pk=hoa.account.pk).update(last_login=timezone.now()) == 1
