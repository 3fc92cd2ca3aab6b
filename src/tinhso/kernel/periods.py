"""Periods of days in the database, for constraints that let nothing overlap."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DateRange(Func):
    """daterange(from, to): from inclusive, to exclusive, open when `to` is null."""

    function = "daterange"
    output_field = DateRangeField()
