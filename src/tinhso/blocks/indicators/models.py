"""Figures that come from elsewhere, and what a resolution or a plan wants figures to be."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.trail.api import Trailed


class Observation(Trailed):
    """A value that somebody else published (số liệu nhập), with its source. `series` names what was measured.

    `period` is a year ("2024"), a quarter ("2025-Q3"), a half ("2025-H1") or a month ("2025-11").
    """

    class Area(models.TextChoices):
        NOW = "khanh-hoa", _("Khánh Hòa")
        BEFORE = "khanh-hoa-2025", _("Khánh Hòa trước 1/7/2025")
        OTHER = "ninh-thuan-2025", _("Ninh Thuận trước 1/7/2025")

    series = models.CharField(_("chuỗi"), max_length=40)
    area = models.CharField(_("địa bàn"), max_length=20, choices=Area.choices)
    title = models.CharField(_("tên"), max_length=200)
    period = models.CharField(_("kỳ"), max_length=10)
    value = models.DecimalField(_("giá trị"), max_digits=18, decimal_places=4, null=True)
    unit = models.CharField(_("đơn vị"), max_length=20, blank=True)
    rank = models.PositiveIntegerField(_("thứ hạng"), null=True)
    rank_of = models.PositiveIntegerField(_("trên tổng số"), null=True)
    source = models.CharField(_("nguồn"), max_length=500)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    imported_at = models.DateTimeField(_("nhập lúc"))

    class Meta:
        ordering = ("series", "area", "period")
        constraints = [
            models.UniqueConstraint(name="observation_once", fields=["series", "area", "period"]),
            models.CheckConstraint(
                name="observation_says_something", condition=Q(value__isnull=False) | Q(rank__isnull=False)
            ),
            models.CheckConstraint(name="observation_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"

    @property
    def is_web(self) -> bool:
        """Whether the source is an address that can be opened."""
        return self.source.startswith(("https://", "http://"))

    @property
    def host(self) -> str:
        """The site of an address."""
        return urlsplit(self.source).netloc.removeprefix("www.")

    @property
    def is_yearly(self) -> bool:
        """Whether it is about a whole year (the edition of an index), not a statement in between."""
        return len(self.period) == 4 and self.period.isdigit()


class Target(Trailed):
    """What a figure shall be in a year (mục tiêu), by which clause. A later plan supersedes an earlier one; none is deleted."""

    class Comparison(models.TextChoices):
        AT_LEAST = "ge", _("ít nhất")
        MORE = "gt", _("trên")
        AT_MOST = "le", _("không quá")

    indicator = models.CharField(_("chỉ tiêu"), max_length=40)
    year = models.PositiveSmallIntegerField(_("năm"))
    value = models.DecimalField(_("mục tiêu"), max_digits=18, decimal_places=4)
    comparison = models.CharField(_("so sánh"), max_length=2, choices=Comparison.choices, default=Comparison.AT_LEAST)
    law = models.CharField(_("văn bản"), max_length=200)
    clause = models.CharField(_("điều khoản"), max_length=60)
    issued_on = models.DateField(_("ngày ban hành"))
    number = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="supersedes", verbose_name=_("thay bằng")
    )
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ("indicator", "year", "number")
        constraints = [
            models.UniqueConstraint(name="target_version_once", fields=["indicator", "year", "number"]),
            models.UniqueConstraint(
                name="target_one_in_force", fields=["indicator", "year"], condition=Q(superseded_by=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.comparison} {self.value.normalize():f}"


class Tally(models.Model):
    """So many finished dossiers of a month with these marks: in the whole of an indicator, and in its part. Built from the outbox."""

    indicator = models.CharField(max_length=40)
    month = models.DateField()
    agency = models.CharField(max_length=40)
    unit = models.CharField(max_length=10)
    channel = models.SmallIntegerField()
    device = models.CharField(max_length=10)
    whole = models.IntegerField()
    part = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tally_once",
                fields=["indicator", "month", "agency", "unit", "channel", "device"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.month}: {self.part}/{self.whole}"


class Filer(models.Model):
    """A person who has filed online, and when for the first time. Built from the outbox."""

    person = models.UUIDField(primary_key=True)
    first_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.person)


class Counted(models.Model):
    """What one finished dossier adds to the tally, so that it can be taken out again when the dossier changes."""

    row = models.UUIDField(primary_key=True)
    marks: models.JSONField[Any] = models.JSONField()
    adds: models.JSONField[Any] = models.JSONField()

    def __str__(self) -> str:
        return str(self.row)


class Tallied(models.Model):
    """Of which declarations the tally was made; when they change it is made again."""

    name = models.CharField(primary_key=True, max_length=20)
    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
