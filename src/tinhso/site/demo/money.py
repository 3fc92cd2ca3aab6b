"""The collecting account's statements of the demo province: each day is imported and reconciled, a few things do not add up.

The bank's lines are those of the payments that were simulated. On purpose the latest full days lack a line, have one of another
amount, one of an unknown sender and one that came twice; a citizen paid one fee a second time, and an official asked for a refund.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings

from tinhso.blocks.payments.api import Charge, Payment, ask_refund, import_statement, reconcile, record_payment
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.clock.api import ZONE

from .engine import Engine
from .population import World

BANK = system_actor("Ngân hàng mẫu", via="demo")
DAYS = 28
Line = tuple[str, int, str, str, datetime]


def settle_days(world: World, engine: Engine) -> None:
    """Statements and reconciliation of the last four weeks. The same again changes nothing."""
    days = [engine.until.astimezone(ZONE).date() - timedelta(days=number) for number in range(DAYS)]
    busy = [day for day in days[1:] if _payments(day)][:2]
    if busy:
        _paid_again(busy[0], engine)
        _refund_asked(world, engine)
    for day in reversed(days):
        lines = _lines(day)
        if day in busy:
            lines = _spoiled(lines, day, first=day == busy[0])
        at = min(datetime.combine(day + timedelta(days=1), time(6, 10), ZONE), engine.until)
        content = _statement(lines)
        import_statement(
            BANK, None, now=at, account=settings.BANK_ACCOUNT, day=day, content=content, name=f"sao-ke-{day:%Y%m%d}.csv"
        )
        reconcile(BANK, None, now=at, account=settings.BANK_ACCOUNT, day=day)


def _payments(day: date) -> list[Payment]:
    """What came to the bank account on a day, in order; the second payment of a fee is not among them."""
    start = datetime.combine(day, time.min, ZONE)
    rows = Payment.objects.filter(
        account=settings.BANK_ACCOUNT, bank_reference__startswith="MAU-", paid_at__gte=start, paid_at__lt=start + timedelta(days=1)
    )  # fmt: skip
    return list(rows.order_by("paid_at", "bank_reference"))


def _lines(day: date) -> list[Line]:
    start = datetime.combine(day, time.min, ZONE)
    rows = Payment.objects.filter(
        account=settings.BANK_ACCOUNT, bank_reference__startswith="MAU", paid_at__gte=start, paid_at__lt=start + timedelta(days=1)
    )  # fmt: skip
    ordered = rows.order_by("paid_at", "bank_reference")
    return [(row.bank_reference, row.amount, row.text, row.payer_name, row.paid_at) for row in ordered]


def _spoiled(lines: list[Line], day: date, *, first: bool) -> list[Line]:
    """A day that does not add up: one line is missing and one has no owner; or one amount is another, one came twice."""
    noon = datetime.combine(day, time(11, 45), ZONE)
    ours = [line for line in lines if line[0].startswith("MAU-")]
    gone, doubled = ours[0], ours[-1]
    if first:
        stranger: Line = (f"MAUX{day:%Y%m%d}1", 55_000, "nop tien", "NGUOI GUI MAU", noon)
        return [*(line for line in lines if line != gone), stranger]
    changed: Line = (gone[0], gone[1] - 10_000, *gone[2:])
    again: Line = (f"MAUX{day:%Y%m%d}2", doubled[1], doubled[2], doubled[3], noon)
    return [*(changed if line == gone else line for line in lines), again]


def _paid_again(day: date, engine: Engine) -> None:
    """Somebody scans the code a second time: the money waits to go back."""
    paid = _payments(day)[-1]
    at = paid.paid_at + timedelta(minutes=4)
    engine.do(
        f"money:again:{day}", record_payment, BANK, None, at=at, bank_reference=f"MAU2{day:%Y%m%d}", amount=paid.amount,
        text=paid.text, paid_at=at, payer_name=paid.payer_name,
    )  # fmt: skip


def _refund_asked(world: World, engine: Engine) -> None:
    """A counter officer asks for part of a fee to go back; a cashier finds it to approve."""
    paid = _newest(Charge.objects.filter(status=Charge.Status.PAID, online=True).exclude(settled_by=None))
    officers = world.officials(paid.agency, "counter_officer") if paid is not None else []
    if paid is None or paid.settled_by is None or not officers:
        return
    engine.do(
        "money:refund", ask_refund, officers[0], paid.settled_by, at=engine.until, amount=paid.amount // 2, kind="withdrawn",
        reason="Người nộp đề nghị rút một phần nội dung trước khi tiếp nhận.",
    )  # fmt: skip


def _newest(charges: Iterable[Charge]) -> Charge | None:
    return max(charges, key=lambda due: (due.paid_at or due.created_at, str(due.pk)), default=None)


def _statement(lines: list[Line]) -> bytes:
    """The bank's file: its column names, then its lines."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["reference", "account", "amount", "text", "payer", "paid_at"])
    for reference, amount, text, payer, at in lines:
        writer.writerow([reference, settings.BANK_ACCOUNT, amount, text, payer, at.isoformat()])
    return out.getvalue().encode()
