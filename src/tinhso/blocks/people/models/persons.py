"""Persons and organisations as the province knows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.search.api import fold, sort_key
from tinhso.kernel.trail.api import Trailed


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class Person(Trailed):
    """One human being (cá nhân), known by the 12-digit personal id (số định danh cá nhân) where there is one.

    `synthetic` marks invented people of the demo province; they never mix with real ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    personal_id = models.CharField(_("Số định danh cá nhân"), max_length=12, unique=True, null=True, blank=True)
    full_name = models.CharField(_("Họ, chữ đệm và tên"), max_length=120)
    birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)
    sex = models.CharField(_("Giới tính"), max_length=6, choices=Sex, blank=True)
    nationality = models.CharField(_("Quốc tịch"), max_length=2, default="VN", help_text="ISO 3166-1 alpha-2")
    ethnicity = models.CharField(_("Dân tộc"), max_length=40, blank=True)
    phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    address_line = models.CharField(_("Địa chỉ (số nhà, đường, thôn)"), max_length=200, blank=True)
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Xã, phường, đặc khu")
    )
    died_on = models.DateField(_("Ngày mất"), null=True, blank=True)
    synthetic = models.BooleanField(_("Người giả lập"), default=False)
    search_text = models.CharField(max_length=200, editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="", db_collation="C")

    trail_ignore = ("search_text", "sort_key")

    class Meta:
        verbose_name = _("cá nhân")
        constraints = (
            models.CheckConstraint(
                condition=Q(personal_id__isnull=True) | Q(personal_id__regex=r"^[0-9]{12}$"),
                name="people_person_personal_id_12_digits",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(birth_date__isnull=True) | Q(died_on__gte=models.F("birth_date")),
                name="people_person_dies_after_birth",
            ),
        )
        indexes = (
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="people_person_search"),
            models.Index(fields=["sort_key", "id"], name="people_person_sort"),
        )

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(self.full_name)[:200]
        self.sort_key = sort_key(self.full_name)[:400]
        if "full_name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "sort_key"}
        super().save(*args, **kwargs)

    def age_on(self, day: date) -> int | None:
        """Full years of age on a day (tuổi tròn); None when the birth date is not known."""
        born = self.birth_date
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class OrganisationKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    HOUSEHOLD = "household", _("Hộ kinh doanh")
    OTHER = "other", _("Tổ chức khác")


class Organisation(Trailed):
    """An enterprise, a cooperative, a household business or another body (tổ chức), known by its tax code (mã số thuế)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tax_code = models.CharField(_("Mã số thuế"), max_length=14, unique=True, null=True, blank=True)
    name = models.CharField(_("Tên"), max_length=250)
    kind = models.CharField(_("Loại"), max_length=12, choices=OrganisationKind)
    representative = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="represents",
        verbose_name=_("Người đại diện theo pháp luật"),
    )
    phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    address_line = models.CharField(_("Địa chỉ (số nhà, đường, thôn)"), max_length=200, blank=True)
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Xã, phường, đặc khu")
    )
    closed_on = models.DateField(_("Ngày chấm dứt hoạt động"), null=True, blank=True)
    synthetic = models.BooleanField(_("Tổ chức giả lập"), default=False)
    search_text = models.CharField(max_length=300, editable=False, default="")
    sort_key = models.CharField(max_length=800, editable=False, default="", db_collation="C")

    trail_ignore = ("search_text", "sort_key")

    class Meta:
        verbose_name = _("tổ chức")
        indexes = (
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="people_org_search"),
            models.Index(fields=["sort_key", "id"], name="people_org_sort"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(self.name)[:300]
        self.sort_key = sort_key(self.name)[:800]
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "sort_key"}
        super().save(*args, **kwargs)
