"""Three-way reconciliation as a pure function: charges of dossiers, our payments, lines of the statement.

Every đồng of each side stands in exactly one row, so the rows of each side add up to its total, and the sums of the three
columns over all rows are the three totals. A row is matched when its three amounts agree (for money going back that never stood on
a charge: the two that know of it), else it is one difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

MATCHED = "matched"


@dataclass(frozen=True)
class Booked:
    """Money that we know of. `amount` in đồng, below zero for a refund; `settled` what of it stands on a charge."""

    reference: str
    amount: int
    settled: int
    charge: str = ""
    fault: str = ""
    key: str = ""


@dataclass(frozen=True)
class Line:
    """Money on the statement: below zero went out. `charge`: whose transfer text it carries; `paid`: that charge has its money."""

    reference: str
    amount: int
    charge: str = ""
    paid: bool = False
    key: str = ""


Side = TypeVar("Side", Booked, Line)


@dataclass(frozen=True)
class Owed:
    """A charge whose dossier says it was paid, and no payment of ours says so."""

    charge: str
    amount: int


@dataclass(frozen=True)
class Row:
    """One transaction over the three sides; `kind` is "matched" or what is wrong."""

    kind: str
    reference: str
    charge_amount: int
    payment_amount: int
    statement_amount: int
    charge: str = ""
    payment: str = ""
    line: str = ""


@dataclass(frozen=True)
class Totals:
    """The three totals in đồng."""

    charges: int
    payments: int
    statement: int


def compare(booked: Iterable[Booked], lines: Iterable[Line], owed: Iterable[Owed] = ()) -> list[Row]:
    """All rows, in the order of the references. Raises ValueError if a reference occurs twice on one side."""
    ours, theirs = _by_reference(booked), _by_reference(lines)
    without_payment = {charge.charge: charge.amount for charge in owed}
    rows = []
    for reference in sorted({*ours, *theirs}):
        own, line = ours.get(reference), theirs.get(reference)
        if own is not None:
            rows.append(_known(own, line))
        elif line is not None:
            rows.append(_unknown(line, without_payment))
    rows += [Row("no_payment", "", amount, 0, 0, charge=key) for key, amount in sorted(without_payment.items())]
    return rows


def totals(rows: Iterable[Row]) -> Totals:
    """The sums of the three columns."""
    listed = list(rows)
    return Totals(
        sum(row.charge_amount for row in listed),
        sum(row.payment_amount for row in listed),
        sum(row.statement_amount for row in listed),
    )


def _known(own: Booked, line: Line | None) -> Row:
    """What we know of: is it on the statement, with the same amount, and is it on its charge?

    The statement comes first: what a charge lacks may follow from it. Once that is right, the rest shows.
    """
    found = line.amount if line is not None else 0
    kind = MATCHED
    if line is None:
        kind = "refund_missing" if own.amount < 0 else "not_on_statement"
    elif found != own.amount:
        kind = "amount"
    elif own.amount > 0 and (own.fault or own.settled != own.amount):
        kind = {"overpaid": "doubled", "": "wrong_amount"}.get(own.fault, own.fault)
    return Row(kind, own.reference, own.settled, own.amount, found, own.charge, own.key, line.key if line else "")


def _unknown(line: Line, without_payment: dict[str, int]) -> Row:
    """On the statement, and nobody told us. It takes the charge that only lacks its payment with it."""
    if line.amount < 0:
        return Row("refund_unknown", line.reference, 0, 0, line.amount, line=line.key)
    kind, settled = "no_notice", 0
    if not line.charge:
        kind = "unknown"
    elif line.charge in without_payment:
        settled = without_payment.pop(line.charge)
    elif line.paid:
        kind = "doubled"
    return Row(kind, line.reference, settled, 0, line.amount, line.charge, line=line.key)


def _by_reference(items: Iterable[Side]) -> dict[str, Side]:
    found: dict[str, Side] = {}
    for item in items:
        if item.reference in found:
            raise ValueError(f"The reference {item.reference} occurs twice.")
        found[item.reference] = item
    return found
