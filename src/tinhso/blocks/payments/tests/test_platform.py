"""Paying through the platform, against the stand-in as a real process: the whole way, and everything that goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from django.utils import timezone

from tinhso.blocks.payments.actions import record_payment
from tinhso.blocks.payments.api import Charge, Order, Payment, Refund, pay_at_counter
from tinhso.blocks.payments.platform.actions import start_order
from tinhso.blocks.payments.platform.following import follow_orders
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.actions.api import NotAllowed

from .conftest import Heard, People, changed

pytestmark = pytest.mark.django_db
Due = Callable[..., Charge]


@pytest.fixture
def citizen(people: People) -> Client:
    client = Client()
    client.force_login(people.accounts["hoa"])
    return client


def off_to_platform(citizen: Client, due: Charge) -> str:
    """The address of the platform's page."""
    answer = citizen.post(f"/payments/{due.pk}/platform/")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def do(page: str, what: str, fault: str = "none") -> str:
    """What a payer does on the platform's page; where the browser is sent then."""
    shown = requests.get(page, timeout=10)
    assert "MINH HỌA" in shown.text
    assert "100.000 đồng" in shown.text
    answer = requests.post(page, data={"do": what, "fault": fault}, timeout=10, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def tell(body: bytes, **values: object) -> Any:
    """A notice reaches the province."""
    sent = changed(body, **values) if values else body
    return Client().post("/payments/platform/notify", sent, content_type="application/json")


def back(citizen: Client, address: str) -> Any:
    """The browser comes back from the platform."""
    parts = urlsplit(address)
    return citizen.get(parts.path, parse_qs(parts.query), follow=True)


def fresh(due: Charge) -> Charge:
    return Charge.objects.get(pk=due.pk)


def test_a_citizen_pays_and_the_notice_settles_the_charge(
    platform: str, heard: Heard, due: Due, citizen: Client
) -> None:
    owed = due()
    address = do(off_to_platform(citizen, owed), "paid")
    (body,) = heard.wait_for(1)
    assert fresh(owed).status == "open", "Only the platform's word counts."
    assert tell(body).json() == {"accepted": True}
    settled = fresh(owed)
    assert (settled.status, settled.online) == ("paid", True)
    assert settled.settled_by is not None
    assert (settled.settled_by.channel, settled.settled_by.amount) == ("platform", 100_000)
    assert "Đã nhận được tiền" in back(citizen, address).content.decode()
    order = Order.objects.get(charge=owed)
    assert order.code.startswith(owed.code)
    assert order.state == "paid"


def test_the_return_of_the_browser_alone_is_never_believed(platform: str, due: Due, citizen: Client) -> None:
    owed = due()
    off_to_platform(citizen, owed)
    order = Order.objects.get(charge=owed)
    page = citizen.get("/payments/platform/return", {"MaTraCuuTT": order.code, "state": "paid"}, follow=True)
    assert fresh(owed).status == "open"
    assert "Chưa có xác nhận đã thanh toán" in page.content.decode()


def test_a_notice_that_never_comes_is_asked_for(platform: str, heard: Heard, due: Due, citizen: Client) -> None:
    """On the way back at once; and by the platform's clock if the payer closed the browser."""
    first, second = due(), due()
    address = do(off_to_platform(citizen, first), "paid", "never")
    assert "Đã nhận được tiền" in back(citizen, address).content.decode()
    do(off_to_platform(citizen, second), "paid", "never")
    follow_orders(0)
    assert fresh(second).status == "open", "An order is left alone for its first minute."
    start_long_ago(second)
    follow_orders(0)
    assert fresh(second).status == "paid"
    assert heard.bodies == []


def start_long_ago(due: Charge) -> None:
    from tinhso.kernel.trail.api import sign

    order = Order.objects.get(charge=due)
    sign(action="payments.start_order", actor=system_actor("Thử"), purpose="Thử", at=timezone.now(), subject=order)
    order.created_at -= timedelta(minutes=5)
    order.save(update_fields=["created_at"])


def test_a_notice_that_comes_twice_or_first_pays_once(platform: str, heard: Heard, due: Due, citizen: Client) -> None:
    owed = due()
    address = do(off_to_platform(citizen, owed), "paid", "twice")
    for body in heard.wait_for(2):
        assert tell(body).status_code == 200
    assert Payment.objects.filter(charge=owed).count() == 1
    assert not Refund.objects.exists()
    other = due()
    address = do(off_to_platform(citizen, other), "paid", "before")
    assert len(heard.bodies) == 3, "The notice was there before the browser was sent back."
    tell(heard.bodies[-1])
    assert "Đã nhận được tiền" in back(citizen, address).content.decode()
    assert Payment.objects.filter(charge=other).count() == 1


def test_a_notice_of_a_wrong_amount_settles_nothing_and_waits_for_a_person(
    platform: str, heard: Heard, due: Due, citizen: Client
) -> None:
    owed = due()
    do(off_to_platform(citizen, owed), "paid", "wrong_amount")
    (body,) = heard.wait_for(1)
    assert tell(body).status_code == 200
    assert fresh(owed).status == "open"
    payment = Payment.objects.get(charge=owed)
    assert (payment.fault, payment.amount) == ("wrong_amount", 99_000)
    assert "khác số phải nộp" in citizen.get(f"/payments/{owed.pk}/").content.decode()


def test_a_bad_signature_changes_nothing(platform: str, heard: Heard, due: Due, citizen: Client) -> None:
    owed = due()
    do(off_to_platform(citizen, owed), "paid", "bad_signature")
    (body,) = heard.wait_for(1)
    assert tell(body).status_code == 400
    for other in (b"", b"[]", b"{}", b"{", b"[" * 100_000, b'{"signature": 5}'):
        assert tell(other).status_code == 400
    assert fresh(owed).status == "open"
    assert not Payment.objects.exists()


def test_no_field_of_a_notice_can_be_changed(platform: str, heard: Heard, due: Due, citizen: Client) -> None:
    owed = due()
    do(off_to_platform(citizen, owed), "paid")
    (body,) = heard.wait_for(1)
    changes: list[dict[str, object]] = [
        {"amount": 1}, {"amount": "100000"}, {"MaTraCuuTT": "H32.15-261124-000220261124000000"}, {"state": "cancelled"},
        {"transaction": "NT0"}, {"partner": "AI-DO"}, {"at": "2026-01-01T00:00:00+00:00"},
    ]  # fmt: skip
    for change in changes:
        assert tell(body, **change).status_code == 400, change
    assert not Payment.objects.exists()


def test_cancelling_and_running_out_of_time_leave_the_charge_open(
    platform: str, heard: Heard, due: Due, citizen: Client
) -> None:
    owed = due()
    address = do(off_to_platform(citizen, owed), "cancelled")
    assert "đã hủy thanh toán" in back(citizen, address).content.decode()
    address = do(off_to_platform(citizen, owed), "expired")
    assert "quá thời gian" in back(citizen, address).content.decode()
    assert [order.state for order in owed.orders.order_by("created_at", "id")] == ["cancelled", "expired"]
    do(off_to_platform(citizen, owed), "paid")
    tell(heard.wait_for(3)[-1])
    assert fresh(owed).status == "paid", "And then it can be paid after all."


def test_two_clicks_and_two_tabs_get_the_same_order(platform: str, due: Due, citizen: Client) -> None:
    owed = due()
    assert off_to_platform(citizen, owed) == off_to_platform(citizen, owed)
    assert Order.objects.filter(charge=owed).count() == 1


def test_paying_twice_by_two_ways_becomes_a_refund_that_waits(
    platform: str, heard: Heard, due: Due, citizen: Client, people: People
) -> None:
    """The platform's page stays open in one tab while the counter takes cash: both are kept, one is to go back."""
    owed = due()
    page = off_to_platform(citizen, owed)
    pay_at_counter(people.counter, owed)
    assert Order.objects.get(charge=owed).state == "cancelled"
    do(page, "paid")
    tell(heard.wait_for(1)[0])
    settled = fresh(owed)
    assert settled.settled_by is not None
    assert settled.settled_by.channel == "counter"
    extra = Payment.objects.get(charge=owed, channel="platform")
    refund = Refund.objects.get(payment=extra)
    assert (extra.fault, refund.kind, refund.amount, refund.state) == ("overpaid", "overpaid", 100_000, "asked")
    assert "Số tiền thừa được hoàn" in citizen.get(f"/payments/{owed.pk}/").content.decode()


def test_a_paid_charge_is_not_paid_again(platform: str, due: Due, citizen: Client, people: People) -> None:
    """The back button shows an old page; its form leads to what is true now."""
    owed = due()
    record_payment(
        system_actor("Ngân hàng"),
        None,
        bank_reference="FT1",
        amount=100_000,
        text=owed.reference,
        paid_at=timezone.now(),
    )
    answer = citizen.post(f"/payments/{owed.pk}/platform/", follow=True)
    assert "Đã nhận được tiền" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_platform_that_is_away_is_said_and_nothing_is_lost(due: Due, citizen: Client, settings: Any) -> None:
    settings.PLATFORM_URL = "http://127.0.0.1:9"
    owed = due()
    answer = citizen.post(f"/payments/{owed.pk}/platform/")
    assert answer.status_code == 503
    assert "chưa trả lời" in answer.content.decode()
    assert fresh(owed).status == "open"


def test_money_for_an_unknown_order_is_kept(platform: str, due: Due, people: People) -> None:
    from tinhso.blocks.payments.platform import client, wire

    fields = {
        "partner": "TINH-MAU", "MaTraCuuTT": "X-1", "state": "paid", "amount": 5000, "transaction": "NTX", "at": "2026-11-24T01:00:00+00:00",
    }  # fmt: skip
    answer = Client().post(
        "/payments/platform/notify", wire.signed(fields, wire.STATE, client.key()), content_type="application/json"
    )
    assert answer.status_code == 200
    assert Payment.objects.get(bank_reference="NTX").fault == "unknown"


def test_a_stranger_finds_nothing(platform: str, due: Due, people: People, citizen: Client) -> None:
    owed = due()
    off_to_platform(citizen, owed)
    stranger = Client()
    stranger.force_login(people.accounts["la"])
    order = Order.objects.get(charge=owed)
    assert stranger.get(f"/payments/{owed.pk}/").status_code == 404
    assert stranger.post(f"/payments/{owed.pk}/platform/").status_code == 404
    assert stranger.get("/payments/platform/return", {"MaTraCuuTT": order.code}).status_code == 404
    with pytest.raises(NotAllowed):
        start_order(people.stranger, owed)


def test_who_filed_for_somebody_else_pays_for_them(platform: str, due: Due, people: People) -> None:
    """The receipt is the payer's; the page and the way to the platform are for both."""
    from tinhso.kernel.trail.api import sign

    owed, helper = due(), Client()
    sign(action="payments.record", actor=system_actor("Thử"), purpose="Thử", at=timezone.now(), subject=owed)
    Charge.objects.filter(pk=owed.pk).update(filed_by=people.stranger.person)
    helper.force_login(people.accounts["la"])
    assert helper.get(f"/payments/{owed.pk}/").status_code == 200
    off_to_platform(helper, owed)
