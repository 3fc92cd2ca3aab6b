"""Official numbers: 01 from 1 January, one after the other, none left out."""

from __future__ import annotations

from django.db import connection, transaction


def next_number(agency: str, series: str, year: int) -> int:
    """The next number of an agency's series in that year.

    The counter's row stays locked until the transaction ends, so a rolled back number is given to the next who asks.
    Raises TransactionManagementError outside a transaction: a number must live and die with what it numbers.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is given inside a transaction only.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_numberseries (agency, series, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (agency, series, year) DO UPDATE SET last = documents_numberseries.last + 1 RETURNING last",
            [agency, series, year],
        )
        (number,) = cursor.fetchone()
    return int(number)


def number_text(number: int, symbol: str) -> str:
    """Number and symbol as written on a paper: (7, "QĐ-UBND") → "07/QĐ-UBND" (Decree 30/2020/NĐ-CP)."""
    return f"{number:02}/{symbol}" if symbol else f"{number:02}"
