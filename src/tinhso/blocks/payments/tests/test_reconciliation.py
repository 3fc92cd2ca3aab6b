"""A day with one of every difference against what really came, and the work that follows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

import pytest
import requests
from django.conf import settings
from django.db.models import Model
from django.test import Client

from tinhso.blocks.payments.actions import cancel, record_payment
from tinhso.blocks.payments.api import (
    Charge,
    Difference,
    Payment,
    Refund,
    Statement,
    approve_refund,
    ask_refund,
    import_statement,
    reconcile,
)
from tinhso.blocks.payments.models import ReconciledDay, StatementLine
from tinhso.blocks.payments.platform.actions import start_order
from tinhso.blocks.payments.reconciliation.actions import book_line, solve_difference, take_difference
from tinhso.blocks.payments.reconciliation.compare import totals
from tinhso.blocks.payments.reconciliation.day import Day, rows_of, totals_of
from tinhso.blocks.payments.reconciliation.fetching import fetch
from tinhso.blocks.payments.refunds.actions import refund_sent
from tinhso.blocks.payments.refunds.sending import carry_out
from tinhso.kernel.access.api import Actor, system_actor, visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.trail.api import history, sign

from .conftest import CENTRE, People, official

pytestmark = pytest.mark.django_db
Due = Callable[..., Charge]
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)
BANK = system_actor("Ngân hàng", via="api")
HEAD = "reference,account,amount,text,payer,paid_at\n"


def paid(reference: str, due: Charge | None, amount: int = 100_000, text: str = "") -> Payment:
    """The bank's notice of a transfer."""
    made: Payment = record_payment(
        BANK, None, now=AT, bank_reference=reference, amount=amount, text=text or (due.reference if due else ""), paid_at=AT
    )  # fmt: skip
    return made


def line(reference: str, amount: int, text: str = "", *, at: datetime = AT, account: str = "") -> str:
    return f"{reference},{account or settings.BANK_ACCOUNT},{amount},{text},NGUYEN VAN MAU,{at.isoformat()}\n"


def take_in(who: Actor, *lines: str, name: str = "sao-ke.csv") -> Statement:
    return import_statement(
        who, None, account=settings.BANK_ACCOUNT, day=DAY, content=(HEAD + "".join(lines)).encode(), name=name
    )


def run(who: Actor) -> ReconciledDay:
    return reconcile(who, None, account=settings.BANK_ACCOUNT, day=DAY)


def found() -> list[tuple[str, str, int, int, int]]:
    rows = Difference.objects.order_by("kind", "reference")
    return [(d.kind, d.reference, d.charge_amount, d.payment_amount, d.statement_amount) for d in rows]


@pytest.fixture
def every_kind(due: Due, people: People, cashier: Actor, second_cashier: Actor) -> dict[str, Charge]:
    """One day: a payment that is right, and one of each that is not."""
    charges = {
        name: due() for name in ("right", "lost", "amount", "wrong", "twice", "cancelled", "silent", "claimed", "back")
    }
    paid("FT-RIGHT", charges["right"])
    paid("FT-LOST", charges["lost"])
    paid("FT-AMOUNT", charges["amount"])
    paid("FT-WRONG", charges["wrong"], 80_000)
    paid("FT-TWICE1", charges["twice"])
    paid("FT-TWICE2", charges["twice"])
    cancel(people.counter, charges["cancelled"])
    paid("FT-CANCELLED", charges["cancelled"])
    paid("FT-UNKNOWN", None, 55_000, "ung ho")
    back = paid("FT-BACK", charges["back"])
    refund = ask_refund(cashier, back, now=AT, amount=60_000, kind="withdrawn", reason="Rút hồ sơ.")
    refund_sent(BANK, approve_refund(second_cashier, refund, now=AT), now=AT, reference="FR-BACK")
    due_claimed = charges["claimed"]
    sign(action="payments.record", actor=BANK, purpose="Thử", at=AT, subject=due_claimed)
    Charge.objects.filter(pk=due_claimed.pk).update(status="paid", paid_at=AT)
    take_in(
        cashier,
        line("FT-RIGHT", 100_000, charges["right"].reference),
        line("FT-AMOUNT", 90_000, charges["amount"].reference),
        line("FT-WRONG", 80_000, charges["wrong"].reference),
        line("FT-TWICE1", 100_000, charges["twice"].reference),
        line("FT-TWICE2", 100_000, charges["twice"].reference),
        line("FT-CANCELLED", 100_000, charges["cancelled"].reference),
        line("FT-UNKNOWN", 55_000, "ung ho"),
        line("FT-BACK", 100_000, charges["back"].reference),
        line("FT-SILENT", 100_000, f"nop {charges['silent'].reference}"),
        line("FR-BANKS", -7_000, "phi chuyen tien"),
    )
    return charges


