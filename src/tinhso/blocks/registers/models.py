"""The versions of every record: what was valid when, and since when we believe it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.trail.api import Trailed

from .base import Register


class RecordVersion(Trailed):
    """One version of a record: valid over `valid`, believed from `recorded_at` until `superseded_at`.

    A change in the world cuts the validity of the version before it; a correction supersedes the version it corrects,
    which is kept. So both questions have an answer: who held it on that day, and what did we believe on that day.
    """

    register = models.CharField(max_length=60)
    record = models.UUIDField()
    number = models.IntegerField(_("phiên bản"))
    valid = DateRangeField(_("hiệu lực"))
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    superseded_at = models.DateTimeField(_("thay thế lúc"), null=True)
    act = models.BigIntegerField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    cause = models.TextField(_("lý do"), blank=True)
    data: models.JSONField[Any] = models.JSONField()

    class Meta:
        ordering = ("record", "number")
        constraints = [
            models.UniqueConstraint(name="record_version_number", fields=["record", "number"]),
            # The database itself refuses to believe two things of one day.
            ExclusionConstraint(
                name="record_version_believed",
                expressions=[("record", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=models.Q(superseded_at=None),
            ),
        ]
        indexes = [
            models.Index(name="record_version_record", fields=["register", "record"]),
            GistIndex(name="record_version_valid", fields=["register", "valid"]),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record} #{self.number}"


__all__ = ["RecordVersion", "Register"]
