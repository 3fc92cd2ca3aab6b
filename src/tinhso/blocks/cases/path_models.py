"""The table of paths: versions with effective dates."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.periods import DateRange
from tinhso.kernel.trail.api import Trailed


class PathVersion(Trailed):
    """The path of one kind of case (quy trình nội bộ) from `valid_from` until the day before `valid_to`.

    `matter` is the code of a procedure, "" for every one that has no path of its own; `agency` is "" for all agencies,
    or the one that has arranged its work in its own way. A draft has no `number` and no day yet. Two published versions
    of one path never cover the same day; the database itself sees to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, default="dossier")
    matter = models.CharField(_("mã thủ tục"), max_length=60, blank=True)
    agency = models.CharField(_("cơ quan"), max_length=40, blank=True)
    number = models.PositiveIntegerField(_("phiên bản"), null=True)
    steps: models.JSONField[Any] = models.JSONField(_("các bước"), default=list)
    law = models.CharField(_("căn cứ"), max_length=300, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    valid_from = models.DateField(_("áp dụng từ"), null=True)
    valid_to = models.DateField(_("hết áp dụng"), null=True)
    drafted_by = models.CharField(_("người soạn"), max_length=300)
    published_by = models.CharField(_("người ban hành"), max_length=300, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("kind", "matter", "agency", "number")
        constraints = [
            models.UniqueConstraint(
                name="one_draft_of_a_path", fields=["kind", "matter", "agency"], condition=Q(number=None)
            ),
            models.UniqueConstraint(name="path_number_once", fields=["kind", "matter", "agency", "number"]),
            models.CheckConstraint(
                name="path_period",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            ExclusionConstraint(
                name="path_one_a_day",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("matter", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        number = str(self.number) if self.number else _t("bản soạn")
        return f"{self.matter or self.kind} · {number}"

    @property
    def is_draft(self) -> bool:
        return self.number is None