def test_a_day_with_one_of_every_difference(every_kind: dict[str, Charge], cashier: Actor) -> None:
    day = run(cashier)
    assert found() == [
        ("amount", "FT-AMOUNT", 100_000, 100_000, 90_000),
        ("cancelled", "FT-CANCELLED", 0, 100_000, 100_000),
        ("doubled", "FT-TWICE2", 0, 100_000, 100_000),
        ("no_notice", "FT-SILENT", 0, 0, 100_000),
        ("no_payment", "", 100_000, 0, 0),
        ("not_on_statement", "FT-LOST", 100_000, 100_000, 0),
        ("refund_missing", "FR-BACK", -60_000, -60_000, 0),
        ("refund_unknown", "FR-BANKS", 0, 0, -7_000),
        ("unknown", "FT-UNKNOWN", 0, 55_000, 55_000),
        ("wrong_amount", "FT-WRONG", 0, 80_000, 80_000),
    ]
    assert {kind for kind, *_rest in found()} == set(Difference.Kind.values), "Every kind there is was made."
    assert day.matched == 3
    assert (day.charges, day.payments, day.statement) == (540_000, 775_000, 818_000)
    differences = list(Difference.objects.all())
    assert day.charges == 3 * 100_000 + sum(d.charge_amount for d in differences)
    assert day.payments == 3 * 100_000 + sum(d.payment_amount for d in differences)
    assert day.statement == 3 * 100_000 + sum(d.statement_amount for d in differences)
    of = Day(settings.BANK_ACCOUNT, DAY)
    assert totals(rows_of(of)) == totals_of(of)


def test_reconciling_again_makes_nothing_twice(every_kind: dict[str, Charge], cashier: Actor) -> None:
    run(cashier)
    before = found()
    run(cashier)
    assert found() == before
    assert ReconciledDay.objects.count() == 1


def test_each_difference_belongs_to_who_collects(every_kind: dict[str, Charge], cashier: Actor, people: People) -> None:
    run(cashier)
    assert Difference.objects.get(kind="unknown").agency == settings.PAYMENTS_AGENCY
    assert Difference.objects.get(kind="doubled").agency == CENTRE
    local = official(CENTRE, "cashier")
    assert set(visible(local, Difference).values_list("kind", flat=True)) == {
        "amount", "cancelled", "doubled", "no_notice", "no_payment", "not_on_statement", "refund_missing", "wrong_amount",
    }  # fmt: skip
    for nobody in (people.citizen, people.stranger, people.counter, people.leader):
        assert not visible(nobody, Difference).exists()
    with pytest.raises(NotAllowed):
        run(local)
    with pytest.raises(NotAllowed):
        take_in(local, line("FT-X", 1))


def test_what_comes_later_settles_by_itself(every_kind: dict[str, Charge], cashier: Actor) -> None:
    """The rest of the statement is imported: the lost payment is there, and the refund comes to its end."""
    run(cashier)
    take_in(
        cashier, line("FT-LOST", 100_000, every_kind["lost"].reference), line("FR-BACK", -60_000, "HOAN"), name="2.csv"
    )
    run(cashier)
    gone = Difference.objects.filter(state="gone").order_by("kind")
    assert [item.kind for item in gone] == ["not_on_statement", "refund_missing"]
    assert Refund.objects.get(reference="FR-BACK").state == "done"
    assert Charge.objects.get(pk=every_kind["back"].pk).refunded == 60_000


def test_money_without_a_notice_is_booked_from_the_statement(every_kind: dict[str, Charge], cashier: Actor) -> None:
    run(cashier)
    item = book_line(cashier, Difference.objects.get(kind="no_notice"))
    assert (item.state, item.solution) == ("solved", "booked")
    settled = Charge.objects.get(pk=every_kind["silent"].pk)
    assert settled.status == "paid"
    assert settled.settled_by is not None
    assert settled.settled_by.bank_reference == "FT-SILENT"
    with pytest.raises(Refused, match="đã xử lý xong"):
        book_line(cashier, item)
    run(cashier)
    assert "no_notice" not in {row.kind for row in rows_of(Day(settings.BANK_ACCOUNT, DAY))}
    assert Difference.objects.get(pk=item.pk).state == "solved", "How it was solved is kept."


