"""Codes of cases: agency identifier, date of reception, running number of the day (Circular 03/2025/TT-VPCP).

The number has six digits, as a province files more than 9,999 dossiers on a busy day. Where the official identifier
of an agency is not known, that of the province (H32) stands in its place, so the running number is the province's.
"""

from __future__ import annotations

import re
from datetime import date

from django.db import connection, models

PROVINCE = "H32"
CODE = re.compile(r"^([A-Z]\d{2}(\.\d{2,3})*|\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})-(\d{6}|\d{8})-\d{4,7}$")


class CodeCounter(models.Model):
    """The last number given out under a prefix on a day."""

    prefix = models.CharField(max_length=40)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="counter_prefix_day", fields=["prefix", "day"])]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.day:%y%m%d}-{self.last:06}"


def next_code(day: date, *, prefix: str = PROVINCE) -> str:
    """The next code of the day, without gaps: the number is given back if the transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_codecounter (prefix, day, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (prefix, day) DO UPDATE SET last = cases_codecounter.last + 1 RETURNING last",
            [prefix, day],
        )
        number = cursor.fetchone()[0]
    return f"{prefix}-{day:%y%m%d}-{number:06}"
