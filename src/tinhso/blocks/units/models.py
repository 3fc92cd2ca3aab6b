"""Administrative units and agencies, each with its time, and what succeeded what by which legal act."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.search.api import fold, sort_key
from tinhso.kernel.trail.api import Trailed

SHORT = {
    "Phường": "P.", "Xã": "X.", "Đặc khu": "ĐK.", "Thị trấn": "TT.", "Thị xã": "TX.", "Thành phố": "TP.", "Huyện": "H.",
}  # fmt: skip
"""How the type of a unit is written before its name in addresses."""


class Edition(Trailed):
    """Which edition of the reference data is loaded, and a stamp renewed by every change of units and agencies."""

    name = models.CharField(primary_key=True, max_length=20)
    digest = models.CharField(max_length=64, blank=True)
    stamp = models.UUIDField(default=uuid7)

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:8]}"


class LegalAct(Trailed):
    """The text by which units or agencies were made, changed or ended (văn bản)."""

    number = models.CharField(_("số"), max_length=60, unique=True)
    title = models.TextField(_("trích yếu"))
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    effective_on = models.DateField(_("có hiệu lực từ"), null=True)
    source = models.CharField(_("nguồn"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.number


class Dated(Trailed):
    """Something that exists from a day to a day (both included); null: since before we know, or still."""

    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Unit(Dated):
    """One administrative unit in one period of its life (đơn vị hành chính). `code` is the statistical code."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Tỉnh")
        DISTRICT = "district", _("Huyện")
        COMMUNE = "commune", _("Xã")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("mã"), max_length=10)
    name = models.CharField(_("tên"), max_length=100)
    full_name = models.CharField(_("tên đầy đủ"), max_length=150)
    full_name_en = models.CharField(_("tên tiếng Anh"), max_length=150, blank=True)
    kind = models.CharField(_("cấp"), max_length=10, choices=Kind.choices)
    type = models.CharField(_("loại"), max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(_("diện tích (km²)"), null=True, blank=True)
    population = models.IntegerField(_("dân số"), null=True, blank=True)
    made_by = models.ForeignKey(LegalAct, models.PROTECT, null=True, blank=True, related_name="units_made")
    ended_by = models.ForeignKey(LegalAct, models.PROTECT, null=True, blank=True, related_name="units_ended")
    search_text = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=500, editable=False, db_collation="C")

    trail_ignore = ("search_text", "sort_key")

    class Meta:
        ordering = ("sort_key",)
        constraints = [
            ExclusionConstraint(  # a code has one bearer on any day
                name="unit_code_once_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "valid_from", "valid_to", models.Value("[]"),
                            function="daterange", output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]  # fmt: skip
        indexes = [
            GinIndex(name="unit_search", fields=["search_text"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The full name in the reader's language."""
        return self.full_name_en if self.full_name_en and (get_language() or "vi").startswith("en") else self.full_name

    @property
    def short(self) -> str:
        """As in addresses: "P. Nam Nha Trang"."""
        return f"{SHORT[self.type]} {self.name}" if self.type in SHORT else self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "sort_key"}
        super().save(*args, **kwargs)

    def fill(self) -> None:
        """Set what follows from the names."""
        self.search_text = fold(f"{self.full_name} {self.code}")
        self.sort_key = sort_key(self.name)


class UnitSuccession(Trailed):
    """A unit became (part of) another: many to many, by a legal act. `whole`: all of it went there."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="came_from")
    whole = models.BooleanField(_("toàn bộ"))
    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"])]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Agency(Dated):
    """An agency of the state in the province (cơ quan). `code` is ours and stable; the official identifier may be unknown."""

    class Kind(models.TextChoices):
        PROVINCE_COMMITTEE = "province_committee", _("Ủy ban nhân dân tỉnh")
        DEPARTMENT = "department", _("Sở, ban, ngành")
        DISTRICT_COMMITTEE = "district_committee", _("Ủy ban nhân dân huyện")
        COMMUNE_COMMITTEE = "commune_committee", _("Ủy ban nhân dân xã, phường")
        SERVICE_CENTRE = "service_centre", _("Trung tâm Phục vụ hành chính công")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("mã"), max_length=40, unique=True)
    official_identifier = models.CharField(_("mã định danh điện tử"), max_length=40, blank=True)
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    symbol = models.CharField(_("ký hiệu văn bản"), max_length=20, blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="agencies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    schedule = models.CharField(_("giờ làm việc"), max_length=40, default="office")
    evidence = models.CharField(_("căn cứ dữ liệu"), max_length=200, blank=True)

    class Meta:
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "vi").startswith("en") else self.name


class AgencySuccession(Trailed):
    """An agency's work went to another."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="became")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="came_from")

    class Meta:
        constraints = [models.UniqueConstraint(name="agency_succession_once", fields=["predecessor", "successor"])]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