def test_a_difference_is_taken_and_solved_with_a_reason(every_kind: dict[str, Charge], cashier: Actor) -> None:
    run(cashier)
    item = take_difference(cashier, Difference.objects.get(kind="amount"))
    assert (item.state, item.assignee) == ("assigned", cashier.account)
    for solution, reason in (("", "x"), ("bearer", "  "), ("magic", "x")):
        with pytest.raises(Refused):
            solve_difference(cashier, item, solution=solution, reason=reason)
    solve_difference(cashier, item, solution="bearer", reason="Ngân hàng đã ghi có bù 10.000 đồng.")
    run(cashier)
    item.refresh_from_db()
    assert (item.state, item.solved_by) == ("solved", cashier.name)
    assert [entry.action for entry in history(item) if entry.outcome == "done"][:1] == ["payments.solve_difference"]


def test_the_same_statement_twice_changes_nothing(due: Due, cashier: Actor) -> None:
    lines = (line("FT-1", 100_000, due().reference), line("FT-2", 50_000))
    first = take_in(cashier, *lines)
    assert (first.new, first.known, first.refused) == (2, 0, [])
    assert take_in(cashier, *lines) == first
    other = take_in(cashier, *lines, line("FT-3", 1))
    assert (other.new, other.known) == (1, 2)
    assert StatementLine.objects.count() == 3


def test_every_refused_line_is_named_with_its_reason(cashier: Actor) -> None:
    statement = take_in(
        cashier,
        line("FT-1", 100_000),
        line("FT-1", 100_000),
        line("", 5),
        line("FT-2", 0),
        "FT-3," + settings.BANK_ACCOUNT + ",1.5,x,y," + AT.isoformat() + "\n",
        line("FT-4", 5, account="999"),
        line("FT-5", 5, at=datetime(2026, 11, 24, 0, 0, tzinfo=ZONE)),
        "FT-6," + settings.BANK_ACCOUNT + ",5,x,y,2026-11-23T09:00:00\n",
        "FT-7,too,few\n",
    )
    assert statement.new == 1
    assert [(one["number"], one["reference"]) for one in statement.refused] == [
        (3, "FT-1"), (4, ""), (5, "FT-2"), (6, "FT-3"), (7, "FT-4"), (8, "FT-5"), (9, "FT-6"), (10, "FT-7"),
    ]  # fmt: skip
    assert len({one["why"] for one in statement.refused}) == 7, "Only the two wrong amounts have the same reason."


def test_a_line_that_says_something_else_than_before_is_refused(cashier: Actor) -> None:
    take_in(cashier, line("FT-1", 100_000))
    statement = take_in(cashier, line("FT-1", 90_000), name="2.csv")
    assert (statement.new, statement.known, [one["number"] for one in statement.refused]) == (0, 0, [2])
    assert StatementLine.objects.get().amount == 100_000


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n1,2\n", "Số,Tiền\n".encode()])
def test_what_is_no_statement_is_refused_whole(content: bytes, cashier: Actor) -> None:
    with pytest.raises(Refused) as no:
        import_statement(cashier, None, account=settings.BANK_ACCOUNT, day=DAY, content=content, name="x")
    assert no.value.code == "unreadable"
    assert not Statement.objects.exists()


def settlement(*amounts: int) -> bytes:
    body = "transaction,partner,amount,MaTraCuuTT,kind,at\n" + "".join(
        f"NT{number},{settings.PLATFORM_PARTNER},{amount},X{number},payment,{AT.isoformat()}\n"
        for number, amount in enumerate(amounts)
    )
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f"{body}#checksum,{len(amounts)},{sum(amounts)},{digest}\n".encode()


def test_a_settlement_file_that_was_cut_or_changed_is_refused(cashier: Actor, settings: Any) -> None:
    settings.PLATFORM_URL = "http://127.0.0.1:9"
    whole = settlement(100, 200)
    lines = whole.splitlines(keepends=True)
    for broken in (
        b"".join(lines[:-1]),
        b"".join(lines[:-2]),
        whole.replace(b",200,", b",300,"),
        lines[0] + lines[1] + lines[3],
    ):
        with pytest.raises(Refused, match=r"kiểm tra") as no:
            import_statement(cashier, None, account="TINH-MAU", day=DAY, content=broken, name="x")
        assert no.value.code == "unreadable"
    assert import_statement(cashier, None, account="TINH-MAU", day=DAY, content=whole, name="x").new == 2
    assert import_statement(cashier, None, account="TINH-MAU", day=DAY, content=settlement(), name="leer").new == 0


