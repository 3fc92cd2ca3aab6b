"""The catalogue's tables: procedures, and what each said in every period of time."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.periods import DateRange
from tinhso.kernel.trail.api import Trailed


class Ministry(Trailed):
    """The ministry or central agency that published procedures (bộ, ngành)."""

    name = models.CharField(_("bộ, ngành"), max_length=300, unique=True)

    class Meta:
        db_table = "services_ministry"

    def __str__(self) -> str:
        return self.name


class Field(Trailed):
    """A field of administration (lĩnh vực). `code` is the national MALINHVUC when known, else made from the name."""

    code = models.CharField(_("mã lĩnh vực"), max_length=120, unique=True)
    name = models.CharField(_("lĩnh vực"), max_length=300, unique=True)
    sort_key = models.CharField(max_length=900, db_collation="C", editable=False)

    class Meta:
        db_table = "services_field"

    def __str__(self) -> str:
        return self.name


class Procedure(Trailed):
    """One administrative procedure (thủ tục hành chính), known by its national root code."""

    class Status(models.TextChoices):
        """The national catalogue's own states."""

        PUBLIC = "public", _("Đang công khai")
        CHANGED = "changed", _("Đang công khai, đã sửa đổi, bổ sung")
        ABOLISHED = "abolished", _("Bãi bỏ")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("mã thủ tục"), max_length=8, unique=True)
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status.choices, default=Status.PUBLIC)

    class Meta:
        db_table = "services_procedure"
        constraints = [models.CheckConstraint(name="procedure_root_code", condition=Q(code__regex=r"^[1-9]\.\d{6}$"))]

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(Trailed):
    """What a procedure said from `valid_from` until the day before `valid_to` (no end: in force).

    A fact that the source does not state is null or empty, never a guess. Two versions of one procedure never
    cover the same day; the database itself sees to it.
    """

    class TimeUnit(models.TextChoices):
        """Unit of the time limit; "" when the source gives a bare number."""

        HOUR = "hour", _("giờ")
        DAY = "day", _("ngày")
        WORKING_DAY = "working_day", _("ngày làm việc")
        MONTH = "month", _("tháng")
        YEAR = "year", _("năm")

    class FeeKind(models.TextChoices):
        """What the source lets us say about the fee."""

        FREE = "free", _("Miễn phí")
        PAID = "paid", _("Có phí")
        VARIES = "varies", _("Phí tùy trường hợp")
        UNKNOWN = "unknown", _("Chưa có thông tin phí")

    class Online(models.TextChoices):
        """Online level (Decree 42/2022, article 11)."""

        WHOLE = "whole", _("Toàn trình")
        PART = "part", _("Một phần")
        NONE = "none", _("Không trực tuyến")
        UNKNOWN = "unknown", _("Chưa rõ mức trực tuyến")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("phiên bản"))
    valid_from = models.DateField(_("hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực"), null=True, blank=True)

    title = models.TextField(_("tên thủ tục"))
    title_en = models.TextField(_("tên tiếng Anh"), blank=True)
    field = models.ForeignKey(Field, models.PROTECT, related_name="+")
    ministry = models.ForeignKey(Ministry, models.PROTECT, related_name="+")
    level = ArrayField(models.CharField(max_length=8), verbose_name=_("cấp thực hiện"))
    executing_agency = models.TextField(_("cơ quan thực hiện"), blank=True)
    lead_agency_name = models.CharField(_("cơ quan đầu mối của tỉnh"), max_length=300, blank=True)
    lead_agency = models.CharField(_("mã cơ quan đầu mối"), max_length=40, blank=True)
    time_value = models.PositiveIntegerField(_("thời hạn"), null=True, blank=True)
    time_unit = models.CharField(_("đơn vị"), max_length=12, choices=TimeUnit.choices, blank=True)
    time_text = models.TextField(_("thời hạn, nguyên văn"), blank=True)
    fee_amount = models.BigIntegerField(_("phí, lệ phí (đồng)"), null=True, blank=True)
    fee_kind = models.CharField(_("loại phí"), max_length=8, choices=FeeKind.choices, default=FeeKind.UNKNOWN)
    fee_text = models.TextField(_("phí, lệ phí, nguyên văn"), blank=True)
    channels = ArrayField(models.CharField(max_length=8), verbose_name=_("cách nộp"), default=list)
    subjects = ArrayField(models.CharField(max_length=80), verbose_name=_("đối tượng"), default=list)
    who = ArrayField(models.CharField(max_length=10), default=list, editable=False)
    documents: models.JSONField[Any] = models.JSONField(_("thành phần hồ sơ"), default=list)
    results: models.JSONField[Any] = models.JSONField(_("kết quả"), default=list)
    legal_bases: models.JSONField[Any] = models.JSONField(_("căn cứ pháp lý"), default=list)
    steps = models.TextField(_("trình tự thực hiện"), blank=True)
    conditions = models.TextField(_("yêu cầu, điều kiện"), blank=True)
    elsewhere = ArrayField(models.CharField(max_length=12), verbose_name=_("phần chỉ có ở nguồn"), default=list)
    online_level = models.CharField(max_length=8, choices=Online.choices, default=Online.UNKNOWN)
    at_commune_counter = models.BooleanField(_("một trung tâm phục vụ hành chính công cấp xã niêm yết"), default=False)
    source_url = models.URLField(_("địa chỉ nguồn"), max_length=1000, blank=True)
    source_name = models.CharField(_("nguồn"), max_length=300, blank=True)
    decision = models.CharField(_("quyết định công bố"), max_length=200, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)
    title_text = models.TextField(editable=False)
    search_text = models.TextField(editable=False)

    # Derived from the rest: may be computed again without a signature.
    trail_ignore = ("who", "title_text", "search_text")

    class Meta:
        db_table = "services_procedure_version"
        ordering = ("procedure__code", "number")
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["procedure", "number"]),
            models.CheckConstraint(
                name="version_period", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            ExclusionConstraint(
                name="version_one_a_day",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="version_search"),
            models.Index(fields=["valid_to", "valid_from"], name="version_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} · {self.title}"

    @property
    def code(self) -> str:
        """The procedure's root code."""
        return self.procedure.code

    @property
    def time_is_assumed(self) -> bool:
        """The source gives a number without a unit; the portal means working days, but does not say so."""
        return self.time_value is not None and not self.time_unit
