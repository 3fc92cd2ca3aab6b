"""Refunds: two people, never more than came, followed to the end by the way the money came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tinhso.blocks.documents.api import Paper
from tinhso.blocks.payments.actions import record_payment
from tinhso.blocks.payments.api import (
    Charge,
    Payment,
    Refund,
    approve_refund,
    ask_refund,
    pay_at_counter,
    refundable,
    reject_refund,
)
from tinhso.blocks.payments.platform.actions import start_order
from tinhso.blocks.payments.platform.following import ask_again
from tinhso.blocks.payments.refunds.actions import pay_out_refund, refund_failed, resend_refund
from tinhso.blocks.payments.refunds.sending import carry_out
from tinhso.kernel.access.api import Actor, system_actor
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.outbox.api import run_readers
from tinhso.kernel.trail.api import sign

from .conftest import CENTRE, People, official

pytestmark = pytest.mark.django_db
Due = Callable[..., Charge]
BANK = system_actor("Ngân hàng", via="api")


def by_bank(due: Charge, reference: str = "FT1", amount: int | None = None) -> Payment:
    paid: Payment = record_payment(
        BANK, None, bank_reference=reference, amount=amount or due.amount, text=f"{due.reference} nop phi", paid_at=timezone.now()
    )  # fmt: skip
    return paid


def ask(who: Actor, payment: Payment, amount: int, kind: str = "withdrawn") -> Refund:
    return ask_refund(who, payment, amount=amount, kind=kind, reason="Rút hồ sơ trước khi tiếp nhận.")


def test_whoever_asks_never_approves(due: Due, people: People, cashier: Actor, second_cashier: Actor) -> None:
    refund = ask(cashier, by_bank(due()), 100_000)
    with pytest.raises(Refused, match="không được tự duyệt") as no:
        approve_refund(cashier, refund)
    assert no.value.code == "same-person"
    approved = approve_refund(second_cashier, refund)
    assert (approved.state, approved.decided_by) == ("approved", second_cashier.name)
    with pytest.raises(Refused, match="tải lại"):
        approve_refund(second_cashier, refund)


def test_the_same_person_with_another_account_is_the_same_person(
    due: Due, cashier: Actor, second_cashier: Actor
) -> None:
    from dataclasses import replace

    refund = ask(cashier, by_bank(due()), 100_000)
    with pytest.raises(Refused, match="không được tự duyệt"):
        approve_refund(replace(second_cashier, person=cashier.person), refund)


def test_the_database_itself_refuses_one_pair_of_eyes(due: Due, cashier: Actor) -> None:
    refund = ask(cashier, by_bank(due()), 100_000)
    sign(action="payments.approve_refund", actor=cashier, purpose="Thử", at=timezone.now(), subject=refund)
    with pytest.raises(IntegrityError, match="refund_four_eyes"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(decided_by_account=cashier.account)


def test_strangers_and_other_agencies_may_not(due: Due, people: People, cashier: Actor) -> None:
    payment = by_bank(due())
    other = official("ttpvhcc-22402", "cashier", "counter_officer")
    for nobody in (people.citizen, people.stranger, people.leader, other):
        with pytest.raises(NotAllowed):
            ask(nobody, payment, 1000)
    refund = ask(people.counter, payment, 1000)
    for nobody in (people.citizen, people.counter, other):
        with pytest.raises(NotAllowed):
            approve_refund(nobody, refund)


def test_parts_add_up_to_no_more_than_came(due: Due, cashier: Actor, second_cashier: Actor) -> None:
    payment = by_bank(due())
    first = ask(cashier, payment, 40_000)
    with pytest.raises(Refused, match="vượt quá"):
        ask(cashier, payment, 60_001)
    reject_refund(second_cashier, first, remark="Chưa đủ căn cứ.")
    assert refundable(payment) == 100_000, "What was rejected takes nothing."
    ask(cashier, payment, 60_000)
    ask(cashier, payment, 40_000)
    assert refundable(payment) == 0
    for wrong in (0, -1):
        with pytest.raises(Refused, match="lớn hơn 0"):
            ask(cashier, payment, wrong)


@pytest.mark.parametrize("field", ["reason", "kind"])
def test_a_refund_says_why(field: str, due: Due, cashier: Actor) -> None:
    values: dict[str, Any] = {"amount": 1000, "kind": "withdrawn", "reason": "Rút hồ sơ", field: " "}
    with pytest.raises(Refused) as no:
        ask_refund(cashier, by_bank(due()), **values)
    assert no.value.field == field


def test_through_the_platform_part_by_part_to_the_end(
    platform: str, due: Due, people: People, cashier: Actor, second_cashier: Actor
) -> None:
    owed = due()
    order = start_order(people.citizen, owed)
    from tinhso.blocks.payments.platform import client

    requests.post(client.place(order), data={"do": "paid", "fault": "never"}, timeout=10, allow_redirects=False)
    payment = ask_again(order).payment
    assert payment is not None
    for amount in (30_000, 70_000):
        refund = approve_refund(second_cashier, ask(cashier, payment, amount))
        assert carry_out(refund).state == "done"
        assert carry_out(Refund.objects.get(pk=refund.pk)).state == "done", "Again changes nothing."
    assert Charge.objects.get(pk=owed.pk).refunded == 100_000
    rows = client.settlement(timezone.localdate().isoformat()).decode().splitlines()
    assert sorted(int(row.split(",")[2]) for row in rows[1:-1]) == [-70_000, -30_000, 100_000]


def test_a_refusal_of_the_platform_waits_for_a_person(
    platform: str, due: Due, cashier: Actor, second_cashier: Actor
) -> None:
    """The platform does not know the transaction: the refund fails, says why, and can be sent again."""
    owed = due()
    unknown = record_payment(
        BANK, None, bank_reference="NTX", amount=100_000, text=owed.reference, paid_at=timezone.now(), channel="platform"
    )  # fmt: skip
    refund = carry_out(approve_refund(second_cashier, ask(cashier, unknown, 100_000)))
    assert (refund.state, refund.failure) == ("failed", "nothing left to refund")
    assert refundable(unknown) == 100_000
    code = refund.code
    again = resend_refund(cashier, refund)
    assert (again.state, again.code != code) == ("approved", True)


def test_a_bearer_that_is_away_changes_nothing(due: Due, cashier: Actor, second_cashier: Actor, settings: Any) -> None:
    from tinhso.blocks.payments.bank import BankAway

    settings.BANK_URL = "http://127.0.0.1:9"
    refund = approve_refund(second_cashier, ask(cashier, by_bank(due()), 100_000))
    with pytest.raises(BankAway):
        carry_out(refund)
    assert Refund.objects.get(pk=refund.pk).state == "approved"


def test_cash_goes_back_over_the_counter(due: Due, people: People, second_cashier: Actor) -> None:
    pay_at_counter(people.counter, owed := due())
    payment = Payment.objects.get(charge=owed)
    refund = ask(people.counter, payment, 100_000)
    with pytest.raises(Refused):
        pay_out_refund(people.counter, refund)
    assert carry_out(approve_refund(second_cashier, refund)).state == "approved", "Nobody sends cash over a wire."
    assert pay_out_refund(people.counter, refund).state == "done"


def test_what_failed_is_not_done_later(due: Due, cashier: Actor, second_cashier: Actor) -> None:
    refund = approve_refund(second_cashier, ask(cashier, by_bank(due()), 100_000))
    refund_failed(system_actor("Thử"), refund, why="Tài khoản đã đóng.")
    assert carry_out(Refund.objects.get(pk=refund.pk)).state == "failed"


def test_money_that_comes_twice_or_too_late_waits_to_go_back(due: Due, people: People) -> None:
    from tinhso.blocks.payments.actions import cancel

    owed, dropped = due(), due()
    by_bank(owed, "FT1")
    again = by_bank(owed, "FT2")
    cancel(people.counter, dropped)
    late = by_bank(dropped, "FT3")
    assert [refund.kind for refund in Refund.objects.filter(payment__in=[again, late], state="asked")] == [
        "overpaid"
    ] * 2
    assert Charge.objects.get(pk=dropped.pk).status == "cancelled"


@pytest.mark.django_db(transaction=True)
class TestReceipt:
    """Readers commit, so these tests do."""

    @pytest.fixture
    def reference(self, fresh_reference: None) -> None:
        """For tests that commit."""

    def test_who_paid_finds_a_sealed_receipt_with_the_next_number_once(
        self, due: Due, people: People, settings: Any
    ) -> None:
        first, second = due(), due(126_500)
        by_bank(first, "FT1")
        pay_at_counter(people.counter, second)
        run_readers(names=["fee-receipts"])
        run_readers(names=["fee-receipts"])
        papers = list(Paper.objects.filter(kind="fee_receipt", holder_person=people.person.pk).order_by("number"))
        year = timezone.localdate().year % 100
        assert [paper.number for paper in papers] == [f"0000001/BL-{year}", f"0000002/BL-{year}"]
        assert {paper.agency for paper in papers} == {CENTRE}
        assert Charge.objects.get(pk=second.pk).receipt == papers[1].pk
        assert papers[1].signers == ["Trung tâm Phục vụ hành chính công phường Nha Trang"]
        client = Client()
        client.force_login(people.accounts["hoa"])
        assert client.get(f"/my/papers/{papers[0].pk}/").status_code == 200
        assert str(papers[1].pk) in client.get(f"/payments/{second.pk}/").content.decode()
        assert Client().get(f"/verify/{papers[0].code}/").status_code == 200

    def test_a_withdrawn_application_owes_nothing_any_more(self, due: Due, people: People) -> None:
        from django.db import transaction

        from tinhso.kernel.outbox.api import announce

        owed = due()
        with transaction.atomic():
            announce("case.withdrawn", act=None, at=timezone.now(), subject=people.person, payload={})
        run_readers(names=["payments"])
        assert Charge.objects.get(pk=owed.pk).status == "cancelled"