def test_the_platforms_own_day_is_fetched_and_reconciled(
    platform: str, due: Due, people: People, cashier: Actor, second_cashier: Actor
) -> None:
    """Two payments of which one was never told of, and a refund: fetched from the stand-in, and all of it explained."""
    from django.utils import timezone

    from tinhso.blocks.payments.platform import client
    from tinhso.blocks.payments.platform.following import ask_again

    told, silent = (start_order(people.citizen, due()) for _ in range(2))
    for order in (told, silent):
        requests.post(client.place(order), data={"do": "paid", "fault": "never"}, timeout=10, allow_redirects=False)
    payment = ask_again(told).payment
    assert payment is not None
    refund = ask_refund(cashier, payment, amount=40_000, kind="withdrawn", reason="Rút hồ sơ.")
    carry_out(approve_refund(second_cashier, refund))
    today = timezone.localdate()
    assert fetch(cashier, account="TINH-MAU", day=today).new == 3
    day = reconcile(cashier, None, account="TINH-MAU", day=today)
    assert (day.matched, day.charges, day.payments, day.statement) == (2, 60_000, 60_000, 160_000)
    (item,) = Difference.objects.all()
    assert item.kind == "no_notice"
    book_line(cashier, item)
    silent.refresh_from_db()
    assert silent.state == "paid"
    day = reconcile(cashier, None, account="TINH-MAU", day=today)
    assert (day.matched, day.charges, day.payments, day.statement) == (3, 160_000, 160_000, 160_000)


def test_the_banks_refund_ends_with_its_statement(bank: str, due: Due, cashier: Actor, second_cashier: Actor) -> None:
    from django.utils import timezone

    owed = due()
    form = {"account": settings.BANK_ACCOUNT, "amount": "100000", "text": owed.reference, "payer": "A", "once": "1"}
    requests.post(f"{bank}/pay", data=form, timeout=10)
    today = timezone.localdate()
    fetch(cashier, account=settings.BANK_ACCOUNT, day=today)
    reconcile(cashier, None, account=settings.BANK_ACCOUNT, day=today)
    book_line(cashier, Difference.objects.get(kind="no_notice"))
    refund = ask_refund(cashier, Payment.objects.get(), amount=30_000, kind="withdrawn", reason="Rút hồ sơ.")
    sent = carry_out(approve_refund(second_cashier, refund))
    assert sent.state == "sent"
    fetch(cashier, account=settings.BANK_ACCOUNT, day=today)
    assert Refund.objects.get(pk=refund.pk).state == "done"
    day = reconcile(cashier, None, account=settings.BANK_ACCOUNT, day=today)
    assert (day.matched, day.charges, day.payments, day.statement) == (2, 70_000, 70_000, 70_000)


def client_of(actor: Actor) -> Client:
    from tinhso.blocks.people.api import Account

    client = Client()
    client.force_login(Account.objects.get(pk=str(actor.account)))
    return client


def test_the_screens_show_the_day_and_strangers_find_nothing(
    every_kind: dict[str, Charge], cashier: Actor, people: People
) -> None:
    run(cashier)
    item = Difference.objects.get(kind="doubled")
    payment, refund = Payment.objects.get(bank_reference="FT-TWICE2"), Refund.objects.filter(state="asked").first()
    assert refund is not None
    day = f"/desk/reconciliation/{settings.BANK_ACCOUNT}/{DAY}/"
    own = ["/desk/payments/", "/desk/payments/?tab=faults", "/desk/payments/export.csv", f"/desk/payments/{every_kind['right'].pk}/",
           f"/desk/money/{payment.pk}/", "/desk/refunds/", f"/desk/refunds/{refund.pk}/"]  # fmt: skip
    keeper = ["/desk/reconciliation/", day, f"{day}export.xlsx", "/desk/differences/", f"/desk/differences/{item.pk}/"]
    desk = client_of(cashier)
    for address in (*own, *keeper):
        assert desk.get(address).status_code == 200, address
    page = desk.get(day).content.decode()
    for amount in ("540.000<", "775.000<", "818.000<"):
        assert page.count(amount) == 2, "The sum of the lines and the separate count."
    counter = client_of(people.counter)
    for address in own:
        assert counter.get(address).status_code == 200, address
    for address in keeper:
        assert counter.get(address).status_code == 404, address
    other = client_of(official("ttpvhcc-22402", "cashier", "counter_officer"))
    for nobody in (client_of(people.stranger), client_of(people.citizen), other):
        for address in (own[3], own[4], own[6], day, f"/desk/differences/{item.pk}/"):
            assert nobody.get(address).status_code == 404, address


