"""The log of sending: administrators see their agency's, look after failures, and never read what was said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.blocks.notices.actions import close_failure, resend
from tinhso.blocks.notices.delivering import deliver
from tinhso.blocks.notices.models import Delivery, State
from tinhso.blocks.people.api import change_contact, start_code
from tinhso.kernel.actions.api import NotAllowed, Refused

from .conftest import CODE, DAY, NIGHT, Gateway, MakeSomeone, Someone, only

OPERATOR = "so-khoa-hoc-va-cong-nghe"


@pytest.fixture
def hoa(someone: MakeSomeone, gateway: Gateway) -> Someone:
    """Somebody whose message failed."""
    who = someone("hoa")
    gateway.trouble("refused")
    who.told()
    deliver(clock=lambda: DAY)
    assert only().state == State.FAILED
    return who


def address(delivery: Delivery) -> str:
    return f"/notices/log/{delivery.pk}/"


def test_strangers_find_nothing(hoa: Someone, someone: MakeSomeone) -> None:
    leader, elsewhere = someone("leader", "leader"), someone("it2", "it_admin", agency="ubnd-22390")
    for who in (hoa, leader):
        for path in ("/notices/log/", address(only())):
            assert who.browser().get(path).status_code == 404
        assert who.browser().post(f"{address(only())}act/", {"do": "resend"}).status_code == 404
        with pytest.raises(NotAllowed):
            resend(who.actor, only())
    assert CODE not in elsewhere.browser().get("/notices/log/").content.decode()
    assert elsewhere.browser().get(address(only())).status_code == 404
    with pytest.raises(NotAllowed):
        close_failure(elsewhere.actor, only(), remark="x")


@pytest.mark.parametrize("agency", ["ubnd-22366", OPERATOR])
def test_administrators_see_what_failed_but_not_what_it_said(hoa: Someone, someone: MakeSomeone, agency: str) -> None:
    admin = someone("it", "it_admin", agency=agency).browser()
    for path in ("/notices/log/", "/notices/log/?show=trouble&channel=sms", address(only())):
        page = admin.get(path).content.decode()
        assert CODE in page and "Không gửi được" in page and "•••••••001" in page
        for secret in ("0901000001", hoa.person.full_name, "khai sinh", "Dang nhap de xem"):
            assert secret not in page
    assert CODE not in admin.get("/notices/log/?channel=email").content.decode()
    assert CODE not in admin.get("/notices/log/?q=H32-1").content.decode()
    assert admin.get("/notices/log/?show=x&channel=y&kind=z&after=zz").status_code == 200


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_sent_again_to_the_new_address_once(hoa: Someone, someone: MakeSomeone, gateway: Gateway) -> None:
    admin = someone("it", "it_admin").browser()
    change_contact(hoa.actor, hoa.person, phone="0907654321", email="", address_line="", unit=None)
    form = {"do": "resend", "key": key_in(admin.get(address(only())).content.decode())}
    where = f"{address(only())}act/"
    for _ in range(2):
        assert admin.post(where, form).status_code == 302
    old, new = Delivery.objects.order_by("created_at")
    assert old.handled_at is not None and new.again_of == old and new.pk != old.pk
    deliver()
    if Delivery.objects.get(pk=new.pk).state == State.WAITING:  # it is night where the test runs
        deliver(clock=lambda: Delivery.objects.get(pk=new.pk).due_at)
    assert Delivery.objects.get(pk=new.pk).state == State.SENT and len(gateway.shown()) == 1
    assert "Xem lần gửi lại" in admin.get(address(old)).content.decode()
    assert admin.post(where, {"do": "resend", "key": "x"}).status_code == 422


def test_taken_care_of_with_a_word_on_how(hoa: Someone, someone: MakeSomeone) -> None:
    admin = someone("it", "it_admin").browser()
    assert '<span class="num count hot">1</span>' in admin.get("/notices/log/").content.decode()
    where = f"{address(only())}act/"
    empty = admin.post(where, {"do": "close", "remark": " "})
    assert empty.status_code == 422 and "Ghi đã xử lý thế nào" in empty.content.decode()
    assert admin.post(where, {"do": "close", "remark": "Đã gọi điện"}).status_code == 302
    page = admin.get(address(only())).content.decode()
    assert "Đã gọi điện" in page and "Ghi đã xử lý" not in page
    assert CODE not in admin.get("/notices/log/?show=trouble").content.decode()


def test_codes_are_looked_after_by_who_runs_the_platform_and_never_sent_again(
    someone: MakeSomeone, gateway: Gateway
) -> None:
    gateway.trouble("refused")
    start_code(someone("hoa").account, purpose="sign-in", now=NIGHT)
    deliver(clock=lambda: NIGHT)
    operator = someone("it", "it_admin", agency=OPERATOR)
    assert "Gửi lại" not in operator.browser().get(address(only())).content.decode()
    with pytest.raises(Refused, match="xin mã mới"):
        resend(operator.actor, only())
    assert someone("it2", "it_admin").browser().get(address(only())).status_code == 404


def test_the_log_costs_the_same_however_long_it_is(someone: MakeSomeone, gateway: Gateway) -> None:
    hoa, admin = someone("hoa"), someone("it", "it_admin").browser()
    counts = []
    for number in range(4):
        hoa.told(key=f"n{number}")
        with CaptureQueriesContext(connection) as queries:
            admin.get("/notices/log/")
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1


def plan(sql: str, *parameters: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + sql, parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_what_is_due_and_what_is_newest_come_from_an_index(someone: MakeSomeone) -> None:
    due = "SELECT id FROM notices_delivery WHERE state IN ('waiting', 'sending') AND due_at <= now() ORDER BY urgent DESC, due_at LIMIT 1"
    assert "delivery_due" in plan(due)
    assert "delivery_agency" in plan(
        "SELECT id FROM notices_delivery WHERE agency = %s ORDER BY created_at DESC, id DESC LIMIT 50", "a"
    )
