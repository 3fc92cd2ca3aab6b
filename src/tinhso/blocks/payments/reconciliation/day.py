"""One day of one collecting account: its rows, computed from what is kept, and its totals counted a second way.

The day of a transaction is the statement's where it has a line, else the day on which it was paid (or refunded).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tinhso.kernel.clock.api import ZONE

from ..actions import reference_in
from ..models import Charge, Order, Payment, Refund, StatementLine
from .compare import Booked, Line, Owed, Row, Totals, compare

BACK = (Refund.State.SENT, Refund.State.DONE)


@dataclass(frozen=True)
class Day:
    """A collecting account on a day."""

    account: str
    day: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.day, time.min, ZONE)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=1)


def lines_of(of: Day) -> QuerySet[StatementLine]:
    return StatementLine.objects.filter(account=of.account, day=of.day)


def _on(of: Day, rows: QuerySet[Any], *, reference: str, at: str) -> QuerySet[Any]:
    """Those whose line stands on this day, or who have no line and happened on it."""
    any_line = StatementLine.objects.filter(account=of.account, reference=OuterRef(reference))
    that_day = Q(**{f"{at}__gte": of.start, f"{at}__lt": of.end})
    return rows.filter(Exists(any_line.filter(day=of.day)) | (~Exists(any_line) & that_day))


def payments_of(of: Day) -> QuerySet[Payment]:
    """Our payments of the account that belong to the day."""
    return _on(of, Payment.objects.filter(account=of.account), reference="bank_reference", at="paid_at")


def refunds_of(of: Day) -> QuerySet[Refund]:
    """Our refunds out of the account that belong to the day."""
    rows = Refund.objects.filter(payment__account=of.account, state__in=BACK)
    return _on(of, rows.annotate(went_at=Coalesce("sent_at", "done_at")), reference="reference", at="went_at")


def owed_of(of: Day) -> QuerySet[Charge]:
    """Charges that say "paid online" and have no payment; the bank's account answers for them."""
    if of.account != settings.BANK_ACCOUNT:
        return Charge.objects.none()
    return Charge.objects.filter(
        status=Charge.Status.PAID, settled_by=None, online=True, paid_at__gte=of.start, paid_at__lt=of.end
    )


def rows_of(of: Day) -> list[Row]:
    """All rows of the day: matched ones and differences."""
    booked = [
        Booked(
            reference=payment.bank_reference,
            amount=payment.amount,
            settled=payment.charge.amount if _settles(payment) and payment.charge is not None else 0,
            charge=str(payment.charge_id or ""),
            fault=payment.fault,
            key=str(payment.pk),
        )
        for payment in payments_of(of).select_related("charge")
    ]
    booked += [
        Booked(
            reference=refund.reference,
            amount=-refund.amount,
            settled=-refund.amount if _settles(refund.payment) else 0,
            charge=str(refund.charge_id or ""),
            key=str(refund.pk),
        )
        for refund in refunds_of(of).select_related("payment__charge")
    ]
    lines = list(lines_of(of))
    charges = _charges_on(lines)
    theirs = [
        Line(
            reference=line.reference,
            amount=line.amount,
            charge=str(due.pk) if (due := charges.get(line.pk)) is not None else "",
            paid=due is not None and due.status == Charge.Status.PAID and due.settled_by_id is not None,
            key=str(line.pk),
        )
        for line in lines
    ]
    return compare(booked, theirs, [Owed(str(due.pk), due.amount) for due in owed_of(of)])


def _settles(payment: Payment) -> bool:
    return payment.charge is not None and payment.charge.settled_by_id == payment.pk


def _charges_on(lines: list[StatementLine]) -> dict[Any, Charge]:
    """Which charge each line speaks of: by the transfer text, or by the platform's look-up code."""
    references = {line.pk: reference_in(line.text) for line in lines}
    by_reference = {
        due.reference: due for due in Charge.objects.filter(reference__in={ref for ref in references.values() if ref})
    }
    by_code = {
        order.code: order.charge
        for order in Order.objects.filter(code__in={line.text for line in lines}).select_related("charge")
    }
    found = {}
    for line in lines:
        due = by_reference.get(references[line.pk] or "") or by_code.get(line.text)
        if due is not None:
            found[line.pk] = due
    return found


def totals_of(of: Day) -> Totals:
    """The three totals, counted by the database from what is kept and not from the rows: the check of the rows."""
    refunds = refunds_of(of)
    settled = payments_of(of).filter(charge__settled_by=F("pk"))
    back = refunds.filter(charge__settled_by=F("payment"))
    return Totals(
        charges=_sum(settled, "charge__amount") + _sum(owed_of(of), "amount") - _sum(back, "amount"),
        payments=_sum(payments_of(of), "amount") - _sum(refunds, "amount"),
        statement=_sum(lines_of(of), "amount"),
    )


def _sum(rows: QuerySet[Any], field: str) -> int:
    return int(rows.aggregate(total=Sum(field))["total"] or 0)