def test_the_desk_works_off_a_day(every_kind: dict[str, Charge], cashier: Actor, second_cashier: Actor) -> None:
    """Through the screens alone: reconcile, match the unknown, approve what came twice; nothing done twice by a second click."""
    desk, second = client_of(cashier), client_of(second_cashier)
    day = f"/desk/reconciliation/{settings.BANK_ACCOUNT}/{DAY}/"
    assert desk.post(day, {"step": "reconcile", "key": "money:1"}).status_code == 302
    unknown = Payment.objects.get(bank_reference="FT-UNKNOWN")
    wrong = desk.post(f"/desk/money/{unknown.pk}/attach/", {"code": "H-KHONG-CO"})
    assert wrong.status_code == 422
    assert "H-KHONG-CO" in wrong.content.decode(), "What was typed is kept."
    assert desk.post(f"/desk/money/{unknown.pk}/attach/", {"code": every_kind["silent"].code}).status_code == 302
    unknown.refresh_from_db()
    assert (unknown.fault, unknown.charge) == ("wrong_amount", every_kind["silent"])
    form = {"amount": "55.000", "kind": "wrong_amount", "reason": "Nộp nhầm.", "key": "money:2"}
    for _ in range(2):
        assert desk.post(f"/desk/money/{unknown.pk}/refund/", form).status_code == 302
    refund = Refund.objects.get(payment=unknown)
    assert desk.post(f"/desk/refunds/{refund.pk}/", {"step": "approve"}).status_code == 422
    assert second.post(f"/desk/refunds/{refund.pk}/", {"step": "approve"}).status_code == 302
    refund.refresh_from_db()
    assert (refund.state, refund.amount) == ("approved", 55_000)
    item = Difference.objects.get(kind="unknown")
    assert (
        desk.post(f"/desk/differences/{item.pk}/", {"step": "solve", "solution": "refunded", "reason": ""}).status_code
        == 422
    )
    assert (
        desk.post(
            f"/desk/differences/{item.pk}/", {"step": "solve", "solution": "refunded", "reason": "Đã hoàn."}
        ).status_code
        == 302
    )


def test_counts_of_the_list_are_exact_and_cash_is_taken_once(due: Due, people: People) -> None:
    charges = [due() for _ in range(3)]
    paid("FT-1", charges[0])
    counter = client_of(people.counter)
    for _ in range(2):
        assert counter.post(f"/desk/payments/{charges[1].pk}/cash/", {"key": "money:cash"}).status_code == 302
    assert counter.post(f"/desk/payments/{charges[0].pk}/cash/", {"key": "money:other"}).status_code == 422
    tabs = {tab["name"]: tab["count"] for tab in counter.get("/desk/payments/").context["tabs"]}
    assert tabs == {"all": 3, "open": 1, "paid": 2, "refunded": 0, "cancelled": 0, "faults": 0}
    cash = Payment.objects.get(channel="counter")
    assert (cash.amount, cash.taken_by, cash.account) == (100_000, people.counter.name, f"cash:{CENTRE}")
    rows = (
        b"".join(cast(Any, counter.get("/desk/payments/export.csv?tab=paid")).streaming_content).decode().splitlines()
    )
    assert len(rows) == 3
    found = counter.get("/desk/payments/", {"q": charges[2].code}).context["page"].rows
    assert [due.pk for due in found] == [charges[2].pk]


@pytest.mark.parametrize("model", [Charge, Payment, Refund, Statement, StatementLine, ReconciledDay, Difference])
def test_money_is_whole_dong(model: type[Model]) -> None:
    """No column of money can hold a part of a đồng."""
    names = {
        field.name
        for field in model._meta.get_fields()
        if "amount" in field.name or field.name in ("charges", "refunded")
    }
    for name in names - {"charges"} if model is not ReconciledDay else names:
        assert model._meta.get_field(name).get_internal_type() == "BigIntegerField", name
